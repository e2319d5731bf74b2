// SARIF 2.1.0 [documented: OASIS sarif-v2.1.0], as GitHub's code scanning reads it.
#include "lint/config_reader.hpp"
#include "lint/findings.hpp"
#include "lint/report/report.hpp"
#include "lint/report/rule_page.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cctype>

namespace convotic::lint {
namespace {

using Json = nlohmann::ordered_json;

std::string_view level_of(Severity severity) {
  if (severity == Severity::error) return "error";
  return severity == Severity::warning ? "warning" : "note";
}

// A score from 0 to 10, which GitHub shows as critical, high, medium or low.
std::string_view score_of(Severity severity) {
  if (severity == Severity::error) return "8.5";
  return severity == Severity::warning ? "5.5" : "2.5";
}

// A path as a relative URI (RFC 3986).
std::string uri_of(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const auto code = static_cast<unsigned char>(c);
    if (std::isalnum(code) != 0 || std::string_view("-._~/").find(c) != std::string_view::npos)
      out += c;
    else
      out += fmt::format("%{:02X}", code);
  }
  return out;
}

Json region_of(const SourceFile& file, const Range& range) {
  const Position start = file.utf16_position(range.begin), end = file.utf16_position(range.end);
  return {{"startLine", start.line},
          {"startColumn", start.column},
          {"endLine", end.line},
          {"endColumn", end.column}};
}

Json physical(const LintResult& result, const Range& range) {
  const SourceFile& file = result.files[range.file];
  return {{"artifactLocation", {{"uri", uri_of(file.path)}, {"uriBaseId", "%SRCROOT%"}}},
          {"region", region_of(file, range)}};
}

Json location(const LintResult& result, const Related& related) {
  return {{"physicalLocation", physical(result, related.at)}, {"message", {{"text", related.message}}}};
}

Json fix_json(const LintResult& result, const Fix& fix) {
  Json changes = Json::array();
  for (const Edit& edit : fix.edits) {
    const SourceFile& file = result.files[edit.at.file];
    Json replacement{{"deletedRegion", region_of(file, edit.at)}};
    if (!edit.text.empty()) replacement["insertedContent"] = {{"text", edit.text}};
    changes.push_back({{"artifactLocation", {{"uri", uri_of(file.path)}, {"uriBaseId", "%SRCROOT%"}}},
                       {"replacements", {std::move(replacement)}}});
  }
  return {{"description", {{"text", fix.description}}}, {"artifactChanges", std::move(changes)}};
}

Json rule_json(const RuleInfo& rule) {
  Json tags = Json::array();
  if (rule.cwe != 0) {
    tags.push_back("security");
    tags.push_back(fmt::format("external/cwe/cwe-{:03}", rule.cwe));
  } else {
    tags.push_back("correctness");
  }
  Json properties{{"tags", std::move(tags)},
                  {"precision", rule.severity == Severity::info ? "medium" : "high"}};
  if (rule.cwe != 0) properties["security-severity"] = score_of(rule.severity);
  return {{"id", rule.id},
          {"shortDescription", {{"text", rule.summary}}},
          {"fullDescription", {{"text", rule.why}}},
          {"help",
           {{"text", rule_page_text(rule, base::Palette(base::Colour::never), Marks::no)},
            {"markdown", rule_page_markdown(rule)}}},
          {"defaultConfiguration", {{"level", level_of(rule.severity)}}},
          {"properties", std::move(properties)}};
}

Json suppression_json(const Judged& judged) {
  if (judged.state == Judged::State::suppressed)
    return {{"kind", "inSource"}, {"justification", judged.reason}};
  return {{"kind", "external"}, {"justification", "in the baseline"}};
}

Json result_json(const LintResult& result, const Judged& judged, std::size_t rule) {
  const Finding& finding = judged.finding;
  const std::string text =
      finding.help.empty() ? finding.message : finding.message + ". Help: " + finding.help;
  Json out{{"ruleId", finding.rule},
           {"ruleIndex", rule},
           {"level", level_of(finding.severity)},
           {"message", {{"text", text}}},
           {"locations", {{{"physicalLocation", physical(result, finding.at)}}}},
           {"partialFingerprints", {{"primaryLocationLineHash", judged.fingerprint + ":1"}}}};
  if (!finding.related.empty()) {
    Json related = Json::array();
    for (std::size_t i = 0; i < finding.related.size(); ++i) {
      Json one = location(result, finding.related[i]);
      one["id"] = i + 1;
      related.push_back(std::move(one));
    }
    out["relatedLocations"] = std::move(related);
  }
  if (!finding.flow.empty()) {
    Json steps = Json::array();
    for (const Related& step : finding.flow)
      steps.push_back({{"location", location(result, step)}});
    out["codeFlows"] = {{{"threadFlows", {{{"locations", std::move(steps)}}}}}};
  }
  if (!finding.fixes.empty()) {
    Json fixes = Json::array();
    for (const Fix& fix : finding.fixes)
      fixes.push_back(fix_json(result, fix));
    out["fixes"] = std::move(fixes);
  }
  if (judged.state != Judged::State::open) out["suppressions"] = {suppression_json(judged)};
  Json properties{{"confidence", confidence_name(finding.confidence)}};
  if (finding.route) properties["route"] = name_of(*finding.route);
  out["properties"] = std::move(properties);
  return out;
}

}  // namespace

std::string write_sarif(const LintResult& result, const ReportFacts& facts) {
  Json rules = Json::array(), results = Json::array();
  std::map<std::string_view, std::size_t> index;
  for (const Rule& rule : all_rules()) {
    index[rule.info.id] = rules.size();
    rules.push_back(rule_json(rule.info));
  }
  for (const Judged& judged : result.findings)
    results.push_back(result_json(result, judged, index[judged.finding.rule]));
  const Json out{
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs",
       {{{"tool",
          {{"driver", {{"name", "convotic lint"}, {"version", facts.version}, {"rules", std::move(rules)}}}}},
         {"columnKind", "utf16CodeUnits"},
         {"invocations", {{{"executionSuccessful", true}}}},
         {"results", std::move(results)}}}}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace convotic::lint
