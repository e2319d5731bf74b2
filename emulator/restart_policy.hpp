#pragma once

#include <chrono>
#include <deque>

namespace convotic::emulator {

// How long to wait before a runner that ended is replaced: not at all for a single crash, longer and longer
// for a module that crashes again and again. A pure function of the crashes it is told of.
class RestartPolicy {
public:
  using Time = std::chrono::steady_clock::time_point;

  // The wait after a crash at `now`: 0 for the first two within ten seconds, then 250 ms doubling up to 5 s.
  std::chrono::milliseconds after_crash(Time now);
  // The module was changed: its past no longer counts.
  void forget() { crashes_.clear(); }
  // Crashes within the last ten seconds, as of the last `after_crash`.
  std::size_t recent() const { return crashes_.size(); }

private:
  std::deque<Time> crashes_;
};

}  // namespace convotic::emulator
