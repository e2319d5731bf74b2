#include "core/http/thread_pool.hpp"

namespace convotic::http {

ThreadPool::ThreadPool(std::size_t max_threads, std::chrono::milliseconds idle)
    : max_threads_(max_threads), idle_(idle) {}

ThreadPool::~ThreadPool() {
  shutdown();
}

void ThreadPool::enqueue(std::function<void()> task) {
  std::unique_lock lock(mutex_);
  tasks_.push_back(std::move(task));
  if (waiting_ >= tasks_.size() || threads_.size() >= max_threads_) {
    wake_.notify_one();
    return;
  }
  threads_.emplace_front();
  const auto self = threads_.begin();
  *self = std::thread([this, self] { work(self); });
  reap(lock);
}

void ThreadPool::work(std::list<std::thread>::iterator self) {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++waiting_;
    const bool woken = wake_.wait_for(lock, idle_, [this] { return stopping_ || !tasks_.empty(); });
    --waiting_;
    if (!tasks_.empty()) {
      const auto task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      lock.lock();
      continue;
    }
    if (!woken || stopping_) break;
  }
  left_.splice(left_.begin(), threads_, self);
  wake_.notify_all();
}

void ThreadPool::reap(std::unique_lock<std::mutex>& lock) {
  std::list<std::thread> left;
  left.swap(left_);
  lock.unlock();
  for (std::thread& thread : left)
    thread.join();
}

void ThreadPool::shutdown() {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  wake_.notify_all();
  wake_.wait(lock, [this] { return threads_.empty(); });
  reap(lock);
}

std::size_t ThreadPool::threads() const {
  const std::lock_guard lock(mutex_);
  return threads_.size();
}

}  // namespace convotic::http
