#include "lint/source_file.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::lint;

namespace {

std::string shown(Position position) {
  return std::to_string(position.line) + ":" + std::to_string(position.column);
}

}  // namespace

TEST_CASE("Lines end with a line feed, a carriage return or both") {
  const SourceFile file = make_source_file("a.ts", "one\r\ntwo\rthree\nfour");
  CHECK(file.line_starts == std::vector<std::uint32_t>{0, 5, 9, 15});
  CHECK(file.line(1) == "one");
  CHECK(file.line(2) == "two");
  CHECK(file.line(3) == "three");
  CHECK(file.line(4) == "four");
  CHECK(file.line(5).empty());
}

TEST_CASE("Columns are counted in bytes, code points and UTF-16 units") {
  const SourceFile file = make_source_file("a.ts", "x\n\xc3\xa9\xf0\x9f\x98\x80z\xff!");
  const std::uint32_t at_bang = 2 + 2 + 4 + 1 + 1;
  CHECK(shown(file.byte_position(at_bang)) == "2:9");
  CHECK(shown(file.code_point_position(at_bang)) == "2:5");
  CHECK(shown(file.utf16_position(at_bang)) == "2:6");
  CHECK(shown(file.code_point_position(999)) == "2:6");
}
