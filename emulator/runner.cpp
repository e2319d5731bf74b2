#include "emulator/runner.hpp"

#include "core/base/event_loop.hpp"
#include "emulator/errors.hpp"
#include "emulator/stack_trace.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace convotic::emulator {
namespace {

constexpr std::size_t kLastLines = 20;
// A line longer than this is cut into several, so that a module that prints without newlines is heard.
constexpr std::size_t kLongestLine = 64u << 10;
// How long a runner may live on without its channel: one that exits closes it a moment before it is gone.
constexpr std::chrono::milliseconds kClosePatience{500};
// How long a text without a newline waits for its end before it is shown as it is.
constexpr std::chrono::milliseconds kLinePatience{200};

// The package that Node did not find; empty where the message is about something else.
std::string missing_package(std::string_view message) {
  constexpr std::string_view kStart = "Cannot find package '";
  if (!message.starts_with(kStart)) return {};
  message.remove_prefix(kStart.size());
  return std::string(message.substr(0, message.find('\'')));
}

Error channel_lost() {
  return {&kRunnerProtocol,
          "the module closed file descriptor 3, over which convotic talks to it",
          "leave descriptors alone that the module did not open",
          {}};
}

}  // namespace

Result<std::unique_ptr<Runner>> Runner::start(base::EventLoop& loop, const RunnerOptions& options,
                                              RunnerListener& listener) {
  std::unique_ptr<Runner> runner(new Runner(loop, options, listener));
  Runner* self = runner.get();
  ChildOptions child;
  child.program = options.launcher.empty() ? options.node : options.launcher;
  if (!options.launcher.empty()) child.arguments = {std::to_string(::getpid()), options.node.string()};
  child.arguments.push_back(fmt::format("--max-old-space-size={}", options.memory_mb));
  child.arguments.push_back(options.program.string());
  child.channel = Channel::socket_on_fd_3;
  child.session = Session::own;
  ChildListener listen;
  listen.output = [self](std::string_view bytes) { self->on_printed(self->pending_stdout_, bytes, "info"); };
  listen.errors = [self](std::string_view bytes) { self->on_printed(self->pending_stderr_, bytes, "error"); };
  listen.channel = [self](std::string_view bytes) { self->on_channel(bytes); };
  listen.channel_closed = [self] { self->close_deadline_->start(kClosePatience); };
  listen.ended = [self](ExitStatus status) { self->on_ended(status); };
  CONVOTIC_TRY_ASSIGN(runner->child_, ChildProcess::spawn(loop, child, std::move(listen)));
  runner->hello_deadline_->start(options.hello_timeout);
  return runner;
}

Runner::Runner(base::EventLoop& loop, const RunnerOptions& options, RunnerListener& listener)
    : options_(options), listener_(listener),
      hello_deadline_(std::make_unique<base::Timer>(
          loop,
          [this] {
            kill(Error{&kNodeMissing,
                       fmt::format("\"{}\" did not start within {} ms", options_.node.string(),
                                   options_.hello_timeout.count()),
                       "check that it is Node 18 or newer",
                       {}});
          })),
      print_timer_(std::make_unique<base::Timer>(loop, [this] { print_unfinished(); })),
      close_deadline_(std::make_unique<base::Timer>(loop, [this] { kill(channel_lost()); })) {}

Runner::~Runner() = default;

int Runner::pid() const {
  return child_->pid();
}

void Runner::load(const LoadHead& head) {
  pending_load_ = encode_load(head);
  if (state_ != State::spare) return;
  state_ = State::loading;
  send({FrameKind::load, 0, pending_load_, {}});
  flush();
}

void Runner::send(const Frame& frame) {
  append_frame(child_->outgoing(), frame);
}

void Runner::flush() {
  child_->flush();
}

void Runner::drain() {
  if (state_ == State::gone) return;
  state_ = State::draining;
  send({FrameKind::drain, 0, "{}", {}});
  flush();
}

void Runner::kill(Error why) {
  if (!killed_) killed_ = std::move(why);
  child_->kill(SIGKILL);
}

void Runner::on_channel(std::string_view bytes) {
  if (killed_) return;  // what it still says no longer counts
  std::string broken = decoder_.feed(bytes, [this](const Frame& frame) { on_frame(frame); });
  listener_.runner_batch_end(*this);
  if (!broken.empty()) protocol_broken(std::move(broken));
}

void Runner::protocol_broken(std::string what) {
  kill(Error{&kRunnerProtocol,
             "the runner broke its protocol: " + what,
             "does the module write to file descriptor 3?",
             {}});
}

void Runner::on_frame(const Frame& frame) {
  if (killed_) return;
  switch (frame.kind) {
  case FrameKind::hello:
    return on_hello(frame);
  case FrameKind::loaded: {
    auto head = decode_loaded(frame);
    if (!head) return protocol_broken(head.error().message);
    state_ = State::serving;
    return listener_.runner_loaded(*this, std::move(*head));
  }
  case FrameKind::load_failed:
    return on_load_failed(frame);
  case FrameKind::log: {
    auto head = decode_log(frame);
    if (!head) return protocol_broken(head.error().message);
    return listener_.runner_log(*this, frame.id, std::move(*head));
  }
  case FrameKind::exiting: {
    auto head = decode_failure(frame);
    if (!head) return protocol_broken(head.error().message);
    exiting_ = std::move(*head);
    return;
  }
  case FrameKind::response:
  case FrameKind::failed:
  case FrameKind::call:
  case FrameKind::pong:
    return listener_.runner_frame(*this, frame);
  default:
    return protocol_broken(fmt::format("frame kind {} is the host's to send", static_cast<int>(frame.kind)));
  }
}

void Runner::on_hello(const Frame& frame) {
  const auto head = decode_hello(frame);
  if (!head) return protocol_broken(head.error().message);
  if (head->protocol != kProtocolVersion)
    return kill(
        Error{&kRunnerProtocol,
              fmt::format("the runner speaks protocol {}, convotic {}", head->protocol, kProtocolVersion),
              "reinstall convotic",
              {}});
  hello_deadline_->stop();
  state_ = State::spare;
  if (pending_load_.empty()) return;
  state_ = State::loading;
  send({FrameKind::load, 0, pending_load_, {}});
  flush();
}

void Runner::on_load_failed(const Frame& frame) {
  const auto head = decode_failure(frame);
  if (!head) return protocol_broken(head.error().message);
  load_failed_ = true;
  Error error{&kModuleLoad, head->error.message, "", std::nullopt};
  if (head->reason == "import_threw" || head->reason == "register_threw") {
    const std::string_view when = head->reason == "import_threw" ? "while it was imported" : "in register()";
    error.message = head->error.name == kNonError ? fmt::format("the module {} {}", head->error.message, when)
                                                  : fmt::format("the module threw {}: {}: {}", when,
                                                                head->error.name, head->error.message);
  }
  if (const std::string package = missing_package(head->error.message); !package.empty())
    error.hint = fmt::format("npm install {}, in the module's folder", package);
  error.where = place_in_stack(head->error.stack);
  listener_.runner_load_failed(*this, std::move(error));
}

void Runner::on_printed(std::string& pending, std::string_view bytes, std::string_view level) {
  pending += bytes;
  std::size_t start = 0;
  for (std::size_t end = pending.find('\n'); end != std::string::npos; end = pending.find('\n', start)) {
    print_line(std::string_view(pending).substr(start, end - start), level);
    start = end + 1;
  }
  pending.erase(0, start);
  if (pending.size() > kLongestLine) {
    print_line(pending, level);
    pending.clear();
  }
  if (!pending.empty()) print_timer_->start(kLinePatience);
}

void Runner::print_unfinished() {
  if (!pending_stdout_.empty()) print_line(std::exchange(pending_stdout_, {}), "info");
  if (!pending_stderr_.empty()) print_line(std::exchange(pending_stderr_, {}), "error");
}

void Runner::print_line(std::string_view line, std::string_view level) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (level == "error") {
    last_.emplace_back(line);
    if (last_.size() > kLastLines) last_.erase(last_.begin());
  }
  listener_.runner_log(*this, 0,
                       {std::string(level), level == "error" ? "stderr" : "stdout", std::string(line), ""});
}

void Runner::on_ended(ExitStatus status) {
  hello_deadline_->stop();
  close_deadline_->stop();
  print_timer_->stop();
  print_unfinished();
  Error why = explain_end(status);
  const State before = state_;
  state_ = State::gone;
  // One that ends while it loads has failed to load, whatever it did.
  if (before == State::loading && !load_failed_)
    listener_.runner_load_failed(*this, Error{&kModuleLoad, why.message, why.hint, why.where});
  listener_.runner_ended(*this, std::move(why));
}

Error Runner::explain_end(const ExitStatus& status) const {
  if (killed_) return *killed_;
  if (state_ == State::booting) {
    const std::string said = last_.empty() ? std::string() : ": " + last_.front();
    return {&kNodeMissing,
            fmt::format("\"{}\" {} before it was ready{}", options_.node.string(), describe(status), said),
            "convotic needs Node 18 or newer; node --version shows which it is",
            {}};
  }
  const bool heap = std::any_of(last_.begin(), last_.end(), [](const std::string& line) {
    return line.find("heap") != std::string::npos && line.find("FATAL ERROR") != std::string::npos;
  });
  if (heap)
    return {&kRunnerStopped,
            fmt::format("the module ran out of memory (limit {} MB)", options_.memory_mb),
            "convotic dev --memory sets the limit",
            {}};
  if (exiting_ && exiting_->reason == "process_exit")
    return {&kRunnerStopped, exiting_->error.message, "", place_in_stack(exiting_->error.stack)};
  if (exiting_) {
    const std::string_view what = exiting_->reason == "unhandled_rejection"
                                      ? "left a rejected promise unhandled"
                                      : "threw outside of any handler";
    const std::string name = exiting_->error.name == kNonError ? "" : exiting_->error.name + ": ";
    return {&kRunnerStopped, fmt::format("the module {}: {}{}", what, name, exiting_->error.message), "",
            place_in_stack(exiting_->error.stack)};
  }
  // It ends by itself, and well, only where its channel does.
  if (status.code == 0 && status.signal == 0 && state_ != State::draining) return channel_lost();
  return {&kRunnerStopped, fmt::format("the runner {}", describe(status)), "", {}};
}

}  // namespace convotic::emulator
