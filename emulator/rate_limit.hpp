#pragma once

#include "core/base/clock.hpp"

#include <mutex>

namespace convotic::emulator {

// Requests of one API key within a minute [documented: /docs/api/rate-limits; the kind of window is assumed:
// fixed, from the first request on]. Safe from any thread.
class RateLimit {
public:
  // `limit` requests a minute; 0 for no limit.
  explicit RateLimit(int limit) : limit_(limit) {}

  struct Verdict {
    bool allowed = true;
    int remaining = 0;            // in this window, after this request
    int retry_after_seconds = 0;  // until the window ends, where it is not allowed
  };
  Verdict take(base::UnixMillis now);

  int limit() const { return limit_; }

private:
  const int limit_;
  std::mutex mutex_;
  base::UnixMillis window_end_ = 0;
  int used_ = 0;
};

}  // namespace convotic::emulator
