#include "core/webhook/token.hpp"

#include "core/webhook/content_template.hpp"
#include "core/webhook/signature_place.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace convotic::webhook {
namespace {

using Json = nlohmann::ordered_json;
using Outcome = Verdict::Outcome;

// "ES256" of "jwt-es256"
std::string_view algorithm_of(const SchemeRules& rules) {
  switch (rules.algorithm) {
  case Algorithm::jwt_hs256:
    return "HS256";
  case Algorithm::jwt_es256:
    return "ES256";
  default:
    return "RS256";
  }
}

struct Token {
  std::string signed_text;  // the first two parts, as they stand
  Json header;
  Json claims;
  std::string signature;
};

std::optional<Json> decode_object(std::string_view part) {
  const auto text = decode(Encoding::base64url, part);
  if (!text) return std::nullopt;
  Json json = Json::parse(*text, nullptr, false);
  return json.is_object() ? std::optional(std::move(json)) : std::nullopt;
}

std::optional<Token> parse_token(std::string_view text) {
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos)
    return std::nullopt;
  auto header = decode_object(text.substr(0, first));
  auto claims = decode_object(text.substr(first + 1, second - first - 1));
  auto signature = decode(Encoding::base64url, text.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  return Token{std::string(text.substr(0, second)), std::move(*header), std::move(*claims),
               std::move(*signature)};
}

bool is_signed_with(const SchemeRules& rules, const SecretKey& key, const Token& token) {
  if (rules.algorithm == Algorithm::jwt_hs256)
    return same_bytes(hmac(rules.hash, key.bytes, token.signed_text), token.signature);
  if (rules.algorithm == Algorithm::jwt_rs256)
    return key.key->verify(rules.hash, token.signed_text, token.signature);
  const auto der = der_from_flat(token.signature);
  return der && key.key->verify(rules.hash, token.signed_text, *der);
}

// What the claim should be, for a message.
Result<Json> expected_claim(const ClaimRule& claim, const SchemeRules& rules, const Message& message,
                            const SecretKey& key) {
  if (!claim.literal.empty()) return Json::parse(claim.literal);
  CONVOTIC_TRY_ASSIGN(std::string text,
                      expand(claim.text, rules, message, {"", "", key.text, key.companion}));
  return Json(std::move(text));
}

// A claim of time as the text that a timestamp is: whole seconds.
std::optional<std::string> time_text(const Json& claims, const std::string& name) {
  const auto claim = claims.find(name);
  if (claim == claims.end() || !claim->is_number_integer()) return std::nullopt;
  return claim->dump();
}

}  // namespace

Result<std::string> make_token(const SchemeRules& rules, const Message& message, const SecretKey& key,
                               base::UnixMillis at, const std::string& id) {
  Json claims = Json::object();
  if (rules.timestamp) claims[rules.timestamp->place.claim] = at / 1000;
  if (rules.lifetime) claims["exp"] = at / 1000 + rules.lifetime->count();
  if (rules.id && !rules.id->place.claim.empty()) claims[rules.id->place.claim] = id;
  for (const ClaimRule& claim : rules.claims) {
    CONVOTIC_TRY_ASSIGN(claims[claim.name], expected_claim(claim, rules, message, key));
  }
  const Json header{{"alg", algorithm_of(rules)}, {"typ", "JWT"}};
  const std::string text =
      encode(Encoding::base64url, header.dump()) + '.' +
      encode(Encoding::base64url, claims.dump(-1, ' ', false, Json::error_handler_t::replace));
  std::string signature;
  if (rules.algorithm == Algorithm::jwt_hs256)
    signature = hmac(rules.hash, key.bytes, text);
  else if (rules.algorithm == Algorithm::jwt_rs256)
    signature = key.key->sign(rules.hash, text);
  else
    signature = flat_from_der(key.key->sign(rules.hash, text)).value_or("");
  return text + '.' + encode(Encoding::base64url, signature);
}

Result<Verdict> check_token(const SchemeRules& rules, const Message& message, std::span<const SecretKey> keys,
                            const std::string& text) {
  const auto token = parse_token(text);
  if (!token) return Verdict{Outcome::malformed, fmt::format("{} is no JSON Web Token", in_quotes(text))};
  const auto algorithm = token->header.find("alg");
  // The token must not choose: "none" and others are how forged ones get in.
  if (algorithm == token->header.end() || *algorithm != algorithm_of(rules))
    return Verdict{Outcome::unsupported,
                   fmt::format("the token is made with {}, and {} signs with {}",
                               algorithm == token->header.end() ? "no algorithm" : algorithm->dump(),
                               rules.title, algorithm_of(rules))};
  const SecretKey* signer = nullptr;
  for (const SecretKey& key : keys)
    if (is_signed_with(rules, key, *token)) signer = &key;
  if (signer == nullptr) return Verdict{Outcome::mismatch, "the token is not signed with this key"};
  for (const ClaimRule& claim : rules.claims) {
    CONVOTIC_TRY_ASSIGN(const Json expected, expected_claim(claim, rules, message, *signer));
    const auto given = token->claims.find(claim.name);
    if (given == token->claims.end())
      return Verdict{Outcome::mismatch, fmt::format("the token has no claim \"{}\"", claim.name)};
    if (*given == expected) continue;
    return Verdict{Outcome::mismatch,
                   claim.text.uses(Piece::Kind::body)
                       ? fmt::format("the token's claim \"{}\" does not match these bytes", claim.name)
                       : fmt::format("the token's claim \"{}\" is {}, not {}", claim.name,
                                     in_quotes(given->dump()), in_quotes(expected.dump()))};
  }
  if (rules.id && !rules.id->place.claim.empty() && !token->claims.contains(rules.id->place.claim))
    return Verdict{Outcome::mismatch, fmt::format("the token has no claim \"{}\"", rules.id->place.claim)};
  return Verdict{};
}

std::optional<std::string> claim_text(const std::string& text, const std::string& claim) {
  const auto token = parse_token(text);
  return token ? time_text(token->claims, claim) : std::nullopt;
}

}  // namespace convotic::webhook
