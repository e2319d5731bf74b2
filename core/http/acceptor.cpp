#include "core/http/acceptor.hpp"

#include <uv.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace convotic::http {
namespace {

// How long to wait for room for another connection.
constexpr std::chrono::milliseconds kAgain{50};

}  // namespace

Acceptor::Acceptor(base::EventLoop& loop, int fd, std::function<void(int)> accepted)
    : fd_(fd), accepted_(std::move(accepted)), again_(loop, [this] { accept(); }), poll_(new uv_poll_t) {
  poll_->data = this;
  uv_poll_init(loop.raw(), poll_, fd);
  accept();
}

Acceptor::~Acceptor() {
  uv_close(reinterpret_cast<uv_handle_t*>(poll_),
           [](uv_handle_t* handle) { delete reinterpret_cast<uv_poll_t*>(handle); });
}

// Takes what has come, and waits for more.
void Acceptor::accept() {
  for (;;) {
    // Not for children: a runner that is started now would keep the connection open.
    const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) {
      const int yes = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
      accepted_(fd);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      uv_poll_start(poll_, UV_READABLE,
                    [](uv_poll_t* poll, int, int) { static_cast<Acceptor*>(poll->data)->accept(); });
      return;
    } else if (errno != EINTR && errno != ECONNABORTED) {
      uv_poll_stop(poll_);
      return again_.start(kAgain);
    }
  }
}

}  // namespace convotic::http
