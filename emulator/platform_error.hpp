#pragma once

#include "core/http/message.hpp"

#include <string_view>

namespace convotic::emulator {

// An answer of the platform's own: `{"error":{"code","message"}}` [documented: /docs/api/errors].
http::Response platform_error(int status, std::string_view code, std::string_view message);

// 500 INTERNAL_ERROR. The message says what sort of fault it was, never a stack or the module's own text
// [assumed].
http::Response internal_error(std::string_view message);

}  // namespace convotic::emulator
