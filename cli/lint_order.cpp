#include "cli/lint_order.hpp"

#include "cli/errors.hpp"
#include "cli/flag_choice.hpp"
#include "cli/git_changes.hpp"
#include "core/project/installation.hpp"
#include "core/project/project_config.hpp"
#include "lint/config_reader.hpp"
#include "lint/errors.hpp"
#include "lint/settings.hpp"

#include <fmt/format.h>

#include <chrono>
#include <istream>
#include <iterator>

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

constexpr const char* kStdin = "-";

fs::path absolute(const Context& context, const std::string& path) {
  fs::path out = (context.directory / path).lexically_normal();
  if (!out.has_filename() && out.has_parent_path() && out != out.root_path())
    out = out.parent_path();  // "a/"
  return out;
}

// The folder whose convotic.json counts: that of the one path that is named, else where convotic was started.
fs::path config_folder(const LintFlags& flags, const Context& context) {
  if (flags.paths.size() != 1 || flags.paths.front() == kStdin) return context.directory;
  const fs::path path = absolute(context, flags.paths.front());
  return context.files.is_directory(path) ? path : path.parent_path();
}

Result<lint::Settings> settings_at(const LintFlags& flags, const Context& context) {
  if (flags.no_config) return lint::Settings{context.directory, lint::Settings::File::absent, {}};
  if (flags.config.empty()) {
    CONVOTIC_TRY_ASSIGN(lint::Settings settings,
                        lint::find_settings(context.files, config_folder(flags, context)));
    // Without a convotic.json paths are relative to where convotic was started.
    if (settings.file == lint::Settings::File::absent) settings.root = context.directory;
    return settings;
  }
  const fs::path file = absolute(context, flags.config);
  CONVOTIC_TRY_ASSIGN(const project::Project project, project::read_project(context.files, file));
  return lint::settings_of(project);
}

Result<void> apply_rule_flags(const LintFlags& flags, lint::Config& config) {
  for (const auto& [pattern, level] : flags.rules) {
    if (!lint::is_rule_pattern(pattern))
      return base::fail(lint::kRuleUnknown, fmt::format("there is no rule \"{}\"", pattern),
                        lint::rule_pattern_advice(pattern));
    const auto severity = lint::severity_called(level);
    if (!severity)
      return base::fail(kBadValue,
                        level.empty() ? fmt::format("--rule {} has no level", pattern)
                                      : fmt::format("--rule {} cannot be \"{}\"", pattern, level),
                        fmt::format("write --rule {}=error, or =warning, =info, =off", pattern));
    config.rules.emplace_back(pattern, lint::RuleSetting{*severity});
  }
  // A flag comes before what a file says for some files only.
  for (lint::Override& override : config.overrides)
    for (const auto& [pattern, level] : flags.rules)
      override.rules.emplace_back(pattern, lint::RuleSetting{*lint::severity_called(level)});
  return {};
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const lint::Reporter& reporter : lint::all_reporters())
    names.emplace_back(reporter.name);
  return names;
}

const lint::Reporter* reporter_called(std::string_view name) {
  for (const lint::Reporter& reporter : lint::all_reporters())
    if (reporter.name == name) return &reporter;
  return nullptr;
}

Result<void> read_outputs(const LintFlags& flags, const Context& context, LintOrder& order) {
  CONVOTIC_TRY(check_choice("--format", flags.format, format_names()));
  std::optional<fs::path> main_file;
  for (const std::string& output : flags.outputs) {
    const std::size_t equals = output.find('=');
    const lint::Reporter* reporter =
        equals == std::string::npos ? nullptr : reporter_called(output.substr(0, equals));
    if (reporter != nullptr) {
      order.outputs.push_back({reporter, absolute(context, output.substr(equals + 1))});
      continue;
    }
    if (main_file)
      return base::fail(kUsage,
                        fmt::format("--output names two files, \"{}\" and \"{}\", for one report",
                                    lint::shown_path({context.directory, context.directory}, *main_file),
                                    output),
                        "write the second one as format=FILE, such as sarif=lint.sarif");
    main_file = absolute(context, output);
  }
  order.outputs.insert(order.outputs.begin(), {reporter_called(flags.format), main_file});
  return {};
}

Result<void> read_levels(const LintFlags& flags, LintOrder& order) {
  CONVOTIC_TRY(check_choice("--fail-on", flags.fail_on, {"error", "warning", "info", "never"}));
  if (flags.fail_on != "never" && !flags.exit_zero) order.fail_on = lint::severity_called(flags.fail_on);
  if (flags.max_warnings >= 0 && !flags.exit_zero)
    order.max_warnings = static_cast<std::size_t>(flags.max_warnings);
  CONVOTIC_TRY(check_choice("--min-confidence", flags.min_confidence, {"low", "medium", "high"}));
  order.options.standards.min_confidence = *lint::confidence_called(flags.min_confidence);
  CONVOTIC_TRY(check_choice("--report-unused-suppressions", flags.unused_suppressions,
                            {"error", "warning", "warn", "off"}));
  order.options.standards.unused_suppressions = *lint::severity_called(flags.unused_suppressions);
  if (flags.no_inline_config) order.options.standards.comments = lint::Standards::Comments::ignored;
  return {};
}

Result<void> read_input(const LintFlags& flags, Context& context, LintOrder& order) {
  for (const std::string& path : flags.paths) {
    if (path != kStdin) {
      order.options.paths.push_back(absolute(context, path));
      continue;
    }
    if (order.fix && order.apply == LintOrder::Apply::write)
      return base::fail(kUsage, "standard input cannot be changed",
                        "--fix-dry-run prints what a fix would change");
    const fs::path name = absolute(context, flags.stdin_filename.empty() ? "stdin.ts" : flags.stdin_filename);
    order.input.emplace(context.files);
    order.input->put(name, {std::istreambuf_iterator<char>(context.in), std::istreambuf_iterator<char>()});
    order.options.paths.push_back(name);
  }
  if (!flags.stdin_filename.empty() && !order.input)
    return base::fail(kUsage, "--stdin-filename has no standard input to name", "name the path \"-\" too");
  if (order.options.paths.empty()) order.options.paths.push_back(context.directory);
  return {};
}

Result<void> read_fixes(const LintFlags& flags, LintOrder& order) {
  if (flags.fix || flags.fix_dry_run) order.fix = lint::FixLevel::safe;
  if (flags.fix_unsafe) order.fix = lint::FixLevel::unsafe;
  if (flags.fix_dry_run) order.apply = LintOrder::Apply::show;
  if (order.fix && (flags.watch || flags.write_baseline || flags.prune_baseline))
    return base::fail(kUsage, "fixing does not go together with --watch or with writing a baseline",
                      "fix first");
  return {};
}

Result<void> read_old_findings(const LintFlags& flags, const Context& context, LintOrder& order) {
  const fs::path root = order.options.folders.root;
  order.baseline_file =
      flags.baseline.empty() ? root / lint::kBaselineName : absolute(context, flags.baseline);
  const bool there = context.files.is_file(order.baseline_file);
  if (!there && !flags.baseline.empty() && !flags.write_baseline)
    return base::fail(kBadValue, fmt::format("--baseline names \"{}\", which is not a file", flags.baseline),
                      "make it with --write-baseline");
  if (!there || flags.write_baseline) return {};
  CONVOTIC_TRY_ASSIGN(std::string text, context.files.read(order.baseline_file));
  CONVOTIC_TRY_ASSIGN(
      order.baseline,
      lint::read_baseline(lint::shown_path(order.options.folders, order.baseline_file), std::move(text)));
  order.options.standards.baseline = &*order.baseline;
  return {};
}

// This very program: its version, and when it was built as far as its file tells.
std::string build_of(const Context& context) {
  std::error_code code;
  const auto size = fs::file_size(context.executable, code);
  const auto time = fs::last_write_time(context.executable, code);
  return fmt::format("{} {} {}", project::kVersion, code ? 0 : size,
                     code ? 0 : time.time_since_epoch().count());
}

// Runs are kept where a project is; a lone file in somebody's home does not make one.
void choose_store(const LintFlags& flags, Context& context, LintOrder& order) {
  const fs::path root = order.options.folders.root;
  const auto has = [&](const char* name) { return context.files.exists(root / name); };
  if (flags.no_cache || order.input || (!has("convotic.json") && !has("package.json") && !has(".convotic")))
    return;
  order.stored.emplace(context.files, root / ".convotic" / "lint", build_of(context));
  order.options.stored = &*order.stored;
}

}  // namespace

Result<LintSettings> read_lint_settings(const LintFlags& flags, const Context& context) {
  if (flags.no_config && !flags.config.empty())
    return base::fail(kUsage, "--config and --no-config contradict each other", "leave one of them out");
  CONVOTIC_TRY_ASSIGN(lint::Settings settings, settings_at(flags, context));
  if (!flags.profile.empty()) {
    CONVOTIC_TRY(check_choice("--profile", flags.profile, {"recommended", "default", "pedantic", "audit"}));
    settings.config.profile = *lint::profile_called(flags.profile);
  }
  CONVOTIC_TRY(apply_rule_flags(flags, settings.config));
  return LintSettings{std::move(settings.config), std::move(settings.root)};
}

Result<std::unique_ptr<LintOrder>> read_lint_order(const LintFlags& flags, Context& context) {
  auto order = std::make_unique<LintOrder>();
  CONVOTIC_TRY(read_outputs(flags, context, *order));
  CONVOTIC_TRY(read_levels(flags, *order));
  CONVOTIC_TRY(read_fixes(flags, *order));
  CONVOTIC_TRY_ASSIGN(LintSettings settings, read_lint_settings(flags, context));
  order->options.config = std::move(settings.config);
  order->options.folders = {context.directory, std::move(settings.root)};
  order->options.threads = static_cast<unsigned>(flags.threads);
  CONVOTIC_TRY(read_input(flags, context, *order));
  CONVOTIC_TRY(read_old_findings(flags, context, *order));
  if (!flags.since.empty()) {
    CONVOTIC_TRY_ASSIGN(order->changed, changes_since(flags.since, context.directory));
    order->options.standards.changed = &*order->changed;
  }
  choose_store(flags, context, *order);
  return order;
}

}  // namespace convotic::cli
