#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace convotic::http {

// Runs tasks at once: on an idle thread, or on a new one up to `max_threads`; only beyond that do tasks wait.
// Threads that have been idle for a while leave. So a request never waits behind slow ones, and an idle
// server has no threads.
//
// Safe to use from any thread.
class ThreadPool {
public:
  explicit ThreadPool(std::size_t max_threads, std::chrono::milliseconds idle = std::chrono::seconds(10));
  // Finishes what was enqueued and joins every thread.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  void enqueue(std::function<void()> task);
  void shutdown();
  std::size_t threads() const;

private:
  void work(std::list<std::thread>::iterator self);
  void reap(std::unique_lock<std::mutex>& lock);

  const std::size_t max_threads_;
  const std::chrono::milliseconds idle_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  std::list<std::thread> threads_;
  std::list<std::thread> left_;  // ended or about to; joined by whoever comes next
  std::size_t waiting_ = 0;      // threads in wait
  bool stopping_ = false;
};

}  // namespace convotic::http
