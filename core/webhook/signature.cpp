#include "core/webhook/signature.hpp"

#include "core/webhook/content_template.hpp"
#include "core/webhook/errors.hpp"
#include "core/webhook/json_body.hpp"
#include "core/webhook/judgement.hpp"
#include "core/webhook/message_headers.hpp"
#include "core/webhook/secret_key.hpp"
#include "core/webhook/signature_place.hpp"
#include "core/webhook/token.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::webhook {
namespace {

using Kind = Piece::Kind;
using Outcome = Verdict::Outcome;

constexpr std::size_t kIdLength = 24;
// How far ahead of the clock is no cause for a word.
constexpr base::UnixMillis kUsualWindow = 300'000;

base::Unexpected no_secret(const SchemeRules& rules, std::string_view what) {
  return base::fail(kSecretInvalid, fmt::format("there is no secret to {} {} with", what, rules.title));
}

// Puts down everything that is signed but the signature itself: the time, the id, marks, what the URL bears.
struct Prepared {
  Message message;
  Ingredients ingredients;
};

// The headers to sign, where the message does not say which.
std::string default_list(const SchemeRules& rules, const Message& message) {
  std::vector<std::string> names{rules.signed_headers};
  if (rules.timestamp) names.push_back(rules.timestamp->place.headers.front());
  if (find_header(message, "Content-Type") != nullptr) names.emplace_back("content-type");
  std::sort(names.begin(), names.end());
  return fmt::format("{}", fmt::join(names, ","));
}

Result<Prepared> prepare(const SchemeRules& rules, const Message& message, const SignOptions& options,
                         base::Random& random) {
  Prepared out{message, {}};
  if (rules.timestamp && rules.timestamp->place.claim.empty()) {
    out.ingredients.timestamp = format_timestamp(rules.timestamp->unit, options.at);
    CONVOTIC_TRY_ASSIGN(out.message,
                        write_placed(rules, out.message, rules.timestamp->place, out.ingredients.timestamp));
  }
  if (rules.id) {
    PlacedText present;
    if (rules.id->place.claim.empty()) present = read_filled(rules, message, rules.id->place);
    if (options.id)
      out.ingredients.id = *options.id;
    else
      out.ingredients.id =
          present.text ? *present.text : rules.id->prefix + random.text(base::kAlphanumeric, kIdLength);
    CONVOTIC_TRY_ASSIGN(out.message, write_placed(rules, out.message, rules.id->place, out.ingredients.id));
  }
  for (const Mark& mark : rules.marks) {
    CONVOTIC_TRY_ASSIGN(out.message, write_placed(rules, out.message, mark.place, mark.value));
  }
  if (!rules.signed_headers.empty() && find_header(out.message, rules.signed_headers) == nullptr)
    set_header(out.message, rules.signed_headers, default_list(rules, out.message));
  return out;
}

Result<void> put_into_url(const SchemeRules& rules, const SecretKey& key, Message& message) {
  if (message.body.empty() || is_form(message) || message.url.empty()) return {};
  for (const QueryRule& rule : rules.query) {
    CONVOTIC_TRY_ASSIGN(const std::string value,
                        expand(rule.value, rules, message, {"", "", key.text, key.companion}));
    message.url = with_query_parameter(message.url, rule.name, value);
  }
  return {};
}

std::string make_signature(const SchemeRules& rules, const SecretKey& key, const std::string& content) {
  if (rules.algorithm == Algorithm::equality) return content;
  if (key.key) return encode(rules.signature.encoding, key.key->sign(rules.hash, content));
  return encode(rules.signature.encoding, rules.algorithm == Algorithm::hmac
                                              ? hmac(rules.hash, key.bytes, content)
                                              : digest(rules.hash, content));
}

// "6 min 10 s"
std::string span_text(base::UnixMillis millis) {
  const std::int64_t seconds = millis / 1000;
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3600)
    return seconds % 60 == 0 ? fmt::format("{} min", seconds / 60)
                             : fmt::format("{} min {} s", seconds / 60, seconds % 60);
  if (seconds < 86'400) return fmt::format("{} h {} min", seconds / 3600, seconds % 3600 / 60);
  return fmt::format("{} day{}", seconds / 86'400, seconds < 2 * 86'400 ? "" : "s");
}

Verdict check_window(const SchemeRules& rules, const Message& message, base::UnixMillis at) {
  const TimestampText timestamp = timestamp_of(rules, message);
  if (!rules.timestamp) return {};
  if (!timestamp.problem.valid()) return timestamp.problem;
  const base::UnixMillis made = parse_timestamp(rules.timestamp->unit, timestamp.text).value_or(0);
  const Window& window = rules.timestamp->window;
  using std::chrono::milliseconds;
  if (window.past && milliseconds(at - made) > *window.past)
    return {Outcome::stale, fmt::format("made {} ago, and {} allows {}", span_text(at - made), rules.title,
                                        span_text(milliseconds(*window.past).count()))};
  if (window.future && milliseconds(made - at) > *window.future)
    return {Outcome::future, fmt::format("made {} ahead of the clock, and {} allows {}", span_text(made - at),
                                         rules.title, span_text(milliseconds(*window.future).count()))};
  return {};
}

// A token's own end, which counts beside the window.
Verdict check_expiry(const SchemeRules& rules, const Message& message, base::UnixMillis at) {
  if (!rules.lifetime) return {};
  const Signatures tokens = read_signatures(rules, message);
  const auto text = tokens.texts.empty() ? std::nullopt : claim_text(tokens.texts.front(), "exp");
  const auto end = text ? parse_timestamp(TimestampRule::Unit::seconds, *text) : std::nullopt;
  if (!end) return {Outcome::malformed, "the token has no claim \"exp\" with a time"};
  if (at < *end) return {};
  return {Outcome::stale, fmt::format("the token expired {} ago", span_text(at - *end))};
}

}  // namespace

Result<Message> sign(const Scheme& scheme, const Message& message, std::span<const Secret> secrets,
                     const SignOptions& options, base::Random& random) {
  const SchemeRules& rules = scheme.rules();
  if (secrets.empty()) return no_secret(rules, "sign");
  CONVOTIC_TRY_ASSIGN(const std::vector<SecretKey> keys, read_secrets(rules, secrets, KeyUse::sign));
  CONVOTIC_TRY_ASSIGN(Prepared prepared, prepare(rules, message, options, random));
  CONVOTIC_TRY(put_into_url(rules, keys.front(), prepared.message));
  std::vector<std::string> signatures;
  if (rules.content.uses(Kind::fields)) {
    const SignedFields fields = signed_fields(rules, prepared.message);
    if (!fields.problem.empty())
      return base::fail(kMessageUnfit, fmt::format("{} cannot sign this: {}", rules.title, fields.problem));
    if (rules.signs_each_element()) {
      for (const std::string& content : fields.texts)
        signatures.push_back(make_signature(rules, keys.front(), content));
      if (signatures.empty()) signatures.emplace_back();
      return write_signatures(rules, prepared.message, signatures, prepared.ingredients.timestamp);
    }
  }
  for (const SecretKey& key : keys) {
    if (rules.is_token()) {
      CONVOTIC_TRY_ASSIGN(std::string token,
                          make_token(rules, prepared.message, key, options.at, prepared.ingredients.id));
      signatures.push_back(std::move(token));
      continue;
    }
    prepared.ingredients.secret = key.text;
    prepared.ingredients.companion = key.companion;
    CONVOTIC_TRY_ASSIGN(const std::string content,
                        expand(rules.content, rules, prepared.message, prepared.ingredients));
    signatures.push_back(make_signature(rules, key, content));
  }
  return write_signatures(rules, prepared.message, signatures, prepared.ingredients.timestamp);
}

Message without_signature(const Scheme& scheme, const Message& message) {
  const SchemeRules& rules = scheme.rules();
  Message out = without_signatures(rules, message);
  // What the body has besides is part of the event, which somebody may send without a signature.
  const auto drop = [&](const Place& place) {
    for (const std::string& name : place.headers)
      remove_header(out, name);
  };
  if (rules.timestamp) drop(rules.timestamp->place);
  if (rules.id) drop(rules.id->place);
  for (const Mark& mark : rules.marks)
    drop(mark.place);
  if (!rules.signed_headers.empty()) remove_header(out, rules.signed_headers);
  return out;
}

Result<Verdict> verify(const Scheme& scheme, const Message& message, std::span<const Secret> secrets,
                       base::UnixMillis at) {
  const SchemeRules& rules = scheme.rules();
  CONVOTIC_TRY_ASSIGN(const std::vector<SecretKey> keys, read_secrets(rules, secrets, KeyUse::verify));
  if (keys.empty()) return no_secret(rules, "verify");
  CONVOTIC_TRY_ASSIGN(Verdict verdict, judge(rules, message, keys));
  if (verdict.valid()) verdict = check_window(rules, message, at);
  if (verdict.valid()) verdict = check_expiry(rules, message, at);
  return verdict;
}

std::string warning(const Scheme& scheme, const Message& message, base::UnixMillis at) {
  const auto made = signed_at(scheme, message);
  if (!made || scheme.window().future || *made - at <= kUsualWindow) return {};
  return fmt::format("made {} ahead of the clock, and {} sets no bound to that", span_text(*made - at),
                     scheme.title());
}

std::optional<base::UnixMillis> signed_at(const Scheme& scheme, const Message& message) {
  const SchemeRules& rules = scheme.rules();
  const TimestampText timestamp = timestamp_of(rules, message);
  if (!rules.timestamp || !timestamp.problem.valid()) return std::nullopt;
  return parse_timestamp(rules.timestamp->unit, timestamp.text);
}

}  // namespace convotic::webhook
