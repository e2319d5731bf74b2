#include "cli/flag_choice.hpp"

#include "cli/errors.hpp"
#include "core/base/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::cli {

Result<void> check_choice(std::string_view flag, const std::string& value,
                          const std::vector<std::string>& choices) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return {};
  const auto close = base::nearest(value, choices);
  return base::fail(kBadValue,
                    fmt::format("{} cannot be \"{}\"{}", flag, value,
                                close ? fmt::format("; did you mean \"{}\"?", *close) : std::string()),
                    fmt::format("it is one of {}", fmt::join(choices, ", ")));
}

}  // namespace convotic::cli
