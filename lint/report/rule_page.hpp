#pragma once

#include "core/base/terminal.hpp"
#include "lint/rule.hpp"

#include <string>

namespace convotic::lint {

// A rule's documentation: as `--explain` prints it, with the examples of what is wrong as the linter shows
// them; as a page of docs/lint/; and as SARIF's help.
// With `Marks::yes` the linter marks what is wrong in the examples.
enum class Marks { no, yes };
std::string rule_page_text(const RuleInfo& rule, const base::Palette& palette, Marks marks);
std::string rule_page_markdown(const RuleInfo& rule);

// All rules, as `--list-rules` prints them: columns, JSON, and the table of docs/lint.md.
std::string rule_list_text(const base::Palette& palette);
std::string rule_list_json();
std::string rule_list_markdown();

// "auth-fail-open.md": the page of a rule in docs/lint/.
std::string rule_page_name(const RuleInfo& rule);

}  // namespace convotic::lint
