#include "core/webhook/encoding.hpp"
#include "tests/support/catch.hpp"

using convotic::webhook::decode;
using convotic::webhook::encode;
using convotic::webhook::Encoding;

TEST_CASE("Bytes are written as text and read back") {
  const std::string bytes("\x00\xff>?\xfa\x10", 6);
  CHECK(encode(Encoding::hex, bytes) == "00ff3e3ffa10");
  CHECK(encode(Encoding::base64, bytes) == "AP8+P/oQ");
  CHECK(encode(Encoding::base64url, bytes) == "AP8-P_oQ");
  CHECK(encode(Encoding::base64, "a") == "YQ==");
  CHECK(encode(Encoding::base64url, "a") == "YQ");
  for (const Encoding encoding : {Encoding::hex, Encoding::base64, Encoding::base64url})
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
      CAPTURE(convotic::webhook::encoding_name(encoding), size);
      CHECK(decode(encoding, encode(encoding, bytes.substr(0, size))) == bytes.substr(0, size));
    }
}

TEST_CASE("Hexadecimal digits may be in either case") {
  CHECK(decode(Encoding::hex, "fFaA") == "\xff\xaa");
}

TEST_CASE("What is not exactly the text of some bytes is refused") {
  for (const char* text : {"0", "0g", "00 ", " 00", "0x00", "00\n"})
    CHECK_FALSE(decode(Encoding::hex, text));
  for (const char* text : {"YQ", "YQ=", "YR==", "YQ==\n", "Y Q=", "AP8-P_oQ", "YQ==YQ==", "====", "="})
    CHECK_FALSE(decode(Encoding::base64, text));
  for (const char* text : {"YQ==", "AP8+P/oQ", "YR", "Y", "YQ\n"})
    CHECK_FALSE(decode(Encoding::base64url, text));
}
