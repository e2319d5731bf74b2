#include "cli/signals.hpp"

#include <pthread.h>

#include <initializer_list>

namespace convotic::cli {

StopSignals::StopSignals() {
  sigemptyset(&set_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    sigaddset(&set_, signal);
  pthread_sigmask(SIG_BLOCK, &set_, &before_);
  thread_ = std::thread([this] {
    int signal = 0;
    while (sigwait(&set_, &signal) != 0) {
    }
    source_.request_stop();
    came_.release();
  });
}

StopSignals::~StopSignals() {
  // Where none has come the thread still waits for one.
  if (!source_.stop_requested()) pthread_kill(thread_.native_handle(), SIGTERM);
  thread_.join();
  // Whatever came meanwhile has been answered by stopping.
  timespec now{};
  while (sigtimedwait(&set_, nullptr, &now) > 0) {
  }
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace convotic::cli
