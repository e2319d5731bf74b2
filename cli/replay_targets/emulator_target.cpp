#include "cli/replay_targets/emulator_target.hpp"

#include "cli/errors.hpp"
#include "core/http/request_framing.hpp"
#include "emulator/emulator.hpp"
#include "replay/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace convotic::cli {
namespace {

constexpr const char* kHost = "localhost";
constexpr std::size_t kLogLines = 1000;

replay::Effect told(emulator::Effect effect) {
  return {std::move(effect.call), std::move(effect.target), std::move(effect.arguments)};
}

std::string line_of(const emulator::LogEvent& event) {
  std::string line = event.level + ": " + event.message;
  if (!event.fields.empty()) line += " " + event.fields;
  return line;
}

}  // namespace

// What the emulator says goes to the deliveries it belongs to: by the request, or, where it is said outside
// of one (a process that ends, what is printed to stderr), to all that are under way.
class EmulatorTarget::Impl final : private emulator::EventSink {
public:
  explicit Impl(std::size_t capacity) : capacity_(capacity) {}

  Result<void> start(const LocalModules& local, Context& context, const EmulatorTargetOptions& options) {
    emulator::EmulatorOptions emulator;
    emulator.modules = sources_ = local.modules;
    CONVOTIC_TRY_ASSIGN(emulator.supervisor, supervisor_options(local, options.run, context));
    emulator.supervisor.spare = emulator::SupervisorOptions::Spare::none;
    emulator.supervisor.journal = emulator::SupervisorOptions::Journal::none;
    if (options.clock == EmulatorTargetOptions::Clock::movable)
      emulator.supervisor.module.clock_shift = std::chrono::milliseconds(0);
    emulator.api_key = kReplayKey;
    emulator.rate_limit = 0;
    emulator.stop = options.stop;
    CONVOTIC_TRY_ASSIGN(emulator_,
                        emulator::Emulator::start(std::move(emulator), *this, context.clock, context.random));
    const auto failures = arranged(emulator_->failures(), local, context);
    if (!failures.empty()) return base::Unexpected(failures.front().error);
    return {};
  }

  ~Impl() override {
    closing_ = true;
    emulator_.reset();  // while all that it tells still has a place to go
  }

  std::size_t capacity() const { return capacity_; }

  std::vector<Module> modules() const {
    std::vector<Module> out;
    for (const auto& module : emulator_->routes()->modules())
      for (const project::ModuleSource& source : sources_)
        if (source.entry == module->entry) out.push_back({module->name, source.directory});
    return out;
  }

  // The module that a delivery is for.
  Result<std::string> module_of(const replay::Delivery& delivery) const {
    if (!delivery.module.empty()) return delivery.module;
    const auto routes = emulator_->routes();
    const auto& modules = routes->modules();
    if (modules.size() == 1) return modules.front()->name;
    std::vector<std::string> names;
    for (const auto& module : modules)
      names.push_back(module->name);
    return base::fail(kUsage, "the request names no module, and there are several",
                      fmt::format("name one of {}", fmt::join(names, ", ")));
  }

  Result<void> reset(const std::string& seed_file, const std::string& seed) {
    CONVOTIC_TRY(emulator_->reset(seed_file, seed));
    const std::lock_guard lock(mutex_);
    said_.clear();
    return {};
  }

  void shift_clock(std::chrono::milliseconds shift) { emulator_->shift_clock(shift); }

  void deliver(replay::Delivery delivery, std::function<void(Result<replay::Answer>)> done) {
    const std::uint64_t number = delivered_++;
    auto module = module_of(delivery);
    if (!module) return done(base::Unexpected(std::move(module).error()));
    std::uint64_t heard = 0;
    {
      const std::lock_guard lock(mutex_);
      note_number(emulator_->next_request(), number);
      heard = heard_;
    }
    const http::RequestHead head = head_of(*module, delivery);
    emulator_->deliver(head, std::move(delivery.body),
                       [this, heard, done = std::move(done)](emulator::Delivered delivered) {
                         if (closing_)
                           return done(base::fail(replay::kNoAnswer, "the emulator was ended meanwhile"));
                         done(answer(std::move(delivered), heard));
                       });
  }

  Settled settle() {
    const bool busy = emulator_->settle() == emulator::Settled::busy;
    const std::lock_guard lock(mutex_);
    said_.clear();  // for requests that were answered before it was said
    return {std::exchange(late_, {}), busy ? Settled::Rest::unknown : Settled::Rest::over};
  }

private:
  // Requests are numbered as deliveries are, less those that never became a request.
  void note_number(std::uint64_t request, std::uint64_t number) {
    if (numbers_.empty() || number - numbers_.back().number != request - numbers_.back().request)
      numbers_.push_back({request, number});
  }
  std::uint64_t number_of(std::uint64_t request) const {
    const auto after = std::upper_bound(numbers_.begin(), numbers_.end(), request,
                                        [](std::uint64_t one, const Run& run) { return one < run.request; });
    const Run& run = *std::prev(after);
    return run.number + (request - run.request);
  }

  http::RequestHead head_of(const std::string& module, replay::Delivery& delivery) const {
    http::RequestHead head;
    head.method = std::move(delivery.method);
    head.target = "/v1/modules/" + module + delivery.path;
    head.headers = http::framed_headers(delivery.headers, head.method, delivery.body.size());
    const bool own_key = delivery.key == replay::Delivery::Key::of_target;
    bool has_host = false, has_key = !own_key;
    for (http::Header& header : head.headers) {
      has_host |= http::same_name(header.name, "host");
      if (!own_key || !http::same_name(header.name, "x-api-key")) continue;
      header.value = kReplayKey;
      has_key = true;
    }
    if (!has_host) head.headers.insert(head.headers.begin(), {"Host", kHost});
    if (!has_key && wants_key(module, head)) head.headers.push_back({"X-API-Key", kReplayKey});
    return head;
  }

  bool wants_key(const std::string& name, const http::RequestHead& head) const {
    const auto module = emulator_->routes()->module(name);
    if (!module) return false;
    const std::string_view path = head.path();
    const auto match = emulator::RoutingTable::match(
        module, head.method, path.substr(std::string_view("/v1/modules/").size() + name.size()));
    return match && match->route->auth == emulator::RegisteredRoute::Auth::api_key;
  }

  replay::Answer answer(emulator::Delivered delivered, std::uint64_t heard) {
    replay::Answer answer;
    answer.response = std::move(delivered.response);
    answer.took = delivered.event.duration;
    answer.note = std::move(delivered.event.note);
    auto& effects = answer.effects.emplace();
    for (emulator::Effect& effect : delivered.event.effects)
      effects.push_back(told(std::move(effect)));
    const std::lock_guard lock(mutex_);
    // What was said outside of requests since it was sent, then what was said within.
    const std::uint64_t kept_from = heard_ - general_.size();
    for (std::uint64_t i = std::max(heard, kept_from); i < heard_; ++i)
      answer.log.push_back(general_[i - kept_from]);
    if (auto said = said_.extract(delivered.event.id))
      std::move(said.mapped().begin(), said.mapped().end(), std::back_inserter(answer.log));
    return answer;
  }

  void on_request(const emulator::RequestEvent&) override {}
  void on_reload(const emulator::ReloadEvent&) override {}
  void on_late_effect(const emulator::LateEffectEvent& event) override {
    const std::lock_guard lock(mutex_);
    if (event.request != 0) late_.push_back({number_of(event.request), told(event.effect)});
  }
  void on_log(const emulator::LogEvent& event) override {
    if (event.level != "warn" && event.level != "error") return;
    const std::lock_guard lock(mutex_);
    if (event.request != 0) {
      said_[event.request].push_back(line_of(event));
      return;
    }
    general_.push_back(line_of(event));
    ++heard_;
    if (general_.size() > kLogLines) general_.pop_front();
  }

  struct Run {
    std::uint64_t request, number;  // of its first
  };

  const std::size_t capacity_;
  std::vector<project::ModuleSource> sources_;
  std::uint64_t delivered_ = 0;
  std::atomic<bool> closing_ = false;

  std::mutex mutex_;  // guards the rest
  std::vector<Late> late_;
  std::vector<Run> numbers_;
  std::unordered_map<std::uint64_t, std::vector<std::string>> said_;  // by request
  std::deque<std::string> general_;                                   // said outside of requests, the latest
  std::uint64_t heard_ = 0;                                           // how many there were of them

  std::unique_ptr<emulator::Emulator> emulator_;
};

EmulatorTarget::EmulatorTarget(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EmulatorTarget::~EmulatorTarget() = default;

Result<std::unique_ptr<EmulatorTarget>> EmulatorTarget::start(const LocalModules& local, Context& context,
                                                              const EmulatorTargetOptions& options) {
  auto impl = std::make_unique<Impl>(options.capacity);
  CONVOTIC_TRY(impl->start(local, context, options));
  return std::unique_ptr<EmulatorTarget>(new EmulatorTarget(std::move(impl)));
}

std::vector<EmulatorTarget::Module> EmulatorTarget::modules() const {
  return impl_->modules();
}

std::size_t EmulatorTarget::capacity() const {
  return impl_->capacity();
}

std::string EmulatorTarget::url_of(const replay::Delivery& delivery) const {
  const auto module = impl_->module_of(delivery);
  return fmt::format("http://{}/v1/modules/{}{}", kHost, module ? *module : std::string("?"), delivery.path);
}

Result<void> EmulatorTarget::reset(const std::string& seed_file, const std::string& seed) {
  return impl_->reset(seed_file, seed);
}

Result<void> EmulatorTarget::shift_clock(std::chrono::milliseconds shift) {
  impl_->shift_clock(shift);
  return {};
}

void EmulatorTarget::deliver(replay::Delivery delivery, std::function<void(Result<replay::Answer>)> done) {
  impl_->deliver(std::move(delivery), std::move(done));
}

replay::Target::Settled EmulatorTarget::settle() {
  return impl_->settle();
}

}  // namespace convotic::cli
