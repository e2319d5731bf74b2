#pragma once

#include "core/base/clock.hpp"
#include "core/base/event_loop.hpp"
#include "core/project/module_source.hpp"
#include "emulator/build_folder.hpp"
#include "emulator/bundler.hpp"
#include "emulator/deployment.hpp"
#include "emulator/events.hpp"
#include "emulator/file_watcher.hpp"
#include "emulator/invocation.hpp"
#include "emulator/restart_policy.hpp"
#include "emulator/runner.hpp"
#include "emulator/waiting_invocations.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace convotic::emulator {

class Dispatcher;

struct ModuleSettings {
  LoadHead::Strict strict = LoadHead::Strict::no;
  LoadHead::RawBody raw_body = LoadHead::RawBody::no;
  enum class Watch { no, yes } watch = Watch::yes;
  std::chrono::milliseconds load_timeout{30'000};
  std::chrono::milliseconds request_timeout{
      30'000};                        // after which a runner that is leaving can have nothing left to do
  std::set<std::string> environment;  // names that are set already: a .env does not override them
  // How far modules' clock is from ours, from before they are loaded. Nothing: Date is left alone, unless
  // ModuleHost::shift_clock is called.
  std::optional<std::chrono::milliseconds> clock_shift;
};

// What a module's host needs of the supervisor.
class ModuleSurroundings {
public:
  virtual ~ModuleSurroundings() = default;
  // A runner that is up or about to be.
  virtual Result<std::unique_ptr<Runner>> take_runner() = 0;
  // Makes a loaded version the one that requests are matched against. Fails with kModuleName where another
  // module bears the name.
  virtual Result<void> publish(std::shared_ptr<const Deployment> deployment) = 0;
  // The first attempt to load is over, well or not.
  virtual void module_settled(std::size_t module, std::optional<Error> error) = 0;
  virtual void module_reloaded(ReloadEvent event) = 0;
  virtual void module_log(LogEvent event) = 0;
};

// One module from its source to its runner: builds it, loads it, watches it, replaces runners that end. On
// the supervisor's thread.
//
// Its runners: `current_` serves; `candidate_` loads what will be served next; `leaving_` finish what they
// began.
class ModuleHost {
public:
  struct Deps {
    base::EventLoop& loop;
    const base::Clock& clock;
    Dispatcher& dispatcher;
    ModuleSurroundings& surroundings;
    std::filesystem::path esbuild;
    std::filesystem::path sdk;
  };
  ModuleHost(const Deps& deps, std::size_t index, project::ModuleSource source, ModuleSettings settings);
  ~ModuleHost();

  // Builds and loads for the first time.
  void start();

  // Sends an invocation to the runner of the version it was matched against, or of the current one.
  void dispatch(std::shared_ptr<Invocation> invocation);

  // Moves the clock of the module, also for runners that come after this one.
  void shift_clock(std::chrono::milliseconds shift);

  // Whether the runner is one of this module's; the events of those that are.
  bool owns(const Runner& runner) const;
  void on_loaded(Runner& runner, LoadedHead head);
  void on_load_failed(Runner& runner, Error error);
  void on_ended(Runner& runner, Error why);
  // It turned out not to be blocked.
  void on_responsive(Runner& runner);
  // Answers those that wait for a runner with 500.
  void answer_waiting(const std::string& why);
  // Sends what `dispatch` has collected.
  void flush();

  // The module's name once it is known, else that of its folder.
  std::string name() const;
  const project::ModuleSource& source() const { return source_; }
  std::shared_ptr<const Deployment> deployment() const { return current_ ? current_->deployment : nullptr; }

private:
  enum class Why { first, change, crash };
  struct Serving {
    std::unique_ptr<Runner> runner;
    std::shared_ptr<const Deployment> deployment;
    std::filesystem::path bundle;
    std::unique_ptr<base::Timer> limit;  // for one that is leaving
  };

  void build(Why why);
  void on_built(Result<Bundle> bundle);
  void load(const std::filesystem::path& bundle);
  void failed(Error error);
  Error at_entry(Error error) const;
  void drop_candidate();
  void serve(std::shared_ptr<Deployment> deployment);
  void retire(Serving old);
  void on_crash(Error why);
  void on_changed(std::set<std::filesystem::path> files);
  enum class SavedMeanwhile { no, yes };
  SavedMeanwhile watch(const std::vector<std::filesystem::path>& inputs);
  void on_unwatched(const std::filesystem::path& folder, const char* why);
  bool remember(const std::filesystem::path& file);
  Result<LoadHead> load_head(const std::filesystem::path& bundle) const;
  void send(Serving& to, std::shared_ptr<Invocation> invocation);
  void send_waiting();
  void send_clock(Runner& runner) const;
  std::string relative(const std::filesystem::path& file) const;

  const Deps deps_;
  const std::size_t index_;
  const project::ModuleSource source_;
  const ModuleSettings settings_;
  std::optional<std::chrono::milliseconds> clock_shift_;
  BuildFolder builds_;
  Bundler bundler_;
  FileWatcher watcher_;
  RestartPolicy restarts_;
  base::Timer restart_timer_;
  WaitingInvocations waiting_;  // while the current runner is being replaced, or may have to be
  base::Timer load_timer_;
  std::optional<Serving> current_;  // its runner is null while it is being replaced
  std::unique_ptr<Runner> candidate_;
  std::filesystem::path candidate_bundle_;
  std::vector<Serving> leaving_;
  Why why_ = Why::first;
  bool building_ = false;
  std::chrono::steady_clock::time_point began_;
  std::filesystem::file_time_type build_began_;  // by the clock that files are stamped with
  bool told_of_watching_ = false;
  std::string changed_file_;
  std::uint64_t generation_ = 0;
  bool settled_ = false;
  std::optional<base::UnixMillis> serving_since_;
  std::unordered_map<std::string, std::size_t> contents_;  // hashes of the watched files
  std::vector<std::filesystem::path> inputs_;
};

}  // namespace convotic::emulator
