#include "cli/webhook_template/values.hpp"
#include "cli/webhook_template/verification_words.hpp"
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

constexpr std::size_t kEd25519Bytes = 64;

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

// What is signed, as an expression, where `body` is the one for the body.
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
      out += rules.url.decode.empty() ? "${url}" : "${decoded(url)}";
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
      names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", in_quotes(lower_case(header)));
    const std::size_t number = headers.front().find("{n}");
    values["SIGNATURES"] =
        number == std::string::npos
            ? fmt::format("[{}]\n  .map((name) => headers[name] ?? \"\")", names)
            : fmt::format("Object.keys(headers)\n  .filter((name) => /^{}\\d{{1,3}}$/.test(name))\n  "
                          ".map((name) => headers[name] ?? \"\")",
                          in_pattern(lower_case(headers.front().substr(0, number))));
    return;
  }
  std::string value;
  for (const std::string& header : headers)
    value += fmt::format("{}headers[\"{}\"]", value.empty() ? "" : " ?? ", in_quotes(lower_case(header)));
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
  const AllowedTime allowed = *allowed_time(rules);
  const bool even = allowed.past == allowed.future;
  values["WINDOW"] = std::to_string(allowed.past.count());
  values["AHEAD"] = even ? "" : std::to_string(allowed.future.count());
  values["IN_WINDOW"] =
      even ? "Math.abs(age) <= WINDOW_SECONDS" : "age <= WINDOW_SECONDS && age >= -AHEAD_SECONDS";
  values["WINDOW_WORDS"] = fmt::format(", at most {} ago", duration_words(allowed.past));
  values["WINDOW_DURATION"] =
      even ? duration_words(allowed.past) + ", in either direction"
           : fmt::format("{}, and ahead by {}", duration_words(allowed.past), duration_words(allowed.future));
  if (in_body) {
    values["TIMESTAMP"] = "body";
    values["TIMESTAMP_FIELD"] = rule.place.body.substr(1);
  } else if (!rule.place.field.empty()) {
    values["TIMESTAMP"] = "field";
    values["TIMESTAMP_FIELD"] = rule.place.field;
  } else {
    values["TIMESTAMP"] = "header";
    values["TIMESTAMP_HEADER"] = lower_case(rule.place.headers.front());
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
  values["KEY_TEXT_PATTERN"] = decode == "hex" ? "(?:[0-9A-Fa-f]{2})+" : "[A-Za-z0-9+/]{2,}={0,2}";
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
  values["WINDOW_WORDS"] = values["MARKS"] = "";
  add_signature(values, rules);
  add_timestamp(values, rules);
  add_key(values, rules, provider);
  const bool token = rules.algorithm == Algorithm::equality;
  values["FORM_LINES"] = form_lines(" *     ", rules);
  values["CONTENT_LINES"] = wrapped(" * ", content_sentences(rules, provider, Prose::plain));
  values["README_FORM"] = form_lines("    ", rules);
  values["README_CONTENT"] =
      wrapped("", provider.is_signed.empty() ? content_sentences(rules, provider, Prose::markdown)
                                             : provider.is_signed);
  if (rules.id && !rules.id->place.headers.empty())
    values["ID_HEADER"] = lower_case(rules.id->place.headers.front());
  for (const webhook::Mark& mark : rules.marks)
    if (!mark.place.headers.empty())
      values["MARKS"] +=
          fmt::format("if (headers[\"{}\"] !== \"{}\") return false;\n",
                      in_quotes(lower_case(mark.place.headers.front())), in_quotes(mark.value));
  values["URL"] = scheme.needs().url ? "yes" : "";
  if (scheme.needs().url) {
    values["PARAMETERS"] += ", url: string";
  }

  values["URL_ESCAPES"] = fmt::format("{}", fmt::join(rules.url.decode, "|"));

  const bool several = scheme.module().serialization && scheme.module().serialization->ways.size() != 1;
  const bool writes_body = rules.content.uses(Piece::Kind::body);
  if (writes_body) values["BODY_FUNCTION"] = several ? "signedBodies" : "signedBody";
  values["REFUSES"] = writes_body ? "!isShallow(req.body) || " : "";
  values["BODIES"] = several ? "several" : "one";
  values["EXPECTED"] = several || rules.secret.many ? "several" : "one";
  values["CONTENT"] = content_expression(rules, several ? "text" : "signedBody(body)");
  const std::string hash(webhook::hash_name(rules.hash));
  values["WEAK_HASH"] = hash == "sha1" || rules.algorithm == Algorithm::digest ? "yes" : "";
  values["CRYPTO"] = rules.algorithm == Algorithm::digest ? "createHash" : "createHmac";
  values["DIGEST"] = rules.algorithm == Algorithm::digest
                         ? fmt::format("createHash(\"{}\").update({}).digest()", hash, values["CONTENT"])
                         : fmt::format("createHmac(\"{}\", {}).update({}).digest()", hash,
                                       values["KEY_EXPRESSION"], values["CONTENT"]);
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
