#pragma once

#include "replay/plan.hpp"

#include <string>
#include <vector>

namespace convotic::replay {

// Why a module may have refused a request that is right, or was when it was recorded: one clause each, most
// likely first. Never empty, and never with a secret in it. `now` is what the module's clock showed.
std::vector<std::string> why_refused(const Case& of, const Trial& trial, base::UnixMillis now);

}  // namespace convotic::replay
