#pragma once

#include <cstdint>
#include <string>

namespace convotic::base {

// Milliseconds since 1970-01-01 UTC.
using UnixMillis = std::int64_t;

// The time of day. Injected, so that tests and replays decide what time it is. Safe to use from any thread.
class Clock {
public:
  virtual ~Clock() = default;
  virtual UnixMillis now() const = 0;
};

class SystemClock final : public Clock {
public:
  UnixMillis now() const override;
};

// "2026-03-30T14:22:00.000Z"
std::string format_iso_millis(UnixMillis time);
// "2026-03-30T14:22:00Z": the precision of Convotic's REST objects [documented: /docs/api/contacts].
std::string format_iso_seconds(UnixMillis time);
// "14:22:00" in the local time zone, for log lines.
std::string format_local_time(UnixMillis time);

}  // namespace convotic::base
