#include "lint/config_reader.hpp"
#include "lint/report/report.hpp"
#include "lint/report/xml_text.hpp"

#include <fmt/format.h>

#include <map>

namespace convotic::lint {

std::string write_checkstyle(const LintResult& result, const ReportFacts&) {
  std::map<std::string_view, std::string> files;
  for (const Judged& judged : result.findings) {
    if (judged.state != Judged::State::open) continue;
    const Finding& finding = judged.finding;
    const SourceFile& file = result.files[finding.at.file];
    const Position at = file.code_point_position(finding.at.begin);
    files[file.path] += fmt::format(
        "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"convotic.{}\"/>\n",
        at.line, at.column, severity_name(finding.severity), xml_text(finding.message), finding.rule);
  }
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n";
  for (const auto& [path, errors] : files)
    out += fmt::format("  <file name=\"{}\">\n{}  </file>\n", xml_text(path), errors);
  return out + "</checkstyle>\n";
}

}  // namespace convotic::lint
