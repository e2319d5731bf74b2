#pragma once

#include <string>
#include <string_view>

namespace convotic::base {

// Appends `text` as a JSON string with its quotes. `text` is taken as UTF-8; a byte that is not part of a
// well-formed sequence becomes U+FFFD, so that the result is always valid JSON.
void append_json_string(std::string& out, std::string_view text);

// The same for text whose bytes are Latin-1, as HTTP header values are: byte 0xE9 becomes U+00E9.
void append_json_latin1(std::string& out, std::string_view text);

// `text` as a JSON string.
std::string json_string(std::string_view text);

}  // namespace convotic::base
