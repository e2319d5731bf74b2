#include "emulator/supervisor.hpp"

#include "emulator/errors.hpp"
#include "emulator/platform_error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::emulator {
namespace {

using std::chrono::milliseconds;

// The spare boots when the runner it follows has loaded and answered whoever waited for it: two Node
// processes starting at once slow each other down.
constexpr milliseconds kRefillDelay{40};
// How long the journal of requests may lag behind. Effects do not: they are written with the change itself.
constexpr milliseconds kJournalDelay{100};

}  // namespace

Supervisor::Supervisor(SupervisorOptions options, std::vector<project::ModuleSource> modules,
                       EventSink& events, const base::Clock& clock)
    : options_(std::move(options)), events_(events), clock_(clock), unsettled_(modules.size()),
      routes_(std::make_shared<RoutingTable>()) {
  dispatcher_ = std::make_unique<Dispatcher>(
      loop_, options_.request_timeout,
      Dispatcher::Hooks{[this](Runner& runner, std::uint64_t request, LogEvent event) {
                          log(runner, request, std::move(event));
                        },
                        [this](Runner& runner, std::uint64_t request, Effect effect) {
                          late_effect(runner, request, std::move(effect));
                        },
                        [](Runner& runner, Error why) { runner.kill(std::move(why)); },
                        [this](Runner& runner) {
                          if (ModuleHost* module = host_of(runner)) module->on_responsive(runner);
                        }});
  refill_timer_ = std::make_unique<base::Timer>(loop_, [this] { refill(); });
  journal_timer_ = std::make_unique<base::Timer>(loop_, [this] { flush_journal(); });
  const ModuleHost::Deps deps{
      loop_, clock_, *dispatcher_, *this, options_.installation.esbuild, options_.installation.sdk};
  for (project::ModuleSource& source : modules)
    modules_.push_back(
        std::make_unique<ModuleHost>(deps, modules_.size(), std::move(source), options_.module));
  if (modules_.empty()) settled_.set_value({});
  // Node takes longer to boot than a module to build: the first runner starts before anything else.
  loop_.post([this] {
    if (auto runner = Runner::start(loop_, options_.runner, *this)) spare_ = std::move(*runner);
    for (const auto& module : modules_)
      module->start();
  });
  thread_ = std::jthread([this] { loop_.run(); });
}

Supervisor::~Supervisor() {
  answer_all();
  loop_.post([this] {
    flush_journal();
    modules_.clear();
    spare_.reset();
    journal_timer_.reset();
    refill_timer_.reset();
    dispatcher_.reset();
    store_.reset();
    loop_.stop();
  });
  thread_.join();
}

void Supervisor::use(std::unique_ptr<Store> store) {
  auto shared = std::make_shared<std::unique_ptr<Store>>(std::move(store));
  loop_.post([this, shared] {
    store_ = std::move(*shared);
    dispatcher_->use(*store_);
  });
}

StartReport Supervisor::wait_until_settled() {
  return settled_.get_future().get();
}

void Supervisor::stop_waiting() {
  loop_.post([this] {
    if (std::exchange(unsettled_, 0) > 0) settled_.set_value({std::move(failures_)});
  });
}

// ---- requests ----

void Supervisor::submit(std::shared_ptr<Invocation> invocation) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (closing_)
      return Dispatcher::answer(*invocation, internal_error("The server is stopping"), "stopping");
    first = submitted_.empty();
    submitted_.push_back(std::move(invocation));
  }
  // One wake-up serves all that come before the loop gets to it.
  if (first) loop_.post([this] { run_submitted(); });
}

void Supervisor::run_submitted() {
  std::vector<std::shared_ptr<Invocation>> batch;
  {
    const std::lock_guard lock(mutex_);
    batch.swap(submitted_);
  }
  for (auto& invocation : batch) {
    ModuleHost& module = *modules_[invocation->module];
    module.dispatch(std::move(invocation));
  }
  for (const auto& module : modules_)
    module->flush();
}

void Supervisor::answer_all() {
  std::promise<void> done;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(closing_, true)) return;
  }
  loop_.post([this, &done] {
    run_submitted();
    dispatcher_->answer_all("The server is stopping");
    for (const auto& module : modules_)
      module->answer_waiting("The server is stopping");
    done.set_value();
  });
  done.get_future().wait();
}

void Supervisor::settle(std::function<void(Settled)> done) {
  loop_.post([this, done = std::move(done)] {
    if (dispatcher_) return dispatcher_->settle(done);
    done(Settled::quiet);
  });
}

Result<void> Supervisor::reset(std::uint64_t first, std::string file, std::string seed) {
  std::promise<Result<void>> promise;
  settle([this, first, &file, &seed, &promise](Settled) {
    dispatcher_->abandon_before(first);
    promise.set_value(store_->reset(std::move(file), std::move(seed)));
  });
  return promise.get_future().get();
}

void Supervisor::shift_clock(std::chrono::milliseconds shift) {
  loop_.post([this, shift] {
    for (const auto& module : modules_)
      module->shift_clock(shift);
  });
}

void Supervisor::record(RequestRecord record) {
  if (options_.journal == SupervisorOptions::Journal::none) return;
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = requests_.empty();
    requests_.add(std::move(record));
  }
  if (first)
    loop_.post([this] {
      if (journal_timer_ && !journal_timer_->running()) journal_timer_->start(kJournalDelay);
    });
}

void Supervisor::flush_journal() {
  std::vector<RequestRecord> requests;
  {
    const std::lock_guard lock(mutex_);
    requests = requests_.take();
  }
  std::vector<LogRecord> logs;
  logs.swap(logs_);
  if (!store_ || (requests.empty() && logs.empty())) return;
  if (const auto written = store_->record(requests, logs); !written)
    events_.on_log({clock_.now(), "", 0, "error", "convotic",
                    "the journal was not written: " + written.error().message, ""});
}

// ---- runners ----

ModuleHost* Supervisor::host_of(const Runner& runner) {
  const auto found = std::find_if(modules_.begin(), modules_.end(),
                                  [&](const auto& module) { return module->owns(runner); });
  return found == modules_.end() ? nullptr : found->get();
}

Result<std::unique_ptr<Runner>> Supervisor::take_runner() {
  if (spare_) return std::move(spare_);
  return Runner::start(loop_, options_.runner, *this);
}

void Supervisor::late_effect(Runner& runner, std::uint64_t request, Effect effect) {
  const ModuleHost* module = host_of(runner);
  events_.on_late_effect(
      {clock_.now(), request, module == nullptr ? std::string() : module->name(), std::move(effect)});
}

void Supervisor::refill_soon() {
  if (options_.spare == SupervisorOptions::Spare::keep) refill_timer_->start(kRefillDelay);
}

void Supervisor::refill() {
  // Nothing waits for a spare; one that cannot start will say so when it is needed.
  if (spare_) return;
  if (auto runner = Runner::start(loop_, options_.runner, *this)) spare_ = std::move(*runner);
}

void Supervisor::runner_loaded(Runner& runner, LoadedHead head) {
  refill_soon();
  if (ModuleHost* module = host_of(runner)) module->on_loaded(runner, std::move(head));
}

void Supervisor::runner_load_failed(Runner& runner, Error error) {
  refill_soon();
  if (ModuleHost* module = host_of(runner)) module->on_load_failed(runner, std::move(error));
}

void Supervisor::runner_frame(Runner& runner, const Frame& frame) {
  dispatcher_->frame(runner, frame);
}

void Supervisor::runner_batch_end(Runner& runner) {
  dispatcher_->batch_end(runner);
}

void Supervisor::runner_log(Runner& runner, std::uint32_t invocation, LogHead head) {
  LogEvent event;
  event.level = std::move(head.level);
  event.source = std::move(head.source);
  event.message = std::move(head.message);
  event.fields = std::move(head.fields);
  log(runner, dispatcher_->request_of(runner, invocation), std::move(event));
}

void Supervisor::runner_ended(Runner& runner, Error why) {
  if (ModuleHost* module = host_of(runner)) return module->on_ended(runner, std::move(why));
  dispatcher_->runner_gone(runner, "The runner is gone");
  if (spare_.get() == &runner) spare_.reset();
}

void Supervisor::log(Runner& runner, std::uint64_t request, LogEvent event) {
  const ModuleHost* module = host_of(runner);
  event.module = module == nullptr ? std::string() : module->name();
  event.request = request;
  module_log(std::move(event));
}

// ---- modules ----

Result<void> Supervisor::publish(std::shared_ptr<const Deployment> deployment) {
  const auto before = std::atomic_load(&routes_);
  std::vector<std::shared_ptr<const Deployment>> modules;
  for (const auto& other : before->modules()) {
    if (other->module == deployment->module) continue;
    if (other->name == deployment->name)
      return base::fail(kModuleName,
                        fmt::format("two modules are called \"{}\": \"{}\" and \"{}\"", other->name,
                                    other->entry.string(), deployment->entry.string()),
                        "give one of them another name");
    modules.push_back(other);
  }
  modules.push_back(std::move(deployment));
  std::sort(modules.begin(), modules.end(),
            [](const auto& a, const auto& b) { return a->module < b->module; });
  std::atomic_store(&routes_,
                    std::shared_ptr<const RoutingTable>(std::make_shared<RoutingTable>(std::move(modules))));
  return {};
}

void Supervisor::module_settled(std::size_t module, std::optional<Error> error) {
  if (unsettled_ == 0) return;  // nobody waits any more
  if (error) failures_.push_back({modules_[module]->source(), std::move(*error)});
  if (--unsettled_ == 0) settled_.set_value({std::move(failures_)});
}

void Supervisor::module_reloaded(ReloadEvent event) {
  events_.on_reload(event);
}

void Supervisor::module_log(LogEvent event) {
  event.at = clock_.now();
  if (options_.journal == SupervisorOptions::Journal::keep) {
    logs_.push_back({event.at, event.request, event.module, event.level, event.message});
    if (!journal_timer_->running()) journal_timer_->start(kJournalDelay);
  }
  events_.on_log(event);
}

}  // namespace convotic::emulator
