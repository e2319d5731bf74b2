#pragma once

#include "core/base/error.hpp"

namespace convotic::http {

using base::ErrorKind;
using base::ExitCode;

inline constexpr ErrorKind kListen{"listen", ExitCode::findings, "The server cannot listen on the address"};

}  // namespace convotic::http
