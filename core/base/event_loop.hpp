#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

struct uv_loop_s;
struct uv_async_s;
struct uv_timer_s;

namespace convotic::base {

// A libuv loop. Everything but `post` belongs to the thread that calls `run`.
class EventLoop {
public:
  EventLoop();
  // Closes what is still open. No handle made on the loop may outlive it.
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Runs until `stop`.
  void run();
  void stop();

  // Runs `task` on the loop's thread, in order of posting. Safe from any thread, also before `run`. Tasks
  // still waiting when the loop is destroyed are dropped.
  void post(std::function<void()> task);

  uv_loop_s* raw() { return loop_.get(); }

private:
  void run_posted();

  std::unique_ptr<uv_loop_s> loop_;
  uv_async_s* wake_ = nullptr;
  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;  // guarded by mutex_
};

// Calls `fire` once, `delay` after `start`. Starting again restarts it; destruction cancels it.
class Timer {
public:
  Timer(EventLoop& loop, std::function<void()> fire);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void start(std::chrono::milliseconds delay);
  void stop();
  bool running() const;

private:
  uv_timer_s* timer_;
  std::function<void()> fire_;
};

}  // namespace convotic::base
