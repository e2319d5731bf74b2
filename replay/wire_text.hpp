#pragma once

#include "core/base/json_reader.hpp"
#include "core/base/result.hpp"

#include <string>
#include <string_view>

namespace convotic::replay {

// The bytes of headers, paths and URLs are seldom anything but ASCII, and may be anything. In a capture they
// are a JSON string: each byte the character of its number (Latin-1, as HTTP has it), so that byte 0xE9 is
// "é"; or, where the string has a character beyond that range, its UTF-8. Every sequence of bytes has a
// string, and every string its bytes.
void append_wire_text(std::string& out, std::string_view bytes);
std::string wire_bytes(std::string_view text);

// Appends `text`, which is UTF-8, as a JSON string in which the characters that nobody sees (zero width,
// marks of direction, line separators) are escapes, so that a review shows them.
void append_visible_string(std::string& out, std::string_view text);

// Whether `text` holds one of these characters.
bool has_invisible(std::string_view text);

}  // namespace convotic::replay
