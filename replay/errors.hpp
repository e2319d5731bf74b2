#pragma once

#include "core/base/error.hpp"

namespace convotic::replay {

using base::ErrorKind;
using base::ExitCode;

inline constexpr ErrorKind kCaptureInvalid{"capture-invalid", ExitCode::usage,
                                           "A capture has content that convotic does not understand"};
inline constexpr ErrorKind kNoCaptures{"no-captures", ExitCode::usage,
                                       "No capture was found where one was looked for"};
inline constexpr ErrorKind kSampleUnknown{"sample-unknown", ExitCode::usage,
                                          "There is no sample event of that name"};
inline constexpr ErrorKind kImportFailed{"import-failed", ExitCode::usage,
                                         "A recorded request of another tool could not be read"};
inline constexpr ErrorKind kSecretMissing{"secret-missing", ExitCode::usage,
                                          "A secret that a capture refers to is not set"};
inline constexpr ErrorKind kNoAnswer{"no-answer", ExitCode::findings, "A delivery was sent and not answered"};
inline constexpr ErrorKind kConnectionFailed{"connection-failed", ExitCode::findings,
                                             "A server could not be reached, or broke the connection off"};

}  // namespace convotic::replay
