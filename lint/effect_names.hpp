#pragma once

#include "lint/config.hpp"

#include <string_view>

namespace convotic::lint {

// Whether a name matches a pattern of the configuration, in which "*" stands for anything: "ctx.*.*".
bool name_matches(std::string_view pattern, std::string_view name);

// Whether a call of ctx only reads, by the name of the method and `effects.read` of the configuration. A name
// that goes on to say otherwise is no reading: "findOrCreate", "getAndDelete". One that the configuration has
// as it is, without "*", is believed.
bool only_reads(const Config& config, std::string_view method);

}  // namespace convotic::lint
