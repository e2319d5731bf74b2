#include "core/http/chunk_decoder.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using convotic::http::ChunkDecoder;

namespace {

constexpr std::size_t kLimit = 100;

// "state <body> and what is left of the bytes", fed in pieces of `size`.
std::string decoded(std::string_view bytes, std::size_t size) {
  ChunkDecoder decoder(kLimit);
  while (!bytes.empty() && decoder.state() == ChunkDecoder::State::more) {
    const std::string_view piece = bytes.substr(0, size);
    const std::size_t used = decoder.feed(piece);
    if (decoder.state() == ChunkDecoder::State::more) CHECK(used == piece.size());
    bytes.remove_prefix(used);
  }
  const char* names[] = {"more", "done", "malformed", "too large"};
  return std::string(names[static_cast<std::size_t>(decoder.state())]) + " <" + decoder.body() + "> " +
         std::string(bytes);
}

}  // namespace

TEST_CASE("Chunks are put together however their bytes are cut") {
  struct Case {
    std::string bytes, expected;
  };
  const Case cases[] = {
      {"0\r\n\r\n", "done <> "},
      {"3\r\nabc\r\n0\r\n\r\n", "done <abc> "},
      {"3\r\nabc\r\n00a\r\n0123456789\r\n000\r\n\r\n", "done <abc0123456789> "},
      {"2\r\n\r\n\r\n0\r\n\r\n", "done <\r\n> "},
      {"1;a=\"b\"\r\nx\r\n0 ; z\r\nTrailer: y\r\nAnother: z\r\n\r\n", "done <x> "},
      {"0\r\n\r\nGET / HTTP/1.1\r\n", "done <> GET / HTTP/1.1\r\n"},
      {"64\r\n" + std::string(100, 'm') + "\r\n0\r\n\r\n", "done <" + std::string(100, 'm') + "> "},
      {"3\r\nab", "more <ab> "},
  };
  for (const Case& c : cases)
    for (std::size_t size = 1; size <= c.bytes.size(); ++size) {
      CAPTURE(c.bytes, size);
      CHECK(decoded(c.bytes, size) == c.expected);
    }
}

TEST_CASE("Chunks that another party might read differently are refused") {
  for (const std::string bytes : {"\r\n", "g\r\n", "-1\r\n", "+1\r\n", "0x1\r\n", " 1\r\n", "1 x\r\n", "1\n",
                                  "1\r\na\n", "1\r\nab\r\n", "1\r\na\rX\r\n", "0\r\n\n", "1,\r\n"}) {
    for (std::size_t size = 1; size <= bytes.size(); ++size) {
      CAPTURE(bytes, size);
      CHECK(decoded(bytes, size).starts_with("malformed "));
    }
  }
}

TEST_CASE("A size over the limit is refused before its bytes come") {
  CHECK(decoded("65\r\n", 99) == "too large <> ");
  CHECK(decoded("64\r\n" + std::string(100, 'm') + "\r\n1\r\n", 999).starts_with("too large <mmm"));
  CHECK(decoded("ffffffffffffffff\r\n", 99) == "too large <> ");
  CHECK(decoded("fffffffffffffffff\r\n", 99) == "too large <> ");
}

TEST_CASE("Extensions and trailers without end are refused") {
  CHECK(decoded("1;" + std::string(10'000, 'x'), 1000).starts_with("malformed "));
  std::string trailers = "0\r\n";
  for (int i = 0; i < 100; ++i)
    trailers += "T: " + std::string(1000, 'x') + "\r\n";
  CHECK(decoded(trailers, 1000).starts_with("malformed "));
}
