#include "lint/lsp/text_position.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::lint;
using namespace convotic::lint::lsp;

TEST_CASE("Positions are counted in the client's units, and back") {
  const SourceFile file = make_source_file("a.ts", "x\r\né𝄞z\n");
  const auto offset = static_cast<std::uint32_t>(file.text.find('z'));
  const auto check = [&](Encoding encoding, std::uint32_t character) {
    const TextPosition at = position_of(file, offset, encoding);
    CHECK(at.line == 1);
    CHECK(at.character == character);
    CHECK(offset_of(file, at, encoding) == offset);
  };
  check(Encoding::utf8, 6);
  check(Encoding::utf16, 3);
  check(Encoding::utf32, 2);
  CHECK(offset_of(file, {0, 99}, Encoding::utf16) == 1);
  CHECK(offset_of(file, {99, 0}, Encoding::utf16) == file.text.size());
}

TEST_CASE("Addresses of files are paths, with every character") {
  CHECK(uri_of("/a b/ü[1].ts") == "file:///a%20b/%C3%BC%5B1%5D.ts");
  CHECK(path_of("file:///a%20b/%c3%bc%5B1%5D.ts") == "/a b/ü[1].ts");
  CHECK(path_of("file://localhost/a/../b.ts") == "/b.ts");
  CHECK_FALSE(path_of("untitled:Untitled-1"));
  CHECK_FALSE(path_of("file://host/a.ts"));
}
