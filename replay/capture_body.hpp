#pragma once

#include "core/base/json_reader.hpp"
#include "core/base/result.hpp"

#include <string>
#include <string_view>

namespace convotic::replay {

// The body of a capture, as it stands in the file:
//
//     { "length": 17, "sha256": "93a2...", "json": { "hello": "world" } }
//
// with the bytes as "json" (and its "layout" and "end"), "text" or "base64".

// Reads it. Fails as parse_capture does.
Result<std::string> read_body(const base::JsonReader& value);

// Appends it, in the form that reads best and gives the same bytes again.
void append_body(std::string& out, std::string_view body);

}  // namespace convotic::replay
