#pragma once

#include "core/base/result.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace convotic::lint {

// Findings that a project has decided to live with, in a file that is committed. It has no line numbers, so
// that it survives edits elsewhere in a file.
struct BaselineEntry {
  std::string rule;
  std::string file;         // relative to the project
  std::string route;        // "POST /hook", or empty
  std::string fingerprint;  // of the rule, the file, the route and the text of the line
  std::size_t count = 1;    // how many findings there are of it
};

struct Baseline {
  std::vector<BaselineEntry> entries;
};

inline constexpr const char* kBaselineName = "convotic-lint-baseline.json";

// Fails with kJsonInvalid or kBaselineInvalid, with the place.
Result<Baseline> read_baseline(std::string file, std::string text);

// Sorted, one entry a line, so that two people who add to it seldom meet.
std::string write_baseline(const Baseline& baseline);

}  // namespace convotic::lint
