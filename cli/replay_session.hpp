#pragma once

#include "cli/context.hpp"
#include "cli/local_modules.hpp"
#include "cli/replay_options.hpp"
#include "cli/replay_targets/chosen_targets.hpp"
#include "replay/execution.hpp"
#include "replay/plan.hpp"
#include "replay/report/concealment.hpp"
#include "replay/update.hpp"

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

namespace convotic::cli {

// One `convotic replay`, step by step: what to send, where to, the sending, the report.
class ReplaySession {
public:
  ReplaySession(const ReplayOptions& options, ReplayOrder order, Context& context, std::stop_token stop);

  Result<base::ExitCode> run();

private:
  Result<LocalModules> find_modules() const;
  Result<replay::Capture> received_capture(const LocalModules& local) const;
  Result<std::vector<replay::Capture>> find_captures(const LocalModules& local) const;
  Result<replay::Plan> make_plan(const LocalModules& local, std::vector<replay::Capture> captures,
                                 ChosenTargets& targets);
  Result<replay::Plan> plan_handshakes(const LocalModules& local, const ChosenTargets& targets,
                                       const webhook::SchemeTable& schemes);
  Result<replay::Run> send(const replay::Plan& plan, ChosenTargets& targets, const replay::ReplayTime& time);
  Result<void> update(replay::Plan& plan, replay::Run& run, ChosenTargets& targets);
  Result<bool> may_write(const std::vector<replay::Update>& updates, const replay::Concealment& concealment);
  Result<void> report(const replay::Plan& plan, const replay::Run& run, ChosenTargets& targets);
  Result<webhook::Secret> secret(const std::string& reference, const std::filesystem::path& file,
                                 const LocalModules& local) const;

  const ReplayOptions& options_;
  const ReplayOrder order_;
  Context& context_;
  const std::stop_token stop_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  const base::UnixMillis at_;
  replay::Seed seed_;
};

}  // namespace convotic::cli
