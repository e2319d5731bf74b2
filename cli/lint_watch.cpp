// The ways of linting that go on: --watch and --lsp.
#include "cli/app.hpp"
#include "cli/lint_session.hpp"
#include "cli/signals.hpp"
#include "core/base/clock.hpp"
#include "core/base/event_loop.hpp"
#include "core/project/installation.hpp"
#include "emulator/file_watcher.hpp"
#include "lint/errors.hpp"
#include "lint/lsp/framing.hpp"
#include "lint/lsp/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <istream>
#include <mutex>
#include <ostream>
#include <set>
#include <thread>

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

using base::ExitCode;

// Every file that is checked, and one in each folder that has any, so that a new file is noticed too.
std::vector<fs::path> files_to_watch(const LintFlags& flags, Context& context) {
  const auto order = read_lint_order(flags, context);
  if (!order) return {context.directory / "convotic.json"};
  const auto& options = (*order)->options;
  std::vector<fs::path> out{options.folders.root / "convotic.json"};
  const auto inputs = lint::find_inputs(context.files, options.folders, options.paths, options.config);
  if (!inputs) return out;
  for (const lint::Input& input : *inputs)
    out.push_back(input.path);
  return out;
}

bool matters(const fs::path& file) {
  return lint::is_source_name(file) || file.filename() == "convotic.json";
}

}  // namespace

Result<ExitCode> lint_and_watch(const LintFlags& flags, Context& context) {
  StopSignals signals;
  base::EventLoop loop;
  const std::stop_callback stopping(signals.token(), [&] { loop.post([&] { loop.stop(); }); });
  const auto run = [&] {
    if (const auto result = lint_once(flags, context); !result)
      context.err << render_error(result.error(), context.err_palette);
    context.out.flush();
    context.err << fmt::format("{}  watching; Ctrl-C ends it\n",
                               base::format_local_time(context.clock.now()));
    context.err.flush();
  };
  std::unique_ptr<emulator::FileWatcher> watcher;
  watcher = std::make_unique<emulator::FileWatcher>(
      loop,
      [&](const std::set<fs::path>& changed) {
        if (std::none_of(changed.begin(), changed.end(), matters)) return;
        run();
        watcher->watch(files_to_watch(flags, context), emulator::FileWatcher::Which::everything);
      },
      [&](const fs::path& folder, const char* why) {
        context.err << fmt::format("convotic: warning: cannot watch \"{}\": {}\n", folder.string(), why);
      });
  watcher->watch(files_to_watch(flags, context), emulator::FileWatcher::Which::everything);
  run();
  if (!signals.token().stop_requested()) loop.run();
  return ExitCode::ok;
}

namespace {

// Messages as they come in, on a thread of their own, so that the linter sees how many wait before it works.
class Inbox {
public:
  explicit Inbox(std::istream& in) : in_(in), thread_([this] { work(); }) {}

  // The next message; with `patience` it is waited for. Nothing where none waits, or none will come.
  enum class Patience { no, yes };
  std::optional<std::string> next(Patience patience) {
    std::unique_lock lock(mutex_);
    if (patience == Patience::yes) changed_.wait(lock, [this] { return ended_ || !messages_.empty(); });
    if (messages_.empty()) return std::nullopt;
    std::string message = std::move(messages_.front());
    messages_.pop_front();
    return message;
  }

private:
  void work() {
    lint::lsp::Framing framing;
    for (char c = 0; !framing.broken() && in_.get(c);) {
      framing.add({&c, 1});
      // What has arrived with it, without waiting for more.
      char more[4096];
      while (const std::streamsize got = in_.readsome(more, sizeof more))
        framing.add({more, static_cast<std::size_t>(got)});
      while (auto message = framing.next()) {
        const bool last = is_exit(*message);
        put(std::move(*message));
        if (last) return finish();
      }
    }
    finish();
  }

  // After `exit` nothing is read: a client may keep the pipe open until we are gone.
  static bool is_exit(const std::string& message) {
    return message.find("\"exit\"") != std::string::npos && message.find("\"method\"") != std::string::npos &&
           message.find("\"id\"") == std::string::npos;
  }

  void put(std::string message) {
    const std::lock_guard lock(mutex_);
    messages_.push_back(std::move(message));
    changed_.notify_one();
  }

  void finish() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_one();
  }

  std::istream& in_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> messages_;
  bool ended_ = false;
  std::jthread thread_;
};

}  // namespace

Result<ExitCode> serve_editor(Context& context) {
  using State = lint::lsp::Server::State;
  // Standard input would flush standard output before each read, on the thread that reads.
  context.in.tie(nullptr);
  lint::lsp::Server server(context.files, std::string(project::kVersion));
  Inbox inbox(context.in);
  const auto send = [&](const std::vector<std::string>& messages) {
    for (const std::string& message : messages)
      context.out << lint::lsp::framed(message);
    context.out.flush();
  };
  while (server.state() == State::running) {
    auto message = inbox.next(Inbox::Patience::no);
    if (!message) {
      send(server.idle());
      message = inbox.next(Inbox::Patience::yes);
    }
    if (!message) return ExitCode::findings;  // the client has gone without a word
    send(server.handle(*message));
  }
  return server.state() == State::ended_well ? ExitCode::ok : ExitCode::findings;
}

}  // namespace convotic::cli
