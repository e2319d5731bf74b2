#pragma once

#include <atomic>
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

// Another clock, moved.
class ShiftedClock final : public Clock {
public:
  explicit ShiftedClock(const Clock& clock) : clock_(clock) {}
  UnixMillis now() const override { return clock_.now() + shift_.load(); }
  // From now on it is `milliseconds` ahead of the other one, or behind where that is negative.
  void shift(UnixMillis milliseconds) { shift_.store(milliseconds); }

private:
  const Clock& clock_;
  std::atomic<UnixMillis> shift_ = 0;
};

// "2026-03-30T14:22:00.000Z"
std::string format_iso_millis(UnixMillis time);
// "2026-03-30T14:22:00Z": the precision of Convotic's REST objects [documented: /docs/api/contacts].
std::string format_iso_seconds(UnixMillis time);
// "14:22:00" in the local time zone, for log lines.
std::string format_local_time(UnixMillis time);

}  // namespace convotic::base
