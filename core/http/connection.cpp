#include "core/http/connection.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace convotic::http {

Connection::Connection(int fd) : fd_(fd) {}

Connection::~Connection() {
  // Ends the connection even if a child should have got a copy of the descriptor.
  ::shutdown(fd_, SHUT_RDWR);
  ::close(fd_);
}

void Connection::consume(std::size_t count) {
  used_ += count;
  if (used_ < in_.size()) return;
  in_.clear();
  used_ = 0;
}

Connection::Read Connection::fill() {
  thread_local std::array<char, 65536> chunk;
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
    return errno == EAGAIN || errno == EWOULDBLOCK ? Read::nothing_yet : Read::end;
  }
}

Connection::Written Connection::flush() {
  while (sent_ < out_.size()) {
    const ssize_t count = ::send(fd_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count >= 0)
      sent_ += static_cast<std::size_t>(count);
    else if (errno == EAGAIN || errno == EWOULDBLOCK)
      return Written::not_yet;
    else if (errno != EINTR)
      return Written::peer_gone;
  }
  out_.clear();
  sent_ = 0;
  return Written::all;
}

void Connection::end_sending() {
  ::shutdown(fd_, SHUT_WR);
}

}  // namespace convotic::http
