#include "replay/wire_text.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;

namespace {

std::string written(std::string_view bytes) {
  std::string out;
  replay::append_wire_text(out, bytes);
  return out;
}

std::string visible(std::string_view text) {
  std::string out;
  replay::append_visible_string(out, text);
  return out;
}

std::string read_again(std::string_view bytes) {
  return replay::wire_bytes(base::JsonReader::parse("w", written(bytes))->as_string().value());
}

}  // namespace

TEST_CASE("What comes over the wire is Latin-1, or UTF-8 where that says more") {
  CHECK(written("text/plain") == "\"text/plain\"");
  CHECK(written("caf\xe9") == "\"café\"");
  CHECK(written("caf\xc3\xa9") == "\"cafÃ©\"");
  CHECK(written("สวัสดี") == "\"สวัสดี\"");
  CHECK(written("สวัสดี\xff") == "\"à¸ªà¸§à¸±à¸ªà¸\u0094à¸µÿ\"");
  CHECK(replay::wire_bytes("café") == "caf\xe9");
  CHECK(replay::wire_bytes("ขé") == "ขé");
}

TEST_CASE("Any bytes are read as they were written") {
  for (int a = 0; a < 256; ++a)
    for (int b = 0x70; b < 256; b += 3) {
      const std::string bytes{static_cast<char>(a), static_cast<char>(b), static_cast<char>(a)};
      if (read_again(bytes) != bytes) FAIL(a << " " << b);
    }
  CHECK(read_again("\xe2\x80\xae") == "\xe2\x80\xae");
}

TEST_CASE("Characters that nobody sees are escapes") {
  CHECK(visible("a\u200bb") == R"("a\u200bb")");
  CHECK(visible("\ufeff{}") == R"("\ufeff{}")");
  CHECK(visible("x\u202ey\u2066") == R"("x\u202ey\u2066")");
  CHECK(visible("\u2010\u2030\ufefe\ufeff") == "\"\u2010\u2030\ufefe\\ufeff\"");
  CHECK(replay::has_invisible("a\u2028"));
  CHECK_FALSE(replay::has_invisible("a\u2010\xe2\xef"));
}
