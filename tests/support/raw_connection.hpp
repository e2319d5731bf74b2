#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace convotic::tests {

// A side of a TCP connection on this machine, on which a test says and hears exact bytes. What does not come
// within half a minute is a failure.
class RawConnection {
public:
  // The server's side: a socket that was accepted.
  struct Accepted {
    int fd;
  };
  explicit RawConnection(Accepted accepted) : fd_(accepted.fd) { be_patient(); }

  // The client's side.
  explicit RawConnection(int port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    be_patient();
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
      throw std::runtime_error("connect");
  }
  ~RawConnection() { ::close(fd_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  int fd() const { return fd_; }

  // False once the other side has gone.
  bool say(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // The connection will be reset instead of closed.
  void reset_at_end() {
    const linger hard{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
  }
  void end_sending() { ::shutdown(fd_, SHUT_WR); }

  // Up to and including the first `mark`, or all there is before the end.
  std::string hear_until(std::string_view mark) {
    for (;;) {
      if (const auto at = in_.find(mark); at != std::string::npos) return take(at + mark.size());
      if (!fill()) return take(in_.size());
    }
  }
  std::string hear(std::size_t count) {
    while (in_.size() < count && fill()) {
    }
    return take(std::min(count, in_.size()));
  }
  std::string hear_to_end() {
    while (fill()) {
    }
    return take(in_.size());
  }

  // A whole response with a Content-Length.
  std::string hear_response() {
    std::string head = hear_until("\r\n\r\n");
    constexpr std::string_view kLength = "Content-Length: ";
    const auto at = head.find(kLength);
    return at == std::string::npos ? head : head + hear(std::stoul(head.substr(at + kLength.size())));
  }

private:
  void be_patient() const {
    const timeval patience{30, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  }
  bool fill() {
    std::array<char, 65536> chunk;
    const ssize_t count = ::recv(fd_, chunk.data(), chunk.size(), 0);
    if (count < 0 && errno == EAGAIN) throw std::runtime_error("nothing came, not even the end");
    if (count > 0) in_.append(chunk.data(), static_cast<std::size_t>(count));
    return count > 0;
  }
  std::string take(std::size_t count) {
    std::string out = in_.substr(0, count);
    in_.erase(0, count);
    return out;
  }

  int fd_;
  std::string in_;
};

}  // namespace convotic::tests
