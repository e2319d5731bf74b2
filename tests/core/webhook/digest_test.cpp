#include "core/webhook/digest.hpp"
#include "core/webhook/encoding.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::webhook;

namespace {

std::string hex(const std::string& bytes) {
  return encode(Encoding::hex, bytes);
}

}  // namespace

TEST_CASE("Hashes are those of their standards") {
  CHECK(hex(digest(Hash::sha1, "abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(hex(digest(Hash::sha256, "")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(digest(Hash::sha256, "abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(digest(Hash::sha384, "abc").size() == 48);
  CHECK(digest(Hash::sha512, "abc").size() == 64);
  CHECK(hash_name(Hash::sha384) == "sha384");
}

TEST_CASE("HMACs are those of RFC 2202 and RFC 4231, test case 2, and of an empty key") {
  CHECK(hex(hmac(Hash::sha1, "Jefe", "what do ya want for nothing?")) ==
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  CHECK(hex(hmac(Hash::sha256, "Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hex(hmac(Hash::sha384, "Jefe", "what do ya want for nothing?")).starts_with("af45d2e376484031"));
  CHECK(hex(hmac(Hash::sha512, "Jefe", "what do ya want for nothing?")).starts_with("164b7a7bfcf819e2"));
  CHECK(hex(hmac(Hash::sha256, "", "")) ==
        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("The checksum is that of zip and PNG") {
  CHECK(crc32("123456789") == 3421780262u);
  CHECK(crc32("") == 0);
}

TEST_CASE("Texts are the same where every byte is") {
  CHECK(same_bytes("", ""));
  CHECK(same_bytes("abc", "abc"));
  CHECK_FALSE(same_bytes("abc", "abd"));
  CHECK_FALSE(same_bytes("abc", "ab"));
  CHECK_FALSE(same_bytes("", "a"));
}
