#include "emulator/module_host.hpp"

#include "core/base/file_system.hpp"
#include "core/project/dotenv.hpp"
#include "emulator/dispatcher.hpp"
#include "emulator/errors.hpp"
#include "emulator/platform_error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::emulator {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

// What a runner that was told to leave gets beyond the time of its last request.
constexpr std::chrono::seconds kLeaveGrace{5};
constexpr const char* kKeepsCrashing = "The module keeps crashing; the log of convotic dev says why";

// Whether a file that nobody asked for yet could be what an import is missing. Editors leave files of many
// other names beside the one they save.
bool may_be_imported(const fs::path& file) {
  static constexpr std::string_view kExtensions[] = {".ts",  ".mts", ".cts",  ".tsx", ".js", ".mjs",
                                                     ".cjs", ".jsx", ".json", ".txt", ".css"};
  return std::find(std::begin(kExtensions), std::end(kExtensions), file.extension().string()) !=
         std::end(kExtensions);
}

// The shortest wait before a module that has crashed and did not load is tried again.
constexpr std::chrono::milliseconds kRetry{250};

}  // namespace

ModuleHost::ModuleHost(const Deps& deps, std::size_t index, project::ModuleSource source,
                       ModuleSettings settings)
    : deps_(deps), index_(index), source_(std::move(source)), settings_(std::move(settings)),
      clock_shift_(settings_.clock_shift), builds_(source_.directory),
      bundler_(deps.loop, deps.esbuild, deps.sdk),
      watcher_(
          deps.loop, [this](std::set<fs::path> files) { on_changed(std::move(files)); },
          [this](const fs::path& folder, const char* why) { on_unwatched(folder, why); }),
      restart_timer_(deps.loop,
                     [this] {
                       why_ = Why::crash;
                       load(current_->bundle);
                     }),
      waiting_(deps.loop), load_timer_(deps.loop, [this] {
        if (candidate_)
          candidate_->kill(Error{&kModuleLoad,
                                 fmt::format("the module did not finish loading within {} s",
                                             settings_.load_timeout.count() / 1000),
                                 "look for a top-level await or a register() that never ends",
                                 {}});
      }) {}

ModuleHost::~ModuleHost() = default;

std::string ModuleHost::name() const {
  return current_ ? current_->deployment->name : source_.directory.filename().string();
}

std::string ModuleHost::relative(const fs::path& file) const {
  return file.lexically_relative(source_.directory).string();
}

void ModuleHost::start() {
  build_began_ = fs::file_time_type::clock::now();
  watch({source_.entry});
  build(Why::first);
}

// ---- building and loading ----

void ModuleHost::build(Why why) {
  why_ = why;
  began_ = Clock::now();
  drop_candidate();
  const auto output = builds_.next();
  if (!output) return failed(output.error());
  building_ = true;
  build_began_ = fs::file_time_type::clock::now();
  bundler_.build(source_, *output, [this](Result<Bundle> bundle) { on_built(std::move(bundle)); });
}

void ModuleHost::on_built(Result<Bundle> bundle) {
  building_ = false;
  if (!bundle) return failed(bundle.error());
  // Some of it may be from before a save and some from after.
  if (watch(bundle->inputs) == SavedMeanwhile::yes) {
    BuildFolder::remove(bundle->file);
    return build(why_);
  }
  load(bundle->file);
}

void ModuleHost::load(const fs::path& bundle) {
  drop_candidate();
  const auto head = load_head(bundle);
  if (!head) return failed(head.error());
  auto runner = deps_.surroundings.take_runner();
  if (!runner) return failed(runner.error());
  candidate_ = std::move(*runner);
  candidate_bundle_ = bundle;
  if (clock_shift_) send_clock(*candidate_);
  candidate_->load(*head);
  load_timer_.start(settings_.load_timeout);
}

Result<LoadHead> ModuleHost::load_head(const fs::path& bundle) const {
  LoadHead head{bundle.string(),  source_.entry.string(), source_.directory.string(), {}, {},
                settings_.strict, settings_.raw_body};
  const base::RealFileSystem files;
  const fs::path dotenv = source_.directory / ".env";
  if (!files.is_file(dotenv)) return head;
  CONVOTIC_TRY_ASSIGN(const std::string text, files.read(dotenv));
  CONVOTIC_TRY_ASSIGN(head.secrets, project::parse_dotenv(".env", text));
  // What is set outside wins, as with every .env loader; the runner looks secrets up there as well.
  std::erase_if(head.secrets,
                [this](const auto& pair) { return settings_.environment.contains(pair.first); });
  head.environment = head.secrets;
  return head;
}

void ModuleHost::on_loaded(Runner& runner, LoadedHead head) {
  if (candidate_.get() != &runner) return;
  load_timer_.stop();
  auto made = make_deployment(std::move(head));
  if (!made) return failed(at_entry(made.error()));
  auto deployment = std::make_shared<Deployment>(std::move(*made));
  deployment->module = index_;
  deployment->generation = ++generation_;
  deployment->entry = source_.entry;
  if (const auto published = deps_.surroundings.publish(deployment); !published)
    return failed(at_entry(published.error()));
  serve(std::move(deployment));
}

void ModuleHost::serve(std::shared_ptr<Deployment> deployment) {
  std::optional<Serving> old = std::move(current_);
  current_ = Serving{std::move(candidate_), std::move(deployment), std::move(candidate_bundle_), nullptr};
  candidate_bundle_.clear();
  if (old) retire(std::move(*old));
  send_waiting();

  serving_since_ = deps_.clock.now();
  if (why_ == Why::change) {
    ReloadEvent event{deps_.clock.now(),
                      name(),
                      changed_file_,
                      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began_),
                      std::nullopt,
                      std::nullopt,
                      current_->deployment->routes.size()};
    deps_.surroundings.module_reloaded(std::move(event));
  }
  if (!std::exchange(settled_, true)) deps_.surroundings.module_settled(index_, std::nullopt);
}

void ModuleHost::drop_candidate() {
  load_timer_.stop();
  if (!candidate_) return;
  if (!current_ || candidate_bundle_ != current_->bundle) BuildFolder::remove(candidate_bundle_);
  candidate_bundle_.clear();
  // We may be within one of its callbacks.
  deps_.loop.post([dropped = std::shared_ptr<Runner>(std::move(candidate_))] {});
}

void ModuleHost::failed(Error error) {
  drop_candidate();
  // esbuild's places are relative to the module's folder; who reports them decides from where they are seen.
  if (error.where) error.where->file = (source_.directory / error.where->file).string();
  // A file that broke the very first build is not among the inputs yet.
  if (error.where && error.kind == &kModuleBuild) inputs_.push_back(error.where->file);
  const bool crashed = current_ && !current_->runner;
  if (!current_ || crashed) answer_waiting("The module cannot be loaded; the log of convotic dev says why");
  // Nobody knows what will mend it: perhaps a file that is not there yet, perhaps npm install.
  inputs_.push_back(source_.directory / "node_modules" / ".package-lock.json");
  if (settings_.watch == ModuleSettings::Watch::yes && !inputs_.empty())
    watcher_.watch(inputs_, FileWatcher::Which::everything);
  if (!std::exchange(settled_, true)) return deps_.surroundings.module_settled(index_, std::move(error));
  // The last good version is started again, and if that is what failed, again and again, less and less often.
  if (crashed)
    restart_timer_.start(why_ == Why::crash ? std::max(kRetry, restarts_.after_crash(Clock::now())) : kRetry);
  ReloadEvent event{deps_.clock.now(),
                    name(),
                    changed_file_,
                    std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began_),
                    std::move(error),
                    crashed ? std::nullopt : serving_since_,
                    0};
  deps_.surroundings.module_reloaded(std::move(event));
}

void ModuleHost::on_load_failed(Runner& runner, Error error) {
  if (candidate_.get() == &runner) failed(at_entry(std::move(error)));
}

// What has no place of its own is at least in this module.
Error ModuleHost::at_entry(Error error) const {
  if (!error.where) error.where = base::SourceSpan{source_.entry.string(), 0, 0, 0, ""};
  return error;
}

// ---- the life of runners ----

bool ModuleHost::owns(const Runner& runner) const {
  return candidate_.get() == &runner || (current_ && current_->runner.get() == &runner) ||
         std::any_of(leaving_.begin(), leaving_.end(),
                     [&](const Serving& old) { return old.runner.get() == &runner; });
}

void ModuleHost::retire(Serving old) {
  if (!old.runner) {
    if (old.bundle != current_->bundle) BuildFolder::remove(old.bundle);
    return;
  }
  Runner* runner = old.runner.get();
  runner->drain();
  old.limit = std::make_unique<base::Timer>(deps_.loop, [runner] {
    runner->kill(Error{&kRunnerStopped, "the replaced runner did not leave", "", {}});
  });
  old.limit->start(settings_.request_timeout + kLeaveGrace);
  leaving_.push_back(std::move(old));
}

void ModuleHost::on_ended(Runner& runner, Error why) {
  if (candidate_.get() == &runner) return failed(std::move(why));
  const auto gone = std::find_if(leaving_.begin(), leaving_.end(),
                                 [&](const Serving& old) { return old.runner.get() == &runner; });
  if (gone != leaving_.end()) {
    deps_.dispatcher.runner_gone(runner, "The module was reloaded and its old version ended early");
    BuildFolder::remove(gone->bundle);
    leaving_.erase(gone);
    return;
  }
  if (current_ && current_->runner.get() == &runner) on_crash(std::move(why));
}

void ModuleHost::on_crash(Error why) {
  const std::chrono::milliseconds delay = restarts_.after_crash(Clock::now());
  LogEvent event{deps_.clock.now(), name(), 0, "error", "convotic", why.message, ""};
  if (why.where)
    event.message +=
        "\n  at " + relative(why.where->file) + fmt::format(":{}:{}", why.where->line, why.where->column);
  if (delay.count() > 0)
    event.message +=
        fmt::format("\n  that was {} times in 10 s; next start in {} ms, or when a file is saved",
                    restarts_.recent(), delay.count());
  // Told before those it held are answered, so that whoever waits for their answers knows why.
  deps_.surroundings.module_log(std::move(event));
  deps_.dispatcher.runner_gone(*current_->runner,
                               "The module's process ended; the log of convotic dev says why");
  current_->runner.reset();
  // A build or load that is under way will serve next anyway.
  if (candidate_ || building_) return;
  why_ = Why::crash;
  began_ = Clock::now();
  if (delay.count() == 0) return load(current_->bundle);
  answer_waiting(kKeepsCrashing);
  restart_timer_.start(delay);
}

// ---- invocations ----

void ModuleHost::send(Serving& to, std::shared_ptr<Invocation> invocation) {
  if (invocation->generation != to.deployment->generation) {
    // Matched against a version that has left: find the same route in this one.
    const auto& routes = to.deployment->routes;
    const auto same = std::find_if(routes.begin(), routes.end(), [&](const Route& route) {
      return route.method + " " + route.pattern.text() == invocation->label;
    });
    if (same == routes.end())
      return Dispatcher::answer(
          *invocation,
          platform_error(404, "NOT_FOUND",
                         fmt::format("{} is gone since the module was reloaded", invocation->label)),
          "the route is gone since a reload");
    // What the old version let in without a key, the new one need not.
    if (same->auth == RegisteredRoute::Auth::api_key && invocation->auth == RegisteredRoute::Auth::open)
      return Dispatcher::answer(*invocation, platform_error(401, "UNAUTHORIZED", "Missing X-API-Key header"),
                                "the route needs a key since a reload");
    invocation->route = same->index;
  }
  deps_.dispatcher.invoke(*to.runner, to.deployment->name, std::move(invocation));
}

void ModuleHost::send_waiting() {
  waiting_.release([this](std::shared_ptr<Invocation> next) { send(*current_, std::move(next)); });
  flush();
}

void ModuleHost::on_responsive(Runner& runner) {
  if (current_ && current_->runner.get() == &runner) send_waiting();
}

void ModuleHost::dispatch(std::shared_ptr<Invocation> invocation) {
  if (current_ && current_->runner && deps_.dispatcher.is_suspect(*current_->runner)) {
    return waiting_.add(std::move(invocation));
  }
  if (current_ && current_->runner) return send(*current_, std::move(invocation));
  if (candidate_ || building_) return waiting_.add(std::move(invocation));
  Dispatcher::answer(*invocation, internal_error(kKeepsCrashing), "the module is down");
}

void ModuleHost::flush() {
  if (current_ && current_->runner) current_->runner->flush();
}

void ModuleHost::shift_clock(std::chrono::milliseconds shift) {
  clock_shift_ = shift;
  if (current_ && current_->runner) send_clock(*current_->runner);
  if (candidate_) send_clock(*candidate_);
}

void ModuleHost::send_clock(Runner& runner) const {
  runner.send({FrameKind::clock, 0, encode_clock(*clock_shift_), {}});
  runner.flush();
}

void ModuleHost::answer_waiting(const std::string& why) {
  waiting_.answer(why);
}

// ---- watching ----

// Whether a file that is watched from now on was saved after the build that read it began. A file that was
// watched before tells of its saves by itself, so what was noted of it stays.
ModuleHost::SavedMeanwhile ModuleHost::watch(const std::vector<fs::path>& inputs) {
  if (settings_.watch == ModuleSettings::Watch::no) return SavedMeanwhile::no;
  inputs_ = inputs;
  // Not in a bundle, and yet they decide what it does.
  for (const char* name : {".env", "package.json", "tsconfig.json"})
    inputs_.push_back(source_.directory / name);
  watcher_.watch(inputs_, FileWatcher::Which::listed);
  SavedMeanwhile saved = SavedMeanwhile::no;
  for (const fs::path& file : inputs_) {
    if (contents_.contains(file.string())) continue;
    remember(file);
    std::error_code missing;
    const auto written = fs::last_write_time(file, missing);
    if (!missing && written > build_began_) saved = SavedMeanwhile::yes;
  }
  return saved;
}

void ModuleHost::on_unwatched(const fs::path& folder, const char* why) {
  if (std::exchange(told_of_watching_, true)) return;
  deps_.surroundings.module_log({deps_.clock.now(), name(), 0, "warn", "convotic",
                                 fmt::format("saves in \"{}\" will not be noticed: {}", folder.string(), why),
                                 ""});
}

// Notes a file's content. Whether it is another than the one noted before.
bool ModuleHost::remember(const fs::path& file) {
  const auto text = base::RealFileSystem().read(file);
  // A missing file is different from every content.
  const std::size_t hash = text ? std::hash<std::string>()(*text) : 0;
  const auto [entry, added] = contents_.try_emplace(file.string(), hash);
  return !added && std::exchange(entry->second, hash) != hash;
}

void ModuleHost::on_changed(std::set<fs::path> files) {
  std::string first;
  for (const fs::path& file : files) {
    const bool known = contents_.contains(file.string());
    std::error_code ignored;
    if (!known && fs::is_directory(file, ignored)) {
      // What is missing may be in it, now or in a moment.
      inputs_.push_back(file / "index.ts");
      watcher_.watch(inputs_, FileWatcher::Which::everything);
      if (first.empty()) first = relative(file);
      continue;
    }
    if (!known && !may_be_imported(file)) continue;
    if ((remember(file) || !known) && first.empty()) first = relative(file);
  }
  if (first.empty()) return;  // touched, not changed
  changed_file_ = first;
  restarts_.forget();
  restart_timer_.stop();
  build(Why::change);
}

}  // namespace convotic::emulator
