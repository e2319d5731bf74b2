#include "lint/config_reader.hpp"

#include "core/base/nearest.hpp"
#include "core/project/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace convotic::lint {
namespace {

using base::JsonReader;
using project::kConfigInvalid;
using RuleList = std::vector<std::pair<std::string, RuleSetting>>;

template <typename T> using Choice = std::pair<std::string_view, T>;

// One of a few words, offering the nearest.
template <typename T, std::size_t N>
Result<T> read_choice(const JsonReader& value, const std::array<Choice<T>, N>& choices) {
  CONVOTIC_TRY_ASSIGN(const std::string word, value.as_string());
  std::vector<std::string> names;
  for (const auto& [name, meaning] : choices) {
    if (name == word) return meaning;
    names.emplace_back(name);
  }
  const auto close = base::nearest(word, names);
  return base::Unexpected(value.error(kConfigInvalid,
                                      fmt::format("\"{}\" cannot be \"{}\"", value.pointer(), word),
                                      close ? fmt::format("did you mean \"{}\"?", *close)
                                            : fmt::format("it is one of {}", fmt::join(names, ", "))));
}

Result<std::vector<std::string>> read_strings(const JsonReader& value) {
  std::vector<std::string> out;
  CONVOTIC_TRY_ASSIGN(const auto items, value.as_array());
  for (const JsonReader& item : items) {
    CONVOTIC_TRY_ASSIGN(std::string text, item.as_string());
    out.push_back(std::move(text));
  }
  return out;
}

// Puts the strings under `key` into `target`, where the key is there.
Result<void> read_list(const JsonReader& object, std::string_view key, std::vector<std::string>& target) {
  CONVOTIC_TRY_ASSIGN(const auto value, object.find(key));
  if (!value) return {};
  CONVOTIC_TRY_ASSIGN(target, read_strings(*value));
  return {};
}

Result<RuleList> read_rules(const JsonReader& value) {
  RuleList rules;
  CONVOTIC_TRY_ASSIGN(const auto members, value.as_object());
  for (const auto& [name, setting] : members) {
    if (!is_rule_pattern(name))
      return base::Unexpected(setting.error(kConfigInvalid, fmt::format("there is no rule \"{}\"", name),
                                            rule_pattern_advice(name)));
    constexpr std::array<Choice<Severity>, 5> kSeverities{{{"error", Severity::error},
                                                           {"warning", Severity::warning},
                                                           {"warn", Severity::warning},
                                                           {"info", Severity::info},
                                                           {"off", Severity::off}}};
    CONVOTIC_TRY_ASSIGN(const Severity severity, read_choice(setting, kSeverities));
    rules.emplace_back(name, RuleSetting{severity});
  }
  return rules;
}

Result<void> read_overrides(const JsonReader& value, Config& config) {
  CONVOTIC_TRY_ASSIGN(const auto items, value.as_array());
  for (const JsonReader& item : items) {
    CONVOTIC_TRY(item.check_keys({"files", "rules"}));
    Override override;
    CONVOTIC_TRY_ASSIGN(const JsonReader files, item.get("files"));
    CONVOTIC_TRY_ASSIGN(override.files, read_strings(files));
    CONVOTIC_TRY_ASSIGN(const JsonReader rules, item.get("rules"));
    CONVOTIC_TRY_ASSIGN(override.rules, read_rules(rules));
    config.overrides.push_back(std::move(override));
  }
  return {};
}

Result<void> read_extends(const JsonReader& value, Config& config) {
  constexpr std::array<Choice<Config::Profile>, 3> kProfiles{
      {{"convotic:recommended", Config::Profile::recommended},
       {"convotic:pedantic", Config::Profile::pedantic},
       {"convotic:audit", Config::Profile::audit}}};
  CONVOTIC_TRY_ASSIGN(const auto items, value.as_array());
  for (const JsonReader& item : items) {
    CONVOTIC_TRY_ASSIGN(config.profile, read_choice(item, kProfiles));
  }
  return {};
}

Result<void> read_effects(const JsonReader& value, Config& config) {
  CONVOTIC_TRY(value.check_keys({"write", "read", "ignoreBeforeVerify"}));
  CONVOTIC_TRY(read_list(value, "write", config.effects_write));
  CONVOTIC_TRY(read_list(value, "read", config.effects_read));
  return read_list(value, "ignoreBeforeVerify", config.ignore_before_verify);
}

Result<void> read_verifiers(const JsonReader& value, Config& config) {
  CONVOTIC_TRY_ASSIGN(const auto items, value.as_array());
  for (const JsonReader& item : items) {
    CONVOTIC_TRY(item.check_keys({"from", "name", "result", "window"}));
    VerifierConfig verifier;
    CONVOTIC_TRY_ASSIGN(const JsonReader from, item.get("from"));
    CONVOTIC_TRY_ASSIGN(verifier.from, from.as_string());
    CONVOTIC_TRY_ASSIGN(const JsonReader name, item.get("name"));
    CONVOTIC_TRY_ASSIGN(verifier.name, name.as_string());
    CONVOTIC_TRY_ASSIGN(const JsonReader result, item.get("result"));
    CONVOTIC_TRY_ASSIGN(verifier.result, result.as_string());
    const std::vector<std::string> forms{"boolean", "promise-boolean", "throws", "promise-throws"};
    const bool field = verifier.result.starts_with("field:") && verifier.result.size() > 6;
    if (!field && std::find(forms.begin(), forms.end(), verifier.result) == forms.end())
      return base::Unexpected(
          result.error(kConfigInvalid, fmt::format("no verifier gives \"{}\"", verifier.result),
                       fmt::format("it is one of {} and field:<name>", fmt::join(forms, ", "))));
    CONVOTIC_TRY_ASSIGN(const auto window, item.find("window"));
    if (window) {
      CONVOTIC_TRY_ASSIGN(verifier.window, window->as_boolean());
    }
    config.verifiers.push_back(std::move(verifier));
  }
  return {};
}

Result<void> read_trusted_routes(const JsonReader& value, Config& config) {
  constexpr std::size_t kShortestReason = 10;
  CONVOTIC_TRY_ASSIGN(const auto items, value.as_array());
  for (const JsonReader& item : items) {
    CONVOTIC_TRY(item.check_keys({"method", "path", "reason"}));
    TrustedRoute route;
    route.method = "*";
    CONVOTIC_TRY_ASSIGN(const auto method, item.find("method"));
    if (method) {
      CONVOTIC_TRY_ASSIGN(route.method, method->as_string());
    }
    CONVOTIC_TRY_ASSIGN(const JsonReader path, item.get("path"));
    CONVOTIC_TRY_ASSIGN(route.path, path.as_string());
    CONVOTIC_TRY_ASSIGN(const JsonReader reason, item.get("reason"));
    CONVOTIC_TRY_ASSIGN(route.reason, reason.as_string());
    if (route.reason.size() < kShortestReason)
      return base::Unexpected(reason.error(kConfigInvalid,
                                           fmt::format("\"{}\" is too short for a reason", route.reason),
                                           "say in at least 10 characters why the route may be open"));
    config.trusted_routes.push_back(std::move(route));
  }
  return {};
}

Result<void> read_request(const JsonReader& value, Config& config) {
  CONVOTIC_TRY(value.check_keys({"rawBody"}));
  CONVOTIC_TRY_ASSIGN(const auto raw_body, value.find("rawBody"));
  if (!raw_body) return {};
  CONVOTIC_TRY_ASSIGN(config.raw_body, raw_body->as_string());
  return {};
}

Result<void> read_route(const JsonReader& value, Config& config) {
  CONVOTIC_TRY(value.check_keys({"extraOptions"}));
  return read_list(value, "extraOptions", config.extra_route_options);
}

Result<void> read_defines(const JsonReader& value, Config& config) {
  CONVOTIC_TRY_ASSIGN(const auto members, value.as_object());
  for (const auto& [name, text] : members) {
    CONVOTIC_TRY_ASSIGN(config.defines[name], text.as_string());
  }
  return {};
}

constexpr std::array<Choice<Config::MiddlewareContract>, 3> kContracts{
    {{"both", Config::MiddlewareContract::both},
     {"next", Config::MiddlewareContract::next},
     {"return", Config::MiddlewareContract::returns}}};
constexpr std::array<Choice<Config::Routing>, 3> kRoutings{{{"unspecified", Config::Routing::unspecified},
                                                            {"ordered", Config::Routing::ordered},
                                                            {"specificity", Config::Routing::specificity}}};

// How the value under a key is read. One row a key, in the order of docs/lint.md.
struct Key {
  std::string_view name;
  Result<void> (*read)(const JsonReader& value, Config& config);
};

constexpr Key kKeys[] = {
    {"root",
     [](const JsonReader& value, Config&) -> Result<void> {
       // The nearest convotic.json is the only one that counts; this says so to readers.
       CONVOTIC_TRY(value.as_boolean());
       return {};
     }},
    {"extends", read_extends},
    {"include",
     [](const JsonReader& value, Config& config) -> Result<void> {
       CONVOTIC_TRY_ASSIGN(config.include, read_strings(value));
       return {};
     }},
    {"exclude",
     [](const JsonReader& value, Config& config) -> Result<void> {
       CONVOTIC_TRY_ASSIGN(config.exclude, read_strings(value));
       return {};
     }},
    {"rules",
     [](const JsonReader& value, Config& config) -> Result<void> {
       CONVOTIC_TRY_ASSIGN(config.rules, read_rules(value));
       return {};
     }},
    {"overrides", read_overrides},
    {"request", read_request},
    {"middleware",
     [](const JsonReader& value, Config& config) -> Result<void> {
       CONVOTIC_TRY_ASSIGN(config.middleware, read_choice(value, kContracts));
       return {};
     }},
    {"routing",
     [](const JsonReader& value, Config& config) -> Result<void> {
       CONVOTIC_TRY_ASSIGN(config.routing, read_choice(value, kRoutings));
       return {};
     }},
    {"effects", read_effects},
    {"verifiers", read_verifiers},
    {"trustedRoutes", read_trusted_routes},
    {"defines", read_defines},
    {"globals",
     [](const JsonReader& value, Config& config) -> Result<void> {
       CONVOTIC_TRY_ASSIGN(config.globals, read_strings(value));
       return {};
     }},
    {"route", read_route},
};

}  // namespace

Result<Config> read_config(const JsonReader& lint) {
  CONVOTIC_TRY(
      lint.check_keys({"root", "extends", "include", "exclude", "rules", "overrides", "request", "middleware",
                       "routing", "effects", "verifiers", "trustedRoutes", "defines", "globals", "route"}));
  Config config;
  for (const Key& key : kKeys) {
    CONVOTIC_TRY_ASSIGN(const auto value, lint.find(key.name));
    if (value) CONVOTIC_TRY(key.read(*value, config));
  }
  return config;
}

}  // namespace convotic::lint
