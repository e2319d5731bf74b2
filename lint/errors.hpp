#pragma once

#include "core/base/error.hpp"

namespace convotic::lint {

using base::ErrorKind;
using base::ExitCode;

inline constexpr ErrorKind kNoSources{"no-sources", ExitCode::usage,
                                      "No file to check was found where one was looked for"};
inline constexpr ErrorKind kRuleUnknown{"rule-unknown", ExitCode::usage, "There is no rule of that name"};
inline constexpr ErrorKind kBaselineInvalid{"baseline-invalid", ExitCode::usage,
                                            "A baseline has content that convotic does not understand"};
inline constexpr ErrorKind kDiffUnknown{"diff-unknown", ExitCode::usage,
                                        "What has changed since a revision cannot be told"};

}  // namespace convotic::lint
