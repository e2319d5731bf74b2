#include "emulator/child_process.hpp"

#include "core/base/event_loop.hpp"

#include <fmt/format.h>
#include <uv.h>

#include <array>
#include <csignal>
#include <cstring>

namespace convotic::emulator {
namespace {

// How long after the child's end its output may stay open (a grandchild may hold it) before it counts as
// read.
constexpr std::uint64_t kOutputGraceMs = 100;

constexpr std::size_t kStreams = 3;  // stdout, stderr, channel

}  // namespace

std::string describe(const ExitStatus& status) {
  if (status.signal == 0) return fmt::format("exited with code {}", status.code);
  return fmt::format("was ended by signal {} ({})", status.signal, ::strsignal(status.signal));
}

struct ChildProcess::State {
  uv_process_t process{};
  uv_timer_t grace{};
  std::array<uv_pipe_t, kStreams> pipes{};
  std::array<bool, kStreams> open{};
  std::array<char, 65536> buffer{};
  ChildListener listener;
  std::string outgoing;
  std::optional<ExitStatus> exit;
  bool abandoned = false;  // the ChildProcess is gone
  bool ended = false;      // `ended` was called
  int handles = 0;         // not closed yet; the last one deletes this

  template <typename Handle> void close(Handle& handle) {
    auto* generic = reinterpret_cast<uv_handle_t*>(&handle);
    if (uv_is_closing(generic)) return;
    uv_close(generic, [](uv_handle_t* closed) {
      auto* state = static_cast<State*>(closed->data);
      if (--state->handles == 0) delete state;
    });
  }

  template <typename Handle> void own(Handle& handle) {
    handle.data = this;
    ++handles;
  }

  void close_all() {
    for (uv_pipe_t& pipe : pipes)
      close(pipe);
    close(grace);
    close(process);
  }

  std::function<void(std::string_view)>& reader(std::size_t stream) {
    if (stream == 0) return listener.output;
    return stream == 1 ? listener.errors : listener.channel;
  }

  void deliver(std::size_t stream, std::string_view bytes) {
    if (!abandoned && reader(stream)) reader(stream)(bytes);
  }

  void check_ended(bool out_of_patience) {
    if (!exit || ended || abandoned) return;
    if (!out_of_patience && (open[0] || open[1] || open[2])) return;
    ended = true;
    uv_timer_stop(&grace);
    // `ended` may destroy the ChildProcess, and this with it at the loop's next turn.
    const auto callback = std::move(listener.ended);
    if (callback) callback(*exit);
  }
};

namespace {

using State = ChildProcess::State;

std::size_t stream_index(uv_handle_t* handle) {
  const auto* state = static_cast<State*>(handle->data);
  return static_cast<std::size_t>(reinterpret_cast<uv_pipe_t*>(handle) - state->pipes.data());
}

void on_alloc(uv_handle_t* handle, std::size_t, uv_buf_t* out) {
  auto* state = static_cast<State*>(handle->data);
  *out = uv_buf_init(state->buffer.data(), static_cast<unsigned>(state->buffer.size()));
}

void on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  auto* state = static_cast<State*>(stream->data);
  const std::size_t index = stream_index(reinterpret_cast<uv_handle_t*>(stream));
  if (count > 0) return state->deliver(index, {buffer->base, static_cast<std::size_t>(count)});
  if (count == 0) return;
  state->open[index] = false;
  state->close(state->pipes[index]);
  if (index == 2 && !state->abandoned && state->listener.channel_closed) state->listener.channel_closed();
  state->check_ended(false);
}

void on_exit(uv_process_t* process, std::int64_t code, int signal) {
  auto* state = static_cast<State*>(process->data);
  state->exit = ExitStatus{static_cast<int>(code), signal};
  if (state->abandoned) return state->close(state->process);
  uv_timer_start(
      &state->grace, [](uv_timer_t* timer) { static_cast<State*>(timer->data)->check_ended(true); },
      kOutputGraceMs, 0);
  state->check_ended(false);
}

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::spawn(base::EventLoop& loop, const ChildOptions& options,
                                                          ChildListener listener) {
  auto* state = new State;
  state->listener = std::move(listener);
  state->own(state->process);
  state->own(state->grace);
  uv_timer_init(loop.raw(), &state->grace);
  for (uv_pipe_t& pipe : state->pipes) {
    state->own(pipe);
    uv_pipe_init(loop.raw(), &pipe, 0);
  }

  std::vector<std::string> words{options.program.string()};
  words.insert(words.end(), options.arguments.begin(), options.arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<std::string> variables;
  std::vector<char*> environment;
  if (options.environment) {
    for (const auto& [name, value] : *options.environment)
      variables.push_back(name + "=" + value);
    for (std::string& variable : variables)
      environment.push_back(variable.data());
    environment.push_back(nullptr);
  }

  const std::size_t streams = options.channel == Channel::none ? 2 : 3;
  std::array<uv_stdio_container_t, 4> stdio{};
  stdio[0].flags = UV_IGNORE;
  for (std::size_t i = 0; i < streams; ++i) {
    // Read and write from the child's view; on Unix libuv makes a socket pair, which is what fd 3 must be.
    const int direction = i == 2 ? UV_READABLE_PIPE | UV_WRITABLE_PIPE : UV_WRITABLE_PIPE;
    stdio[i + 1].flags = static_cast<uv_stdio_flags>(UV_CREATE_PIPE | direction);
    stdio[i + 1].data.stream = reinterpret_cast<uv_stream_t*>(&state->pipes[i]);
  }
  const std::string program = options.program.string(), directory = options.directory.string();
  uv_process_options_t spawn{};
  spawn.exit_cb = on_exit;
  spawn.file = program.c_str();
  spawn.args = argv.data();
  spawn.env = options.environment ? environment.data() : nullptr;
  spawn.cwd = directory.empty() ? nullptr : directory.c_str();
  spawn.stdio_count = static_cast<int>(streams) + 1;
  spawn.stdio = stdio.data();
  if (options.session == Session::own) spawn.flags |= UV_PROCESS_DETACHED;

  const int code = uv_spawn(loop.raw(), &state->process, &spawn);
  if (code != 0) {
    state->close_all();
    return base::fail(base::kIo, fmt::format("cannot start \"{}\": {}", program, uv_strerror(code)));
  }
  for (std::size_t i = 0; i < streams; ++i) {
    state->open[i] = true;
    uv_read_start(reinterpret_cast<uv_stream_t*>(&state->pipes[i]), on_alloc, on_read);
  }
  return std::unique_ptr<ChildProcess>(new ChildProcess(state));
}

ChildProcess::~ChildProcess() {
  state_->abandoned = true;
  for (uv_pipe_t& pipe : state_->pipes)
    state_->close(pipe);
  state_->close(state_->grace);
  // A living process keeps its handle until it is reaped; a killed one ends at once.
  if (!state_->exit)
    uv_process_kill(&state_->process, SIGKILL);
  else
    state_->close(state_->process);
}

std::string& ChildProcess::outgoing() {
  return state_->outgoing;
}

void ChildProcess::flush() {
  if (state_->outgoing.empty()) return;
  if (!state_->open[2]) return state_->outgoing.clear();
  auto* stream = reinterpret_cast<uv_stream_t*>(&state_->pipes[2]);
  uv_buf_t buffer = uv_buf_init(state_->outgoing.data(), static_cast<unsigned>(state_->outgoing.size()));
  const int written = uv_try_write(stream, &buffer, 1);
  if (written == static_cast<int>(state_->outgoing.size())) return state_->outgoing.clear();

  // The rest waits in libuv, which keeps the order of writes. A child that has gone shows itself by its end.
  struct Rest {
    uv_write_t request{};
    std::string bytes;
  };
  auto* rest = new Rest;
  rest->bytes = state_->outgoing.substr(written > 0 ? static_cast<std::size_t>(written) : 0);
  rest->request.data = rest;
  state_->outgoing.clear();
  buffer = uv_buf_init(rest->bytes.data(), static_cast<unsigned>(rest->bytes.size()));
  const int code = uv_write(&rest->request, stream, &buffer, 1,
                            [](uv_write_t* request, int) { delete static_cast<Rest*>(request->data); });
  if (code != 0) delete rest;
}

void ChildProcess::kill(int signal) {
  if (!state_->exit) uv_process_kill(&state_->process, signal);
}

int ChildProcess::pid() const {
  return uv_process_get_pid(&state_->process);
}

}  // namespace convotic::emulator
