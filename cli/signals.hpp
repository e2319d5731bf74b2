#pragma once

#include <csignal>
#include <semaphore>
#include <stop_token>
#include <thread>

namespace convotic::cli {

// Takes SIGINT, SIGTERM and SIGHUP from its construction on, for this thread and those started afterwards; so
// make it before any thread. Only the first one counts: a second Ctrl-C while things are being ended in order
// does nothing.
class StopSignals {
public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // Stop is requested of it when one of them has come.
  std::stop_token token() const { return source_.get_token(); }

  // Waits for that, once.
  void wait() { came_.acquire(); }

private:
  sigset_t set_;
  sigset_t before_;
  std::stop_source source_;
  std::binary_semaphore came_{0};
  std::thread thread_;
};

}  // namespace convotic::cli
