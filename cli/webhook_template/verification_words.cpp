#include "cli/webhook_template/verification_words.hpp"

#include "cli/webhook_template/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace convotic::cli {
namespace {

using webhook::Algorithm;
using webhook::Piece;
using webhook::SchemeRules;
using Unit = webhook::TimestampRule::Unit;

constexpr std::chrono::seconds kCustomaryWindow{300};

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
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

// What the header of a scheme without signatures looks like.
std::string token_words(const SchemeRules& rules) {
  if (rules.content.text != "{secret}") return "Basic <base64 of the credentials>";
  return rules.signature.place.field + rules.signature.assign + "<token>";
}

}  // namespace

std::optional<AllowedTime> allowed_time(const SchemeRules& rules) {
  if (!rules.timestamp) return std::nullopt;
  const webhook::Window& window = rules.timestamp->window;
  const std::chrono::seconds past = window.past.value_or(kCustomaryWindow);
  return AllowedTime{past, window.future.value_or(std::min(past, kCustomaryWindow))};
}

std::string duration_words(std::chrono::seconds time) {
  if (time.count() % 60 != 0) return fmt::format("{} seconds", time.count());
  return time.count() == 60 ? "one minute" : fmt::format("{} minutes", time.count() / 60);
}

std::string form_lines(std::string_view margin, const SchemeRules& rules) {
  std::string out;
  const auto line = [&](const std::string& name, const std::string& value) {
    out += fmt::format("{}{}{}: {}", out.empty() ? "" : "\n", margin, name, value);
  };
  for (const webhook::Mark& mark : rules.marks)
    if (!mark.place.headers.empty()) line(mark.place.headers.front(), mark.value);
  if (rules.id && !rules.id->place.headers.empty()) line(rules.id->place.headers.front(), "<id>");
  if (rules.timestamp && rules.timestamp->place.body.empty() && !rules.timestamp->place.headers.empty())
    line(rules.timestamp->place.headers.front(), "<timestamp>");
  const auto& headers = rules.signature.place.headers;
  if (rules.signature.headers == webhook::SignaturePlace::Headers::one_per_secret) {
    for (std::string header : headers) {
      if (const std::size_t number = header.find("{n}"); number != std::string::npos)
        header.replace(number, 3, "1");
      line(header, "<signature>");
    }
  } else if (!headers.empty()) {
    line(headers.front(),
         rules.algorithm == Algorithm::equality ? token_words(rules) : signature_words(rules));
  }
  return out;
}

std::string content_sentences(const SchemeRules& rules, const WebhookProvider& provider, Prose prose) {
  const auto code = [&](std::string_view text) {
    return prose == Prose::markdown ? fmt::format("`{}`", text) : std::string(text);
  };
  const auto quoted = [&](std::string_view text) {
    return prose == Prose::markdown ? fmt::format("`{}`", text) : fmt::format("\"{}\"", text);
  };
  const std::string name = code(provider.secret);
  if (rules.algorithm == Algorithm::equality)
    return fmt::format("{} holds what has to stand there. Nothing is signed: whoever has seen one request "
                       "can make up others.",
                       name);

  const std::string encoding(webhook::encoding_name(rules.signature.encoding));
  const std::string content = rules.content.text == "{body}" ? code("<body>") : quoted(content_words(rules));
  std::string out = fmt::format("{} is the {} of {}", code("<signature>"), algorithm_words(rules), content);
  if (rules.has_key_pair())
    out = fmt::format("{} is one of {} by {}, in {}; {} is the public key.", code("<signature>"), content,
                      algorithm_words(rules), encoding, name);
  else if (rules.algorithm == Algorithm::digest)
    out += fmt::format(", in {}; {} is {}.", encoding, code("<secret>"), name);
  else if (!rules.secret.companion.empty())
    out += fmt::format(", in {}. {} and the key of the HMAC are {}, with a colon between them.", encoding,
                       code("<app key>"), name);
  else if (rules.secret.decode && !rules.secret.prefix.empty())
    out += fmt::format(", in {}. Its key is what {} has behind {}, decoded from {}.", encoding, name,
                       quoted(rules.secret.prefix), webhook::encoding_name(*rules.secret.decode));
  else if (rules.secret.decode)
    out += fmt::format(", in {}. Its key is {}, decoded from {}.", encoding, name,
                       webhook::encoding_name(*rules.secret.decode));
  else
    out += fmt::format(", keyed with {}, in {}.", name, encoding);
  if (rules.timestamp && rules.timestamp->unit == Unit::milliseconds && rules.timestamp->place.body.empty())
    out += fmt::format(" {} is in milliseconds.", code("<timestamp>"));
  if (rules.uses(Piece::Kind::url))
    out += fmt::format(" {} is the one that it was told to call.", code("<url>"));
  if (rules.content.uses(Piece::Kind::body))
    out += fmt::format(" {} is written anew from what Convotic parsed: see {}.", code("<body>"),
                       code("src/body.ts"));
  return out;
}

std::string verification_words(const webhook::Scheme& scheme) {
  const SchemeRules& rules = scheme.rules();
  const auto& headers = rules.signature.place.headers;
  std::string out = headers.empty() ? "in the body" : headers.front();
  if (rules.algorithm == Algorithm::equality)
    out += ", a token";
  else
    out += ", " + algorithm_words(rules);
  if (rules.timestamp)
    out +=
        fmt::format(", {} window", duration_words(rules.timestamp->window.past.value_or(kCustomaryWindow)));
  return out + ", constant-time";
}

}  // namespace convotic::cli
