#include "core/project/installation.hpp"
#include "replay/report/report.hpp"

#include <nlohmann/json.hpp>

namespace convotic::replay {
namespace {

using Json = nlohmann::ordered_json;

double millis(std::chrono::microseconds duration) {
  return static_cast<double>(duration.count()) / 1000;
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json effects_of(const ReportLine& line) {
  if (!line.effects) return nullptr;
  Json out = Json::array();
  for (std::size_t i = 0; i < line.effects->size(); ++i) {
    const Effect& effect = (*line.effects)[i];
    Json arguments = Json::parse(effect.arguments, nullptr, false);
    if (arguments.is_discarded()) arguments = effect.arguments;
    out.push_back({{"call", effect.call},
                   {"target", effect.target},
                   {"arguments", std::move(arguments)},
                   {"late", i >= line.effects->size() - line.late}});
  }
  return out;
}

Json findings_of(const ReportLine& line) {
  Json out = Json::array();
  for (const Finding& finding : line.findings)
    out.push_back({{"kind", name_of(finding.kind)},
                   {"severity", name_of(finding.severity)},
                   {"message", finding.message},
                   {"detail", finding.detail}});
  return out;
}

Json describe(const ReportLine& line) {
  Json statuses = Json::array();
  for (const auto& status : line.statuses)
    statuses.push_back(status ? Json(*status) : Json());
  return {{"variant", line.variant},
          {"header", text_or_null(line.header)},
          {"expected", line.expected},
          {"outcome", line.sent ? Json(name_of(line.outcome)) : Json("not-sent")},
          {"statuses", std::move(statuses)},
          {"ms", millis(line.took)},
          {"effects", effects_of(line)},
          {"summary", line.summary},
          {"advice", text_or_null(line.advice)},
          {"findings", findings_of(line)},
          {"note", text_or_null(line.note)},
          {"log", line.log},
          {"runs", line.runs},
          {"failedRuns", line.failed_runs}};
}

Json describe(const ReportBlock& block) {
  Json variants = Json::array(), left_out = Json::array();
  for (const ReportLine& line : block.lines)
    variants.push_back(describe(line));
  for (const auto& left : block.left_out)
    left_out.push_back({{"variant", left.variant}, {"because", left.because}});
  return {{"name", block.name},
          {"scheme", text_or_null(block.scheme)},
          {"module", text_or_null(block.module)},
          {"method", block.method},
          {"path", block.path},
          {"variants", std::move(variants)},
          {"leftOut", std::move(left_out)}};
}

}  // namespace

std::string write_json(const Report& report, const base::Palette&) {
  Json captures = Json::array();
  for (const ReportBlock& block : report.blocks)
    captures.push_back(describe(block));
  const Json out{{"convotic", "replay/1"},
                 {"version", project::kVersion},
                 {"at", base::format_iso_millis(report.facts.at)},
                 {"target", report.facts.target},
                 {"shuffleSeed", report.facts.shuffle ? Json(*report.facts.shuffle) : Json()},
                 {"captures", std::move(captures)},
                 {"summary",
                  {{"captures", report.blocks.size()},
                   {"deliveries", report.deliveries},
                   {"passed", report.passed},
                   {"limited", report.limited},
                   {"warned", report.warned},
                   {"failed", report.failed},
                   {"notSent", report.not_sent},
                   {"interrupted", report.interrupted},
                   {"effectsKnown", report.effects_known},
                   {"ms", report.facts.took.count()}}}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace convotic::replay
