#pragma once

#include "core/base/clock.hpp"

#include <optional>
#include <string_view>

namespace convotic::emulator {

// The time that an ISO 8601 text with a date, a time and a zone names: "2026-03-30T14:22:00Z",
// "2026-03-30T23:22:00.5+09:00". Nothing where the text is not one. The platform's own times are always in
// UTC [documented: /docs/api/contacts].
std::optional<base::UnixMillis> parse_iso_time(std::string_view text);

}  // namespace convotic::emulator
