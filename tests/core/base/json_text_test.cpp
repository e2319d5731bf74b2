#include "core/base/json_text.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::base;

namespace {

constexpr const char* kReplacement = "\xef\xbf\xbd";

std::string latin1(std::string_view text) {
  std::string out;
  append_json_latin1(out, text);
  return out;
}

// What `bytes` become between the quotes.
std::string inside(std::string_view bytes) {
  const std::string text = json_string(bytes);
  return text.substr(1, text.size() - 2);
}

std::string replacements(int count) {
  std::string out;
  for (int i = 0; i < count; ++i)
    out += kReplacement;
  return out;
}

}  // namespace

TEST_CASE("Quotes, backslashes and control characters are escaped") {
  CHECK(json_string("") == R"("")");
  CHECK(json_string("plain /text") == R"("plain /text")");
  CHECK(json_string("a\"b\\c") == R"("a\"b\\c")");
  CHECK(json_string("\n\r\t") == R"("\n\r\t")");
  CHECK(json_string(std::string_view("\0\x1f\x7f", 3)) == R"("\u0000\u001f\u007f")");
}

TEST_CASE("Text is appended to what is there") {
  std::string out = "[";
  append_json_string(out, "a");
  out += ',';
  append_json_latin1(out, "b");
  CHECK(out == R"(["a","b")");
}

TEST_CASE("Well-formed UTF-8 stays as it is") {
  for (const std::string text :
       {"\xc2\x80", "\xc3\xa9", "\xdf\xbf", "\xe0\xa0\x80", "\xe0\xb8\xaa", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"}) {
    CAPTURE(text);
    CHECK(inside(text) == text);
    CHECK(inside("a" + text + "b") == "a" + text + "b");
  }
}

TEST_CASE("Bytes that are not UTF-8 become replacement characters, one for each") {
  struct Case {
    std::string bytes;
    int replaced;
  };
  const Case cases[] = {
      {"\x80", 1},              // a continuation alone
      {"\xbf\xbf", 2},          //
      {"\xc3", 1},              // cut short
      {"\xe2\x82", 2},          //
      {"\xf0\x9f\x98", 3},      //
      {"\xc0\xaf", 2},          // overlong
      {"\xc1\xbf", 2},          //
      {"\xe0\x9f\xbf", 3},      //
      {"\xf0\x8f\xbf\xbf", 4},  //
      {"\xed\xa0\x80", 3},      // a surrogate
      {"\xf4\x90\x80\x80", 4},  // above U+10FFFF
      {"\xf5\x80\x80\x80", 4},  //
      {"\xff\xfe", 2},
  };
  for (const Case& c : cases) {
    CAPTURE(c.bytes);
    CHECK(inside(c.bytes) == replacements(c.replaced));
  }
}

TEST_CASE("What follows a broken sequence is kept") {
  CHECK(inside("\xc3(") == replacements(1) + "(");
  CHECK(inside("\xe2\x82\"") == replacements(2) + "\\\"");
  CHECK(inside("\xf0\x9f\xc3\xa9") == replacements(2) + "\xc3\xa9");
}

TEST_CASE("Latin-1 bytes become the characters of the same number") {
  CHECK(latin1("caf\xe9") == "\"caf\xc3\xa9\"");
  CHECK(latin1("\x80\xff") == "\"\xc2\x80\xc3\xbf\"");
  CHECK(latin1("a\"\t") == R"("a\"\t")");
  // UTF-8 in a header is two characters there, as Node has it.
  CHECK(latin1("\xc3\xa9") == "\"\xc3\x83\xc2\xa9\"");
}
