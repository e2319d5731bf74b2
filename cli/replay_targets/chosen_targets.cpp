#include "cli/replay_targets/chosen_targets.hpp"

#include "cli/replay_targets/emulator_target.hpp"
#include "cli/replay_targets/live_target.hpp"
#include "cli/replay_targets/url_target.hpp"

#include <future>

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

EmulatorTargetOptions emulator_options(const TargetOptions& options) {
  EmulatorTargetOptions out;
  out.run.timeout = options.timeout;
  out.capacity = options.at_once;
  if (options.clock == TargetOptions::Clock::movable) out.clock = EmulatorTargetOptions::Clock::movable;
  out.stop = options.stop;
  return out;
}

bool is_below(const fs::path& file, const fs::path& folder) {
  const fs::path relative = file.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

ChosenTargets::ChosenTargets(LocalModules local, Context& context, TargetOptions options)
    : local_(std::move(local)), context_(&context), options_(std::move(options)) {}

Result<ChosenTargets> ChosenTargets::start(LocalModules local, Context& context, TargetOptions options) {
  ChosenTargets out(std::move(local), context, std::move(options));
  CONVOTIC_TRY(out.start_first());
  return out;
}

Result<void> ChosenTargets::start_first() {
  if (options_.kind == TargetOptions::Kind::emulator) {
    CONVOTIC_TRY_ASSIGN(auto target, EmulatorTarget::start(local_, *context_, emulator_options(options_)));
    for (EmulatorTarget::Module& module : target->modules())
      modules_.push_back({std::move(module.name), std::move(module.folder)});
    api_key_ = kReplayKey;
    targets_.push_back(std::move(target));
    return {};
  }
  if (options_.kind == TargetOptions::Kind::live) {
    LiveTargetOptions live{.connections = options_.at_once};
    if (options_.timeout) live.timeout = *options_.timeout;
    CONVOTIC_TRY_ASSIGN(auto target, LiveTarget::find(local_, *context_, live));
    for (const DevSession::Module& module : target->session().modules)
      modules_.push_back({module.name, module.folder});
    api_key_ = target->session().api_key;
    shown_ = target->session().url;
    targets_.push_back(std::move(target));
    return {};
  }
  UrlTargetOptions url{.connections = options_.at_once};
  if (options_.timeout) url.timeout = *options_.timeout;
  CONVOTIC_TRY_ASSIGN(auto target, UrlTarget::connect(options_.url, url));
  shown_ = options_.url;
  api_key_ = context_->variable("CONVOTIC_API_KEY");
  targets_.push_back(std::move(target));
  return {};
}

Result<std::unique_ptr<replay::Target>> ChosenTargets::another() const {
  CONVOTIC_TRY_ASSIGN(auto target, EmulatorTarget::start(local_, *context_, emulator_options(options_)));
  return Result<std::unique_ptr<replay::Target>>(std::move(target));
}

Result<std::vector<replay::Target*>> ChosenTargets::several(std::size_t count) {
  std::vector<replay::Target*> out;
  if (first().state() == replay::Target::State::foreign) return std::vector<replay::Target*>{&first()};
  std::vector<std::future<Result<std::unique_ptr<replay::Target>>>> starting;
  for (std::size_t have = targets_.size(); have < count; ++have)
    starting.push_back(std::async(std::launch::async, [this] { return another(); }));
  for (auto& next : starting) {
    CONVOTIC_TRY_ASSIGN(auto target, next.get());
    targets_.push_back(std::move(target));
  }
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(targets_[i].get());
  return out;
}

std::string ChosenTargets::module_of(const fs::path& file) const {
  if (modules_.size() == 1) return modules_.front().name;
  const Module* deepest = nullptr;
  for (const Module& module : modules_)
    if (is_below(file, module.folder) && (deepest == nullptr || is_below(module.folder, deepest->folder)))
      deepest = &module;
  return deepest == nullptr ? std::string() : deepest->name;
}

}  // namespace convotic::cli
