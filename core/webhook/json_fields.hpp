#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::webhook {

// Single values of a JSON text, read and changed while every other byte of the text stays as it is. A pointer
// is one of RFC 6901, in which "*" stands for every element of an array.

// Whether `text` is JSON at all.
bool is_json(std::string_view text);

// Where `pointer` leads in `text`, without "*": "/value/*/state" gives "/value/0/state", "/value/1/state".
// Elements are listed whether or not they have the last member. `text` must be JSON, also below.
std::vector<std::string> expand_pointer(std::string_view text, std::string_view pointer);

// The string, number or boolean at `pointer` (without "*") as text. Nothing where there is none, or null, an
// object or an array.
std::optional<std::string> read_field(std::string_view text, std::string_view pointer);

// The text with a value in place of the one at `pointer`, or with a member added to the object that lacks it,
// and with the objects between. A number stays a number where `value` is one. Nothing where there is no
// object to add it to.
std::optional<std::string> with_field(std::string_view text, std::string_view pointer,
                                      std::string_view value);

// The text without the member at `pointer`; unchanged where there is none.
std::string without_field(std::string_view text, std::string_view pointer);

}  // namespace convotic::webhook
