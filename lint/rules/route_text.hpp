#pragma once

#include "lint/finding.hpp"
#include "lint/model/model.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

// What the rules about routes and paths need of a route's text.
namespace convotic::lint {

// Every route of the model whose object is known, damaged ones left out.
void each_route(const Model& model,
                const std::function<void(const ModuleFile& module, const Route& route)>& visit);

// "a string", "an object or class instance", for messages.
std::string_view name_of(Folded::Kind kind);

// The edit that puts another text into a string literal, with the quotes that are there. Nothing where the
// value is not written as one literal, or where its text would need escapes.
std::optional<Edit> replace_string(const Model& model, const Folded& value, std::string_view text);

// The place of `length` characters at `offset` of a folded string: within the literal where the two can be
// laid side by side, else the whole value.
Range place_in(const Model& model, const Folded& value, std::size_t offset, std::size_t length);

}  // namespace convotic::lint
