#pragma once

#include "core/webhook/signature.hpp"

#include <string_view>

namespace convotic::cli {

// "valid", "missing", "mismatch": as JSON output has it.
std::string_view outcome_name(webhook::Verdict::Outcome outcome);

}  // namespace convotic::cli
