#pragma once

#include "core/base/clock.hpp"
#include "core/base/event_loop.hpp"
#include "core/project/installation.hpp"
#include "core/project/module_source.hpp"
#include "emulator/dispatcher.hpp"
#include "emulator/events.hpp"
#include "emulator/invocation.hpp"
#include "emulator/module_host.hpp"
#include "emulator/request_backlog.hpp"
#include "emulator/routing_table.hpp"
#include "emulator/runner.hpp"
#include "emulator/store/store.hpp"

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace convotic::emulator {

struct SupervisorOptions {
  RunnerOptions runner;
  project::Installation installation;
  ModuleSettings module;
  std::chrono::milliseconds request_timeout{30'000};
  enum class Spare { none, keep } spare = Spare::keep;        // a runner that waits for the next reload
  enum class Journal { none, keep } journal = Journal::keep;  // of requests and log lines
};

// How the first load of each module went.
struct StartReport {
  struct Failure {
    project::ModuleSource source;
    Error error;
  };
  std::vector<Failure> failures;
};

// Owns the loop thread and all that lives on it: runners, modules, the store, the journal.
class Supervisor final : private RunnerListener, private ModuleSurroundings {
public:
  Supervisor(SupervisorOptions options, std::vector<project::ModuleSource> modules, EventSink& events,
             const base::Clock& clock);
  // Ends every runner, answers what is in progress and joins the thread.
  ~Supervisor() override;
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // Hands over the store. Before the first request.
  void use(std::unique_ptr<Store> store);

  // Waits until every module has been loaded or has failed once.
  StartReport wait_until_settled();

  // The rest is safe from any thread.

  // Ends that wait early.
  void stop_waiting();
  std::shared_ptr<const RoutingTable> routes() const { return std::atomic_load(&routes_); }
  // Runs it; `invocation->done` is released when there is an answer, in time at the latest.
  void submit(std::shared_ptr<Invocation> invocation);
  // Puts a request into the journal, soon.
  void record(RequestRecord record);
  // Calls `done`, on the loop's thread, once modules are through with requests that are answered
  // (Dispatcher::settle).
  void settle(std::function<void(Settled)> done);
  // Empties the state and plants a seed, once modules have settled; requests before `first` then have no say
  // any more. Waits for it. Fails as Store::reset does.
  Result<void> reset(std::uint64_t first, std::string file, std::string seed);
  // Moves the clock of every module, for the requests submitted after it.
  void shift_clock(std::chrono::milliseconds shift);
  // Answers everything in progress with 500 and everything to come; for a server that is about to stop.
  void answer_all();

private:
  void run_submitted();
  void flush_journal();
  ModuleHost* host_of(const Runner& runner);

  void runner_loaded(Runner& runner, LoadedHead head) override;
  void runner_load_failed(Runner& runner, Error error) override;
  void runner_frame(Runner& runner, const Frame& frame) override;
  void runner_batch_end(Runner& runner) override;
  void runner_log(Runner& runner, std::uint32_t invocation, LogHead log) override;
  void runner_ended(Runner& runner, Error why) override;

  Result<std::unique_ptr<Runner>> take_runner() override;
  Result<void> publish(std::shared_ptr<const Deployment> deployment) override;
  void module_settled(std::size_t module, std::optional<Error> error) override;
  void module_reloaded(ReloadEvent event) override;
  void module_log(LogEvent event) override;

  void log(Runner& runner, std::uint64_t request, LogEvent event);
  void late_effect(Runner& runner, std::uint64_t request, Effect effect);
  void refill_soon();
  void refill();

  const SupervisorOptions options_;
  EventSink& events_;
  const base::Clock& clock_;
  base::EventLoop loop_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Dispatcher> dispatcher_;
  std::unique_ptr<base::Timer> refill_timer_;
  std::unique_ptr<base::Timer> journal_timer_;
  std::unique_ptr<Runner> spare_;
  std::vector<std::unique_ptr<ModuleHost>> modules_;
  std::vector<StartReport::Failure> failures_;
  std::size_t unsettled_ = 0;
  std::promise<StartReport> settled_;
  std::vector<LogRecord> logs_;  // not in the journal yet

  std::shared_ptr<const RoutingTable> routes_;  // atomic
  std::mutex mutex_;
  std::vector<std::shared_ptr<Invocation>> submitted_;  // guarded by mutex_
  RequestBacklog requests_;                             // guarded by mutex_
  bool closing_ = false;                                // guarded by mutex_
  std::jthread thread_;
};

}  // namespace convotic::emulator
