#include "core/base/utf8.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;

TEST_CASE("UTF-8 is what RFC 3629 says it is") {
  for (const char* good : {"", "plain", "\xc3\xa9", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xef\xbb\xbf",
                           "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    CHECK(base::is_utf8(good));
  for (const char* bad : {"\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x9f\xbf", "\xed\xa0\x80",
                          "\xe2\x82", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "a\xff"})
    CHECK_FALSE(base::is_utf8(bad));
}

TEST_CASE("A code point and its sequence are the same thing") {
  for (const char32_t code_point : {0x00u, 0x7fu, 0x80u, 0x7ffu, 0x800u, 0xffffu, 0x10000u, 0x10ffffu}) {
    std::string out;
    base::append_utf8(out, code_point);
    CHECK(base::utf8_sequence(out) == out.size());
    CHECK(base::decode_utf8(out) == code_point);
  }
}
