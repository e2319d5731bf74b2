#pragma once

#include "lint/config.hpp"
#include "lint/finding.hpp"
#include "lint/model/build.hpp"
#include "lint/source_file.hpp"

#include <deque>
#include <span>
#include <vector>

namespace convotic::lint {

// Where a route says what an editor asks about. Empty where it does not say it.
struct RoutePlaces {
  Range path;  // the property
  Range auth;
};

// What rules found in a run, before anything is weighed: every rule, with the severity that it gave.
// Independent of severities, suppressions, baselines and formats, so it can be stored (lint/stored_runs.hpp).
struct Analysed {
  std::deque<SourceFile> files;  // Range::file points here
  std::vector<Finding> findings;
  std::vector<RouteSummary> routes;
  std::vector<RoutePlaces> places;  // one for each route; not of a stored run
};

// Builds the model of the inputs and runs every rule over it.
Analysed analyse(const base::FileSystem& files, std::span<const Input> inputs, const Config& config,
                 unsigned threads);

}  // namespace convotic::lint
