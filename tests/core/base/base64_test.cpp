#include "core/base/base64.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using base::base64_decode;
using base::base64_encode;

namespace {

// What is wrong with the text, and where.
std::string problem(std::string_view text) {
  const auto decoded = base64_decode(text);
  return decoded ? "nothing" : std::to_string(decoded.error().offset) + ": " + decoded.error().message;
}

}  // namespace

TEST_CASE("Base64 is that of RFC 4648, and decodes to what it was made of") {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(base64_encode(bytes) == text);
    CHECK(base64_decode(text) == bytes);
  }
  std::string all;
  for (int i = 0; i < 256; ++i) {
    all += static_cast<char>(i);
    CHECK(base64_decode(base64_encode(all)) == all);
  }
}

TEST_CASE("What is not base64 is refused with the place") {
  CHECK(problem("Zm9v!mFy") == "4: \"!\" is not a digit of base64");
  CHECK(problem("Zm9v-_Fy") == "4: \"-\" is not a digit of base64");
  CHECK(problem("Zm9v YmFy") == "4: a blank is not a digit of base64");
  CHECK(problem("Zm9v\nYmFy") == "4: a line end is not a digit of base64");
  CHECK(problem("Zm\xc3\xa9v") == "2: a byte that is not ASCII is not a digit of base64");
  CHECK(problem("Z===") == "1: \"=\" is not a digit of base64");
  CHECK(problem("Zg==Zg==") == "2: \"=\" is not a digit of base64");
  CHECK(problem("Zm9vYg") == "6: it ends in the middle of a group of four: it was cut, or lacks its \"=\"");
  CHECK(problem("Zm9vYg=") == "7: it ends in the middle of a group of four: it was cut, or lacks its \"=\"");
  CHECK(problem("Zh==") == "1: its last digit has bits that belong to no byte");
  CHECK(problem("====") == "0: \"=\" is not a digit of base64");
}
