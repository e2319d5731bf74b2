#include "emulator/restart_policy.hpp"
#include "tests/support/catch.hpp"

#include <vector>

using convotic::emulator::RestartPolicy;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const RestartPolicy::Time kStart{seconds(1000)};

}  // namespace

TEST_CASE("The first crashes are followed by a start at once, further ones by longer and longer waits") {
  RestartPolicy policy;
  std::vector<milliseconds::rep> waits;
  for (int i = 0; i < 9; ++i)
    waits.push_back(policy.after_crash(kStart + milliseconds(i)).count());
  CHECK(waits == std::vector<milliseconds::rep>{0, 0, 250, 500, 1000, 2000, 4000, 5000, 5000});
  CHECK(policy.recent() == 9);
}

TEST_CASE("The wait stays at its longest, however often a module crashes") {
  RestartPolicy policy;
  for (int i = 0; i < 200; ++i)
    policy.after_crash(kStart);
  CHECK(policy.after_crash(kStart) == seconds(5));
}

TEST_CASE("Crashes count for ten seconds") {
  RestartPolicy policy;
  policy.after_crash(kStart);
  policy.after_crash(kStart);
  CHECK(policy.after_crash(kStart + seconds(10)) == milliseconds(250));
  CHECK(policy.after_crash(kStart + seconds(10) + milliseconds(1)) == milliseconds(0));
  CHECK(policy.recent() == 2);
}

TEST_CASE("A module that was changed starts afresh") {
  RestartPolicy policy;
  for (int i = 0; i < 5; ++i)
    policy.after_crash(kStart);
  policy.forget();
  CHECK(policy.recent() == 0);
  CHECK(policy.after_crash(kStart) == milliseconds(0));
}
