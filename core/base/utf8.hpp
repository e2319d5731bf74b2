#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace convotic::base {

// The length of the well-formed UTF-8 sequence that `text` begins with (RFC 3629, table in section 4), or 0.
std::size_t utf8_sequence(std::string_view text);

// Whether all of `text` is well-formed UTF-8.
bool is_utf8(std::string_view text);

// The code point of a well-formed sequence.
char32_t decode_utf8(std::string_view sequence);

// Appends a code point, which must not be a surrogate.
void append_utf8(std::string& out, char32_t code_point);

}  // namespace convotic::base
