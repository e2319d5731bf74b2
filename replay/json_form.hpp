#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The same JSON value can be written in many ways, and a signature is of one of them
// (core/base/json_layout.hpp has those that differ in white space).
namespace convotic::replay {

// A string, number, true, false or null that is no member's name.
struct JsonScalar {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::size_t depth = 0;  // how many objects and arrays it is in
};

bool is_json(std::string_view text);

// The rest takes text for which `is_json` holds.

std::vector<JsonScalar> json_scalars(std::string_view json);

// As many senders outside of JavaScript write it: a blank after "," and ":", and what is not ASCII as \uXXXX.
std::string spaced_json(std::string_view json);

// What JavaScript makes of it: JSON.stringify(JSON.parse(json)) (ECMA-262, sections 25.5.2 and 6.1.6.1.20).
// Nothing where that cannot be told: a string has half of a surrogate pair, or it is nested hundreds of
// levels deep.
std::optional<std::string> stringified_json(std::string_view json);

// Why `stringified_json` is not the same bytes, one clause each, such as "white space between values". Empty
// where it is.
std::vector<std::string> lost_by_stringify(std::string_view json);

}  // namespace convotic::replay
