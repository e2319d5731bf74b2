// The Reviewdog Diagnostic Format [documented: reviewdog, proto/rdf]. Its columns count bytes.
#include "lint/config_reader.hpp"
#include "lint/report/report.hpp"

#include <nlohmann/json.hpp>

namespace convotic::lint {
namespace {

using Json = nlohmann::ordered_json;

std::string_view severity_of(Severity severity) {
  if (severity == Severity::error) return "ERROR";
  return severity == Severity::warning ? "WARNING" : "INFO";
}

Json range_json(const SourceFile& file, const Range& range) {
  const Position start = file.byte_position(range.begin), end = file.byte_position(range.end);
  return {{"start", {{"line", start.line}, {"column", start.column}}},
          {"end", {{"line", end.line}, {"column", end.column}}}};
}

Json diagnostic(const LintResult& result, const Finding& finding) {
  const SourceFile& file = result.files[finding.at.file];
  Json out{{"message", finding.help.empty() ? finding.message : finding.message + "\nhelp: " + finding.help},
           {"location", {{"path", file.path}, {"range", range_json(file, finding.at)}}},
           {"severity", severity_of(finding.severity)},
           {"code", {{"value", finding.rule}}}};
  Json suggestions = Json::array();
  for (const Fix& fix : finding.fixes)
    if (fix.edits.size() == 1 && fix.edits.front().at.file == finding.at.file)
      suggestions.push_back(
          {{"range", range_json(file, fix.edits.front().at)}, {"text", fix.edits.front().text}});
  if (!suggestions.empty()) out["suggestions"] = std::move(suggestions);
  return out;
}

std::string dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string write_rdjson(const LintResult& result, const ReportFacts&) {
  Json diagnostics = Json::array();
  for (const Judged& judged : result.findings)
    if (judged.state == Judged::State::open) diagnostics.push_back(diagnostic(result, judged.finding));
  return dump({{"source", {{"name", "convotic lint"}}}, {"diagnostics", std::move(diagnostics)}}, 2);
}

std::string write_rdjsonl(const LintResult& result, const ReportFacts&) {
  std::string out;
  for (const Judged& judged : result.findings) {
    if (judged.state != Judged::State::open) continue;
    Json line = diagnostic(result, judged.finding);
    line["source"] = {{"name", "convotic lint"}};
    out += dump(line, -1);
  }
  return out;
}

}  // namespace convotic::lint
