#include "cli/webhook_template/values.hpp"
#include "core/webhook/scheme_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::cli {
namespace {

using webhook::Algorithm;
using webhook::Encoding;
using webhook::Hash;
using webhook::Piece;
using webhook::SchemeRules;
using Unit = webhook::TimestampRule::Unit;

// Where a provider has a time and says nothing of how old it may be.
constexpr std::chrono::seconds kCustomaryWindow{300};
constexpr std::size_t kEd25519Bytes = 64;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::size_t size_of(Hash hash) {
  switch (hash) {
  case Hash::sha1:
    return 20;
  case Hash::sha256:
    return 32;
  case Hash::sha384:
    return 48;
  case Hash::sha512:
    return 64;
  }
  return 0;
}

// What `size` bytes look like; 0 for any number of them.
std::string pattern_of(Encoding encoding, std::size_t size) {
  if (encoding == Encoding::hex) return size == 0 ? "[0-9a-f]+" : fmt::format("[0-9a-f]{{{}}}", 2 * size);
  if (size == 0) return "[A-Za-z0-9+/]+={0,2}";
  const std::size_t padding = (3 - size % 3) % 3;
  return fmt::format("[A-Za-z0-9+/]{{{}}}{}", (size + 2) / 3 * 4 - padding, std::string(padding, '='));
}

// "HMAC-SHA256", "SHA-256", "Ed25519"
std::string algorithm_words(const SchemeRules& rules) {
  const std::string hash = upper(std::string(webhook::hash_name(rules.hash)));
  switch (rules.algorithm) {
  case Algorithm::hmac:
    return "HMAC-" + hash;
  case Algorithm::digest:
    return hash.substr(0, 3) + "-" + hash.substr(3);
  case Algorithm::ed25519:
    return "Ed25519";
  case Algorithm::ecdsa:
    return "ECDSA";
  case Algorithm::rsa:
    return "RSA";
  default:
    return "";
  }
}

std::string duration_words(std::chrono::seconds time) {
  if (time.count() % 60 != 0) return fmt::format("{} seconds", time.count());
  return time.count() == 60 ? "one minute" : fmt::format("{} minutes", time.count() / 60);
}

// What is signed, for people: "<timestamp>.<body>".
std::string content_words(const SchemeRules& rules) {
  std::string out;
  for (const Piece& piece : rules.content.pieces)
    switch (piece.kind) {
    case Piece::Kind::literal:
      out += piece.text;
      break;
    case Piece::Kind::body:
      out += "<body>";
      break;
    case Piece::Kind::timestamp:
      out += "<timestamp>";
      break;
    case Piece::Kind::id:
      out += "<id>";
      break;
    case Piece::Kind::url:
      out += "<url>";
      break;
    case Piece::Kind::method:
      out += "POST";
      break;
    case Piece::Kind::secret:
      out += "<secret>";
      break;
    case Piece::Kind::companion:
      out += "<app key>";
      break;
    default:
      break;  // verify/ has a file of its own for these schemes
    }
  return out;
}

// The same as an expression, where `body` is the one for the body.
std::string content_expression(const SchemeRules& rules, const std::string& body) {
  const auto& pieces = rules.content.pieces;
  if (pieces.size() == 1 && pieces.front().kind == Piece::Kind::body) return body;
  std::string out = "`";
  for (const Piece& piece : pieces)
    switch (piece.kind) {
    case Piece::Kind::literal:
      out += in_backticks(piece.text);
      break;
    case Piece::Kind::body:
      out += "${" + body + "}";
      break;
    case Piece::Kind::timestamp:
      out += "${timestamp}";
      break;
    case Piece::Kind::id:
      out += "${id}";
      break;
    case Piece::Kind::url:
      out += "${url}";
      break;
    case Piece::Kind::method:
      out += "POST";
      break;
    case Piece::Kind::secret:
      out += "${secret}";
      break;
    case Piece::Kind::companion:
      out += "${appKey}";
      break;
    default:
      break;
    }
  return out + "`";
}

// What the header of the signature looks like, for people.
std::string signature_words(const SchemeRules& rules) {
  const webhook::SignaturePlace& signature = rules.signature;
  const std::string item = signature.place.field + signature.assign + "<signature>";
  if (signature.separator.empty()) return item;
  std::string out;
  if (rules.timestamp && !rules.timestamp->place.field.empty())
    out = rules.timestamp->place.field + signature.assign + "<timestamp>" + signature.separator;
  return fmt::format("{}{}[{}{}]", out, item, signature.separator, item);
}

// One line for each header that counts.
std::string form_lines(const SchemeRules& rules) {
  std::string out;
  const auto line = [&](const std::string& name, const std::string& value) {
    out += fmt::format("{} *     {}: {}", out.empty() ? "" : "\n", name, value);
  };
  for (const webhook::Mark& mark : rules.marks)
    if (!mark.place.headers.empty()) line(mark.place.headers.front(), mark.value);
  if (rules.id && !rules.id->place.headers.empty()) line(rules.id->place.headers.front(), "<id>");
  if (rules.timestamp && rules.timestamp->place.body.empty() && !rules.timestamp->place.headers.empty())
    line(rules.timestamp->place.headers.front(), "<timestamp>");
  const auto& headers = rules.signature.place.headers;
  if (rules.signature.headers == webhook::SignaturePlace::Headers::alternatives) {
    line(headers.empty() ? std::string() : headers.front(),
         rules.algorithm == Algorithm::equality ? "<token>" : signature_words(rules));
    return out;
  }
  for (const std::string& header : headers)
    line(header, "<signature>");
  return out;
}

// The sentences of verify.ts on what the signature is made of.
std::string content_sentences(const SchemeRules& rules, const WebhookProvider& provider) {
  const std::string encoding(webhook::encoding_name(rules.signature.encoding));
  std::string out =
      fmt::format("<signature> is the {} of \"{}\"", algorithm_words(rules), content_words(rules));
  if (rules.has_key_pair())
    out = fmt::format("<signature> is one of \"{}\" by {}, in {}; {} is the public key.",
                      content_words(rules), algorithm_words(rules), encoding, provider.secret);
  else if (rules.algorithm == Algorithm::digest)
    out += fmt::format(", in {}; <secret> is {}.", encoding, provider.secret);
  else if (!rules.secret.companion.empty())
    out += fmt::format(", in {}. <app key> and the key of the HMAC are {}, with a colon between them.",
                       encoding, provider.secret);
  else if (rules.secret.decode && !rules.secret.prefix.empty())
    out += fmt::format(", in {}. Its key is what {} has behind \"{}\", decoded from {}.", encoding,
                       provider.secret, rules.secret.prefix, webhook::encoding_name(*rules.secret.decode));
  else if (rules.secret.decode)
    out += fmt::format(", in {}. Its key is {}, decoded from {}.", encoding, provider.secret,
                       webhook::encoding_name(*rules.secret.decode));
  else
    out += fmt::format(", keyed with {}, in {}.", provider.secret, encoding);
  if (rules.timestamp && rules.timestamp->unit == Unit::milliseconds && rules.timestamp->place.body.empty())
    out += " <timestamp> is in milliseconds.";
  if (rules.uses(Piece::Kind::url)) out += " <url> is the one that it was told to call.";
  if (rules.uses(Piece::Kind::body)) out += " <body> is rebuilt from what Convotic parsed: see body.ts.";
  return out;
}

void add_signature(TemplateValues& values, const SchemeRules& rules) {
  const webhook::SignaturePlace& signature = rules.signature;
  const auto& headers = signature.place.headers;
  const bool pair = rules.algorithm == Algorithm::ed25519;
  const std::size_t size = pair ? kEd25519Bytes : rules.has_key_pair() ? 0 : size_of(rules.hash);
  values["ENCODING"] = webhook::encoding_name(signature.encoding);
  values["DIGEST_PATTERN"] = pattern_of(signature.encoding, size);
  values["FIELD"] = signature.place.field;
  values["ASSIGN"] = signature.assign;
  values["SEPARATOR"] = signature.separator;
  if (headers.empty()) return;
  if (signature.headers == webhook::SignaturePlace::Headers::one_per_secret) {
    values["FORM"] = "headers";
    std::string names;
    for (const std::string& header : headers)
      names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", in_quotes(lower(header)));
    const std::size_t number = headers.front().find("{n}");
    values["SIGNATURES"] =
        number == std::string::npos
            ? fmt::format("[{}].map((name) => headers[name] ?? \"\")", names)
            : fmt::format("Object.keys(headers)\n  .filter((name) => /^{}\\d{{1,3}}$/.test(name))\n  "
                          ".map((name) => headers[name] ?? \"\")",
                          in_pattern(lower(headers.front().substr(0, number))));
    return;
  }
  std::string value;
  for (const std::string& header : headers)
    value += fmt::format("{}headers[\"{}\"]", value.empty() ? "" : " ?? ", in_quotes(lower(header)));
  values["HEADER_VALUE"] = value + " ?? \"\"";
  if (!signature.separator.empty()) {
    values["FORM"] = signature.assign.empty() ? "list" : "fields";
    values["SIGNATURES"] =
        signature.assign.empty()
            ? fmt::format("({}).split(\"{}\")", values["HEADER_VALUE"], in_quotes(signature.separator))
            : fmt::format("valuesOf(\"{}\")", in_quotes(signature.place.field));
    return;
  }
  const std::string prefix = signature.place.field + signature.assign;
  values["FORM"] = "plain";
  values["PREFIX_PATTERN"] = in_pattern(prefix);
  values["FORM_WORDS"] =
      prefix.empty() ? "one whole digest" : fmt::format("\"{}\" and one whole digest", prefix);
}

void add_timestamp(TemplateValues& values, const SchemeRules& rules) {
  if (!rules.timestamp) return;
  const webhook::TimestampRule& rule = *rules.timestamp;
  const bool in_body = !rule.place.body.empty();
  if (!in_body && !rules.content.uses(Piece::Kind::timestamp) && !rules.uses(Piece::Kind::headers)) return;
  auto window = rule.window.past.value_or(kCustomaryWindow);
  if (rule.window.future) window = std::min(window, *rule.window.future);
  values["WINDOW"] = fmt::format("{}", window.count());
  values["WINDOW_WORDS"] = fmt::format(", at most {} ago", duration_words(window));
  if (in_body) {
    values["TIMESTAMP"] = "body";
    values["TIMESTAMP_FIELD"] = rule.place.body.substr(1);
  } else if (!rule.place.field.empty()) {
    values["TIMESTAMP"] = "field";
    values["TIMESTAMP_FIELD"] = rule.place.field;
  } else {
    values["TIMESTAMP"] = "header";
    values["TIMESTAMP_HEADER"] = lower(rule.place.headers.front());
  }
  const bool milliseconds = rule.unit == Unit::milliseconds, seconds = rule.unit == Unit::seconds;
  values["TIMESTAMP_PATTERN"] = seconds ? R"(\d{1,12})"
                                : milliseconds
                                    ? R"(\d{13})"
                                    : R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))";
  values["AGE"] = seconds        ? "Date.now() / 1000 - Number(timestamp)"
                  : milliseconds ? "(Date.now() - Number(timestamp)) / 1000"
                                 : "(Date.now() - Date.parse(timestamp)) / 1000";
}

void add_key(TemplateValues& values, const SchemeRules& rules, const WebhookProvider& provider) {
  const webhook::SecretRule& secret = rules.secret;
  const std::string decode(secret.decode ? webhook::encoding_name(*secret.decode) : "");
  if (rules.has_key_pair()) {
    values["KEY"] = rules.algorithm == Algorithm::ed25519 ? "ed25519" : "spki";
    values["KEY_ENCODING"] = decode.empty() ? "base64" : decode;
    values["KEY_PREFIX_PATTERN"] = in_pattern(secret.public_prefix);
    values["HASH"] = rules.algorithm == Algorithm::ed25519
                         ? "null"
                         : fmt::format("\"{}\"", webhook::hash_name(rules.hash));
    return;
  }
  values["SECRETS"] = secret.many ? "several" : "one";
  values["PARAMETERS"] = secret.many ? "secrets: string[]" : "secret: string";
  values["DECODE"] = decode;
  values["KEY_PREFIX_PATTERN"] =
      secret.prefix_is == webhook::SecretRule::Prefix::label ? in_pattern(secret.prefix) : "";
  values["COMPANION"] = secret.companion;
  const std::string key = !decode.empty() ? "keyOf(secret)" : secret.companion.empty() ? "secret" : "key";
  values["KEY_EXPRESSION"] = key;
  values["SECRET"] = provider.secret;
}

}  // namespace

TemplateValues verification_values(const webhook::Scheme& scheme, const WebhookProvider& provider) {
  const SchemeRules& rules = scheme.rules();
  TemplateValues values;
  values["TITLE"] = provider.title.empty() ? scheme.title() : provider.title;
  values["SECRET"] = provider.secret;
  values["WINDOW_WORDS"] = "";
  add_signature(values, rules);
  add_timestamp(values, rules);
  add_key(values, rules, provider);
  values["FORM_LINES"] = form_lines(rules);
  values["CONTENT_LINES"] = wrapped(" * ", content_sentences(rules, provider));
  if (rules.id && !rules.id->place.headers.empty())
    values["ID_HEADER"] = lower(rules.id->place.headers.front());
  for (const webhook::Mark& mark : rules.marks)
    if (!mark.place.headers.empty())
      values["MARKS"] += fmt::format("if (headers[\"{}\"] !== \"{}\") return false;\n",
                                     in_quotes(lower(mark.place.headers.front())), in_quotes(mark.value));
  if (rules.uses(Piece::Kind::url)) {
    values["URL"] = "yes";
    values["PARAMETERS"] += ", url: string";
  }

  const bool several = scheme.module().serialization && scheme.module().serialization->ways.size() != 1;
  if (rules.uses(Piece::Kind::body)) values["BODY_FUNCTION"] = several ? "signedBodies" : "signedBody";
  values["BODIES"] = several ? "several" : "one";
  values["EXPECTED"] = several || rules.secret.many ? "several" : "one";
  values["CONTENT"] = content_expression(rules, several ? "text" : "signedBody(body)");
  const std::string hash(webhook::hash_name(rules.hash));
  values["CRYPTO"] = rules.algorithm == Algorithm::digest ? "createHash" : "createHmac";
  values["DIGEST"] = rules.algorithm == Algorithm::digest
                         ? fmt::format("createHash(\"{}\").update({}).digest()", hash, values["CONTENT"])
                         : fmt::format("createHmac(\"{}\", {}).update({}).digest()", hash,
                                       values["KEY_EXPRESSION"], values["CONTENT"]);
  const bool token = rules.algorithm == Algorithm::equality;
  values["TOKEN"] = rules.content.text == "Basic {base64(secret)}"
                        ? "`Basic ${Buffer.from(token).toString(\"base64\")}`"
                    : rules.signature.place.field.empty()
                        ? "token"
                        : fmt::format("`{}{}${{token}}`", in_backticks(rules.signature.place.field),
                                      in_backticks(rules.signature.assign));
  values["VERIFY_FILE"] = !provider.verify.empty() ? provider.verify
                          : token                  ? "token"
                          : rules.has_key_pair()   ? "public_key"
                                                   : "hmac";
  return values;
}

}  // namespace convotic::cli
