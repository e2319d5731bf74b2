#pragma once

#include "core/base/json_path.hpp"

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace convotic::project {

// One entry of "redact" in convotic.json: what of a recorded request must not be kept.
struct RedactionRule {
  std::string header;                  // "header:X-Customer": the name
  std::string query;                   // "query:token": the name of a parameter
  std::optional<base::JsonPath> path;  // "$.user.email": values of the body

  // Why a text is no rule: a clause that quotes it.
  static tl::expected<RedactionRule, std::string> parse(std::string_view text);
};

inline constexpr std::string_view kRedactionAdvice =
    "as in: $.user.email, $.items[*].token, $..phone, header:X-Customer, query:token";

}  // namespace convotic::project
