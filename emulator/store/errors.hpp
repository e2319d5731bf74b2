#pragma once

#include "core/base/error.hpp"

// The errors of the state file. What `ctx` rejects calls with is in rejection.hpp.
namespace convotic::emulator {

inline constexpr base::ErrorKind kStateUnusable{"state-unusable", base::ExitCode::findings,
                                                "The state file cannot be opened, is in use, or is not one"};

}  // namespace convotic::emulator
