#pragma once

#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace convotic::cli {

// The command line of `convotic lint`, as it was written.
struct LintFlags {
  std::vector<std::string> paths;
  std::string stdin_filename;
  std::string format = "pretty";
  std::vector<std::string> outputs;  // "FILE" or "format=FILE"
  std::string profile;
  // "--rule id=level", "-D id" and so on, as {pattern, level}, in the order in which they stand.
  std::vector<std::pair<std::string, std::string>> rules;
  std::string fail_on = "error";
  int max_warnings = -1;  // not given
  std::string min_confidence = "low";
  bool exit_zero = false;
  bool fix = false, fix_unsafe = false, fix_dry_run = false;
  std::string config;
  bool no_config = false, no_inline_config = false, no_cache = false;
  std::string unused_suppressions = "warning";
  std::string baseline;
  bool write_baseline = false, prune_baseline = false;
  std::string since;
  bool routes = false, list_rules = false, stats = false, quiet = false, watch = false, lsp = false;
  std::string explain;
  std::string print_config;
  int threads = 0;
  std::string color = "auto";
};

// Gives the command its flags, which are read into `flags`. The order of the rule flags is known after
// parsing only: see read_rule_order.
void add_lint_flags(CLI::App& app, LintFlags& flags);

// Fills `flags.rules` from what was parsed. "--rule a" without a level gives an empty one.
void read_rule_order(const CLI::App& app, LintFlags& flags);

}  // namespace convotic::cli
