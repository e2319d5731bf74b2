#include "core/http/thread_pool.hpp"
#include "tests/support/catch.hpp"

#include <atomic>
#include <latch>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

using convotic::http::ThreadPool;
using std::chrono::milliseconds;

namespace {

constexpr std::chrono::hours kNever{1};

}  // namespace

TEST_CASE("A pool grows so that every task runs at once") {
  constexpr std::ptrdiff_t kTasks = 20;
  ThreadPool pool(100, kNever);
  std::latch all_running(kTasks), done(kTasks);
  for (std::ptrdiff_t i = 0; i < kTasks; ++i)
    pool.enqueue([&] {
      all_running.arrive_and_wait();  // only comes to pass with a thread for each
      done.count_down();
    });
  done.wait();
  CHECK(pool.threads() == kTasks);
}

TEST_CASE("Beyond the limit tasks wait their turn") {
  ThreadPool pool(2, kNever);
  std::latch both_running(3), release(1), done(5);
  std::atomic<int> most = 0, running = 0;
  const auto note = [&] {
    const int now = ++running;
    for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
    }
  };
  for (int i = 0; i < 2; ++i)
    pool.enqueue([&] {
      note();
      both_running.count_down();
      release.wait();
      --running;
      done.count_down();
    });
  for (int i = 0; i < 3; ++i)
    pool.enqueue([&] {
      note();
      --running;
      done.count_down();
    });
  both_running.arrive_and_wait();
  CHECK(pool.threads() == 2);
  release.count_down();
  done.wait();
  CHECK(most == 2);
}

TEST_CASE("Tasks that follow each other share a thread") {
  ThreadPool pool(10, kNever);
  std::mutex mutex;
  std::set<std::thread::id> used;
  for (int i = 0; i < 100; ++i) {
    std::latch done(1);
    pool.enqueue([&] {
      const std::lock_guard lock(mutex);
      used.insert(std::this_thread::get_id());
      done.count_down();
    });
    done.wait();
  }
  // A task that comes before the thread has gone back to waiting starts a second one.
  CHECK(used.size() <= 3);
  CHECK(pool.threads() == used.size());
}

TEST_CASE("Threads that have nothing to do leave, and the next task gets a new one") {
  ThreadPool pool(10, milliseconds(1));
  for (int round = 0; round < 3; ++round) {
    std::latch running(4);
    for (int i = 0; i < 4; ++i)
      pool.enqueue([&] { running.arrive_and_wait(); });
    running.wait();
    while (pool.threads() > 0)  // ends by the test's own timeout if they never leave
      std::this_thread::yield();
  }
  CHECK(pool.threads() == 0);
}

TEST_CASE("Shutting down finishes what was enqueued and joins every thread") {
  std::atomic<int> ran = 0;
  ThreadPool pool(3, kNever);
  for (int i = 0; i < 200; ++i)
    pool.enqueue([&] { ++ran; });
  pool.shutdown();
  CHECK(ran == 200);
  CHECK(pool.threads() == 0);
  pool.shutdown();
}

TEST_CASE("Destruction waits for a task that runs, and for what it enqueues") {
  bool inner_ran = false;
  {
    ThreadPool pool(1, kNever);
    std::latch started(1);
    pool.enqueue([&] {
      started.count_down();
      pool.enqueue([&] { inner_ran = true; });
    });
    started.wait();
  }
  CHECK(inner_ran);
}

TEST_CASE("Many threads may enqueue at once") {
  constexpr int kThreads = 8, kTasks = 300;
  std::atomic<int> ran = 0;
  {
    ThreadPool pool(4, milliseconds(1));
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < kTasks; ++i)
          pool.enqueue([&] { ++ran; });
      });
    threads.clear();
  }
  CHECK(ran == kThreads * kTasks);
}

TEST_CASE("A task is let go of before the next one is waited for") {
  ThreadPool pool(1, kNever);
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> watch = held;
  std::latch done(1);
  pool.enqueue([held = std::move(held)] {});
  pool.enqueue([&] {
    CHECK(watch.expired());
    done.count_down();
  });
  done.wait();
}
