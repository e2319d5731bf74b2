#include "core/http/server.hpp"

#include "core/http/errors.hpp"
#include "core/http/exchange_loop.hpp"

#include <fmt/format.h>
#include <httplib.h>

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

namespace convotic::http {
namespace {

constexpr int kBacklog = 1024;  // httplib's own is 5

// A request without head or body of its own, which httplib reads, and where it writes the response.
class ResponseStream final : public httplib::Stream {
public:
  ResponseStream(std::string_view request, std::string& out) : request_(request), out_(out) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }

  ssize_t read(char* out, std::size_t size) override {
    const std::size_t count = std::min(size, request_.size());
    std::memcpy(out, request_.data(), count);
    request_.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }

  ssize_t write(const char* bytes, std::size_t size) override {
    out_.append(bytes, size);
    return static_cast<ssize_t>(size);
  }

  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return -1; }

private:
  std::string_view request_;
  std::string& out_;
};

void put(const Response& from, httplib::Response& to) {
  to.status = from.status;
  to.body = from.body;
  for (const Header& header : from.headers)
    to.headers.emplace(header.name, header.value);
}

}  // namespace

// Derives from httplib's server to take over what it does with a connection; listening and accepting are its
// own.
class Server::Impl final : public httplib::Server {
public:
  Impl(const ServerOptions& options, http::Handler& handler)
      : options_(options), exchanges_(options, handler,
                                      [this](const Response& response, const ResponseShape& shape,
                                             std::string& out) { write(response, shape, out); }) {
    new_task_queue = [] { return new Inline; };
    set_keep_alive_max_count(1'000'000);
    set_keep_alive_timeout(options.idle_timeout.count());
    set_tcp_nodelay(true);
    // httplib's default is SO_REUSEPORT, with which two servers share a port and neither notices.
    set_socket_options([](socket_t fd) {
      const int yes = 1;
      ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
    Get("/", [this](const httplib::Request& in, httplib::Response& out) {
      put(*writing_, out);
      if (in.method == "HEAD") out.headers.emplace("Accept-Ranges", "none");  // httplib would say "bytes"
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
    acceptor_ = std::jthread([this] { listen_after_bind(); });
    return {};
  }

  int port() const { return port_; }

  void stop_serving(std::chrono::milliseconds grace) {
    if (!acceptor_.joinable()) return;
    // httplib forgets a stop that comes before its accept loop has begun.
    while (!is_running())
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

  // Lets httplib answer a request that asks for this very response. On the exchange loop's thread only.
  void write(const Response& response, const ResponseShape& shape, std::string& out) {
    const bool head = shape.body == ResponseShape::Body::leave_out;
    const bool close = shape.connection == ResponseShape::Connection::close;
    ResponseStream stream(head ? "HEAD / HTTP/1.1\r\n\r\n" : "GET / HTTP/1.1\r\n\r\n", out);
    writing_ = &response;
    bool closed = false;
    process_request(stream, close, closed, nullptr);
    writing_ = nullptr;
  }

  const ServerOptions options_;
  int port_ = 0;
  const Response* writing_ = nullptr;
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
