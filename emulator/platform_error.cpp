#include "emulator/platform_error.hpp"

#include "core/base/json_text.hpp"

#include <fmt/format.h>

namespace convotic::emulator {

http::Response platform_error(int status, std::string_view code, std::string_view message) {
  return {status,
          {{"Content-Type", "application/json"}},
          fmt::format("{{\"error\":{{\"code\":{},\"message\":{}}}}}", base::json_string(code),
                      base::json_string(message))};
}

http::Response internal_error(std::string_view message) {
  return platform_error(500, "INTERNAL_ERROR", message);
}

}  // namespace convotic::emulator
