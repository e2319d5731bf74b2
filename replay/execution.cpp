#include "replay/execution.hpp"

#include "replay/lane.hpp"

#include <algorithm>
#include <mutex>
#include <thread>

namespace convotic::replay {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Trials after which a target is let settle where the state is kept, so that no more than these are held in
// full. Settling costs a round trip.
constexpr std::size_t kBatch = 4096;

// Numbers for ids and other secrets of one thread: SplitMix64 (Steele, Lea, Flood 2014), from a real seed.
class LaneRandom final : public base::Random {
public:
  explicit LaneRandom(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() override {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

private:
  std::uint64_t state_;
};

// Collects what the lanes send, on whatever thread.
class Collector {
public:
  Collector(const Plan& plan, Progress& progress)
      : plan_(plan), progress_(progress), rows_(plan.trials.size()) {}

  void add(std::vector<Sent> all, const std::vector<Lane::Stray>& strays) {
    for (Sent& sent : all)
      add(std::move(sent));
    for (const auto& [trial, effect] : strays)
      add_stray(trial, effect);
  }

  std::vector<Row> rows() { return std::move(rows_); }

private:
  void add(Sent sent) {
    const Trial& trial = plan_.trials[sent.trial];
    Judgement judgement = judge(plan_.cases[trial.of], trial, sent.exchanges, sent.at);
    const std::lock_guard lock(mutex_);
    Row& row = rows_[sent.trial];
    const bool first = row.runs++ == 0;
    if (judgement.outcome == Outcome::failed && ++row.failed == 1)
      progress_.failed.fetch_add(1, std::memory_order_relaxed);
    for (const Exchange& exchange : sent.exchanges)
      if (exchange.answer) row.slowest = std::max(row.slowest, exchange.answer->took);
    if (!first && judgement.outcome <= row.judgement.outcome) return;
    row.judgement = std::move(judgement);
    row.exchanges = std::move(sent.exchanges);
    row.at = sent.at;
  }

  // An effect of a trial that has been judged already.
  void add_stray(std::uint32_t number, const Effect& effect) {
    const Trial& trial = plan_.trials[number];
    const std::lock_guard lock(mutex_);
    Row& row = rows_[number];
    if (row.exchanges.empty() || !row.exchanges.back().answer) return;
    const bool had_failed = row.judgement.outcome == Outcome::failed;
    row.exchanges.back().late.push_back(effect);
    row.judgement = judge(plan_.cases[trial.of], trial, row.exchanges, row.at);
    if (row.judgement.outcome != Outcome::failed || had_failed) return;
    ++row.failed;
    progress_.failed.fetch_add(1, std::memory_order_relaxed);
  }

  const Plan& plan_;
  Progress& progress_;
  std::mutex mutex_;
  std::vector<Row> rows_;  // guarded by mutex_
};

// The first failure of any lane, which ends them all.
class FirstFailure {
public:
  explicit FirstFailure(std::stop_source& stop) : stop_(stop) {}
  void set(Error error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
    stop_.request_stop();
  }
  const std::optional<Error>& get() const { return error_; }

private:
  std::stop_source& stop_;
  std::mutex mutex_;
  std::optional<Error> error_;
};

class Sender {
public:
  Sender(const Plan& plan, const ExecutionOptions& options, const base::Clock& clock, Collector& collector)
      : plan_(plan), options_(options), clock_(clock), collector_(collector),
        order_(sending_order(plan, options)) {}

  std::size_t deliveries() const {
    std::size_t count = 0;
    for (const std::uint32_t trial : order_)
      count += plan_.trials[trial].times();
    return count;
  }

  // Each trial in a state of its own; called by several threads.
  Result<void> send_apart(Lane& lane, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const std::size_t at = next_.fetch_add(1);
      if (at >= order_.size()) return {};
      const Case& of = plan_.cases[plan_.trials[order_[at]].of];
      CONVOTIC_TRY(lane.ensure_state(of.seed));
      CONVOTIC_TRY(send(lane, {&order_[at], 1}, 1));
    }
    return {};
  }

  // All in one state.
  Result<void> send_together(Lane& lane, const std::stop_token& stop) {
    CONVOTIC_TRY(lane.ensure_state(options_.seed));
    const bool one_case_at_a_time = options_.time.kind == ReplayTime::Kind::recorded;
    for (std::size_t at = 0; at < order_.size() && !stop.stop_requested();) {
      std::size_t end = at + 1;
      while (end < order_.size() && end - at < kBatch &&
             (!one_case_at_a_time || plan_.trials[order_[end]].of == plan_.trials[order_[at]].of))
        ++end;
      CONVOTIC_TRY(send(lane, std::span(order_).subspan(at, end - at), options_.jobs));
      at = end;
    }
    return {};
  }

private:
  Result<void> send(Lane& lane, std::span<const std::uint32_t> trials, std::size_t at_once) {
    const Case& of = plan_.cases[plan_.trials[trials.front()].of];
    CONVOTIC_TRY_ASSIGN(const auto shift, shift_for(of, options_.time, clock_.now()));
    CONVOTIC_TRY(lane.ensure_shift(shift));
    CONVOTIC_TRY_ASSIGN(auto sent, lane.send(trials, at_once));
    collector_.add(std::move(sent), lane.take_strays());
    return {};
  }

  const Plan& plan_;
  const ExecutionOptions& options_;
  const base::Clock& clock_;
  Collector& collector_;
  const std::vector<std::uint32_t> order_;
  std::atomic<std::size_t> next_{0};
};

}  // namespace

std::vector<std::uint32_t> sending_order(const Plan& plan, const ExecutionOptions& options) {
  std::vector<std::uint32_t> order;
  order.reserve(plan.trials.size() * options.repeat);
  for (std::size_t round = 0; round < options.repeat; ++round)
    for (std::uint32_t i = 0; i < plan.trials.size(); ++i)
      order.push_back(i);
  if (!options.shuffle) return order;
  // Fisher and Yates's, by hand: std::shuffle gives another order with another library.
  LaneRandom random(*options.shuffle);
  for (std::size_t i = order.size(); i > 1; --i)
    std::swap(order[i - 1], order[static_cast<std::size_t>(random.next() % i)]);
  return order;
}

Execution::Execution(const Plan& plan, ExecutionOptions options, const base::Clock& clock,
                     base::Random& random)
    : plan_(plan), options_(std::move(options)), clock_(clock), random_(random) {}

Result<Run> Execution::run(const std::vector<Target*>& targets, Progress& progress, std::stop_token stop) {
  const auto began = SteadyClock::now();
  const bool apart =
      options_.state == ExecutionOptions::State::reset && targets.front()->state() == Target::State::ours;
  Collector collector(plan_, progress);
  Sender sender(plan_, options_, clock_, collector);
  progress.total = sender.deliveries();

  std::stop_source ending;
  const std::stop_callback forward(stop, [&ending] { ending.request_stop(); });
  FirstFailure failure(ending);
  Pace pace(options_.rate);
  std::vector<LaneRandom> randoms;
  for (std::size_t i = 0; i < targets.size(); ++i)
    randoms.emplace_back(random_.next());
  const auto work = [&](std::size_t i) {
    Lane lane(*targets[i], {plan_, clock_, randoms[i], pace, progress, ending.get_token()});
    auto done =
        apart ? sender.send_apart(lane, ending.get_token()) : sender.send_together(lane, ending.get_token());
    if (!done) failure.set(std::move(done).error());
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; apart && i < targets.size(); ++i)
      others.emplace_back(work, i);
    work(0);
  }
  if (failure.get()) return base::Unexpected(*failure.get());
  Run out;
  out.rows = collector.rows();
  out.deliveries = progress.done;
  out.took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - began);
  if (stop.stop_requested() && out.deliveries < progress.total) out.end = Run::End::interrupted;
  return out;
}

}  // namespace convotic::replay
