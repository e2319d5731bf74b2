#include "core/webhook/encoding.hpp"
#include "core/webhook/token.hpp"
#include "tests/core/webhook/own_scheme.hpp"
#include "tests/support/fakes.hpp"

using namespace convotic;
using namespace convotic::webhook;
using tests::show;

namespace {

constexpr base::UnixMillis kAt = 1'700'000'000'000;
const std::vector<Secret> kSecret{"secret"};
const Message kMessage{"POST", "https://shop.example/hook", {}, R"({"hello":"world"})"};

Scheme scheme_with(const std::string& algorithm) {
  return tests::scheme_from(R"({"name": "own", "title": "Own", "algorithm": ")" + algorithm + R"(",
    "signature": {"header": "Authorization", "assign": " ", "field": "Bearer"},
    "claims": {"sub": "{url}", "hash": "{sha256(body)}", "ok": true}, "lifetime": 60,
    "timestamp": {"claim": "iat", "unit": "s", "past": 300}})");
}

// A token put together by hand.
std::string token_of(const std::string& header, const std::string& claims,
                     const std::string& key = "secret") {
  const std::string text = encode(Encoding::base64url, header) + '.' + encode(Encoding::base64url, claims);
  return text + '.' + encode(Encoding::base64url, hmac(Hash::sha256, key, text));
}

std::string verdict(const std::string& token, base::UnixMillis at = kAt) {
  Message message = kMessage;
  message.headers.push_back({"Authorization", "Bearer " + token});
  return show(verify(scheme_with("jwt-hs256"), message, kSecret, at));
}

const std::string kHash = "93a23971a914e5eacbf0a8d25154cda309c3c1c72fbb9914d47c60f3cb681588";
const std::string kHeader = R"({"alg":"HS256"})";
const std::string kClaims =
    R"({"iat":1700000000,"exp":1700000060,"sub":"https://shop.example/hook","hash":")" + kHash +
    R"(","ok":true})";

}  // namespace

TEST_CASE("A token of every algorithm is made and verified") {
  tests::FakeRandom random;
  for (const char* algorithm : {"jwt-hs256", "jwt-es256", "jwt-rs256"}) {
    CAPTURE(algorithm);
    const Scheme scheme = scheme_with(algorithm);
    const std::vector<Secret> secret{new_secret(scheme, random)};
    const Message made = tests::must(sign(scheme, kMessage, secret, {kAt, {}}, random));
    CHECK(made.body == kMessage.body);
    CHECK(made.headers.back().value.starts_with("Bearer ey"));
    CHECK(show(verify(scheme, made, secret, kAt)) == "valid");
    CHECK(signed_at(scheme, made) == kAt);
    const std::vector<Secret> other{tests::must(another_secret(scheme, secret.front(), random))};
    CHECK(show(verify(scheme, made, other, kAt)) == "mismatch: the token is not signed with this key");
    CHECK(show(verify(scheme, made, std::vector<Secret>{other.front(), secret.front()}, kAt)) == "valid");
  }
}

TEST_CASE("What a token claims must be so") {
  CHECK(verdict(token_of(kHeader, kClaims)) == "valid");
  CHECK(verdict(token_of(kHeader, R"({"iat":1700000000,"exp":1700000060,"sub":"x","hash":"x","ok":true})")) ==
        "mismatch: the token's claim \"sub\" is \"\"x\"\", not \"\"https://shop.example/hook\"\"");
  CHECK(
      verdict(token_of(
          kHeader,
          R"({"iat":1700000000,"exp":1700000060,"sub":"https://shop.example/hook","hash":"x","ok":true})")) ==
      "mismatch: the token's claim \"hash\" does not match these bytes");
  CHECK(verdict(token_of(kHeader, R"({"iat":1700000000,"exp":1700000060})")) ==
        "mismatch: the token has no claim \"sub\"");
}

TEST_CASE("A token does not choose its algorithm") {
  const std::string unsupported = "unsupported: the token is made with ";
  CHECK(verdict(token_of(R"({"alg":"none"})", kClaims)) ==
        unsupported + "\"none\", and Own signs with HS256");
  CHECK(verdict(token_of(R"({"alg":"RS256"})", kClaims)) ==
        unsupported + "\"RS256\", and Own signs with HS256");
  CHECK(verdict(token_of("{}", kClaims)) == unsupported + "no algorithm, and Own signs with HS256");
}

TEST_CASE("A token is in time by its claims") {
  CHECK(verdict(token_of(kHeader, kClaims), kAt + 59'999) == "valid");
  CHECK(verdict(token_of(kHeader, kClaims), kAt + 65'000) == "stale: the token expired 5 s ago");
  CHECK(verdict(token_of(kHeader, kClaims), kAt + 301'000) ==
        "stale: made 5 min 1 s ago, and Own allows 5 min");
  const std::string no_times = R"({"sub":"https://shop.example/hook","hash":")" + kHash + R"(","ok":true})";
  CHECK(verdict(token_of(kHeader, no_times)) == "malformed: the token has no claim \"iat\" with a time");
  const std::string no_end =
      R"({"iat":1700000000,"sub":"https://shop.example/hook","hash":")" + kHash + R"(","ok":true})";
  CHECK(verdict(token_of(kHeader, no_end)) == "malformed: the token has no claim \"exp\" with a time");
  const std::string text_time =
      R"({"iat":"1700000000","exp":1700000060,"sub":"https://shop.example/hook","hash":")" + kHash +
      R"(","ok":true})";
  CHECK(verdict(token_of(kHeader, text_time)) == "malformed: the token has no claim \"iat\" with a time");
}

TEST_CASE("What is no token is malformed") {
  for (const std::string& token :
       {std::string("abc"), std::string("a.b"), std::string("a.b.c.d"), std::string("e30.e30.!"),
        std::string("bm8.e30.AAAA"), token_of("[]", "{}"), token_of("{}", "1")}) {
    CAPTURE(token);
    CHECK(verdict(token).starts_with("malformed: "));
  }
  CHECK(verdict("abc") == "malformed: \"abc\" is no JSON Web Token");
}

TEST_CASE("A token that is signed with another key is not") {
  CHECK(verdict(token_of(kHeader, kClaims, "other")) == "mismatch: the token is not signed with this key");
}
