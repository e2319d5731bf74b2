#pragma once

#include "core/base/error.hpp"

namespace convotic::project {

using base::ErrorKind;
using base::ExitCode;

inline constexpr ErrorKind kConfigInvalid{"config-invalid", ExitCode::usage,
                                          "convotic.json has content that convotic does not understand"};
inline constexpr ErrorKind kModuleNotFound{"module-not-found", ExitCode::usage,
                                           "No module was found where one was looked for"};
inline constexpr ErrorKind kDotenvInvalid{"dotenv-invalid", ExitCode::usage,
                                          "A line of .env cannot be understood"};

}  // namespace convotic::project
