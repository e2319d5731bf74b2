#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace convotic::base {

// The white space between the tokens of a JSON text, as the serialisers of this world put it.
enum class JsonLayout {
  compact,     // {"a":[1,2]}: JSON.stringify and most others
  spaced,      // {"a": [1, 2]}: Python's json.dumps
  indented_2,  // a member a line, two blanks a level: JSON.stringify(value, null, 2)
  indented_4,  // the same with four
};

// Lays a well-formed JSON text out anew. Every token stays as it is, byte for byte: numbers, escapes, the
// order of members and those that are there twice. `margin` blanks come after each newline.
std::string lay_out(std::string_view json, JsonLayout layout, std::size_t margin = 0);

// The same, or nothing where that is longer than `most` bytes: of a text from anybody, which may nest so
// deeply that its indentation is the square of it.
std::optional<std::string> lay_out_within(std::string_view json, JsonLayout layout, std::size_t most);

// The layout that gives exactly `json` again, if one does.
std::optional<JsonLayout> layout_of(std::string_view json);

// "compact", "spaced", "indented-2", "indented-4", and back.
std::string_view layout_name(JsonLayout layout);
std::optional<JsonLayout> layout_called(std::string_view name);

}  // namespace convotic::base
