#include "core/http/idle_connections.hpp"

#include "core/base/event_loop.hpp"

#include <uv.h>

#include <list>
#include <thread>

namespace convotic::http {
namespace {

// How often the timeouts are looked at; they are not exact.
constexpr std::chrono::milliseconds kSweep{1000};

}  // namespace

struct IdleConnections::Impl {
  struct Parked {
    Impl* owner = nullptr;
    std::unique_ptr<Connection> connection;
    std::chrono::steady_clock::time_point deadline;
    uv_poll_t* poll = nullptr;
    std::list<Parked>::iterator self;
  };

  Impl(std::function<void(std::unique_ptr<Connection>)> on_ready, std::chrono::milliseconds limit)
      : ready(std::move(on_ready)), timeout(limit), sweep(loop, [this] { drop_expired(); }) {
    thread = std::jthread([this] { loop.run(); });
  }

  ~Impl() {
    loop.post([this] {
      while (!parked.empty())
        release(parked.begin());
      loop.stop();
    });
    thread.join();
  }

  void add(std::unique_ptr<Connection> connection) {
    parked.emplace_back();
    const auto at = std::prev(parked.end());
    at->owner = this;
    at->self = at;
    at->deadline = std::chrono::steady_clock::now() + timeout;
    at->connection = std::move(connection);
    at->poll = new uv_poll_t;
    at->poll->data = &*at;
    uv_poll_init(loop.raw(), at->poll, at->connection->fd());
    uv_poll_start(at->poll, UV_READABLE, [](uv_poll_t* poll, int, int) {
      auto* entry = static_cast<Parked*>(poll->data);
      Impl* owner = entry->owner;
      owner->ready(owner->release(entry->self));
    });
    if (!sweep.running()) sweep.start(kSweep);
  }

  std::unique_ptr<Connection> release(std::list<Parked>::iterator at) {
    uv_poll_stop(at->poll);
    uv_close(reinterpret_cast<uv_handle_t*>(at->poll),
             [](uv_handle_t* handle) { delete reinterpret_cast<uv_poll_t*>(handle); });
    std::unique_ptr<Connection> connection = std::move(at->connection);
    parked.erase(at);
    return connection;
  }

  // The list is in order of parking, and so of deadlines.
  void drop_expired() {
    const auto now = std::chrono::steady_clock::now();
    while (!parked.empty() && parked.front().deadline <= now)
      release(parked.begin());
    if (!parked.empty()) sweep.start(kSweep);
  }

  std::function<void(std::unique_ptr<Connection>)> ready;
  std::chrono::milliseconds timeout;
  base::EventLoop loop;
  base::Timer sweep;
  std::list<Parked> parked;
  std::jthread thread;
};

IdleConnections::IdleConnections(std::function<void(std::unique_ptr<Connection>)> ready,
                                 std::chrono::milliseconds timeout)
    : impl_(std::make_unique<Impl>(std::move(ready), timeout)) {}

IdleConnections::~IdleConnections() = default;

void IdleConnections::park(std::unique_ptr<Connection> connection) {
  // std::function needs something that can be copied.
  auto shared = std::make_shared<std::unique_ptr<Connection>>(std::move(connection));
  impl_->loop.post([this, shared] { impl_->add(std::move(*shared)); });
}

}  // namespace convotic::http
