#pragma once

#include "lint/config.hpp"
#include "lint/model/model.hpp"
#include "lint/model/project.hpp"

namespace convotic::lint {

// Follows what every route runs, and asks of those that are or may be open: is there a path from a request to
// an effect on which nothing has verified it? Fills Model::auth_findings and Model::summaries, in the order
// of modules and routes whatever the number of threads (0: as many as there are processors), and adds to
// Model::budget_stops the routes whose code is too much to follow; these count as not checked.
void analyse(Model& model, const Project& project, const Config& config, unsigned threads);

}  // namespace convotic::lint
