#pragma once

#include "tests/support/raw_connection.hpp"

#include <functional>
#include <thread>

namespace convotic::tests {

// A server on this machine that does with each connection, one after the other, what a test says. It ends
// with the object, when the connection that it is at has been served.
class RawServer {
public:
  explicit RawServer(std::function<void(RawConnection&)> serve)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (::bind(fd_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(fd_, 16) != 0)
      throw std::runtime_error("listen");
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, serve = std::move(serve)] {
      for (int fd = accept(); fd >= 0; fd = accept()) {
        RawConnection connection(RawConnection::Accepted{fd});
        serve(connection);
      }
    });
  }
  ~RawServer() {
    ::shutdown(fd_, SHUT_RDWR);  // ends the accept
    thread_.join();
    ::close(fd_);
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  int port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

private:
  int accept() const { return ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC); }

  const int fd_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace convotic::tests
