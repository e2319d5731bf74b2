#pragma once

#include "lint/analysis/report.hpp"
#include "lint/config.hpp"
#include "lint/model/model.hpp"
#include "lint/model/project.hpp"

#include <optional>

namespace convotic::lint::outcome {

// A change through ctx that stands in code which the route has run, or in a function that it has passed on,
// and that no path has come to although nothing constant keeps it from running. What was followed is then not
// all that can happen, so nothing is proven. `report` is that of a run to its end.
std::optional<Range> unreached_effect(const Report& report, const ChainFacts& chain, const Config& config,
                                      const Project& project);

}  // namespace convotic::lint::outcome
