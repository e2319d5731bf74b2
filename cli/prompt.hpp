#pragma once

#include "cli/context.hpp"
#include "core/base/result.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Questions to the person in front of the terminal: asked on `context.err`, answered on `context.in`. For
// commands that find `context.interactive` to be yes.
namespace convotic::cli {

// One line, without blanks around it; `suggestion` (shown in brackets, may be empty) where the line is empty.
// Asks again where there is no suggestion either. The end of the input is a kUsage error.
Result<std::string> ask_text(Context& context, std::string_view question, std::string_view suggestion);

// One of `choices` (name and description), by number or name; choices[suggestion] where the line is empty.
// Asks again after anything else.
Result<std::string> ask_choice(Context& context, std::string_view question,
                               const std::vector<std::pair<std::string, std::string>>& choices,
                               std::size_t suggestion);

}  // namespace convotic::cli
