#include "core/http/connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace convotic::http {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kWritePatience{30'000};

// Whether the socket becomes ready for `events` in time; an error counts as ready, the next call reports it.
bool wait_for(int fd, short events, milliseconds timeout) {
  pollfd entry{fd, events, 0};
  for (;;) {
    const int count = ::poll(&entry, 1, static_cast<int>(timeout.count()));
    if (count >= 0 || errno != EINTR) return count > 0;
  }
}

}  // namespace

Connection::Connection(int fd) : fd_(fd) {}

Connection::~Connection() {
  ::close(fd_);
}

void Connection::consume(std::size_t count) {
  used_ += count;
  if (used_ < in_.size()) return;
  in_.clear();
  used_ = 0;
}

Connection::Read Connection::fill(milliseconds timeout) {
  std::array<char, 16384> chunk;
  // Bytes are mostly there already: ask before waiting.
  for (;;) {
    const ssize_t count = ::recv(fd_, chunk.data(), chunk.size(), MSG_DONTWAIT);
    if (count > 0) {
      if (used_ > 0) in_.erase(0, used_);
      used_ = 0;
      in_.append(chunk.data(), static_cast<std::size_t>(count));
      return Read::some;
    }
    if (count == 0) return Read::end;
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return Read::end;
    if (!wait_for(fd_, POLLIN, timeout)) return Read::timed_out;
  }
}

bool Connection::wait_readable(milliseconds timeout) const {
  return wait_for(fd_, POLLIN, timeout);
}

bool Connection::flush() {
  std::string_view rest = out_;
  bool alive = true;
  while (alive && !rest.empty()) {
    const ssize_t sent = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0)
      rest.remove_prefix(static_cast<std::size_t>(sent));
    else if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      alive = wait_for(fd_, POLLOUT, kWritePatience);
    else
      alive = sent < 0 && errno == EINTR;
  }
  out_.clear();
  return alive;
}

void Connection::linger(milliseconds patience) {
  ::shutdown(fd_, SHUT_WR);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0 || fill(left) != Read::some) return;
    consume(buffered().size());
  }
}

}  // namespace convotic::http
