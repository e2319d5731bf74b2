#pragma once

#include "core/base/result.hpp"

namespace convotic::replay {

struct Recording;

// Fails with kImportFailed where a text is one of those that people have, and that hold no webhook requests
// or hold them in a form that is not read: says what it is and where a request may be had from.
Result<void> check_stranger(const Recording& recording);

}  // namespace convotic::replay
