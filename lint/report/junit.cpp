#include "lint/config_reader.hpp"
#include "lint/findings.hpp"
#include "lint/report/report.hpp"
#include "lint/report/xml_text.hpp"

#include <fmt/format.h>

#include <map>
#include <vector>

namespace convotic::lint {
namespace {

// A test: a route, or what was found elsewhere in the file.
struct Case {
  std::string name;
  Range at;
  std::vector<const Finding*> findings;
  bool checked = true;
};

bool within(const Range& inner, const Range& outer) {
  return inner.file == outer.file && inner.begin >= outer.begin && inner.begin < outer.end;
}

bool fails(const Case& test) {
  for (const Finding* finding : test.findings)
    if (finding->severity != Severity::info) return true;
  return false;
}

std::vector<Case> cases_of(const LintResult& result) {
  std::vector<Case> cases;
  for (const RouteSummary& route : result.routes)
    cases.push_back({name_of(route.key), route.at, {}, route.verdict != Verdict::not_checked});
  const std::size_t routes = cases.size();
  for (const Judged& judged : result.findings) {
    if (judged.state != Judged::State::open) continue;
    const Finding& finding = judged.finding;
    const Range& at = finding.route_range ? *finding.route_range : finding.at;
    bool placed = false;
    for (std::size_t i = 0; i < routes && !placed; ++i) {
      if (!within(at, cases[i].at)) continue;
      cases[i].findings.push_back(&finding);
      placed = true;
    }
    if (!placed)
      cases.push_back(
          {fmt::format("{} in line {}", finding.rule, result.files[at.file].byte_position(at.begin).line),
           at,
           {&finding},
           true});
  }
  return cases;
}

std::string story(const LintResult& result, const Case& test) {
  std::string out;
  for (const Finding* finding : test.findings) {
    out += fmt::format("{}: {}[{}]: {}\n", place_of(result.files, finding->at),
                       severity_name(finding->severity), finding->rule, finding->message);
    for (const Related& related : finding->related)
      out += fmt::format("  {} ({})\n", related.message, place_of(result.files, related.at));
    if (!finding->help.empty()) out += fmt::format("  help: {}\n", finding->help);
  }
  return out;
}

std::string case_xml(const LintResult& result, const Case& test) {
  const std::string head = fmt::format("    <testcase name=\"{}\" classname=\"{}\"", xml_text(test.name),
                                       xml_text(result.files[test.at.file].path));
  if (fails(test)) {
    const Finding* worst = test.findings.front();
    for (const Finding* finding : test.findings)
      if (finding->severity > worst->severity) worst = finding;
    return fmt::format("{}>\n      <failure message=\"{}\" type=\"{}\">{}</failure>\n    </testcase>\n", head,
                       xml_text(worst->message), worst->rule, xml_text(story(result, test)));
  }
  if (!test.checked) return head + ">\n      <skipped message=\"not checked\"/>\n    </testcase>\n";
  if (test.findings.empty()) return head + "/>\n";
  return fmt::format("{}>\n      <system-out>{}</system-out>\n    </testcase>\n", head,
                     xml_text(story(result, test)));
}

}  // namespace

std::string write_junit(const LintResult& result, const ReportFacts& facts) {
  struct Suite {
    std::string cases;
    std::size_t tests = 0, failures = 0, skipped = 0;
  };
  std::map<std::string_view, Suite> suites;
  std::size_t tests = 0, failures = 0;
  for (const Case& test : cases_of(result)) {
    Suite& suite = suites[result.files[test.at.file].path];
    suite.cases += case_xml(result, test);
    ++suite.tests;
    ++tests;
    if (fails(test)) {
      ++suite.failures;
      ++failures;
    } else if (!test.checked) {
      ++suite.skipped;
    }
  }
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"convotic lint\" tests=\"{}\" failures=\"{}\" errors=\"0\" time=\"{:.3f}\">\n",
      tests, failures, static_cast<double>(facts.took.count()) / 1000.0);
  for (const auto& [path, suite] : suites)
    out +=
        fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{}  "
                    "</testsuite>\n",
                    xml_text(path), suite.tests, suite.failures, suite.skipped, suite.cases);
  return out + "</testsuites>\n";
}

}  // namespace convotic::lint
