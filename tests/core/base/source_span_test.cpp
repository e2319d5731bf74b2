#include "core/base/source_span.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::base;

namespace {

// "line:column, length bytes of <line>"
std::string place(std::string_view text, std::size_t offset, std::size_t length) {
  const SourceSpan span = span_at("f", text, offset, length);
  return std::to_string(span.line) + ":" + std::to_string(span.column) + ", " + std::to_string(span.length) +
         " bytes of <" + span.line_text + ">";
}

}  // namespace

TEST_CASE("A span has the line and column of its offset, and the line's text") {
  const std::string text = "one\ntwo three\n\nlast";
  CHECK(place(text, 0, 3) == "1:1, 3 bytes of <one>");
  CHECK(place(text, 8, 5) == "2:5, 5 bytes of <two three>");
  CHECK(place(text, 14, 1) == "3:1, 1 bytes of <>");
  CHECK(place(text, 15, 4) == "4:1, 4 bytes of <last>");
}

TEST_CASE("A span ends with its line") {
  CHECK(place("one\ntwo", 1, 100) == "1:2, 2 bytes of <one>");
  CHECK(place("one\ntwo", 3, 100) == "1:4, 1 bytes of <one>");  // the newline itself
  CHECK(place("one", 1, 0) == "1:2, 1 bytes of <one>");
}

TEST_CASE("An offset past the end means the end") {
  CHECK(place("one\ntwo", 7, 1) == "2:4, 1 bytes of <two>");
  CHECK(place("one\ntwo", 99, 9) == "2:4, 1 bytes of <two>");
  CHECK(place("one\n", 4, 1) == "2:1, 1 bytes of <>");
  CHECK(place("", 0, 1) == "1:1, 1 bytes of <>");
  CHECK(place("", 5, 1) == "1:1, 1 bytes of <>");
}

TEST_CASE("A carriage return is not part of the line") {
  CHECK(place("one\r\ntwo\r\n", 0, 10) == "1:1, 3 bytes of <one>");
  CHECK(place("one\r\ntwo\r\n", 5, 10) == "2:1, 3 bytes of <two>");
  CHECK(place("one\r\ntwo", 3, 1) == "1:4, 1 bytes of <one>");
  CHECK(place("one\r\ntwo", 4, 1) == "1:5, 1 bytes of <one>");
  CHECK(place("\r\n", 0, 1) == "1:1, 1 bytes of <>");
}

TEST_CASE("Columns count bytes") {
  CHECK(place("\xc3\xa9 = x", 5, 1) == "1:6, 1 bytes of <\xc3\xa9 = x>");
}

TEST_CASE("A place is file, line and column, or only the file where there is no line") {
  SourceSpan span = span_at("src/index.ts", "a\nbc", 3, 1);
  CHECK(format_place(span) == "src/index.ts:2:2");
  span.line = 0;
  CHECK(format_place(span) == "src/index.ts");
}

TEST_CASE("A snippet shows the line with carets below the span") {
  CHECK(format_snippet(span_at("f", "const id = event.id", 6, 2), "  ") == "  1 | const id = event.id\n"
                                                                           "    |       ^^\n");
  std::string far;
  for (int i = 1; i < 14; ++i)
    far += "\n";
  CHECK(format_snippet(span_at("f", far + "abc", far.size() + 2, 1), "") == "14 | abc\n"
                                                                            "   |   ^\n");
}

TEST_CASE("Tabs are kept so that the caret stays below its column") {
  CHECK(format_snippet(span_at("f", "\tif\t(x)", 4, 3), "") == "1 | \tif\t(x)\n"
                                                               "  | \t  \t^^^\n");
}

TEST_CASE("A caret past the end of the line stands after it") {
  CHECK(format_snippet(span_at("f", "{\"a\":", 5, 1), "") == "1 | {\"a\":\n"
                                                             "  |      ^\n");
}

TEST_CASE("There is no snippet where the line's text is not known") {
  CHECK(format_snippet(SourceSpan{"f", 3, 1, 1, ""}, "  ").empty());
}

TEST_CASE("Of a line that is very long only what is around the place is shown") {
  const std::string before(60, 'a'), after(99, 'a'), all(160, 'a'), blanks(63, ' '), carets(160, '^');
  std::string text(1000, 'a');
  text[500] = 'X';
  const auto snippet = [&](std::size_t offset, std::size_t length) {
    return format_snippet(span_at("f", text, offset, length), "");
  };
  CHECK(snippet(500, 3) == "1 | ..." + before + "X" + after + "...\n  | " + blanks + "^^^\n");
  CHECK(snippet(0, 1000) == "1 | " + all + "...\n  | " + carets + "\n");
  CHECK(snippet(1000, 1) == "1 | ..." + before + "\n  | " + blanks + "^\n");
  text.assign(1000, '\x80');  // no UTF-8 at all
  CHECK(snippet(500, 1).size() > 160);
  text.clear();
  for (int i = 0; i < 200; ++i)
    text += "\u00e9";
  CHECK(snippet(201, 1).find("...\u00e9") == 4);
}
