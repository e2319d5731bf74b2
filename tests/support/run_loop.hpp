#pragma once

#include "core/base/event_loop.hpp"

#include <chrono>

namespace convotic::tests {

// How long a test waits for what is bound to come. Generous: only a broken program ever waits this long.
inline constexpr std::chrono::seconds kDeadline{30};

// Runs the loop until something stops it. False where nothing did before the deadline.
inline bool run_loop(base::EventLoop& loop) {
  bool late = false;
  base::Timer deadline(loop, [&] {
    late = true;
    loop.stop();
  });
  deadline.start(kDeadline);
  loop.run();
  return !late;
}

}  // namespace convotic::tests
