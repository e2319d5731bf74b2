#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"

#include <optional>
#include <string_view>

namespace convotic::base {

// A moment as people give it on a command line: "now"; "+6m" or "-90s" from now, in ms, s, m, h or d; Unix
// time in seconds, or from 12 digits on in milliseconds; or ISO 8601 with a time zone, as
// "2026-03-30T14:22:00Z". Fails with kTimeInvalid, which quotes the text.
Result<UnixMillis> parse_time_expression(std::string_view text, UnixMillis now);

// "2026-03-30T14:22:00Z", "2026-03-30T14:22:00.125+02:00": date, time and zone, of the years 1970 to 9999.
// Digits beyond milliseconds are cut. Nothing where the text is in any other form.
std::optional<UnixMillis> parse_iso_time(std::string_view text);

}  // namespace convotic::base
