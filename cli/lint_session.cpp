#include "cli/lint_session.hpp"

#include "core/project/installation.hpp"
#include "lint/config_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <ostream>

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

using base::ExitCode;
using lint::Judged;
using lint::Severity;

std::string counted(std::size_t number, std::string_view one) {
  return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
}

// Runs of a project lie in a folder that keeps itself out of version control.
Result<void> ignore_state(const LintOrder& order, Context& context) {
  if (!order.stored) return {};
  const fs::path folder = order.options.folders.root / ".convotic";
  const fs::path ignore = folder / ".gitignore";
  if (context.files.exists(ignore)) return {};
  CONVOTIC_TRY(context.files.make_directories(folder));
  return context.files.write(ignore, "*\n");
}

// Applies fixes, or shows them. The result is that of afterwards.
Result<lint::LintResult> fixed(const LintOrder& order, Context& context) {
  CONVOTIC_TRY_ASSIGN(lint::Fixed fixes, lint::apply_fixes(order.files(context), order.options, *order.fix));
  for (const lint::FixedFile& file : fixes.files) {
    if (order.apply == LintOrder::Apply::write)
      CONVOTIC_TRY(context.files.write(file.path, file.after));
    else
      context.out << lint::unified_diff(file.shown, file.before, file.after);
  }
  const std::string_view done = order.apply == LintOrder::Apply::write ? "Applied" : "Would apply";
  context.err << fmt::format("{} {} in {}\n", done,
                             fixes.applied == 1 ? "1 fix" : fmt::format("{} fixes", fixes.applied),
                             counted(fixes.files.size(), "file"));
  if (fixes.reverted > 0)
    context.err << fmt::format("Left out {} that did not mend what they should\n",
                               fixes.reverted == 1 ? "1 fix" : fmt::format("{} fixes", fixes.reverted));
  return std::move(fixes.left);
}

Result<void> write_reports(const LintOrder& order, const lint::LintResult& result,
                           const lint::ReportFacts& facts, Context& context) {
  for (const LintOutput& output : order.outputs) {
    if (!output.file) {
      context.out << output.reporter->write(result, facts);
      continue;
    }
    lint::ReportFacts plain = facts;
    plain.palette = base::Palette(base::Colour::never);
    CONVOTIC_TRY(context.files.write(*output.file, output.reporter->write(result, plain)));
  }
  const bool for_github =
      std::any_of(order.outputs.begin(), order.outputs.end(),
                  [](const LintOutput& output) { return output.reporter->name == "github"; });
  const std::string summary = context.variable("GITHUB_STEP_SUMMARY");
  if (!for_github || summary.empty()) return {};
  std::string text;
  if (context.files.is_file(summary)) {
    CONVOTIC_TRY_ASSIGN(text, context.files.read(summary));
  }
  return context.files.write(summary, text + lint::write_github_summary(result));
}

std::string stats_text(const lint::LintResult& result, std::chrono::milliseconds took) {
  struct Row {
    std::size_t open = 0, suppressed = 0, in_baseline = 0;
  };
  std::map<std::string_view, Row> rows;
  for (const Judged& judged : result.findings) {
    Row& row = rows[judged.finding.rule];
    ++(judged.state == Judged::State::open         ? row.open
       : judged.state == Judged::State::suppressed ? row.suppressed
                                                   : row.in_baseline);
  }
  std::string out;
  if (!rows.empty())
    out += fmt::format("{:32} {:>8} {:>10} {:>8}\n", "rule", "open", "suppressed", "baseline");
  for (const auto& [rule, row] : rows)
    out += fmt::format("{:32} {:>8} {:>10} {:>8}\n", rule, row.open, row.suppressed, row.in_baseline);
  return out + fmt::format("{}, {}, {} ms{}\n", counted(result.inputs, "file"),
                           counted(result.routes.size(), "route"), took.count(),
                           result.origin == lint::LintResult::Origin::stored ? ", from .convotic/lint" : "");
}

Result<ExitCode> write_baseline(const LintOrder& order, const lint::LintResult& result, Context& context) {
  const lint::Baseline baseline = lint::baseline_of(result, order.options.folders);
  std::size_t findings = 0;
  for (const lint::BaselineEntry& entry : baseline.entries)
    findings += entry.count;
  CONVOTIC_TRY(context.files.write(order.baseline_file, lint::write_baseline(baseline)));
  context.err << fmt::format("Wrote {} to {}\n", counted(findings, "finding"),
                             lint::shown_path(order.options.folders, order.baseline_file));
  return ExitCode::ok;
}

Result<void> prune_baseline(const LintOrder& order, lint::LintResult& result, Context& context) {
  if (!order.baseline || result.stale.empty()) return {};
  CONVOTIC_TRY(context.files.write(order.baseline_file,
                                   lint::write_baseline(lint::pruned(*order.baseline, result.stale))));
  context.err << fmt::format("Took {} out of {}\n",
                             result.stale.size() == 1 ? "1 entry"
                                                      : fmt::format("{} entries", result.stale.size()),
                             lint::shown_path(order.options.folders, order.baseline_file));
  result.stale.clear();
  return {};
}

ExitCode verdict_of(const LintOrder& order, const lint::LintResult& result) {
  const bool too_many = order.max_warnings && result.warnings > *order.max_warnings;
  const bool found =
      order.fail_on && (result.errors > 0 || (result.warnings > 0 && *order.fail_on <= Severity::warning) ||
                        (result.infos > 0 && *order.fail_on <= Severity::info));
  const bool stale = order.fail_on && !result.stale.empty();
  return found || too_many || stale ? ExitCode::findings : ExitCode::ok;
}

}  // namespace

Result<ExitCode> lint_once(const LintFlags& flags, Context& context) {
  const auto began = std::chrono::steady_clock::now();
  CONVOTIC_TRY_ASSIGN(const auto order, read_lint_order(flags, context));
  lint::LintResult result;
  if (order->fix) {
    CONVOTIC_TRY_ASSIGN(result, fixed(*order, context));
    if (order->apply == LintOrder::Apply::show) return verdict_of(*order, result);
  } else {
    CONVOTIC_TRY_ASSIGN(result, lint::lint(order->files(context), order->options));
    CONVOTIC_TRY(ignore_state(*order, context));
  }
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  if (flags.stats) context.err << stats_text(result, took);
  if (flags.write_baseline) return write_baseline(*order, result, context);
  if (flags.prune_baseline) CONVOTIC_TRY(prune_baseline(*order, result, context));
  const ExitCode code = verdict_of(*order, result);
  if (flags.quiet)
    std::erase_if(result.findings,
                  [](const Judged& judged) { return judged.finding.severity != Severity::error; });
  const lint::ReportFacts facts{project::kVersion, took, context.out_palette};
  if (flags.routes) {
    context.out << (flags.format == "json" ? lint::write_routes_json(result, facts)
                                           : lint::write_routes(result, facts));
    return code;
  }
  CONVOTIC_TRY(write_reports(*order, result, facts, context));
  return code;
}

}  // namespace convotic::cli
