#pragma once

#include "lint/analysis/state.hpp"
#include "lint/model/model.hpp"
#include "lint/model/project.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace convotic::lint::outcome {

// A place as a message shows it: on one line, and not too long.
std::string shown(const Range& at, const Project& project);

// What to do about something that looks like a verification and is none.
std::string decoy_help(std::string_view rule);

// Takes a property out of a route's object, with the comma behind it.
Fix removal_of(const RouteProperty& property, const Project& project);

// Waits for the call of a verifier; none where the function around it is not async.
std::vector<Fix> await_fix(const Step& verifier, const Project& project);

}  // namespace convotic::lint::outcome
