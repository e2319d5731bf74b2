#pragma once

#include "cli/context.hpp"
#include "cli/dev_session.hpp"
#include "cli/local_modules.hpp"
#include "replay/target.hpp"

#include <chrono>
#include <memory>

namespace convotic::cli {

struct LiveTargetOptions {
  std::size_t connections = 1;  // each with a thread of its own
  std::chrono::milliseconds timeout{60'000};
};

// The `convotic dev` that runs for a project, over HTTP. It tells effects, which it reads from the state that
// `convotic dev` writes; that state and the clock are not ours to change.
class LiveTarget final : public replay::Target {
public:
  // Fails with kNotRunning where no `convotic dev` runs for the project, nor one in a folder above that runs
  // the first of its modules beside others.
  static Result<std::unique_ptr<LiveTarget>> find(const LocalModules& local, Context& context,
                                                  const LiveTargetOptions& options);
  ~LiveTarget() override;

  // The one that was found.
  const DevSession& session() const;

  std::size_t capacity() const override;
  std::size_t queue() const override { return capacity(); }
  std::string url_of(const replay::Delivery& delivery) const override;
  Result<void> reset(const std::string& seed_file, const std::string& seed) override;
  State state() const override { return State::foreign; }
  Result<void> shift_clock(std::chrono::milliseconds shift) override;
  void deliver(replay::Delivery delivery, std::function<void(Result<replay::Answer>)> done) override;
  Settled settle() override;

private:
  class Impl;
  explicit LiveTarget(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace convotic::cli
