#pragma once

#include "core/base/terminal.hpp"
#include "lint/judgement.hpp"
#include "lint/rule.hpp"

#include <string>

namespace convotic::lint {

// What is found in an example, as if it were a project of its own, in the profile in which the rule reports.
LintResult lint_example(const Example& example, const RuleInfo& rule);

// The example with a mark below each line in which the rule finds something, and what it says:
//
//     method: "post",
//             ^^^^^^ the method "post" must be in upper case
std::string marked_example(const Example& example, const RuleInfo& rule, const base::Palette& palette);

}  // namespace convotic::lint
