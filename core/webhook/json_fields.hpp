#pragma once

#include "core/base/json_reader.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace convotic::webhook {

// Single values of a JSON text, read and changed while every other byte of the text stays as it is. A pointer
// is one of RFC 6901, in which "*" stands for every element of an array.

// Whether `text` is JSON at all.
bool is_json(std::string_view text);

// Where a pointer leads. For "/value/*/state" there is one place for each element of "value", also for one
// that has no "state". `text` must be JSON, also below.
struct JsonPlaces {
  std::vector<std::optional<base::JsonRange>> values;
  // A member on the way that its object has twice. Some readers take the first of two, some the last:
  // whoever checks one must not act on the other.
  std::optional<std::string> twice;
};
JsonPlaces find_places(std::string_view text, std::string_view pointer);

// A pointer in two: that of the elements, up to its last "*", and that of something in each of them. The
// first is empty, which is the whole text, where there is no "*".
std::pair<std::string_view, std::string_view> split_at_star(std::string_view pointer);

// The string, number or boolean at `pointer` (without "*") as text. Nothing where there is none, or null, an
// object or an array.
std::optional<std::string> read_field(std::string_view text, std::string_view pointer);
// The same of a value that stands by itself.
std::optional<std::string> read_value(std::string_view value);

// The text with a value in place of the one at `pointer`, or with a member added to the object that lacks it,
// and with the objects between. A number stays a number where `value` is one. Nothing where there is no
// object to add it to.
std::optional<std::string> with_field(std::string_view text, std::string_view pointer,
                                      std::string_view value);

// The text without the member at `pointer`; unchanged where there is none.
std::string without_field(std::string_view text, std::string_view pointer);

}  // namespace convotic::webhook
