#pragma once

#include "replay/target.hpp"

#include <algorithm>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace convotic::tests {

// A target whose module is a function of the test, with a note of everything that is asked of it.
class FakeTarget final : public replay::Target {
public:
  // What the module does with a delivery. Effects that it adds to `late` are made after its answer.
  using Module =
      std::function<Result<replay::Answer>(const replay::Delivery&, std::vector<replay::Effect>& late)>;

  explicit FakeTarget(Module module) : module_(std::move(module)) {}

  // Answers are kept until `release`, or until as many as `hold` are under way.
  void hold(std::size_t until) { hold_ = until; }
  void release() {
    std::vector<std::function<void()>> all;
    {
      const std::lock_guard lock(mutex_);
      all = std::exchange(held_, {});
    }
    // The last one first: answers come in any order.
    std::for_each(all.rbegin(), all.rend(), [](const auto& answer) { answer(); });
  }

  // "reset seed.json {...}", "shift 360000", "deliver POST /hook", "settle", in order.
  std::vector<std::string> log() const {
    const std::lock_guard lock(mutex_);
    return log_;
  }
  std::size_t most_under_way() const {
    const std::lock_guard lock(mutex_);
    return most_;
  }

  State owner = State::ours;
  Settled::Rest rest = Settled::Rest::over;
  std::optional<Error> reset_error;
  std::function<void()> on_deliver = [] {};

  std::size_t may_wait = 0;  // deliveries that it takes beyond those that go out

  std::size_t capacity() const override { return 64; }
  std::size_t queue() const override { return may_wait; }
  std::string url_of(const replay::Delivery& delivery) const override { return "fake:" + delivery.path; }
  State state() const override { return owner; }

  Result<void> reset(const std::string& seed_file, const std::string& seed) override {
    note("reset" + (seed_file.empty() ? std::string() : " " + seed_file + " " + seed));
    if (reset_error) return base::Unexpected(*reset_error);
    return {};
  }

  Result<void> shift_clock(std::chrono::milliseconds shift) override {
    note("shift " + std::to_string(shift.count()));
    return {};
  }

  void deliver(replay::Delivery delivery, std::function<void(Result<replay::Answer>)> done) override {
    std::vector<replay::Effect> late;
    Result<replay::Answer> answer = module_(delivery, late);
    std::size_t held = 0;
    {
      const std::lock_guard lock(mutex_);
      log_.push_back("deliver " + delivery.method + " " + delivery.path);
      for (replay::Effect& effect : late)
        late_.push_back({delivered_, std::move(effect)});
      ++delivered_;
      most_ = std::max(most_, ++under_way_);
      held_.push_back([this, done = std::move(done), answer = std::move(answer)] {
        {
          const std::lock_guard guard(mutex_);
          --under_way_;
        }
        done(answer);
      });
      held = held_.size();
    }
    on_deliver();
    if (held >= hold_) release();
  }

  Settled settle() override {
    note("settle");
    const std::lock_guard lock(mutex_);
    return {std::exchange(late_, {}), rest};
  }

  // An effect of a delivery, by its number, that comes when nobody expects it any more.
  void add_late(std::uint64_t delivery, replay::Effect effect) {
    const std::lock_guard lock(mutex_);
    late_.push_back({delivery, std::move(effect)});
  }

private:
  void note(std::string line) {
    const std::lock_guard lock(mutex_);
    log_.push_back(std::move(line));
  }

  const Module module_;
  std::size_t hold_ = 1;
  mutable std::mutex mutex_;
  std::vector<std::string> log_;
  std::vector<Late> late_;
  std::vector<std::function<void()>> held_;
  std::uint64_t delivered_ = 0;
  std::size_t under_way_ = 0, most_ = 0;
};

// An answer of a module, with its effects.
inline replay::Answer answer(int status, std::vector<replay::Effect> effects = {}, std::string body = "{}") {
  replay::Answer out;
  out.response = {status, {{"Content-Type", "application/json"}}, std::move(body)};
  out.took = std::chrono::microseconds(1500);
  out.effects = std::move(effects);
  return out;
}

}  // namespace convotic::tests
