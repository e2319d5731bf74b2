#include "core/base/terminal.hpp"
#include "lint/config_reader.hpp"
#include "lint/findings.hpp"
#include "lint/report/report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace convotic::lint {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;

// Text may hold any bytes; what is not UTF-8 is replaced.
std::string dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json point_json(const SourceFile& file, std::uint32_t offset) {
  const Position at = file.code_point_position(offset);
  return {{"line", at.line}, {"column", at.column}, {"byte", offset}};
}

Json range_json(const LintResult& result, const Range& range) {
  const SourceFile& file = result.files[range.file];
  return {{"start", point_json(file, range.begin)}, {"end", point_json(file, range.end)}};
}

Json places_json(const LintResult& result, const std::vector<Related>& places) {
  Json out = Json::array();
  for (const Related& related : places)
    out.push_back({{"message", related.message},
                   {"file", result.files[related.at.file].path},
                   {"range", range_json(result, related.at)}});
  return out;
}

Json fixes_json(const LintResult& result, const std::vector<Fix>& fixes) {
  Json out = Json::array();
  for (const Fix& fix : fixes) {
    Json edits = Json::array();
    for (const Edit& edit : fix.edits)
      edits.push_back({{"file", result.files[edit.at.file].path},
                       {"range", range_json(result, edit.at)},
                       {"text", edit.text}});
    const bool safe = fix.applicability == Fix::Applicability::safe;
    out.push_back({{"description", fix.description},
                   {"applicability", safe ? "safe" : "unsafe"},
                   {"edits", std::move(edits)}});
  }
  return out;
}

Json finding_json(const LintResult& result, const Judged& judged) {
  const Finding& finding = judged.finding;
  Json out{{"rule", finding.rule},
           {"severity", severity_name(finding.severity)},
           {"confidence", confidence_name(finding.confidence)},
           {"message", finding.message},
           {"label", finding.label},
           {"file", result.files[finding.at.file].path},
           {"range", range_json(result, finding.at)},
           {"route", finding.route ? Json(name_of(*finding.route)) : Json()},
           {"related", places_json(result, finding.related)},
           {"flow", places_json(result, finding.flow)},
           {"help", finding.help},
           {"fixes", fixes_json(result, finding.fixes)},
           {"fingerprint", judged.fingerprint}};
  if (judged.state == Judged::State::suppressed) out["suppressed"] = judged.reason;
  if (judged.state == Judged::State::in_baseline) out["inBaseline"] = true;
  return out;
}

Json route_json(const LintResult& result, const RouteSummary& route) {
  const SourceFile& file = result.files[route.at.file];
  const Position at = file.code_point_position(route.at.begin);
  return {{"file", file.path},
          {"line", at.line},
          {"column", at.column},
          {"module", route.module.empty() ? Json() : Json(route.module)},
          {"method", route.key.method},
          {"path", route.key.path},
          {"auth", auth_name(route.auth)},
          {"verdict", verdict_slug(route.verdict)}};
}

Json summary_json(const LintResult& result) {
  return {{"files", result.inputs},
          {"routes", result.routes.size()},
          {"errors", result.errors},
          {"warnings", result.warnings},
          {"infos", result.infos},
          {"suppressed", result.suppressed},
          {"inBaseline", result.in_baseline},
          {"staleBaseline", result.stale.size()}};
}

Json stale_json(const BaselineEntry& entry) {
  return {{"rule", entry.rule}, {"file", entry.file}, {"route", entry.route}, {"count", entry.count}};
}

Json tool_json(const ReportFacts& facts) {
  return {{"name", "convotic lint"}, {"version", facts.version}};
}

Json routes_array(const LintResult& result) {
  Json out = Json::array();
  for (const RouteSummary& route : result.routes)
    out.push_back(route_json(result, route));
  return out;
}

}  // namespace

std::string write_json(const LintResult& result, const ReportFacts& facts) {
  Json findings = Json::array(), stale = Json::array();
  for (const Judged& judged : result.findings)
    findings.push_back(finding_json(result, judged));
  for (const BaselineEntry& entry : result.stale)
    stale.push_back(stale_json(entry));
  return dump({{"version", kVersion},
               {"tool", tool_json(facts)},
               {"summary", summary_json(result)},
               {"routes", routes_array(result)},
               {"findings", std::move(findings)},
               {"staleBaseline", std::move(stale)}},
              2);
}

std::string write_jsonl(const LintResult& result, const ReportFacts& facts) {
  std::string out;
  const auto line = [&](std::string_view type, const Json& body) {
    Json row{{"type", type}};
    row.update(body);
    out += dump(row, -1);
  };
  for (const RouteSummary& route : result.routes)
    line("route", route_json(result, route));
  for (const Judged& judged : result.findings)
    line("finding", finding_json(result, judged));
  for (const BaselineEntry& entry : result.stale)
    line("stale", stale_json(entry));
  Json summary = summary_json(result);
  summary["tool"] = tool_json(facts);
  line("summary", summary);
  return out;
}

std::string write_routes_json(const LintResult& result, const ReportFacts& facts) {
  return dump({{"version", kVersion}, {"tool", tool_json(facts)}, {"routes", routes_array(result)}}, 2);
}

}  // namespace convotic::lint
