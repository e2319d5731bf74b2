#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace convotic::base {

// Bytes as base64 with padding (RFC 4648, section 4).
std::string base64_encode(std::string_view bytes);

// Why a text is not base64, and at which of its bytes.
struct Base64Problem {
  std::size_t offset = 0;
  std::string message;  // one clause: "\"-\" is not a digit of base64"
};

// Undoes base64_encode. Strict, since what is decoded loosely is not encoded back to the same text: no blanks
// within, padding complete, no bits left over.
tl::expected<std::string, Base64Problem> base64_decode(std::string_view text);

}  // namespace convotic::base
