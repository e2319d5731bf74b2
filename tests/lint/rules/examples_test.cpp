// What the documentation of each rule shows as wrong and right is wrong and right.
#include "lint/report/report.hpp"
#include "lint/report/rule_example.hpp"
#include "lint/report/rule_page.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

#include <set>

using namespace convotic;
using lint::Severity;

namespace {

std::string report(const lint::LintResult& result) {
  return lint::write_pretty(result, {"0", std::chrono::milliseconds(0)});
}

}  // namespace

TEST_CASE("Every rule has an id of its own, a page, and examples") {
  std::set<std::string_view> ids;
  for (const lint::Rule& rule : lint::all_rules()) {
    const lint::RuleInfo& info = rule.info;
    CAPTURE(info.id);
    CHECK(ids.insert(info.id).second);
    CHECK(info.severity != Severity::off);
    CHECK_FALSE(info.summary.empty());
    CHECK_FALSE(info.summary.ends_with('.'));
    CHECK(info.why.ends_with('.'));
    CHECK_FALSE(info.right.empty());
    // Only what is about sizes cannot be shown in a few lines.
    CHECK(info.wrong.empty() == (info.id == "meta/budget"));
  }
  CHECK(ids.size() > 40);
}

TEST_CASE("A wrong example gives a finding of its rule and no other error") {
  for (const lint::Rule& rule : lint::all_rules()) {
    for (const lint::Example& example : rule.info.wrong) {
      const lint::LintResult result = lint::lint_example(example, rule.info);
      bool found = false;
      std::vector<std::string> others;
      for (const lint::Judged& judged : result.findings) {
        if (judged.finding.rule == rule.info.id)
          found = true;
        else if (judged.finding.severity == Severity::error)
          others.emplace_back(judged.finding.rule);
      }
      INFO(rule.info.id << "\n" << example.code << "\n" << report(result));
      CHECK(found);
      CHECK(others == std::vector<std::string>{});
    }
  }
}

TEST_CASE("A right example gives no finding of its rule, and no error or warning") {
  for (const lint::Rule& rule : lint::all_rules()) {
    for (const lint::Example& example : rule.info.right) {
      const lint::LintResult result = lint::lint_example(example, rule.info);
      std::vector<std::string> found;
      for (const lint::Judged& judged : result.findings) {
        if (judged.state != lint::Judged::State::open) continue;
        if (judged.finding.rule == rule.info.id || judged.finding.severity != Severity::info)
          found.emplace_back(judged.finding.rule);
      }
      INFO(rule.info.id << "\n" << example.code << "\n" << report(result));
      CHECK(found == std::vector<std::string>{});
    }
  }
}

TEST_CASE("A rule that says it has a safe fix mends its wrong examples with it") {
  for (const lint::Rule& rule : lint::all_rules()) {
    if (rule.info.fixable == lint::RuleInfo::Fixable::no) continue;
    bool offered = false;
    for (const lint::Example& example : rule.info.wrong) {
      const lint::LintResult result = lint::lint_example(example, rule.info);
      for (const lint::Judged& judged : result.findings)
        for (const lint::Fix& fix : judged.finding.fixes) {
          const bool safe = fix.applicability == lint::Fix::Applicability::safe;
          if (judged.finding.rule == rule.info.id &&
              safe == (rule.info.fixable == lint::RuleInfo::Fixable::safe))
            offered = true;
        }
    }
    INFO(rule.info.id);
    CHECK(offered);
  }
}

TEST_CASE("The page of a rule has its examples, with marks where they are wrong") {
  const lint::RuleInfo& info = lint::find_rule("route/invalid-method")->info;
  CHECK(lint::rule_page_text(info, base::Palette(base::Colour::never), lint::Marks::yes) ==
        R"(route/invalid-method   error · recommended profile · mended by --fix

A route's method is none of GET, POST, PUT, PATCH and DELETE.

Convotic documents five methods, in upper case. A route with another one is refused or never
reached, depending on when that is noticed.

Wrong
  export default {
    name: "orders",
    version: "1.0.0",
    register(sdk) {
      sdk.registerRoute({
        method: "post",
                ^^^^^^ the method "post" must be in upper case
        path: "/orders",
        handler: async () => ({ status: 200 }),
      });
    },
  };

Right
  export default {
    name: "orders",
    version: "1.0.0",
    register(sdk) {
      sdk.registerRoute({
        method: "POST",
        path: "/orders",
        handler: async () => ({ status: 200 }),
      });
    },
  };

Known problems
  A method that comes from an entry of a table that is never registered is reported too.

To leave one as it is
  // convotic-lint-disable-next-line route/invalid-method -- why it is right here
)");
}
