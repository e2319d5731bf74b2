#pragma once

#include "core/base/error.hpp"

// The errors of the local platform.
namespace convotic::emulator {

using base::ErrorKind;
using base::ExitCode;

inline constexpr ErrorKind kPortInUse{"port-in-use", ExitCode::findings,
                                      "The port is taken by another process"};
inline constexpr ErrorKind kNodeMissing{"node-missing", ExitCode::usage,
                                        "Node is not installed, too old, or does not start"};
inline constexpr ErrorKind kToolMissing{"tool-missing", ExitCode::internal,
                                        "A file that belongs to convotic is missing"};
inline constexpr ErrorKind kModuleBuild{"module-build", ExitCode::findings, "The module does not compile"};
inline constexpr ErrorKind kModuleLoad{"module-load", ExitCode::findings,
                                       "The module compiles but cannot be loaded or registered"};
inline constexpr ErrorKind kModuleName{"module-name", ExitCode::findings,
                                       "The module's name cannot be part of a URL, or two modules share it"};
inline constexpr ErrorKind kRoutePath{"route-path", ExitCode::findings, "A route's path is not valid"};
inline constexpr ErrorKind kRouteDuplicate{"route-duplicate", ExitCode::findings,
                                           "Two routes of a module answer the same requests"};
inline constexpr ErrorKind kRunnerProtocol{"runner-protocol", ExitCode::internal,
                                           "A runner does not speak the host's protocol"};
inline constexpr ErrorKind kRunnerStopped{"runner-stopped", ExitCode::findings,
                                          "A runner ended, was blocked, or ran out of memory"};

}  // namespace convotic::emulator
