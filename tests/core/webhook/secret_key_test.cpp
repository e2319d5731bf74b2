#include "core/webhook/secret_key.hpp"
#include "tests/core/webhook/own_scheme.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fakes.hpp"

using namespace convotic;
using namespace convotic::webhook;
using tests::builtin;
using tests::describe;

namespace {

// The key of an HMAC that a secret stands for.
std::string key_bytes(const std::string& scheme, const Secret& secret) {
  const auto key = read_secret(builtin(scheme).rules(), secret, KeyUse::verify);
  return key ? key->bytes : describe(key);
}

std::string checked(const std::string& scheme, const Secret& secret) {
  return describe(check_secret(builtin(scheme), secret));
}

const std::string kSeedHex = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const std::string kPublicHex = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

}  // namespace

TEST_CASE("The same looking secrets are text for one provider and base64 or hexadecimal digits for another") {
  CHECK(key_bytes("stripe", "whsec_Y29udm90aWM=") == "whsec_Y29udm90aWM=");
  CHECK(key_bytes("svix", "whsec_Y29udm90aWM=") == "convotic");
  CHECK(key_bytes("svix", "whsec_Y29udm90aWM") == "convotic");  // some leave the padding out
  CHECK(key_bytes("svix", "Y29udm90aWM=") == "convotic");       // and some the label
  CHECK(key_bytes("omise", "Y29udm90aWM=") == "convotic");
  CHECK(key_bytes("xero", "Y29udm90aWM=") == "Y29udm90aWM=");
  CHECK(key_bytes("line", "00ff") == "00ff");
  CHECK(key_bytes("adyen", "636f6e766f746963") == "convotic");
  CHECK(key_bytes("adyen", "636F6E766F746963") == "convotic");
}

TEST_CASE("An app key stands before the secret, and the secret may have colons in it") {
  const auto key = read_secret(builtin("lazada").rules(), "123:a:b", KeyUse::sign);
  REQUIRE(key);
  CHECK(key->companion == "123");
  CHECK(key->text == "a:b");
  CHECK(key->bytes == "a:b");
  CHECK(checked("lazada", "a-secret") == "secret-invalid: the secret of Lazada push should be appKey and "
                                         "secret with a \":\" between, the secret text; it is "
                                         "something else");
}

TEST_CASE("A secret of the wrong shape is described, and never shown") {
  CHECK(checked("stripe", "sk_test_1234567890") ==
        "secret-invalid: the secret of Stripe should be text that begins with \"whsec_\"; it begins with "
        "\"sk_\", which is an "
        "API key of Stripe's");
  CHECK(checked("stripe", "") ==
        "secret-invalid: the secret of Stripe should be text that begins with \"whsec_\"; it is empty");
  CHECK(checked("stripe", " whsec_x") ==
        "secret-invalid: the secret of Stripe should be text that begins with \"whsec_\"; it "
        "has white space at one of its ends");
  CHECK(checked("stripe", "\"whsec_x\"") == "secret-invalid: the secret of Stripe should be text that begins "
                                            "with \"whsec_\"; it has quotes around it");
  CHECK(checked("svix", "whsec_!!!") ==
        "secret-invalid: the secret of Svix should be base64 after \"whsec_\"; it is something else");
  CHECK(checked("adyen", "xyz") ==
        "secret-invalid: the secret of Adyen payments should be hexadecimal digits; it is something else");
  CHECK(checked("contentful", "short") ==
        "secret-invalid: the secret of Contentful should be text of 64 characters; it is something else");
  CHECK(checked("slack", "xoxb-123") == "secret-invalid: the secret of Slack should be text; it begins with "
                                        "\"xoxb-\", which is a bot token of Slack's");
  CHECK(checked("discord", "short") ==
        "secret-invalid: the secret of Discord should be an Ed25519 key in PEM, as a JSON Web "
        "Key or in hex; it is something else");
  CHECK(
      checked("wise", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n") ==
      "secret-invalid: the secret of Wise should be an RSA key in PEM, as a JSON Web Key or in base64; it is "
      "locked with a "
      "password");
}

TEST_CASE("A key of another type is named, and not shown") {
  tests::FakeRandom random;
  const std::string p256 = Key::generate(KeyType::p256, random).private_pem();
  CHECK(checked("wise", p256) ==
        "secret-invalid: the key of Wise should be an RSA key; it is an EC key on the curve P-256");
  CHECK(checked("sendgrid", p256) == "ok");
}

TEST_CASE("A key in PEM may be in one line, as variables of the environment have it") {
  tests::FakeRandom random;
  std::string pem = Key::generate(KeyType::ed25519, random).private_pem();
  for (std::size_t at = pem.find('\n'); at != std::string::npos; at = pem.find('\n'))
    pem.replace(at, 1, "\\n");
  CHECK(checked("discord", pem) == "ok");
}

TEST_CASE("32 bytes are a public key where one verifies and a seed where one signs") {
  const Scheme scheme = builtin("discord");
  const SchemeRules& rules = scheme.rules();
  const auto verifying = read_secret(rules, kPublicHex, KeyUse::verify);
  REQUIRE(verifying);
  CHECK_FALSE(verifying->key->can_sign());
  const auto signing = read_secret(rules, kSeedHex, KeyUse::sign);
  REQUIRE(signing);
  CHECK(encode(Encoding::hex, signing->key->raw_public()) == kPublicHex);
  // Otherwise everybody could sign who knows a public key.
  const auto seed = read_secret(rules, kSeedHex, KeyUse::verify);
  CHECK((!seed || encode(Encoding::hex, seed->key->raw_public()) != kPublicHex));
}

TEST_CASE("64 bytes are a seed with its public key, and refused where they do not belong together") {
  const Scheme scheme = builtin("discord");
  const SchemeRules& rules = scheme.rules();
  for (const KeyUse use : {KeyUse::sign, KeyUse::verify}) {
    const auto key = read_secret(rules, kSeedHex + kPublicHex, use);
    REQUIRE(key);
    CHECK(key->key->can_sign());
  }
  CHECK_FALSE(read_secret(rules, kSeedHex + kSeedHex, KeyUse::sign));
}

TEST_CASE("A public key cannot sign, and the message says what can") {
  const auto key = read_secret(builtin("standard-webhooks-ed25519").rules(),
                               "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", KeyUse::sign);
  CHECK(describe(key) ==
        "not-signable: this is a public key of Standard Webhooks, v1a, which can only verify\n"
        "  help: sign with the private key of a pair of your own, and give the receiver its public key");
}

TEST_CASE("New secrets have the right shape, and another one differs") {
  tests::FakeRandom random;
  for (const char* name : {"stripe", "svix", "adyen", "contentful", "lazada", "telegram", "discord",
                           "standard-webhooks-ed25519", "sendgrid", "basic-auth"}) {
    CAPTURE(name);
    const Scheme scheme = builtin(name);
    const Secret secret = new_secret(scheme, random);
    CHECK(describe(check_secret(scheme, secret)) == "ok");
    CHECK(read_secret(scheme.rules(), secret, KeyUse::sign).has_value());
    const auto other = another_secret(scheme, secret, random);
    REQUIRE(other);
    CHECK(*other != secret);
    CHECK(describe(check_secret(scheme, *other)) == "ok");
  }
  CHECK(new_secret(builtin("stripe"), random).starts_with("whsec_"));
  CHECK(new_secret(builtin("contentful"), random).size() == 64);
}

TEST_CASE("Another secret keeps the app key, which is no secret, and is refused where the given one is") {
  tests::FakeRandom random;
  const auto other = another_secret(builtin("lazada"), "77:s", random);
  REQUIRE(other);
  CHECK(other->starts_with("77:"));
  CHECK(other->size() > 20);
  CHECK(describe(another_secret(builtin("stripe"), "x", random)).starts_with("secret-invalid: "));
}

TEST_CASE("The shape of a secret is put into words") {
  CHECK(secret_shape(builtin("svix")) == "base64 after \"whsec_\"");
  CHECK(secret_shape(builtin("github")) == "text");
  CHECK(secret_shape(builtin("adyen")) == "hexadecimal digits");
  CHECK(secret_shape(builtin("plaid")) ==
        "an EC key on the curve P-256 in PEM, as a JSON Web Key or in base64");
}
