#include "core/http/server.hpp"

#include "core/http/errors.hpp"
#include "core/http/exchange_loop.hpp"

#include <fmt/format.h>
#include <httplib.h>

#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace convotic::http {
namespace {

constexpr int kBacklog = 1024;  // httplib's own is 5

}  // namespace

// Derives from httplib's server to get at the socket that it has bound.
class Server::Impl final : public httplib::Server {
public:
  Impl(const ServerOptions& options, http::Handler& handler)
      : options_(options), exchanges_(options, handler) {
    // httplib's default is SO_REUSEPORT, with which two servers share a port and neither notices.
    set_socket_options([](socket_t fd) {
      const int yes = 1;
      ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
  }

  ~Impl() override { stop_serving(std::chrono::milliseconds(0)); }

  Result<void> start() {
    errno = 0;
    const bool bound = options_.port == 0 ? (port_ = bind_to_any_port(options_.host)) > 0
                                          : bind_to_port(options_.host, port_ = options_.port);
    if (!bound) {
      const int code = errno;
      return base::fail(
          kListen,
          fmt::format("cannot listen on {}:{}: {}", options_.host, options_.port, why_not_bound(code)),
          code == EADDRINUSE || code == EACCES
              ? "--port 0 takes any free one"
              : "--host takes an address of this machine, such as 127.0.0.1");
    }
    ::fcntl(svr_sock_, F_SETFD, FD_CLOEXEC);
    ::fcntl(svr_sock_, F_SETFL, ::fcntl(svr_sock_, F_GETFL) | O_NONBLOCK);
    ::listen(svr_sock_, kBacklog);
    exchanges_.accept_from(svr_sock_);
    return {};
  }

  int port() const { return port_; }

  void stop_serving(std::chrono::milliseconds grace) {
    if (svr_sock_ == INVALID_SOCKET) return;
    exchanges_.stop(grace);
    ::close(svr_sock_.exchange(INVALID_SOCKET));
  }

private:
  // httplib does not tell; where it could not look the host up, errno is of something else.
  std::string why_not_bound(int code) const {
    addrinfo* found = nullptr;
    if (const int problem = ::getaddrinfo(options_.host.c_str(), nullptr, nullptr, &found); problem != 0)
      return ::gai_strerror(problem);
    ::freeaddrinfo(found);
    return std::strerror(code);
  }

  const ServerOptions options_;
  int port_ = 0;
  ExchangeLoop exchanges_;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::listen(const ServerOptions& options, Handler& handler) {
  auto impl = std::make_unique<Impl>(options, handler);
  CONVOTIC_TRY(impl->start());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

int Server::port() const {
  return impl_->port();
}

void Server::stop(std::chrono::milliseconds grace) {
  impl_->stop_serving(grace);
}

}  // namespace convotic::http
