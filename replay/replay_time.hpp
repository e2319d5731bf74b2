#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "replay/case.hpp"

#include <chrono>

namespace convotic::replay {

// What time modules think it is.
struct ReplayTime {
  // Moved by `shift` for all, or for each capture to when it was signed, or else received.
  enum class Kind { shifted, recorded } kind = Kind::shifted;
  std::chrono::milliseconds shift{0};
};

// How far the clock is moved for a case, at `now`. Fails with kCaptureInvalid where the time is the
// capture's, and it has none.
Result<std::chrono::milliseconds> shift_for(const Case& of, const ReplayTime& time, base::UnixMillis now);

}  // namespace convotic::replay
