#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"

namespace convotic::tests {

// Stands still until told otherwise.
class FakeClock final : public base::Clock {
public:
  explicit FakeClock(base::UnixMillis now = 1'774'880'520'000) : now_(now) {}  // 2026-03-30T14:22:00Z
  base::UnixMillis now() const override { return now_; }
  void advance(base::UnixMillis millis) { now_ += millis; }

private:
  base::UnixMillis now_;
};

// The same numbers in every run.
class FakeRandom final : public base::Random {
public:
  std::uint64_t next() override { return state_ = state_ * 6364136223846793005ull + 1442695040888963407ull; }

private:
  std::uint64_t state_ = 1;
};

}  // namespace convotic::tests
