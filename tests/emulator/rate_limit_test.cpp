#include "emulator/rate_limit.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

#include <atomic>
#include <thread>
#include <vector>

using convotic::emulator::RateLimit;

namespace {

constexpr convotic::base::UnixMillis kNow = 1'774'880'520'000;

std::string verdict(const RateLimit::Verdict& verdict) {
  return fmt::format("{} remaining {} retry {}", verdict.allowed ? "allowed" : "refused", verdict.remaining,
                     verdict.retry_after_seconds);
}

}  // namespace

TEST_CASE("Requests are counted down and refused beyond the limit until the minute is over") {
  RateLimit limit(2);
  CHECK(verdict(limit.take(kNow)) == "allowed remaining 1 retry 0");
  CHECK(verdict(limit.take(kNow + 100)) == "allowed remaining 0 retry 0");
  CHECK(verdict(limit.take(kNow + 100)) == "refused remaining 0 retry 60");
  CHECK(verdict(limit.take(kNow + 1000)) == "refused remaining 0 retry 59");
  CHECK(verdict(limit.take(kNow + 59'999)) == "refused remaining 0 retry 1");
  CHECK(verdict(limit.take(kNow + 60'000)) == "allowed remaining 1 retry 0");
}

TEST_CASE("A minute begins with its first request") {
  RateLimit limit(1);
  CHECK(limit.take(kNow).allowed);
  CHECK(limit.take(kNow + 90'000).allowed);
  CHECK_FALSE(limit.take(kNow + 149'999).allowed);
  CHECK(limit.take(kNow + 150'000).allowed);
}

TEST_CASE("Without a limit everything is allowed") {
  RateLimit limit(0);
  for (int i = 0; i < 5000; ++i)
    REQUIRE(verdict(limit.take(kNow)) == "allowed remaining 0 retry 0");
}

TEST_CASE("Threads share the limit exactly") {
  RateLimit limit(1000);
  std::atomic<int> allowed = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i)
        if (limit.take(kNow).allowed) ++allowed;
    });
  threads.clear();
  CHECK(allowed == 1000);
}
