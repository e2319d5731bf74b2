// The words of a configuration: names of its values, and the whole of it as JSON.
#include "core/base/nearest.hpp"
#include "lint/config_reader.hpp"
#include "lint/glob.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace convotic::lint {
namespace {

using Json = nlohmann::ordered_json;

Json rules_json(const std::vector<std::pair<std::string, RuleSetting>>& rules) {
  Json out = Json::object();
  for (const auto& [name, setting] : rules) {
    out.erase(name);  // the last one counts, and stands where it counts
    out[name] = severity_name(setting.severity);
  }
  return out;
}

std::string_view contract_name(Config::MiddlewareContract contract) {
  switch (contract) {
  case Config::MiddlewareContract::next:
    return "next";
  case Config::MiddlewareContract::returns:
    return "return";
  case Config::MiddlewareContract::both:
    break;
  }
  return "both";
}

std::string_view routing_name(Config::Routing routing) {
  switch (routing) {
  case Config::Routing::ordered:
    return "ordered";
  case Config::Routing::specificity:
    return "specificity";
  case Config::Routing::unspecified:
    break;
  }
  return "unspecified";
}

}  // namespace

std::string config_json(const Config& config) {
  Json overrides = Json::array(), verifiers = Json::array(), trusted = Json::array();
  for (const Override& override : config.overrides)
    overrides.push_back({{"files", override.files}, {"rules", rules_json(override.rules)}});
  for (const VerifierConfig& verifier : config.verifiers)
    verifiers.push_back({{"from", verifier.from},
                         {"name", verifier.name},
                         {"result", verifier.result},
                         {"window", verifier.window}});
  for (const TrustedRoute& route : config.trusted_routes)
    trusted.push_back({{"method", route.method}, {"path", route.path}, {"reason", route.reason}});
  const Json out{{"extends", {fmt::format("convotic:{}", profile_name(config.profile))}},
                 {"include", config.include},
                 {"exclude", config.exclude},
                 {"rules", rules_json(config.rules)},
                 {"overrides", std::move(overrides)},
                 {"request", {{"rawBody", config.raw_body ? Json(*config.raw_body) : Json()}}},
                 {"middleware", contract_name(config.middleware)},
                 {"routing", routing_name(config.routing)},
                 {"effects",
                  {{"write", config.effects_write},
                   {"read", config.effects_read},
                   {"ignoreBeforeVerify", config.ignore_before_verify}}},
                 {"verifiers", std::move(verifiers)},
                 {"trustedRoutes", std::move(trusted)},
                 {"defines", config.defines},
                 {"globals", config.globals},
                 {"route", {{"extraOptions", config.extra_route_options}}}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<Severity> severity_called(std::string_view name) {
  if (name == "error") return Severity::error;
  if (name == "warning" || name == "warn") return Severity::warning;
  if (name == "info") return Severity::info;
  if (name == "off") return Severity::off;
  return std::nullopt;
}

std::string_view severity_name(Severity severity) {
  switch (severity) {
  case Severity::error:
    return "error";
  case Severity::warning:
    return "warning";
  case Severity::info:
    return "info";
  case Severity::off:
    break;
  }
  return "off";
}

std::optional<Config::Profile> profile_called(std::string_view name) {
  if (name == "recommended" || name == "default") return Config::Profile::recommended;
  if (name == "pedantic") return Config::Profile::pedantic;
  if (name == "audit") return Config::Profile::audit;
  return std::nullopt;
}

std::string_view profile_name(Config::Profile profile) {
  switch (profile) {
  case Config::Profile::pedantic:
    return "pedantic";
  case Config::Profile::audit:
    return "audit";
  case Config::Profile::recommended:
    break;
  }
  return "recommended";
}

std::optional<Confidence> confidence_called(std::string_view name) {
  if (name == "low") return Confidence::low;
  if (name == "medium") return Confidence::medium;
  if (name == "high") return Confidence::high;
  return std::nullopt;
}

std::string_view confidence_name(Confidence confidence) {
  switch (confidence) {
  case Confidence::low:
    return "low";
  case Confidence::medium:
    return "medium";
  case Confidence::high:
    break;
  }
  return "high";
}

bool is_rule_pattern(std::string_view pattern) {
  if (pattern == "*") return true;
  const auto rules = all_rules();
  return std::any_of(rules.begin(), rules.end(),
                     [&](const Rule& rule) { return matches_rule(pattern, rule.info.id); });
}

bool matches_rule(std::string_view pattern, std::string_view rule) {
  if (pattern == "*" || pattern == rule) return true;
  return pattern.ends_with("/*") && rule.starts_with(pattern.substr(0, pattern.size() - 1));
}

std::string rule_pattern_advice(std::string_view pattern) {
  if (const auto close = nearest_rule(pattern)) return fmt::format("did you mean \"{}\"?", *close);
  return "convotic lint --list-rules lists them; \"auth/*\" means all of a group";
}

Severity severity_for(const Config& config, const RuleInfo& rule, const Finding& found,
                      std::string_view path) {
  const bool guess = found.confidence == Confidence::low && config.profile == Config::Profile::recommended;
  Severity severity = static_cast<int>(rule.profile) > static_cast<int>(config.profile) || guess
                          ? Severity::off
                          : found.severity;
  const auto apply = [&](const std::vector<std::pair<std::string, RuleSetting>>& rules) {
    for (const auto& [pattern, setting] : rules)
      if (matches_rule(pattern, rule.id)) severity = setting.severity;
  };
  apply(config.rules);
  for (const Override& override : config.overrides)
    if (path_matches_any(override.files, path)) apply(override.rules);
  return severity;
}

}  // namespace convotic::lint
