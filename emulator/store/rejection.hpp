#pragma once

#include "core/base/result.hpp"

// Why `ctx` refuses a call. These kinds never leave the store: Store::call turns them into the codes of the
// platform's error envelope [documented: /docs/api/errors], which is their slug here. CONFLICT is ours:
// nothing documented fits.
namespace convotic::emulator {

inline constexpr base::ErrorKind kInvalidRequest{"INVALID_REQUEST", base::ExitCode::findings,
                                                 "The arguments are not what the call takes"};
inline constexpr base::ErrorKind kNotFound{"NOT_FOUND", base::ExitCode::findings, "There is no such object"};
inline constexpr base::ErrorKind kConflict{"CONFLICT", base::ExitCode::findings,
                                           "The call does not fit the state as it is"};

}  // namespace convotic::emulator
