#pragma once

#include "cli/context.hpp"
#include "cli/lint_flags.hpp"
#include "core/base/result.hpp"
#include "lint/fixes.hpp"
#include "lint/lint.hpp"
#include "lint/overlay_files.hpp"
#include "lint/report/report.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace convotic::cli {

// Where a report goes.
struct LintOutput {
  const lint::Reporter* reporter;
  std::optional<std::filesystem::path> file;  // nothing: standard output
};

// What a command line asks the linter for, checked and complete. Not copied, since parts point into it.
struct LintOrder {
  LintOrder() = default;
  LintOrder(const LintOrder&) = delete;
  LintOrder& operator=(const LintOrder&) = delete;

  lint::LintOptions options;
  std::vector<LintOutput> outputs;
  std::optional<lint::OverlayFiles> input;    // the disk with standard input in it
  std::optional<lint::StoredRuns> stored;     // options.stored points here
  std::optional<lint::Baseline> baseline;     // options.standards.baseline points here
  std::filesystem::path baseline_file;        // where it is, or would be
  std::optional<lint::ChangedLines> changed;  // options.standards.changed points here
  std::optional<lint::FixLevel> fix;
  enum class Apply { write, show } apply = Apply::write;
  std::optional<lint::Severity> fail_on;  // nothing: never
  std::optional<std::size_t> max_warnings;

  // The disk, or what stands in for it.
  const base::FileSystem& files(const Context& context) const {
    return input ? static_cast<const base::FileSystem&>(*input) : context.files;
  }
};

// Reads configuration, baseline, standard input and changed lines, as far as the flags ask for them. Fails
// with kBadValue, kUsage, lint::kRuleUnknown, lint::kDiffUnknown, and as reading these files does.
Result<std::unique_ptr<LintOrder>> read_lint_order(const LintFlags& flags, Context& context);

// The configuration that counts, and the project's folder: convotic.json, then the flags.
struct LintSettings {
  lint::Config config;
  std::filesystem::path root;
};
Result<LintSettings> read_lint_settings(const LintFlags& flags, const Context& context);

}  // namespace convotic::cli
