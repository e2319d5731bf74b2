#include "lint/findings.hpp"

namespace convotic::lint {
namespace {

std::string shown(const Folded& value) {
  if (value.kind != Folded::Kind::string && value.kind != Folded::Kind::pattern) return "?";
  std::string out;
  for (const char c : value.text) {
    if (c == kHole)
      out += "…";
    else
      out += c;
  }
  return out;
}

}  // namespace

void Findings::add(const RuleInfo& rule, Finding finding) {
  add(rule, rule.severity, std::move(finding));
}

void Findings::add(const RuleInfo& rule, Severity severity, Finding finding) {
  finding.rule = rule.id;
  finding.severity = severity;
  const Range& at = finding.at;
  if (known_.emplace(rule.id, at.file, at.begin, at.end, finding.message).second)
    findings_.push_back(std::move(finding));
}

void pass_on(const RuleInfo& rule, const Model& model, Findings& out) {
  for (const Finding& finding : model.auth_findings)
    if (finding.rule == rule.id) out.add(rule, finding.severity, finding);
}

Finding about(const Route& route, Range at, std::string message) {
  Finding finding;
  finding.at = at;
  finding.message = std::move(message);
  finding.route_range = route.site;
  finding.route = key_of(route);
  return finding;
}

RouteKey key_of(const Route& route) {
  return {shown(route.method), shown(route.path)};
}

std::string name_of(const RouteKey& key) {
  return key.method + " " + key.path;
}

const RouteProperty* property_of(const Route& route, std::string_view name) {
  for (const RouteProperty& property : route.properties)
    if (property.name == name) return &property;
  return nullptr;
}

std::vector<Finding> run_rules(const Model& model, const Config& config) {
  Findings findings(config);
  for (const Rule& rule : all_rules())
    rule.check(model, findings);
  return findings.take();
}

}  // namespace convotic::lint
