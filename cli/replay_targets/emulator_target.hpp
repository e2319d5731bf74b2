#pragma once

#include "cli/context.hpp"
#include "cli/local_modules.hpp"
#include "replay/target.hpp"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace convotic::cli {

// The key of every such emulator. Nobody outside of this process can reach one, so it is no secret.
inline constexpr const char* kReplayKey = "cvtk_live_replay";

struct EmulatorTargetOptions {
  RunSettings run;
  std::size_t capacity = 16;  // deliveries under way at once
  // Whether modules are loaded with a clock that `shift_clock` moves. It moves the other one as well, but not
  // for a module that has kept a reference to Date or Date.now while it was loaded.
  enum class Clock { real, movable } clock = Clock::real;
  std::stop_token stop;  // ends the wait for modules that are still loading
};

// An emulator of its own, in this process: no port, no file, state in memory. Several may live side by side.
//
// A delivery reaches the module with the headers it has, Host included; X-API-Key becomes the emulator's key,
// and is added where the route wants one. Ids that the state makes depend on nothing but what was made before
// them since the last `reset`, so that expectations can name them.
class EmulatorTarget final : public replay::Target {
public:
  // Boots it and loads every module. Fails with the first error of a module that does not load, kNodeMissing
  // or kIo. `context` must outlive the target.
  static Result<std::unique_ptr<EmulatorTarget>> start(const LocalModules& local, Context& context,
                                                       const EmulatorTargetOptions& options);
  ~EmulatorTarget() override;

  // The modules that it runs: their names, and the folders they lie in.
  struct Module {
    std::string name;
    std::filesystem::path folder;
  };
  std::vector<Module> modules() const;

  std::size_t capacity() const override;
  std::string url_of(const replay::Delivery& delivery) const override;
  Result<void> reset(const std::string& seed_file, const std::string& seed) override;
  State state() const override { return State::ours; }
  Result<void> shift_clock(std::chrono::milliseconds shift) override;
  void deliver(replay::Delivery delivery, std::function<void(Result<replay::Answer>)> done) override;
  Settled settle() override;

private:
  class Impl;
  explicit EmulatorTarget(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace convotic::cli
