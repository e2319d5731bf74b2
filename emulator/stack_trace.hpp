#pragma once

#include "core/base/source_span.hpp"

#include <optional>
#include <string_view>

namespace convotic::emulator {

// The topmost place of a JavaScript stack that is in a file of the user's: not Node's own, not in
// node_modules. With the text of its line, if the file can still be read. Nothing where there is no such
// place.
std::optional<base::SourceSpan> place_in_stack(std::string_view stack);

}  // namespace convotic::emulator
