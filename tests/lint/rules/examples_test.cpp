// What the documentation of each rule shows as wrong and right is wrong and right.
#include "lint/config_reader.hpp"
#include "lint/lint.hpp"
#include "lint/overlay_files.hpp"
#include "lint/report/report.hpp"
#include "lint/report/rule_page.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

#include <set>

using namespace convotic;
using lint::Severity;

namespace {

// What is found in an example, with every rule switched on that a profile would leave out.
lint::LintResult linted(const lint::Example& example, std::string_view rule) {
  lint::OverlayFiles files;
  const std::filesystem::path path = std::filesystem::path("/example") / example.file;
  files.put(path, std::string(example.code));
  lint::LintOptions options;
  options.folders = {"/example", "/example"};
  options.paths = {path};
  options.threads = 1;
  const lint::RuleInfo& info = lint::find_rule(rule)->info;
  options.config.profile = static_cast<lint::Config::Profile>(info.profile);
  const auto result = lint::lint(files, options);
  REQUIRE(result);
  return *result;
}

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
      const lint::LintResult result = linted(example, rule.info.id);
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
      const lint::LintResult result = linted(example, rule.info.id);
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
      const lint::LintResult result = linted(example, rule.info.id);
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
