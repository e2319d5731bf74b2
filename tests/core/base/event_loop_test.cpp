#include "core/base/event_loop.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/run_loop.hpp"

#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <thread>

using namespace convotic;
using base::EventLoop;
using base::Timer;
using std::chrono::milliseconds;
using tests::run_loop;

TEST_CASE("Tasks run on the loop's thread in the order of posting, also those posted before it runs") {
  EventLoop loop;
  std::string order;
  std::thread::id where;
  loop.post([&] { order += 'a'; });
  loop.post([&] {
    order += 'b';
    where = std::this_thread::get_id();
    loop.post([&] {
      order += 'd';
      loop.stop();
    });
  });
  loop.post([&] { order += 'c'; });
  REQUIRE(run_loop(loop));
  CHECK(order == "abcd");
  CHECK(where == std::this_thread::get_id());
}

TEST_CASE("Every task posted from many threads runs once, and those of one thread in order") {
  constexpr int kThreads = 8, kTasks = 500;
  EventLoop loop;
  std::vector<std::vector<int>> seen(kThreads);
  int count = 0;
  std::vector<std::jthread> threads;
  for (std::size_t t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < kTasks; ++i)
        loop.post([&, t, i] {
          seen[t].push_back(i);
          if (++count == kThreads * kTasks) loop.stop();
        });
    });
  REQUIRE(run_loop(loop));
  std::vector<int> expected(kTasks);
  for (int i = 0; i < kTasks; ++i)
    expected[static_cast<std::size_t>(i)] = i;
  for (const auto& of_thread : seen)
    CHECK(of_thread == expected);
}

TEST_CASE("A loop can be run again after it was stopped") {
  EventLoop loop;
  int runs = 0;
  for (int i = 0; i < 3; ++i) {
    loop.post([&] {
      ++runs;
      loop.stop();
    });
    REQUIRE(run_loop(loop));
  }
  CHECK(runs == 3);
}

TEST_CASE("Tasks that wait when the loop is destroyed are dropped with what they hold") {
  const auto held = std::make_shared<int>(1);
  bool ran = false;
  {
    EventLoop loop;
    loop.post([held, &ran] { ran = true; });
    CHECK(held.use_count() == 2);
  }
  CHECK(held.use_count() == 1);
  CHECK_FALSE(ran);
}

TEST_CASE("Timers fire once, in the order of their delays and not before them") {
  EventLoop loop;
  std::string order;
  const auto began = std::chrono::steady_clock::now();
  std::chrono::steady_clock::duration waited{};
  Timer late(loop, [&] {
    order += 'b';
    waited = std::chrono::steady_clock::now() - began;
    loop.stop();
  });
  Timer early(loop, [&] { order += 'a'; });
  late.start(milliseconds(20));
  early.start(milliseconds(1));
  CHECK(late.running());
  REQUIRE(run_loop(loop));
  CHECK(order == "ab");
  CHECK(waited >= milliseconds(19));  // libuv counts whole milliseconds
  CHECK_FALSE(late.running());
}

TEST_CASE("A timer that was stopped, started again or destroyed does not fire at its old time") {
  EventLoop loop;
  std::string order;
  Timer stopped(loop, [&] { order += 's'; });
  Timer restarted(loop, [&] {
    order += 'r';
    loop.stop();
  });
  std::optional<Timer> destroyed;
  destroyed.emplace(loop, [&] { order += 'd'; });
  Timer witness(loop, [&] { order += 'w'; });
  stopped.start(milliseconds(1));
  restarted.start(milliseconds(1));
  destroyed->start(milliseconds(1));
  stopped.stop();
  CHECK_FALSE(stopped.running());
  destroyed.reset();
  witness.start(milliseconds(2));
  restarted.start(milliseconds(10));
  REQUIRE(run_loop(loop));
  CHECK(order == "wr");
}

TEST_CASE("A timer may start itself again, and a negative delay is none") {
  EventLoop loop;
  int fired = 0;
  std::optional<Timer> timer;
  timer.emplace(loop, [&] {
    if (++fired == 3) return loop.stop();
    timer->start(milliseconds(-5));
  });
  timer->start(milliseconds(0));
  REQUIRE(run_loop(loop));
  CHECK(fired == 3);
}

TEST_CASE(
    "Where there is a loop, writing to somebody who has gone is an error and not the end of the process") {
  const convotic::base::EventLoop loop;
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  ::close(ends[0]);
  CHECK(::write(ends[1], "x", 1) == -1);
  CHECK(errno == EPIPE);
  ::close(ends[1]);
}
