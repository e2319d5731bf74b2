#include "core/webhook/content_template.hpp"
#include "core/webhook/deviations.hpp"
#include "core/webhook/judgement.hpp"
#include "core/webhook/secret_key.hpp"
#include "core/webhook/signature_place.hpp"
#include "core/webhook/token.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::webhook {
namespace {

// The bytes that a signature's text may stand for, and what it is written in.
struct Reading {
  std::string bytes;
  std::optional<Encoding> encoding;  // nothing: base64 of hexadecimal digits
};

std::vector<Reading> readings_of(const std::string& text) {
  std::vector<Reading> out;
  for (const Encoding encoding : {Encoding::hex, Encoding::base64, Encoding::base64url})
    if (auto bytes = decode(encoding, text)) out.push_back({std::move(*bytes), encoding});
  if (const auto digits = decode(Encoding::base64, text))
    if (auto bytes = decode(Encoding::hex, *digits)) out.push_back({std::move(*bytes), std::nullopt});
  return out;
}

// The signature that an attempt is compared with, read once.
struct Claimed {
  std::vector<std::string> texts;
  std::vector<Reading> readings;
  std::string id;
};

// What there is to say of a signature that is right but written otherwise; nothing where it is not.
std::optional<std::string> encoding_clause(const SchemeRules& rules, const Reading& reading) {
  if (reading.encoding == rules.signature.encoding) return std::nullopt;
  return fmt::format("it is written in {}: {} writes {}",
                     reading.encoding ? encoding_name(*reading.encoding) : "base64 of hexadecimal digits",
                     rules.title, encoding_name(rules.signature.encoding));
}

// Which of the readings is right for these bytes.
const Reading* right_one(const SchemeRules& rules, const SecretKey& key, const std::string& content,
                         const std::vector<Reading>& readings, Work& work) {
  if (key.key) {
    for (const Reading& reading : readings)
      if (work.take(content.size() + Work::kPublicKey) && key.key->verify(rules.hash, content, reading.bytes))
        return &reading;
    return nullptr;
  }
  if (!work.take(content.size() + Work::kTry)) return nullptr;
  const std::string made =
      rules.algorithm == Algorithm::hmac ? hmac(rules.hash, key.bytes, content) : digest(rules.hash, content);
  for (const Reading& reading : readings)
    if (same_bytes(made, reading.bytes)) return &reading;
  return nullptr;
}

// What it costs to find what is signed, beside hashing it.
std::size_t parsing_cost(const Attempt& attempt) {
  using Kind = Piece::Kind;
  const SchemeRules& rules = attempt.rules;
  const bool parses = !rules.form.empty() || rules.uses(Kind::parameters) || rules.uses(Kind::fields) ||
                      rules.uses(Kind::value);
  return parses ? Work::kParsed * attempt.message.body.size() : 0;
}

// The clauses of an attempt that matches.
std::optional<std::vector<std::string>> matching(const Attempt& attempt, const Claimed& claimed, Work& work) {
  if (work.is_done()) return std::nullopt;
  const SchemeRules& rules = attempt.rules;
  const auto keys = read_secrets(rules, attempt.secrets, KeyUse::verify);
  if (!keys) return std::nullopt;
  if (rules.is_token()) {
    if (!work.take(attempt.message.body.size() + Work::kPublicKey)) return std::nullopt;
    const auto verdict = check_token(rules, attempt.message, *keys, claimed.texts.front());
    return verdict && verdict->valid() ? std::optional(attempt.clauses) : std::nullopt;
  }
  if (!work.take(parsing_cost(attempt))) return std::nullopt;
  for (const SecretKey& key : *keys) {
    const auto content = expand(rules.content, rules, attempt.message,
                                {attempt.timestamp, claimed.id, key.text, key.companion});
    if (!content) return std::nullopt;
    if (rules.algorithm == Algorithm::equality) {
      if (std::any_of(claimed.texts.begin(), claimed.texts.end(),
                      [&](const std::string& text) { return same_bytes(text, *content); }))
        return attempt.clauses;
      continue;
    }
    const Reading* const reading = right_one(rules, key, *content, claimed.readings, work);
    if (reading == nullptr) continue;
    std::vector<std::string> clauses = attempt.clauses;
    if (auto clause = encoding_clause(rules, *reading)) clauses.push_back(std::move(*clause));
    return clauses;
  }
  return std::nullopt;
}

// Most likely first.
constexpr Deviation kDeviations[] = {other_body,    other_url,       other_secret,
                                     other_content, other_algorithm, other_timestamp};
// Those that go wrong independently of each other, and are few: each of the first with each of the second.
constexpr Deviation kFirst[] = {other_secret, other_url, other_algorithm};
constexpr Deviation kSecond[] = {other_body, other_url, other_content};
constexpr std::size_t kLongestWithTwo = 1 << 16;

}  // namespace

std::vector<std::string> explain(const Scheme& scheme, const Message& message,
                                 std::span<const Secret> secrets, base::UnixMillis at) {
  const SchemeRules& rules = scheme.rules();
  Claimed claimed{read_signatures(rules, message).texts, {}, {}};
  if (claimed.texts.empty()) return {};
  // A header may have hundreds, and each is compared again and again.
  claimed.texts.resize(std::min(claimed.texts.size(), kMostSignatures));
  for (const std::string& text : claimed.texts)
    for (Reading& reading : readings_of(text))
      claimed.readings.push_back(std::move(reading));
  if (rules.id && rules.id->place.claim.empty())
    claimed.id = read_placed(rules, message, rules.id->place).text.value_or("");

  std::vector<std::string> causes;
  Work work;
  const Try is_it = [&](const Attempt& attempt) {
    const auto clauses = matching(attempt, claimed, work);
    if (clauses) causes = *clauses;
    return clauses.has_value();
  };
  const Attempt given{rules, message, {secrets.begin(), secrets.end()}, timestamp_of(rules, message).text,
                      at,    {}};
  if (is_it(given)) return causes;
  for (const Deviation deviation : kDeviations)
    if (deviation(given, is_it, work)) return causes;
  if (message.body.size() > kLongestWithTwo) return {};
  for (const Deviation first : kFirst)
    for (const Deviation second : kSecond)
      if (first(
              given, [&](const Attempt& attempt) { return second(attempt, is_it, work); }, work))
        return causes;
  return {};
}

}  // namespace convotic::webhook
