#pragma once

#include "core/http/message.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace convotic::http {

// How the length of a request's body is told (RFC 9112, section 6).
struct Framing {
  enum class Kind { none, length, chunked } kind = Kind::none;
  std::uint64_t length = 0;  // for `length`
};

struct ParsedHead {
  RequestHead head;
  Framing framing;
  enum class Connection { keep, close } connection = Connection::keep;
  enum class Expect { nothing, continue_100 } expect = Expect::nothing;
};

// Why a head is refused, and with which status: 400, 417, 431, 501 or 505.
struct HeadProblem {
  int status = 400;
  std::string message;  // one clause that quotes the offending part
};

// Where the blank line that ends a head ends, or npos while it has not come.
std::size_t find_head_end(std::string_view bytes);

// The header lines of a request or an answer, up to the blank line. Strict: no white space before the colon,
// no folded lines, no control characters. Fails with a clause that quotes the line.
tl::expected<std::vector<Header>, std::string> parse_header_lines(std::string_view bytes);

// Takes a line off the front of `bytes` and gives it without its end, which may be a bare LF.
std::string_view take_line(std::string_view& bytes);

// Parses a request line and headers, up to and including the blank line. Strict where leniency would let two
// parties disagree on where a request ends: no white space before the colon, no folded lines, one
// Content-Length of digits, and not together with Transfer-Encoding. Line ends may be bare LF.
tl::expected<ParsedHead, HeadProblem> parse_head(std::string_view bytes);

}  // namespace convotic::http
