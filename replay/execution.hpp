#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "replay/judgement.hpp"
#include "replay/plan.hpp"
#include "replay/replay_time.hpp"
#include "replay/target.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace convotic::replay {

struct ExecutionOptions {
  // Whether the state is emptied and seeded before every trial. With one that is not ours it never is.
  enum class State { reset, keep } state = State::reset;
  std::size_t jobs = 1;                  // deliveries under way at once, where the state is kept
  std::size_t repeat = 1;                // how often everything is sent
  std::optional<std::uint64_t> shuffle;  // in an order that this number decides
  std::optional<double> rate;            // at most so many deliveries a second
  ReplayTime time;
  Seed seed;  // what the state holds at first, where it is kept
};

// How far it is. Written while it runs, for who looks on.
struct Progress {
  std::atomic<std::size_t> total{0};  // deliveries
  std::atomic<std::size_t> done{0};
  std::atomic<std::size_t> failed{0};  // trials
};

// What became of a trial, over all its repetitions: the worst of them, in full.
struct Row {
  std::size_t runs = 0;
  std::size_t failed = 0;
  Judgement judgement;
  std::vector<Exchange> exchanges;
  base::UnixMillis at = 0;               // what the module's clock showed
  std::chrono::microseconds slowest{0};  // answer of any repetition
};

struct Run {
  std::vector<Row> rows;  // one for each trial of the plan
  std::size_t deliveries = 0;
  std::chrono::microseconds took{0};
  enum class End { complete, interrupted } end = End::complete;
};

// Sends everything in a plan. Each target has a thread of its own; several are used only where the state is
// reset. When `stop` is requested nothing more is sent, and what is not answered within a second is left out.
// Fails where a target cannot be reset or its clock not be moved, and as compose does.
class Execution {
public:
  Execution(const Plan& plan, ExecutionOptions options, const base::Clock& clock, base::Random& random);

  Result<Run> run(const std::vector<Target*>& targets, Progress& progress, std::stop_token stop);

private:
  const Plan& plan_;
  const ExecutionOptions options_;
  const base::Clock& clock_;
  base::Random& random_;
};

// The order in which the trials are sent: indices into the plan's, `repeat` times over.
std::vector<std::uint32_t> sending_order(const Plan& plan, const ExecutionOptions& options);

}  // namespace convotic::replay
