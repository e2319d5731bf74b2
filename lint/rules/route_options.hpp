#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace convotic::lint {

// Whether a key of a route's object is one that Convotic documents.
bool is_route_option(std::string_view key);

// The documented key that somebody meant who wrote `key`: by its letters ("middlewares"), or since another
// framework calls it so ("preHandler"). Nothing where it is close to none.
std::optional<std::string> meant_option(std::string_view key);

}  // namespace convotic::lint
