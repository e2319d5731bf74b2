#include "core/base/event_loop.hpp"

#include <uv.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>

namespace convotic::base {
namespace {

template <typename Handle> void close_and_delete(Handle* handle) {
  uv_close(reinterpret_cast<uv_handle_t*>(handle),
           [](uv_handle_t* closed) { delete reinterpret_cast<Handle*>(closed); });
}

}  // namespace

// libuv writes to pipes and sockets in a way that raises SIGPIPE where the other side has gone, which would
// end the program because a child has ended. It is an error of the write instead, for the whole process;
// libuv undoes this in children.
EventLoop::EventLoop() : loop_(std::make_unique<uv_loop_t>()), wake_(new uv_async_t) {
  std::signal(SIGPIPE, SIG_IGN);
  if (uv_loop_init(loop_.get()) != 0) throw std::runtime_error("uv_loop_init failed");
  uv_async_init(loop_.get(), wake_,
                [](uv_async_t* handle) { static_cast<EventLoop*>(handle->data)->run_posted(); });
  wake_->data = this;
}

EventLoop::~EventLoop() {
  close_and_delete(wake_);
  uv_run(loop_.get(), UV_RUN_DEFAULT);  // lets every close callback run
  uv_loop_close(loop_.get());
}

void EventLoop::run() {
  uv_run(loop_.get(), UV_RUN_DEFAULT);
}

void EventLoop::stop() {
  uv_stop(loop_.get());
}

void EventLoop::post(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(task));
  }
  uv_async_send(wake_);
}

void EventLoop::run_posted() {
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(posted_);
  }
  for (auto& task : tasks)
    task();
}

Timer::Timer(EventLoop& loop, std::function<void()> fire) : timer_(new uv_timer_t), fire_(std::move(fire)) {
  uv_timer_init(loop.raw(), timer_);
  timer_->data = this;
}

Timer::~Timer() {
  close_and_delete(timer_);
}

void Timer::start(std::chrono::milliseconds delay) {
  const auto count = static_cast<std::uint64_t>(std::max<std::chrono::milliseconds::rep>(0, delay.count()));
  // The loop's idea of now is as old as its last turn; a stale one would make short timers fire early.
  uv_update_time(timer_->loop);
  uv_timer_start(
      timer_, [](uv_timer_t* handle) { static_cast<Timer*>(handle->data)->fire_(); }, count, 0);
}

void Timer::stop() {
  uv_timer_stop(timer_);
}

bool Timer::running() const {
  return uv_is_active(reinterpret_cast<const uv_handle_t*>(timer_)) != 0;
}

}  // namespace convotic::base
