#include "core/webhook/encoding.hpp"
#include "core/webhook/key_pair.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fakes.hpp"

using namespace convotic::webhook;

namespace {

// RFC 8032, section 7.1, test 1.
const std::string kSeed =
    *decode(Encoding::hex, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
const std::string kPublic =
    *decode(Encoding::hex, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
constexpr const char* kSignatureOfNothing = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                                            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141"
                                            "438e7a100b";

}  // namespace

TEST_CASE("Ed25519 signs as RFC 8032 has it") {
  const auto key = Key::from_ed25519_seed(kSeed);
  REQUIRE(key);
  CHECK(key->type() == KeyType::ed25519);
  CHECK(key->can_sign());
  CHECK(key->raw_public() == kPublic);
  CHECK(encode(Encoding::hex, key->sign(Hash::sha512, "")) == kSignatureOfNothing);
  const auto half = Key::from_ed25519_public(kPublic);
  REQUIRE(half);
  CHECK_FALSE(half->can_sign());
  CHECK(half->verify(Hash::sha512, "", *decode(Encoding::hex, kSignatureOfNothing)));
  CHECK_FALSE(half->verify(Hash::sha512, "x", *decode(Encoding::hex, kSignatureOfNothing)));
  CHECK_FALSE(half->verify(Hash::sha512, "", "too short"));
}

TEST_CASE("A new key of every type signs, and its public half verifies") {
  convotic::tests::FakeRandom random;
  for (const KeyType type : {KeyType::ed25519, KeyType::p256, KeyType::rsa}) {
    CAPTURE(key_type_name(type));
    const Key key = Key::generate(type, random);
    CHECK(key.type() == type);
    const auto again = Key::from_pem(key.private_pem());
    REQUIRE(again);
    CHECK(again->can_sign());
    const std::string signature = again->sign(Hash::sha256, "bytes");
    const auto half = Key::from_pem(key.public_pem());
    REQUIRE(half);
    CHECK(half->type() == type);
    CHECK_FALSE(half->can_sign());
    CHECK(half->verify(Hash::sha256, "bytes", signature));
    CHECK_FALSE(half->verify(Hash::sha256, "other bytes", signature));
    CHECK_FALSE(half->verify(Hash::sha256, "bytes", signature.substr(1)));
    CHECK(Key::generate(KeyType::ed25519, random).private_pem() !=
          Key::generate(KeyType::ed25519, random).private_pem());
  }
}

TEST_CASE("An RSA key signs with the hash that is asked for") {
  convotic::tests::FakeRandom random;
  const Key key = Key::generate(KeyType::rsa, random);
  const std::string signature = key.sign(Hash::sha1, "bytes");
  CHECK(key.verify(Hash::sha1, "bytes", signature));
  CHECK_FALSE(key.verify(Hash::sha256, "bytes", signature));
}

TEST_CASE("Signatures of P-256 are turned from DER to the form of tokens and back") {
  convotic::tests::FakeRandom random;
  const Key key = Key::generate(KeyType::p256, random);
  const std::string der = key.sign(Hash::sha256, "bytes");
  const auto flat = flat_from_der(der);
  REQUIRE(flat);
  CHECK(flat->size() == 64);
  CHECK(der_from_flat(*flat) == der);
  CHECK_FALSE(flat_from_der("nonsense"));
  CHECK_FALSE(der_from_flat("nonsense"));
}

TEST_CASE("JSON Web Keys of three types are read, private ones where they are small") {
  const auto ed25519 =
      Key::from_jwk(R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})");
  REQUIRE(ed25519);
  CHECK(ed25519->raw_public() == kPublic);
  const auto with_seed =
      Key::from_jwk(R"({"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
                                           "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})");
  REQUIRE(with_seed);
  CHECK(with_seed->can_sign());
  // RFC 7517, appendix A.2.
  const auto p256 =
      Key::from_jwk(R"({"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
      "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"})");
  REQUIRE(p256);
  CHECK(p256->type() == KeyType::p256);
  CHECK(p256->can_sign());
  CHECK(p256->verify(Hash::sha256, "bytes", p256->sign(Hash::sha256, "bytes")));
}

TEST_CASE("What is no key is none") {
  CHECK_FALSE(Key::from_pem(""));
  CHECK_FALSE(Key::from_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
  CHECK_FALSE(Key::from_der("nonsense"));
  CHECK_FALSE(Key::from_ed25519_public("short"));
  CHECK_FALSE(Key::from_ed25519_seed(""));
  for (
      const char* text :
      {"", "[]", "{}", R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})",
       R"({"kty":"EC","crv":"P-384","x":"AA","y":"AA"})", R"({"kty":"RSA"})", R"({"kty":1})",
       R"({"kty":"OKP","crv":"Ed25519","x":"AA"})",
       // On no point of the curve.
       R"({"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"})"}) {
    CAPTURE(text);
    CHECK_FALSE(Key::from_jwk(text));
  }
}
