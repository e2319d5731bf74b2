#include "core/http/server.hpp"

#include "core/http/errors.hpp"
#include "core/http/exchange_loop.hpp"

#include <fmt/format.h>
#include <httplib.h>

#include <netdb.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <thread>

namespace convotic::http {
namespace {

constexpr int kBacklog = 1024;  // httplib's own is 5

}  // namespace

// Derives from httplib's server to take over what it does with a connection; listening and accepting are its
// own.
class Server::Impl final : public httplib::Server {
public:
  Impl(const ServerOptions& options, http::Handler& handler)
      : options_(options), exchanges_(options, handler) {
    new_task_queue = [] { return new Inline; };
    set_tcp_nodelay(true);
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
    ::listen(svr_sock_, kBacklog);
    acceptor_ = std::jthread([this] {
      listen_after_bind();
      accepted_last_ = true;
    });
    return {};
  }

  int port() const { return port_; }

  void stop_serving(std::chrono::milliseconds grace) {
    if (!acceptor_.joinable()) return;
    // httplib forgets a stop that comes before its accept loop has begun; the loop may also have ended by
    // itself.
    while (!is_running() && !accepted_last_)
      std::this_thread::yield();
    stop();
    acceptor_.join();
    exchanges_.stop(grace);
  }

private:
  // Accepted connections are handed on at once; there is nothing to queue.
  struct Inline final : httplib::TaskQueue {
    void enqueue(std::function<void()> task) override { task(); }
    void shutdown() override {}
  };

  // httplib does not tell; where it could not look the host up, errno is of something else.
  std::string why_not_bound(int code) const {
    addrinfo* found = nullptr;
    if (const int problem = ::getaddrinfo(options_.host.c_str(), nullptr, nullptr, &found); problem != 0)
      return ::gai_strerror(problem);
    ::freeaddrinfo(found);
    return std::strerror(code);
  }

  bool process_and_close_socket(socket_t fd) override {
    exchanges_.add(fd);
    return true;
  }

  const ServerOptions options_;
  int port_ = 0;
  std::atomic<bool> accepted_last_{false};
  ExchangeLoop exchanges_;
  std::jthread acceptor_;
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
