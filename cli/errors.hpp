#pragma once

#include "core/base/error.hpp"

// The errors of the command line itself.
namespace convotic::cli {

using base::ErrorKind;
using base::ExitCode;

inline constexpr ErrorKind kUnknownCommand{"unknown-command", ExitCode::usage,
                                           "There is no command of that name"};
inline constexpr ErrorKind kUnknownFlag{"unknown-flag", ExitCode::usage, "The command has no such flag"};
inline constexpr ErrorKind kBadValue{"bad-value", ExitCode::usage,
                                     "A flag or argument has a value it cannot have"};
inline constexpr ErrorKind kUsage{"usage", ExitCode::usage,
                                  "The command line is incomplete or contradicts itself"};
inline constexpr ErrorKind kModuleExists{"already-exists", ExitCode::usage,
                                         "A file or folder that would be written is already there"};
inline constexpr ErrorKind kNotRunning{"not-running", ExitCode::usage, "There is no convotic dev to talk to"};

}  // namespace convotic::cli
