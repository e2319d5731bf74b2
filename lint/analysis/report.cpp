#include "lint/analysis/report.hpp"

namespace convotic::lint::outcome {
namespace {

bool same_place(const Range& a, const Range& b) {
  return a.file == b.file && a.begin == b.begin && a.end == b.end;
}

}  // namespace

Finding* Report::find(std::string_view rule, Range at) {
  for (Finding& finding : findings)
    if (finding.rule == rule && same_place(finding.at, at)) return &finding;
  return nullptr;
}

void Report::add(std::string_view rule, Severity severity, Range at, std::string message, std::string help) {
  if (find(rule, at) != nullptr) return;
  Finding finding;
  finding.rule = rule;
  finding.severity = severity;
  finding.at = at;
  finding.message = std::move(message);
  finding.help = std::move(help);
  findings.push_back(std::move(finding));
}

void Report::add_decoy(std::string_view rule, Range at, std::string message) {
  for (const Decoy& decoy : decoys)
    if (decoy.rule == rule && same_place(decoy.at, at)) return;
  decoys.push_back({rule, at, std::move(message)});
}

void Report::believe_stubs(Range function) {
  add_decoy("auth/always-true", function, "this function is used as a verifier, and accepts every request");
}

}  // namespace convotic::lint::outcome
