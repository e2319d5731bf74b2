#include "cli/lint_flags.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <map>

namespace convotic::cli {
namespace {

CLI::Validator whole_number(int low) {
  return CLI::Validator(
      [low](std::string& text) {
        int value = 0;
        const bool is_number = CLI::detail::lexical_cast(text, value);
        return is_number && value >= low
                   ? std::string()
                   : fmt::format("\"{}\" is not a whole number of at least {}", text, low);
      },
      "");
}

void repeatable(CLI::Option* option) {
  option->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_what(CLI::App& app, LintFlags& flags) {
  app.add_option("paths", flags.paths, "Files or folders; - for standard input; default: this folder")
      ->type_name("[path...]");
  app.add_option("--stdin-filename", flags.stdin_filename,
                 "What standard input is called, for its imports and reports")
      ->type_name("FILE");
  app.add_option("--since", flags.since, "Only what touches lines that differ from this git revision")
      ->type_name("REV");
  app.add_option("--profile", flags.profile, "recommended (default), pedantic or audit: how much is reported")
      ->type_name("NAME");
  app.add_option("--min-confidence", flags.min_confidence, "low (default), medium or high")
      ->type_name("LEVEL");
  // Read in the order of the command line: see read_rule_order.
  repeatable(app.add_option("--rule", "Severity of a rule, as id=error; id may be group/*; may be repeated")
                 ->type_name("ID=LEVEL"));
  repeatable(app.add_option("-D,--deny", "The rule's findings are errors; the last of these flags counts")
                 ->type_name("ID"));
  repeatable(app.add_option("-W,--warn", "The rule's findings are warnings")->type_name("ID"));
  repeatable(app.add_option("-A,--allow", "The rule is off")->type_name("ID"));
  app.add_option("--config", flags.config, "A convotic.json in place of the nearest one")->type_name("FILE");
  app.add_flag("--no-config", flags.no_config, "Heed no convotic.json");
  app.add_flag("--no-inline-config", flags.no_inline_config, "Heed no suppression comments");
  app.add_option("--report-unused-suppressions", flags.unused_suppressions, "error, warning (default) or off")
      ->type_name("LEVEL");
}

void add_result(CLI::App& app, LintFlags& flags) {
  app.add_option("--format", flags.format,
                 "pretty (default), json[l], sarif, github, gitlab, junit, checkstyle, rdjson[l]")
      ->type_name("FORMAT");
  repeatable(
      app.add_option("-o,--output", flags.outputs, "Write the report to FILE, or one more as format=FILE")
          ->type_name("FILE"));
  app.add_option("--fail-on", flags.fail_on,
                 "error (default), warning, info or never: what gives exit code 1")
      ->type_name("LEVEL");
  app.add_option("--max-warnings", flags.max_warnings, "Exit code 1 also where there are more warnings")
      ->type_name("N")
      ->check(whole_number(0));
  app.add_flag("--exit-zero", flags.exit_zero, "Exit code 0 whatever is found");
  app.add_flag("--quiet", flags.quiet, "Report errors only");
  app.add_flag("--stats", flags.stats, "Say on standard error what each rule found, and how long it took");
  app.add_option("--color", flags.color, "auto (default), always or never")->type_name("WHEN");
}

void add_changes(CLI::App& app, LintFlags& flags) {
  app.add_flag("--fix", flags.fix, "Apply the fixes that keep what the code does");
  app.add_flag("--fix-unsafe", flags.fix_unsafe, "Apply all fixes");
  app.add_flag("--fix-dry-run", flags.fix_dry_run, "Print what fixes would change, as a unified diff");
  app.add_option("--baseline", flags.baseline,
                 "Findings to live with (default: convotic-lint-baseline.json, if there)")
      ->type_name("FILE");
  app.add_flag("--write-baseline", flags.write_baseline,
               "Put all errors and warnings of now into the baseline");
  app.add_flag("--prune-baseline", flags.prune_baseline,
               "Take what is not found any more out of the baseline");
}

void add_modes(CLI::App& app, LintFlags& flags) {
  app.add_flag("--routes", flags.routes, "Print the routes with their verdicts, and nothing else");
  app.add_flag("--list-rules", flags.list_rules, "Print the rules; --format json and markdown too");
  app.add_option("--explain", flags.explain, "Say why a rule is one, with examples")->type_name("RULE");
  app.add_option("--print-config", flags.print_config, "Print the configuration that counts for a file")
      ->type_name("FILE");
  app.add_flag("--watch", flags.watch, "Lint again whenever a file changes");
  app.add_flag("--lsp", flags.lsp, "Be a language server on standard input and output");
  app.add_option("--threads", flags.threads, "Threads to use (default: one for each processor)")
      ->type_name("N")
      ->check(whole_number(0));
  app.add_flag("--no-cache", flags.no_cache, "Neither use nor keep runs in .convotic/lint");
}

}  // namespace

void add_lint_flags(CLI::App& app, LintFlags& flags) {
  add_what(app, flags);
  add_result(app, flags);
  add_changes(app, flags);
  add_modes(app, flags);
}

void read_rule_order(const CLI::App& app, LintFlags& flags) {
  const std::map<std::string, std::string> levels{
      {"--rule", ""}, {"--deny", "error"}, {"--warn", "warning"}, {"--allow", "off"}};
  std::map<const CLI::Option*, std::size_t> seen;
  flags.rules.clear();
  // An option stands in parse_order once for each time that it was given.
  for (const CLI::Option* option : app.parse_order()) {
    const auto level = levels.find(option->get_lnames().empty() ? "" : "--" + option->get_lnames().front());
    if (level == levels.end()) continue;
    const std::string value = option->results().at(seen[option]++);
    const std::size_t equals = value.rfind('=');
    if (!level->second.empty())
      flags.rules.emplace_back(value, level->second);
    else if (equals == std::string::npos)
      flags.rules.emplace_back(value, "");
    else
      flags.rules.emplace_back(value.substr(0, equals), value.substr(equals + 1));
  }
}

}  // namespace convotic::cli
