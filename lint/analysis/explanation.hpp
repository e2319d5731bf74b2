#pragma once

#include "lint/analysis/report.hpp"
#include "lint/model/model.hpp"
#include "lint/model/project.hpp"

#include <vector>

namespace convotic::lint::outcome {

// Says of every effect that was reached without verification why that is, as findings: one for each reason
// and place that decides, with the effects as related locations.
// `object` is the route's object in the code.
std::vector<Finding> explain(const Report& report, const Route& route, Place object, const Project& project);

}  // namespace convotic::lint::outcome
