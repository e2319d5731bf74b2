#include "core/webhook/judgement.hpp"

#include "core/http/url.hpp"
#include "core/webhook/content_template.hpp"
#include "core/webhook/errors.hpp"
#include "core/webhook/json_body.hpp"
#include "core/webhook/message_headers.hpp"
#include "core/webhook/signature_place.hpp"
#include "core/webhook/token.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::webhook {
namespace {

using Kind = Piece::Kind;
using Outcome = Verdict::Outcome;

// Whether signatures are right for `content`, all or any of them. What is hashed is hashed once, however many
// there are.
bool are_right(const SchemeRules& rules, const SecretKey& key, const std::string& content,
               std::span<const std::string> texts, Signatures::Rule rule) {
  std::string made;
  if (rules.algorithm == Algorithm::hmac) made = hmac(rules.hash, key.bytes, content);
  if (rules.algorithm == Algorithm::digest) made = digest(rules.hash, content);
  std::size_t checked = 0;
  const auto is_right = [&](const std::string& text) {
    if (rules.algorithm == Algorithm::equality) return same_bytes(content, text);
    const auto bytes = decode(rules.signature.encoding, text);
    if (!bytes) return false;
    if (!key.key) return same_bytes(made, *bytes);
    if (rule == Signatures::Rule::any && ++checked > kMostSignatures) return false;
    return key.key->verify(rules.hash, content, *bytes);
  };
  return rule == Signatures::Rule::any ? std::any_of(texts.begin(), texts.end(), is_right)
                                       : std::all_of(texts.begin(), texts.end(), is_right);
}

// How many bytes a signature has; 0 where that differs.
std::size_t signature_size(const SchemeRules& rules) {
  if (rules.algorithm == Algorithm::hmac || rules.algorithm == Algorithm::digest)
    return digest(rules.hash, "").size();
  return rules.algorithm == Algorithm::ed25519 ? 64 : 0;
}

// Whether none of the signatures has the form that the scheme's have.
std::optional<Verdict> malformed(const SchemeRules& rules, const std::vector<std::string>& signatures) {
  if (rules.algorithm == Algorithm::equality) return std::nullopt;
  const std::size_t size = signature_size(rules);
  std::string reason;
  for (const std::string& signature : signatures) {
    const auto bytes = decode(rules.signature.encoding, signature);
    if (bytes && (size == 0 || bytes->size() == size)) return std::nullopt;
    reason = bytes ? fmt::format("the signature {} has {} bytes, and {} has {}", in_quotes(signature),
                                 bytes->size(), rules.algorithm_name, size)
                   : fmt::format("the signature {} is not {}", in_quotes(signature),
                                 encoding_name(rules.signature.encoding));
  }
  return Verdict{Outcome::malformed, std::move(reason)};
}

// What stands with the signature and must be as it always is.
std::optional<Verdict> unsupported(const SchemeRules& rules, const Message& message) {
  for (const Mark& mark : rules.marks) {
    const PlacedText placed = read_placed(rules, message, mark.place);
    // Not every sender writes it: what is not there contradicts nothing.
    if (!placed.text || *placed.text == mark.value) continue;
    return Verdict{Outcome::unsupported,
                   fmt::format("{} is {}, and this scheme's is \"{}\"",
                               mark.place.body.empty() ? "the header " + mark.place.headers.front()
                                                       : fmt::format("\"{}\" of the body", mark.place.body),
                               in_quotes(*placed.text), mark.value)};
  }
  return std::nullopt;
}

// Where only the listed headers are signed, the time of signing must be one of them, or anybody could set it.
std::optional<Verdict> time_not_listed(const SchemeRules& rules, const Message& message) {
  if (rules.signed_headers.empty() || !rules.timestamp || rules.content.uses(Kind::timestamp))
    return std::nullopt;
  const std::string* list = find_header(message, rules.signed_headers);
  if (list == nullptr)
    return Verdict{Outcome::missing, fmt::format("the header {} is missing", rules.signed_headers)};
  for (const std::string& name : split(*list, ","))
    if (http::same_name(trimmed(name), rules.timestamp->place.headers.front())) return std::nullopt;
  return Verdict{Outcome::malformed, fmt::format("the header {} does not list {}", rules.signed_headers,
                                                 rules.timestamp->place.headers.front())};
}

// What the URL says of the body, where it says it.
Result<std::optional<Verdict>> query_mismatch(const SchemeRules& rules, const Message& message,
                                              const SecretKey& key) {
  for (const QueryRule& rule : rules.query) {
    const auto given = query_parameter(message.url, rule.name);
    if (!given && (message.body.empty() || is_form(message))) continue;
    if (!given)
      return Verdict{Outcome::missing,
                     fmt::format("the URL has no parameter \"{}\", and the body is no form", rule.name)};
    CONVOTIC_TRY_ASSIGN(const std::string expected,
                        expand(rule.value, rules, message, {"", "", key.text, key.companion}));
    if (!same_bytes(*given, expected))
      return Verdict{Outcome::mismatch,
                     fmt::format("\"{}\" of the URL does not match these bytes", rule.name)};
  }
  return std::nullopt;
}

std::string mismatch_reason(const SchemeRules& rules) {
  if (rules.algorithm == Algorithm::equality)
    return rules.signature.place.body.empty()
               ? fmt::format("the header {} is not what was agreed", rules.signature.place.headers.front())
               : fmt::format("\"{}\" of the body is not what was agreed", rules.signature.place.body);
  std::string what = rules.content.uses(Kind::body)         ? "these bytes"
                     : rules.content.uses(Kind::parameters) ? "these parameters"
                     : rules.signature.place.body.empty()   ? "these values"
                                                            : "these fields of the body";
  if (rules.content.uses(Kind::url) || rules.content.uses(Kind::path)) what += " and this URL";
  return "does not match " + what;
}

// Whether the signatures are right for the message as it stands.
Result<bool> matches(const SchemeRules& rules, const Message& message, const SecretKey& key,
                     const Ingredients& base, const Signatures& signatures) {
  Ingredients ingredients = base;
  ingredients.secret = key.text;
  ingredients.companion = key.companion;
  CONVOTIC_TRY_ASSIGN(const std::string content, expand(rules.content, rules, message, ingredients));
  return are_right(rules, key, content, signatures.texts, signatures.rule);
}

// The same where each element of the body bears a signature of its own.
bool matches_each(const SchemeRules& rules, const SecretKey& key, const SignedFields& fields,
                  const Signatures& signatures) {
  for (std::size_t i = 0; i < fields.texts.size(); ++i)
    if (!are_right(rules, key, fields.texts[i], std::span(signatures.texts).subspan(i, 1),
                   Signatures::Rule::every))
      return false;
  return true;
}

// What of the body would be read in one way here and in another elsewhere.
std::optional<Verdict> ambiguous(const SchemeRules& rules, const Message& message) {
  const std::vector<std::string> pointers = rules.pointers();
  if (pointers.empty()) return std::nullopt;
  const JsonBody body(rules, message);
  for (const std::string& pointer : pointers)
    if (const auto name = body.twice(pointer))
      return Verdict{Outcome::malformed, fmt::format("{} is there twice in the body", in_quotes(*name))};
  return std::nullopt;
}

// What is wrong with the fields that are signed, where any are.
std::optional<Verdict> unfit_fields(const SchemeRules& rules, const SignedFields& fields) {
  if (!rules.content.uses(Kind::fields)) return std::nullopt;
  if (fields.texts.empty())
    return Verdict{Outcome::malformed, "the body is no JSON with the fields that are signed"};
  if (!fields.problem.empty()) return Verdict{Outcome::malformed, fields.problem};
  return std::nullopt;
}

std::size_t authority_end(const std::string& url) {
  const std::size_t host = url.find("://");
  return host == std::string::npos ? std::string::npos
                                   : std::min(url.find_first_of("/?#", host + 3), url.size());
}

}  // namespace

TimestampText timestamp_of(const SchemeRules& rules, const Message& message) {
  if (!rules.timestamp) return {};
  const TimestampRule& rule = *rules.timestamp;
  PlacedText placed;
  std::string where = "the timestamp";
  if (rule.place.claim.empty()) {
    placed = read_filled(rules, message, rule.place);
  } else {
    const Signatures tokens = read_signatures(rules, message);
    if (tokens.texts.empty()) return {"", tokens.problem};
    placed.text = claim_text(tokens.texts.front(), rule.place.claim);
    if (!placed.text)
      return {
          "",
          {Outcome::malformed, fmt::format("the token has no claim \"{}\" with a time", rule.place.claim)}};
  }
  if (!placed.text) return {"", placed.problem};
  if (parse_timestamp(rule.unit, *placed.text)) return {*placed.text, {}};
  if (!rule.place.body.empty() && rule.place.headers.empty())
    where = fmt::format("\"{}\" of the body", rule.place.body);
  else if (!rule.place.headers.empty())
    where = "the header " + rule.place.headers.front();
  return {"",
          {Outcome::malformed,
           fmt::format("{} is {}, not {}", where, in_quotes(*placed.text), unit_name(rule.unit))}};
}

Result<Verdict> judge(const SchemeRules& rules, const Message& message, std::span<const SecretKey> keys) {
  if (const auto verdict = ambiguous(rules, message)) return *verdict;
  const Signatures signatures = read_signatures(rules, message);
  if (!signatures.problem.valid()) return signatures.problem;
  if (const auto verdict = unsupported(rules, message)) return *verdict;
  if (rules.is_token()) return check_token(rules, message, keys, signatures.texts.front());

  Ingredients ingredients;
  const TimestampText timestamp = timestamp_of(rules, message);
  if (!timestamp.problem.valid()) return timestamp.problem;
  ingredients.timestamp = timestamp.text;
  if (rules.id && rules.content.uses(Kind::id)) {
    const PlacedText id = read_filled(rules, message, rules.id->place);
    if (!id.text) return id.problem;
    ingredients.id = *id.text;
  }
  if (const auto verdict = time_not_listed(rules, message)) return *verdict;
  if (const auto verdict = malformed(rules, signatures.texts)) return *verdict;

  SignedFields fields;
  if (rules.content.uses(Kind::fields)) fields = signed_fields(rules, message);
  if (const auto verdict = unfit_fields(rules, fields)) return *verdict;

  for (const SecretKey& key : keys) {
    if (rules.signs_each_element()) {
      if (matches_each(rules, key, fields, signatures)) return Verdict{};
      continue;
    }
    for (const std::string& url : signed_urls(rules, message.url)) {
      Message variant{message.method, url, message.headers, message.body};
      CONVOTIC_TRY_ASSIGN(const bool right, matches(rules, variant, key, ingredients, signatures));
      if (!right) continue;
      CONVOTIC_TRY_ASSIGN(const auto contradiction, query_mismatch(rules, message, key));
      return contradiction.value_or(Verdict{});
    }
  }
  return Verdict{Outcome::mismatch, mismatch_reason(rules)};
}

std::vector<std::string> signed_urls(const SchemeRules& rules, const std::string& url) {
  std::vector<std::string> out{url};
  if (!rules.url.any_port) return out;
  for (const DefaultPort port : {DefaultPort::written, DefaultPort::left_out})
    if (std::string other = with_default_port(url, port); other != url) out.push_back(std::move(other));
  return out;
}

std::string with_default_port(const std::string& url, DefaultPort port) {
  const std::size_t end = authority_end(url);
  if (end == std::string::npos) return url;
  const std::string suffix = url.starts_with("http://") ? ":80" : ":443";
  const std::string authority = url.substr(0, end);
  if (port == DefaultPort::left_out)
    return authority.ends_with(suffix) ? authority.substr(0, end - suffix.size()) + url.substr(end) : url;
  // "https://[::1]" has colons and no port.
  const std::size_t colon = authority.rfind(':'), bracket = authority.rfind(']');
  const bool has_port = colon != std::string::npos && authority.compare(colon, 3, "://") != 0 &&
                        (bracket == std::string::npos || colon > bracket);
  return has_port ? url : authority + suffix + url.substr(end);
}

std::optional<std::string> query_parameter(std::string_view url, std::string_view name) {
  const std::size_t question = url.find('?');
  if (question == std::string_view::npos) return std::nullopt;
  for (const auto& [key, value] : http::parse_query(url.substr(question + 1)))
    if (key == name) return value;
  return std::nullopt;
}

std::string with_query_parameter(const std::string& url, std::string_view name, std::string_view value) {
  const std::size_t question = url.find('?');
  const std::string added = fmt::format("{}={}", name, value);
  if (question == std::string::npos) return url + '?' + added;
  std::vector<std::string> kept;
  for (const std::string& pair : split(std::string_view(url).substr(question + 1), "&"))
    if (!pair.empty() && pair.substr(0, pair.find('=')) != name) kept.push_back(pair);
  kept.push_back(added);
  return url.substr(0, question + 1) + fmt::format("{}", fmt::join(kept, "&"));
}

}  // namespace convotic::webhook
