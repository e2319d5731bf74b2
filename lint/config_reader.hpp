#pragma once

#include "core/base/json_reader.hpp"
#include "core/base/result.hpp"
#include "lint/config.hpp"
#include "lint/rule.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace convotic::lint {

// Reads the "lint" object of convotic.json. Fails with kJsonInvalid or kConfigInvalid, with the place and the
// nearest of what there is.
Result<Config> read_config(const base::JsonReader& lint);

// The effective configuration as JSON of the same form, for `--print-config` and as the key of stored runs:
// equal texts mean equal configurations.
std::string config_json(const Config& config);

// "error", "warning" (or "warn"), "info", "off", and back.
std::optional<Severity> severity_called(std::string_view name);
std::string_view severity_name(Severity severity);

std::optional<Config::Profile> profile_called(std::string_view name);
std::string_view profile_name(Config::Profile profile);
std::optional<Confidence> confidence_called(std::string_view name);
std::string_view confidence_name(Confidence confidence);

// Whether it names a rule: an id, "group/*" for all of a group that exists, or "*".
bool is_rule_pattern(std::string_view pattern);
bool matches_rule(std::string_view pattern, std::string_view rule);

// What an unknown pattern could have meant, for a message: "did you mean "auth/unverified"?"
std::string rule_pattern_advice(std::string_view pattern);

// The severity of what a rule found with `found`, in the file `path` (relative to the project): off where the
// profile leaves the rule out, or where nothing surer than a guess was found and the profile wants more;
// else, of `rules` and then of the overrides for the file, the last one that names the rule decides.
Severity severity_for(const Config& config, const RuleInfo& rule, const Finding& found,
                      std::string_view path);

}  // namespace convotic::lint
