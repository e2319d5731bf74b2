#pragma once

#include <csignal>

namespace convotic::cli {

// Holds back SIGINT, SIGTERM and SIGHUP from its construction on, in this thread and those started
// afterwards; so make it before any thread. A second Ctrl-C while things are being ended in order does
// nothing.
class StopSignals {
public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // Waits for one of them and returns which.
  int wait() const;

private:
  sigset_t set_;
  sigset_t before_;
};

}  // namespace convotic::cli
