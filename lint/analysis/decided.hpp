#pragma once

#include "lint/analysis/state.hpp"
#include "lint/model/project.hpp"

namespace convotic::lint::outcome {

// The places around a condition that a way through the code has decided.

bool contains(const Range& outer, const Range& inner);

// `if (!secret) return true`: the return is what lets the request through. Else the condition.
Range accepting(const Step& step, const Project& project);

// Whether a place is on one of the sides of an if.
bool acts_within(const Step& step, const Range& at, const Project& project);

}  // namespace convotic::lint::outcome
