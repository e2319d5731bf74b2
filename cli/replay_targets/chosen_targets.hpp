#pragma once

#include "cli/context.hpp"
#include "cli/local_modules.hpp"
#include "replay/target.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace convotic::cli {

struct TargetOptions {
  enum class Kind { emulator, live, url } kind = Kind::emulator;
  std::string url;                                   // of `url`
  std::size_t at_once = 1;                           // deliveries under way on one target
  std::optional<std::chrono::milliseconds> timeout;  // for an answer
  enum class Clock { real, movable } clock = Clock::real;
  std::stop_token stop;  // ends the start of an emulator
};

// What `convotic replay` sends to, as its flags have it. One at first; more of them where each may have a
// state of its own.
class ChosenTargets {
public:
  // Fails as EmulatorTarget::start, LiveTarget::find and UrlTarget::connect do. `context` must outlive it.
  static Result<ChosenTargets> start(LocalModules local, Context& context, TargetOptions options);

  // `count` of them, or the only one where the state is not ours. Those that are missing are started side by
  // side.
  Result<std::vector<replay::Target*>> several(std::size_t count);
  replay::Target& first() { return *targets_.front(); }

  // "emulator", or the address.
  const std::string& shown() const { return shown_; }
  // What keyed routes take; empty where that is unknown.
  const std::string& api_key() const { return api_key_; }
  // The module in whose folder a file lies, or the only one there is. Empty where that cannot be told.
  std::string module_of(const std::filesystem::path& file) const;

private:
  struct Module {
    std::string name;
    std::filesystem::path folder;
  };

  ChosenTargets(LocalModules local, Context& context, TargetOptions options);
  Result<void> start_first();
  Result<std::unique_ptr<replay::Target>> another() const;  // emulator

  LocalModules local_;
  Context* context_;
  TargetOptions options_;
  std::vector<std::unique_ptr<replay::Target>> targets_;
  std::vector<Module> modules_;
  std::string shown_ = "emulator";
  std::string api_key_;
};

}  // namespace convotic::cli
