#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/flag_choice.hpp"
#include "cli/lint_flags.hpp"
#include "cli/lint_order.hpp"
#include "cli/lint_session.hpp"
#include "lint/config_reader.hpp"
#include "lint/errors.hpp"
#include "lint/report/rule_page.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace convotic::cli {
namespace {

using base::ExitCode;

Result<ExitCode> explain(const LintFlags& flags, Context& context) {
  CONVOTIC_TRY(check_choice("--format", flags.format, {"pretty", "markdown"}));
  const lint::Rule* rule = lint::find_rule(flags.explain);
  if (rule == nullptr) {
    const auto close = lint::nearest_rule(flags.explain);
    return base::fail(lint::kRuleUnknown,
                      fmt::format("there is no rule \"{}\"{}", flags.explain,
                                  close ? fmt::format("; did you mean \"{}\"?", *close) : std::string()),
                      "convotic lint --list-rules lists them");
  }
  context.out << (flags.format == "markdown"
                      ? lint::rule_page_markdown(rule->info)
                      : lint::rule_page_text(rule->info, context.out_palette, lint::Marks::yes));
  return ExitCode::ok;
}

Result<ExitCode> list_rules(const LintFlags& flags, Context& context) {
  CONVOTIC_TRY(check_choice("--format", flags.format, {"pretty", "json", "markdown"}));
  context.out << (flags.format == "json"       ? lint::rule_list_json()
                  : flags.format == "markdown" ? lint::rule_list_markdown()
                                               : lint::rule_list_text(context.out_palette));
  return ExitCode::ok;
}

// The configuration with the severity of every rule as it is for the file.
Result<ExitCode> print_config(const LintFlags& flags, Context& context) {
  CONVOTIC_TRY_ASSIGN(LintSettings settings, read_lint_settings(flags, context));
  const std::string path = lint::project_path({context.directory, settings.root},
                                              (context.directory / flags.print_config).lexically_normal());
  lint::Config shown = settings.config;
  shown.rules.clear();
  shown.overrides.clear();
  for (const lint::Rule& rule : lint::all_rules()) {
    lint::Finding finding;
    finding.severity = rule.info.severity;
    shown.rules.emplace_back(
        rule.info.id, lint::RuleSetting{lint::severity_for(settings.config, rule.info, finding, path)});
  }
  context.out << lint::config_json(shown);
  return ExitCode::ok;
}

Result<void> choose_colour(const LintFlags& flags, Context& context) {
  CONVOTIC_TRY(check_choice("--color", flags.color, {"auto", "always", "never"}));
  if (flags.color == "auto") return {};
  const base::Palette palette(flags.color == "always" ? base::Colour::always : base::Colour::never);
  context.out_palette = palette;
  context.err_palette = palette;
  return {};
}

Result<ExitCode> run_lint(const CLI::App& app, LintFlags& flags, Context& context) {
  read_rule_order(app, flags);
  CONVOTIC_TRY(choose_colour(flags, context));
  if (flags.lsp) return serve_editor(context);
  if (!flags.explain.empty()) return explain(flags, context);
  if (flags.list_rules) return list_rules(flags, context);
  if (!flags.print_config.empty()) return print_config(flags, context);
  return flags.watch ? lint_and_watch(flags, context) : lint_once(flags, context);
}

}  // namespace

Command register_lint(CLI::App& app) {
  auto flags = std::make_shared<LintFlags>();
  CLI::App* sub = app.add_subcommand("lint", "Find wrong routes, and open endpoints that do not verify");
  add_lint_flags(*sub, *flags);
  sub->footer("Exit code 0: nothing at or above --fail-on; 1: findings; 2: usage or configuration.\n\n"
              "Examples\n"
              "  convotic lint                                  the modules below this folder\n"
              "  convotic lint --routes                         what is open, and what is known of it\n"
              "  convotic lint --format sarif -o lint.sarif     for code scanning\n"
              "  convotic lint --since origin/main --fail-on warning\n"
              "  convotic lint --explain auth/fail-open\n"
              "  convotic lint - --stdin-filename src/index.ts < src/index.ts");
  return {sub, [sub, flags](Context& context) { return run_lint(*sub, *flags, context); }};
}

}  // namespace convotic::cli
