#include "core/http/server.hpp"

#include "core/http/chunk_decoder.hpp"
#include "core/http/connection.hpp"
#include "core/http/errors.hpp"
#include "core/http/head_parser.hpp"
#include "core/http/idle_connections.hpp"
#include "core/http/thread_pool.hpp"

#include <fmt/format.h>
#include <httplib.h>

#include <sys/socket.h>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>

namespace convotic::http {
namespace {

using std::chrono::milliseconds;

// How long a thread stays with a connection after an answer: a client in a hurry is served without a detour
// over the idle thread.
constexpr milliseconds kStay{5};
// How long a connection that is refused is read from before it is closed.
constexpr milliseconds kLinger{1000};
// A refused body up to this size is read away, so that the connection can be kept.
constexpr std::uint64_t kDiscard = 64u << 10;
constexpr int kBacklog = 1024;  // httplib's own is 5

// What httplib reads of one request: a head made by us.
class RequestStream final : public httplib::Stream {
public:
  RequestStream(Connection& connection, std::string head) : connection_(connection), head_(std::move(head)) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }

  ssize_t read(char* out, std::size_t size) override {
    const std::size_t count = std::min(size, head_.size() - used_);
    std::memcpy(out, head_.data() + used_, count);
    used_ += count;
    return static_cast<ssize_t>(count);
  }

  ssize_t write(const char* bytes, std::size_t size) override {
    connection_.write({bytes, size});
    return static_cast<ssize_t>(size);
  }

  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return connection_.fd(); }

private:
  Connection& connection_;
  std::string head_;
  std::size_t used_ = 0;
};

// The request that the current thread is putting through httplib, whose handlers only get httplib's own
// types.
struct Exchange {
  Decision decision;
  Body body{std::string()};
};
thread_local Exchange* t_exchange = nullptr;

void put(const Response& from, httplib::Response& to) {
  to.status = from.status;
  to.body = from.body;
  for (const Header& header : from.headers)
    to.headers.emplace(header.name, header.value);
}

// httplib's view of a request: one without a body, to a path that its one route matches at once.
std::string inner_head(const ParsedHead& parsed) {
  const std::string_view close =
      parsed.connection == ParsedHead::Connection::close ? "Connection: close\r\n" : "";
  return fmt::format("{} / HTTP/1.1\r\n{}\r\n", parsed.head.method == "HEAD" ? "HEAD" : "GET", close);
}

// The first byte of a TLS handshake, which no request begins with.
bool is_tls(std::string_view bytes) {
  return bytes.starts_with('\x16');
}

}  // namespace

// Derives from httplib's server to take over what it does with a connection; everything else is its own.
class Server::Impl final : public httplib::Server {
public:
  Impl(const ServerOptions& options, http::Handler& handler)
      : options_(options), handler_(handler), pool_(options.max_threads),
        idle_(
            std::in_place, [this](std::unique_ptr<Connection> connection) { resume(std::move(connection)); },
            options.idle_timeout) {
    new_task_queue = [this] { return new Queue(pool_); };
    set_keep_alive_max_count(1'000'000);
    set_keep_alive_timeout(options.idle_timeout.count());
    set_tcp_nodelay(true);
    // httplib's default is SO_REUSEPORT, with which two servers share a port and neither notices.
    set_socket_options([](socket_t fd) {
      const int yes = 1;
      ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
    Get("/", [](const httplib::Request& in, httplib::Response& out) {
      answer(out);
      if (in.method == "HEAD") out.headers.emplace("Accept-Ranges", "none");  // httplib would say "bytes"
    });
  }

  ~Impl() override { stop_serving(milliseconds(0)); }

  Result<void> start() {
    const bool bound = options_.port == 0 ? (port_ = bind_to_any_port(options_.host)) > 0
                                          : bind_to_port(options_.host, port_ = options_.port);
    if (!bound) {
      const int code = errno;
      return base::fail(kListen,
                        fmt::format("cannot listen on {}:{}: {}", options_.host, options_.port,
                                    code == 0 ? "not an address of this machine" : std::strerror(code)));
    }
    ::listen(svr_sock_, kBacklog);
    acceptor_ = std::jthread([this] { listen_after_bind(); });
    return {};
  }

  int port() const { return port_; }

  void stop_serving(milliseconds grace) {
    if (!acceptor_.joinable()) return;
    // httplib forgets a stop that comes before its accept loop has begun.
    while (!is_running())
      std::this_thread::yield();
    stop();
    acceptor_.join();
    std::unique_lock lock(mutex_);
    stopping_ = true;
    finished_.wait_for(lock, grace, [this] { return active_.empty(); });
    for (const int fd : active_)
      ::shutdown(fd, SHUT_RDWR);
    lock.unlock();
    idle_.reset();
    pool_.shutdown();
  }

private:
  // httplib owns and deletes its queue; the threads are ours, since idle connections come back to them.
  struct Queue final : httplib::TaskQueue {
    explicit Queue(ThreadPool& pool) : pool_(pool) {}
    void enqueue(std::function<void()> task) override { pool_.enqueue(std::move(task)); }
    void shutdown() override {}
    ThreadPool& pool_;
  };

  // A connection was accepted.
  bool process_and_close_socket(socket_t fd) override {
    auto connection = std::make_unique<Connection>(fd);
    if (connection->wait_readable(milliseconds(0)))
      serve(std::move(connection));
    else
      park(std::move(connection));
    return true;
  }

  void resume(std::unique_ptr<Connection> connection) {
    auto shared = std::make_shared<std::unique_ptr<Connection>>(std::move(connection));
    pool_.enqueue([this, shared] { serve(std::move(*shared)); });
  }

  void park(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    if (!stopping_) idle_->park(std::move(connection));
  }

  void serve(std::unique_ptr<Connection> connection) {
    const int fd = connection->fd();
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      active_.insert(fd);
    }
    bool keep = false;
    do
      keep = serve_one(*connection);
    while (keep && (!connection->buffered().empty() || connection->wait_readable(kStay)));
    {
      const std::lock_guard lock(mutex_);
      active_.erase(fd);
      if (active_.empty()) finished_.notify_all();
    }
    if (keep) park(std::move(connection));
  }

  // One request. False when the connection is to be closed.
  bool serve_one(Connection& connection) {
    std::size_t end = 0;
    for (;;) {
      if (skip_blank_lines(connection) && connection.buffered().empty()) return true;
      if (is_tls(connection.buffered()))
        return refuse(connection,
                      {400, "this is a TLS handshake; the address begins with http://, not https://"});
      end = find_head_end(connection.buffered());
      if (std::min(end, connection.buffered().size()) > options_.max_head)
        return refuse(connection,
                      {431, fmt::format("the head is over the limit of {} bytes", options_.max_head)});
      if (end != std::string_view::npos) break;
      const bool begun = !connection.buffered().empty();
      const auto read = connection.fill(options_.read_timeout);
      if (read == Connection::Read::some) continue;
      if (!begun) return false;
      return refuse(connection, {400, read == Connection::Read::end ? "the connection ended within the head"
                                                                    : "the head did not arrive in time"});
    }
    auto parsed = parse_head(connection.buffered().substr(0, end));
    if (!parsed) return refuse(connection, parsed.error());
    connection.consume(end);
    return exchange(connection, *parsed);
  }

  // Some clients send a blank line after a body, which is not part of the next request (RFC 9112,
  // section 2.2).
  static bool skip_blank_lines(Connection& connection) {
    const std::string_view bytes = connection.buffered();
    const std::size_t count = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
    connection.consume(count);
    return count > 0;
  }

  bool refuse(Connection& connection, const HeadProblem& problem) {
    Exchange exchange{handler_.on_malformed(problem.status, problem.message)};
    ParsedHead closing;
    closing.connection = ParsedHead::Connection::close;
    run(connection, closing, exchange);
    connection.linger(kLinger);
    return false;
  }

  bool exchange(Connection& connection, ParsedHead& parsed) {
    Exchange exchange{handler_.on_head(parsed.head)};
    bool linger = false;
    if (std::holds_alternative<Continuation>(exchange.decision)) {
      exchange.body = receive_body(connection, parsed);
      linger = !exchange.body;  // where the next request would begin is not known then
    } else if (parsed.framing.kind != Framing::Kind::none) {
      linger = !discard_body(connection, parsed);
    }
    if (linger) parsed.connection = ParsedHead::Connection::close;
    const bool keep = run(connection, parsed, exchange);
    if (linger) connection.linger(kLinger);
    return keep;
  }

  // Puts the request through httplib. False when the connection is to be closed.
  bool run(Connection& connection, const ParsedHead& parsed, Exchange& exchange) {
    RequestStream stream(connection, inner_head(parsed));
    t_exchange = &exchange;
    bool closed = false;
    const bool close = parsed.connection == ParsedHead::Connection::close;
    const bool written = process_request(stream, close, closed, nullptr);
    t_exchange = nullptr;
    return connection.flush() && written && !closed && !close;
  }

  Body receive_body(Connection& connection, const ParsedHead& parsed) {
    if (parsed.framing.length > options_.max_body) return tl::unexpected(BodyProblem::too_large);
    if (parsed.expect == ParsedHead::Expect::continue_100) {
      connection.write("HTTP/1.1 100 Continue\r\n\r\n");
      connection.flush();
    }
    return parsed.framing.kind == Framing::Kind::chunked ? receive_chunks(connection)
                                                         : receive_bytes(connection, parsed.framing.length);
  }

  Body receive_bytes(Connection& connection, std::uint64_t length) {
    std::string body;
    while (body.size() < length) {
      if (connection.buffered().empty() && connection.fill(options_.read_timeout) != Connection::Read::some)
        return tl::unexpected(BodyProblem::incomplete);
      const std::string_view bytes = connection.buffered().substr(0, length - body.size());
      body.append(bytes);
      connection.consume(bytes.size());
    }
    return body;
  }

  Body receive_chunks(Connection& connection) {
    ChunkDecoder decoder(options_.max_body);
    while (decoder.state() == ChunkDecoder::State::more) {
      if (connection.buffered().empty() && connection.fill(options_.read_timeout) != Connection::Read::some)
        return tl::unexpected(BodyProblem::incomplete);
      connection.consume(decoder.feed(connection.buffered()));
    }
    if (decoder.state() == ChunkDecoder::State::done) return std::move(decoder.body());
    return tl::unexpected(decoder.state() == ChunkDecoder::State::too_large ? BodyProblem::too_large
                                                                            : BodyProblem::malformed);
  }

  // Reads away the body of a request that was answered without it. False where that is not worth it.
  bool discard_body(Connection& connection, const ParsedHead& parsed) {
    if (parsed.framing.kind != Framing::Kind::length || parsed.framing.length > kDiscard ||
        parsed.expect == ParsedHead::Expect::continue_100)
      return false;
    std::uint64_t left = parsed.framing.length;
    while (left > 0) {
      if (connection.buffered().empty() && connection.fill(options_.read_timeout) != Connection::Read::some)
        return false;
      const auto count =
          static_cast<std::size_t>(std::min<std::uint64_t>(left, connection.buffered().size()));
      connection.consume(count);
      left -= count;
    }
    return true;
  }

  static void answer(httplib::Response& out) {
    Exchange& exchange = *t_exchange;
    if (const auto* response = std::get_if<Response>(&exchange.decision))
      put(*response, out);
    else
      put(std::get<Continuation>(exchange.decision)(std::move(exchange.body)), out);
  }

  const ServerOptions options_;
  http::Handler& handler_;
  int port_ = 0;
  std::mutex mutex_;
  std::condition_variable finished_;
  std::unordered_set<int> active_;  // sockets that a thread is serving
  bool stopping_ = false;
  ThreadPool pool_;
  std::optional<IdleConnections> idle_;  // until the server is stopped
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

void Server::stop(milliseconds grace) {
  impl_->stop_serving(grace);
}

}  // namespace convotic::http
