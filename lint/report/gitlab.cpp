// Code Quality [documented: GitLab Docs, Code Quality report format].
#include "lint/config_reader.hpp"
#include "lint/report/report.hpp"

#include <nlohmann/json.hpp>

namespace convotic::lint {
namespace {

std::string_view severity_of(Severity severity) {
  if (severity == Severity::error) return "critical";
  return severity == Severity::warning ? "major" : "info";
}

}  // namespace

std::string write_gitlab(const LintResult& result, const ReportFacts&) {
  using Json = nlohmann::ordered_json;
  Json out = Json::array();
  for (const Judged& judged : result.findings) {
    if (judged.state != Judged::State::open) continue;
    const Finding& finding = judged.finding;
    const SourceFile& file = result.files[finding.at.file];
    out.push_back(
        {{"description", finding.message},
         {"check_name", finding.rule},
         {"fingerprint", judged.fingerprint},
         {"severity", severity_of(finding.severity)},
         {"location",
          {{"path", file.path}, {"lines", {{"begin", file.byte_position(finding.at.begin).line}}}}}});
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace convotic::lint
