#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace convotic::replay {

// The steps of a place in a JSON value: a member's name, or an element's index from 0.
using JsonStep = std::variant<std::string, std::size_t>;
using JsonPlace = std::vector<JsonStep>;

// "$.order.items[0]['a name']": the part of JSONPath (RFC 9535) that names one place. Nothing where the text
// is anything else.
std::optional<JsonPlace> parse_json_place(std::string_view text);

std::string format_json_place(const JsonPlace& place);

}  // namespace convotic::replay
