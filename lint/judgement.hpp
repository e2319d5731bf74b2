#pragma once

#include "lint/analysed.hpp"
#include "lint/baseline.hpp"
#include "lint/changed_lines.hpp"
#include "lint/discovery.hpp"

#include <deque>
#include <string>
#include <vector>

namespace convotic::lint {

// A finding with what was decided about it. `finding.severity` is the effective one, never off.
struct Judged {
  Finding finding;
  enum class State { open, suppressed, in_baseline } state = State::open;
  std::string reason;       // of the suppression
  std::string fingerprint;  // stable over edits elsewhere in the file; unique within a run
  std::string line_print;   // the same without the number that makes it unique: what baselines hold
};

// What a run came to. Findings are ordered by path, line, column and rule.
struct LintResult {
  std::deque<SourceFile> files;
  std::vector<Judged> findings;
  std::vector<RouteSummary> routes;
  std::vector<RoutePlaces> places;   // as in Analysed
  std::vector<BaselineEntry> stale;  // of the baseline: what it lists and is not found any more
  enum class Origin { analysed, stored } origin = Origin::analysed;
  std::size_t inputs = 0;                           // how many files were asked for
  std::size_t errors = 0, warnings = 0, infos = 0;  // open ones
  std::size_t suppressed = 0, in_baseline = 0;
};

// What decides which findings count, beside the configuration.
struct Standards {
  Confidence min_confidence = Confidence::low;
  enum class Comments { heeded, ignored } comments = Comments::heeded;  // that suppress
  Severity unused_suppressions = Severity::warning;
  const Baseline* baseline = nullptr;
  const ChangedLines* changed = nullptr;  // only what meets one of these lines is kept
};

// Weighs what was found. A finding is kept by `changed` when one of its own lines, its route's, its related
// places' or its flow's has changed. `inputs` says of which files stale entries of the baseline are told.
LintResult judge(Analysed analysed, const RunFolders& folders, const Config& config,
                 const Standards& standards, std::span<const Input> inputs);

// The baseline that would silence all that is open, errors and warnings, less meta/*; with what of the old
// one still holds.
Baseline baseline_of(const LintResult& result, const RunFolders& folders);

// `baseline` without what is stale.
Baseline pruned(const Baseline& baseline, const std::vector<BaselineEntry>& stale);

}  // namespace convotic::lint
