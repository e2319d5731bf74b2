#include "replay/lane.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <iterator>

namespace convotic::replay {
namespace {

using SteadyClock = std::chrono::steady_clock;

// What a delivery that is under way is given to end, when everything is to stop.
constexpr std::chrono::seconds kGrace{1};

}  // namespace

Pace::Pace(std::optional<double> rate)
    : interval_(
          rate ? std::chrono::duration_cast<SteadyClock::duration>(std::chrono::duration<double>(1 / *rate))
               : SteadyClock::duration::zero()) {}

SteadyClock::time_point Pace::next() {
  if (!is_limited()) return {};
  const std::lock_guard lock(mutex_);
  // One that comes late does not make the others hurry.
  next_ = std::max(next_, SteadyClock::now());
  return std::exchange(next_, next_ + interval_);
}

// Where answers arrive, on whatever thread. It outlives the lane for as long as one may come.
class Lane::Mailbox {
public:
  using Letter = std::pair<std::size_t, Result<Answer>>;

  void put(std::size_t delivery, Result<Answer> answer) {
    const std::lock_guard lock(mutex_);
    letters_.emplace_back(delivery, std::move(answer));
    if (letters_.size() == 1) arrived_.notify_one();
  }

  // What has arrived; waits for the first one. Nothing where `stop` was requested and kGrace is over.
  std::vector<Letter> take(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    const auto any = [this] { return !letters_.empty(); };
    if (!arrived_.wait(lock, stop, any)) {
      if (!given_up_) given_up_ = SteadyClock::now() + kGrace;
      arrived_.wait_until(lock, *given_up_, any);
    }
    return std::exchange(letters_, {});
  }

  // Waits until then, or until `stop` is requested.
  void wait_until(SteadyClock::time_point then, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    arrived_.wait_until(lock, stop, then, [] { return false; });
  }

private:
  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::vector<Letter> letters_;                      // guarded by mutex_
  std::optional<SteadyClock::time_point> given_up_;  // when, after a stop
};

// One trial on its way.
struct Lane::Flight {
  Sent sent;
  std::optional<Delivery> again;        // what is sent a second time
  std::vector<std::size_t> deliveries;  // counted over the target's life
};

Lane::Lane(Target& target, Surroundings around)
    : target_(target), around_(around), mailbox_(std::make_shared<Mailbox>()) {}

Lane::~Lane() = default;

Result<void> Lane::ensure_state(const Seed& seed) {
  if (target_.state() == Target::State::foreign || state_ == seed) return {};
  CONVOTIC_TRY(target_.reset(seed.file, seed.text));
  state_ = seed;
  return {};
}

Result<void> Lane::ensure_shift(std::chrono::milliseconds shift) {
  if (shift == shift_) return {};
  CONVOTIC_TRY(target_.shift_clock(shift));
  shift_ = shift;
  return {};
}

void Lane::wait_for_pace() {
  const auto then = around_.pace.next();
  if (then > SteadyClock::now()) mailbox_->wait_until(then, around_.stop);
}

// Sends a flight's next delivery.
Result<void> Lane::launch(Flight& flight) {
  Delivery delivery;
  if (flight.again) {
    delivery = *std::exchange(flight.again, std::nullopt);
  } else {
    const Trial& trial = around_.plan.trials[flight.sent.trial];
    flight.sent.at = around_.clock.now() + shift_.count();
    CONVOTIC_TRY_ASSIGN(delivery,
                        compose(trial, around_.plan.cases[trial.of], flight.sent.at, around_.random));
    if (trial.times() == 2) flight.again = delivery;
  }
  const std::size_t number = trial_of_.size();
  flight.deliveries.push_back(number);
  trial_of_.push_back(flight.sent.trial);
  target_.deliver(std::move(delivery), [mailbox = mailbox_, number](Result<Answer> answer) {
    mailbox->put(number, std::move(answer));
  });
  return {};
}

Result<std::vector<Sent>> Lane::send(std::span<const std::uint32_t> trials, std::size_t at_once) {
  std::vector<Flight> flights(trials.size());
  for (std::size_t i = 0; i < trials.size(); ++i)
    flights[i].sent.trial = trials[i];
  first_ = trial_of_.size();
  std::vector<std::size_t> flight_of;  // by delivery, counted from first_
  std::deque<std::size_t> again;       // flights whose second delivery is due
  std::size_t next = 0, under_way = 0;
  // One at a time is one at a time, and whoever sets a rate says when each is sent.
  const std::size_t most = at_once == 1 || around_.pace.is_limited() ? at_once : at_once + target_.queue();
  while (under_way > 0 || ((next < flights.size() || !again.empty()) && !around_.stop.stop_requested())) {
    while (under_way < most && (next < flights.size() || !again.empty()) &&
           !around_.stop.stop_requested()) {
      wait_for_pace();
      if (around_.stop.stop_requested()) break;
      std::size_t index = 0;
      if (again.empty()) {
        index = next++;
      } else {
        index = again.front();
        again.pop_front();
      }
      // Who sends something again does so when the first is long over.
      if (flights[index].again && at_once == 1) collect();
      flight_of.push_back(index);
      CONVOTIC_TRY(launch(flights[index]));
      ++under_way;
    }
    if (under_way == 0) break;
    auto letters = mailbox_->take(around_.stop);
    if (letters.empty()) break;  // stopped, and nobody answers
    for (auto& [number, answer] : letters) {
      const std::size_t index = flight_of[number - first_];
      flights[index].sent.exchanges.push_back({std::move(answer), {}});
      if (flights[index].again) again.push_back(index);
      --under_way;
      around_.progress.done.fetch_add(1, std::memory_order_relaxed);
    }
  }
  settle(flights, flight_of);
  std::vector<Sent> out;
  out.reserve(flights.size());
  for (Flight& flight : flights) {
    const bool complete = flight.sent.exchanges.size() == around_.plan.trials[flight.sent.trial].times();
    if (complete) out.push_back(std::move(flight.sent));
  }
  return out;
}

void Lane::collect() {
  Target::Settled settled = target_.settle();
  std::move(settled.late.begin(), settled.late.end(), std::back_inserter(settled_.late));
  if (settled.rest == Target::Settled::Rest::unknown) settled_.rest = settled.rest;
}

// Waits for what modules do after their answers, and notes whether the state is still what was seeded.
void Lane::settle(std::vector<Flight>& flights, const std::vector<std::size_t>& flight_of) {
  collect();
  const Target::Settled settled = std::exchange(settled_, {});
  for (const auto& [number, effect] : settled.late) {
    state_.reset();
    if (number < first_) {
      strays_.push_back({trial_of_[number], effect});
      continue;
    }
    Flight& flight = flights[flight_of[number - first_]];
    const auto at = std::find(flight.deliveries.begin(), flight.deliveries.end(), number);
    const auto round = static_cast<std::size_t>(at - flight.deliveries.begin());
    if (round < flight.sent.exchanges.size()) flight.sent.exchanges[round].late.push_back(effect);
  }
  for (Flight& flight : flights)
    for (Exchange& exchange : flight.sent.exchanges) {
      exchange.rest = settled.rest;
      const auto effects = exchange.effects();
      if (!effects || !effects->empty() || settled.rest == Target::Settled::Rest::unknown) state_.reset();
    }
}

}  // namespace convotic::replay
