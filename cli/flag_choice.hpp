#pragma once

#include "core/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace convotic::cli {

// Fails with kBadValue where the value of a flag is none of `choices`, offering the nearest.
Result<void> check_choice(std::string_view flag, const std::string& value,
                          const std::vector<std::string>& choices);

}  // namespace convotic::cli
