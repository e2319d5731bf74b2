#pragma once

#include "core/base/result.hpp"
#include "emulator/child_process.hpp"
#include "emulator/runner_protocol.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace convotic::base {
class EventLoop;
class Timer;
}  // namespace convotic::base

namespace convotic::emulator {

class Runner;

// What a runner reports, on the loop's thread. The runner must not be destroyed from within any of these but
// `runner_ended`.
class RunnerListener {
public:
  virtual ~RunnerListener() = default;
  virtual void runner_loaded(Runner& runner, LoadedHead head) = 0;
  // The module cannot be loaded; the runner is about to end.
  virtual void runner_load_failed(Runner& runner, Error error) = 0;
  // A response, failed, call or pong frame; then, once for as many as came together, the end of the batch.
  virtual void runner_frame(Runner& runner, const Frame& frame) = 0;
  virtual void runner_batch_end(Runner& runner) = 0;
  // A line that the module or Node itself printed, or that the module logged.
  virtual void runner_log(Runner& runner, std::uint32_t invocation, LogHead log) = 0;
  // The process is gone. `why` says how, with what it said last; it is not a failure after `drain`.
  virtual void runner_ended(Runner& runner, Error why) = 0;
};

struct RunnerOptions {
  std::filesystem::path node;
  std::filesystem::path launcher;  // empty: start Node directly
  std::filesystem::path program;   // runner.cjs
  int memory_mb = 512;             // old space; Node ends itself beyond it
  std::chrono::milliseconds hello_timeout{10'000};
};

// One Node child. Everything happens on the loop's thread. Destruction kills it.
class Runner {
public:
  enum class State { booting, spare, loading, serving, draining, gone };

  // Fails with kIo where the process cannot be started.
  static Result<std::unique_ptr<Runner>> start(base::EventLoop& loop, const RunnerOptions& options,
                                               RunnerListener& listener);
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  State state() const { return state_; }
  int pid() const;

  // Gives it a module. While it is still booting this waits for its hello.
  void load(const LoadHead& head);

  // Frames are collected until `flush`.
  void send(const Frame& frame);
  void flush();

  // Lets it finish and exit.
  void drain();
  // Kills it; `why` becomes the reason that `runner_ended` gives.
  void kill(Error why);

private:
  Runner(base::EventLoop& loop, const RunnerOptions& options, RunnerListener& listener);
  void on_channel(std::string_view bytes);
  void on_frame(const Frame& frame);
  void on_hello(const Frame& frame);
  void on_load_failed(const Frame& frame);
  void on_printed(std::string& pending, std::string_view bytes, std::string_view level);
  void print_line(std::string_view line, std::string_view level);
  void print_unfinished();
  void on_ended(ExitStatus status);
  Error explain_end(const ExitStatus& status) const;
  void protocol_broken(std::string what);

  const RunnerOptions options_;
  RunnerListener& listener_;
  State state_ = State::booting;
  std::unique_ptr<base::Timer> hello_deadline_;
  std::unique_ptr<base::Timer> print_timer_;  // for text without a newline
  std::unique_ptr<base::Timer> close_deadline_;
  std::unique_ptr<ChildProcess> child_;
  FrameDecoder decoder_;
  std::string pending_load_;    // an encoded load, sent after hello
  std::string pending_stdout_;  // an unfinished line each
  std::string pending_stderr_;
  std::vector<std::string> last_;  // the last lines of stderr
  std::optional<FailureHead> exiting_;
  std::optional<Error> killed_;
  bool load_failed_ = false;
};

}  // namespace convotic::emulator
