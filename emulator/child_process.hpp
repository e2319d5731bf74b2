#pragma once

#include "core/base/result.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace convotic::base {
class EventLoop;
}

namespace convotic::emulator {

// How a child ended: by itself with a code, or by a signal (then `signal` is not 0).
struct ExitStatus {
  int code = 0;
  int signal = 0;
};

// "exited with code 3" or "was ended by signal 9 (killed)"
std::string describe(const ExitStatus& status);

enum class Channel { none, socket_on_fd_3 };

// A child in a session of its own does not get the terminal's Ctrl-C.
enum class Session { ours, own };

struct ChildOptions {
  std::filesystem::path program;
  std::vector<std::string> arguments;                                           // without the program
  std::optional<std::vector<std::pair<std::string, std::string>>> environment;  // none: inherited
  std::filesystem::path directory;                                              // empty: inherited
  Channel channel = Channel::none;
  Session session = Session::ours;
};

// What a child does, told on the loop's thread. After `ended` nothing more is called. It is safe to destroy
// the ChildProcess from within any of them.
struct ChildListener {
  std::function<void(std::string_view)> output;   // bytes of stdout
  std::function<void(std::string_view)> errors;   // bytes of stderr
  std::function<void(std::string_view)> channel;  // bytes from fd 3
  std::function<void()> channel_closed;           // nothing more will come from it
  std::function<void(ExitStatus)> ended;          // the process is gone and its output has been read
};

// A child process whose input is empty and whose output is read. Destruction kills it (SIGKILL) and the loop
// reaps it.
class ChildProcess {
public:
  // Fails with kIo where the program cannot be started.
  static Result<std::unique_ptr<ChildProcess>> spawn(base::EventLoop& loop, const ChildOptions& options,
                                                     ChildListener listener);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Appends to what will be written to the channel; `flush` writes it. Bytes for a child that has gone are
  // dropped.
  std::string& outgoing();
  void flush();

  void kill(int signal);
  int pid() const;

  struct State;

private:
  explicit ChildProcess(State* state) : state_(state) {}
  State* state_;  // lives until libuv has closed its handles
};

}  // namespace convotic::emulator
