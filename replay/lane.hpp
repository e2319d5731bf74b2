#pragma once

#include "replay/execution.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

// The inside of an execution; for execution.cpp and its tests.
namespace convotic::replay {

// When the next delivery may leave. Safe from any thread.
class Pace {
public:
  explicit Pace(std::optional<double> rate);
  bool is_limited() const { return interval_ != std::chrono::steady_clock::duration::zero(); }
  // The moment at which it may. Each call is one delivery's.
  std::chrono::steady_clock::time_point next();

private:
  const std::chrono::steady_clock::duration interval_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point next_;  // guarded by mutex_
};

// A trial that has been sent.
struct Sent {
  std::uint32_t trial = 0;
  std::vector<Exchange> exchanges;
  base::UnixMillis at = 0;  // what the clock of the module showed
};

// Sends trials to one target, several at once, and collects what becomes of them. Lives on one thread.
class Lane {
public:
  struct Surroundings {
    const Plan& plan;
    const base::Clock& clock;
    base::Random& random;
    Pace& pace;
    Progress& progress;
    std::stop_token stop;
  };

  Lane(Target& target, Surroundings around);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // Makes the state what `seed` says, where it is not.
  Result<void> ensure_state(const Seed& seed);
  Result<void> ensure_shift(std::chrono::milliseconds shift);

  // Sends these trials, up to `at_once` deliveries at a time, and waits until all are answered and what the
  // module does afterwards is done. Trials that are cut short by a stop are not among what is returned.
  Result<std::vector<Sent>> send(std::span<const std::uint32_t> trials, std::size_t at_once);

  // Effects that have been made since `send` returned the trial that made them.
  struct Stray {
    std::uint32_t trial = 0;
    Effect effect;
  };
  std::vector<Stray> take_strays() { return std::exchange(strays_, {}); }

private:
  class Mailbox;
  struct Flight;
  Result<void> launch(Flight& flight);
  void wait_for_pace();
  void collect();
  void settle(std::vector<Flight>& flights, const std::vector<std::size_t>& flight_of);

  Target& target_;
  const Surroundings around_;
  std::shared_ptr<Mailbox> mailbox_;
  std::optional<Seed> state_;  // what the state is as seeded; nothing where something has changed it
  std::chrono::milliseconds shift_{0};
  std::vector<std::uint32_t> trial_of_;  // by delivery, over the target's life
  std::size_t first_ = 0;                // of those deliveries, the first of the trials being sent
  Target::Settled settled_;              // what is collected, of the trials being sent
  std::vector<Stray> strays_;
};

}  // namespace convotic::replay
