#pragma once

#include "lint/config.hpp"
#include "lint/finding.hpp"
#include "lint/model/model.hpp"
#include "lint/rule.hpp"

#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace convotic::lint {

// Where rules report to. What a rule finds is kept as it was found: which of it counts, and how much, is
// decided afterwards (lint/judgement.hpp), so that a stored run serves every configuration of severities.
class Findings {
public:
  explicit Findings(const Config& config) : config_(config) {}

  // Adds a finding of `rule` with that rule's severity. The same finding (rule, place and message) counts
  // once: a handler that two routes share is wrong in one place. Fixes are kept of the first.
  void add(const RuleInfo& rule, Finding finding);

  // The same with a severity of its own, for rules that have more than one.
  void add(const RuleInfo& rule, Severity severity, Finding finding);

  // What the rule needs to know of the configuration, such as `routing`.
  const Config& config() const { return config_; }

  const std::vector<Finding>& all() const { return findings_; }
  std::vector<Finding> take() { return std::move(findings_); }

private:
  const Config& config_;
  std::vector<Finding> findings_;
  // Rule, file, begin, end, message of each.
  std::set<std::tuple<std::string_view, std::uint32_t, std::uint32_t, std::uint32_t, std::string>> known_;
};

// Adds what the outcome analysis has found under the rule's id, with the severity that the analysis gave it:
// the whole of `check` for the rules that only document it.
void pass_on(const RuleInfo& rule, const Model& model, Findings& out);

// A finding about a route: `route_range` and `route` are filled.
Finding about(const Route& route, Range at, std::string message);

// "POST /orders/:id", with "?" for what is not known and "…" for holes.
RouteKey key_of(const Route& route);
std::string name_of(const RouteKey& key);

// The property of that name, or nothing where the route's object does not have it.
const RouteProperty* property_of(const Route& route, std::string_view name);

// Runs every rule over the model.
std::vector<Finding> run_rules(const Model& model, const Config& config);

}  // namespace convotic::lint
