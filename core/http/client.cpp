#include "core/http/client.hpp"

#include "core/http/answer_reader.hpp"

#include <fmt/format.h>
#include <httplib.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <utility>

namespace convotic::http {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using Kind = ExchangeProblem::Kind;

std::string seconds(milliseconds time) {
  return fmt::format("{} s", static_cast<double>(time.count()) / 1000.0);
}

// The bytes of a connection, with TLS or without. Nothing here waits.
class Wire {
public:
  enum class Outcome { some, nothing_yet, ended, failed };

  // OpenSSL reads and writes for itself; elsewhere MSG_DONTWAIT spares two system calls for each request.
  Wire(int fd, SSL* ssl) : fd_(fd), ssl_(ssl) {
    if (ssl_ != nullptr) ::fcntl(fd_, F_SETFL, ::fcntl(fd_, F_GETFL) | O_NONBLOCK);
  }

  Outcome read(std::string& into) {
    std::array<char, 64u << 10> chunk;
    errno = 0;
    const auto count = ssl_ != nullptr ? SSL_read(ssl_, chunk.data(), static_cast<int>(chunk.size()))
                                       : static_cast<int>(::recv(fd_, chunk.data(), chunk.size(), MSG_DONTWAIT));
    if (count > 0) into.append(chunk.data(), static_cast<std::size_t>(count));
    return outcome(count);
  }

  // Takes what goes out off the front of `bytes`.
  Outcome write(std::string_view& bytes) {
    constexpr std::size_t kMost = 1u << 20;
    const auto size = static_cast<int>(std::min(bytes.size(), kMost));
    errno = 0;
    const auto count = ssl_ != nullptr
                           ? SSL_write(ssl_, bytes.data(), size)
                           : static_cast<int>(::send(fd_, bytes.data(), static_cast<std::size_t>(size),
                                                     MSG_NOSIGNAL | MSG_DONTWAIT));
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    return outcome(count);
  }

  // What broke it, where something did.
  const std::string& fault() const { return fault_; }

  // Waits until it can be read, or written where that is wanted too, or until `deadline` or `cancel`.
  enum class Waited { ready, late, cancelled };
  Waited wait(bool to_write, Clock::time_point deadline, int cancel) {
    for (;;) {
      const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
      if (left.count() <= 0) return Waited::late;
      pollfd polled[] = {{fd_, static_cast<short>(to_write ? POLLIN | POLLOUT : POLLIN), 0},
                         {cancel, POLLIN, 0}};
      const int ready =
          ::poll(polled, 2, static_cast<int>(std::min<milliseconds::rep>(left.count(), 60'000)));
      if (ready > 0 && polled[1].revents != 0) return Waited::cancelled;
      if (ready > 0 || (ready < 0 && errno != EINTR)) return Waited::ready;  // or reading tells what is wrong
    }
  }

private:
  Outcome outcome(int count) {
    if (count > 0) return Outcome::some;
    if (ssl_ == nullptr) {
      if (count == 0) return Outcome::ended;
      if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return Outcome::nothing_yet;
      fault_ = std::strerror(errno);
      return Outcome::failed;
    }
    switch (SSL_get_error(ssl_, count)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return Outcome::nothing_yet;
    case SSL_ERROR_ZERO_RETURN:
      return Outcome::ended;
    case SSL_ERROR_SYSCALL:
      if (errno == 0) return Outcome::ended;
      fault_ = std::strerror(errno);
      return Outcome::failed;
    default:
      break;
    }
    // A server that ends the connection without saying so in TLS.
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING) return Outcome::ended;
    const char* reason = ERR_reason_error_string(code);
    fault_ = reason == nullptr ? "TLS failed" : reason;
    return Outcome::failed;
  }

  const int fd_;
  SSL* const ssl_;
  std::string fault_;
};

std::string request_text(const RequestHead& head, std::string_view body) {
  std::string out = head.method + " " + head.target + " HTTP/1.1\r\n";
  for (const Header& header : head.headers)
    out += header.name + ": " + header.value + "\r\n";
  out += "\r\n";
  out += body;
  return out;
}

// Why a connection could not be made, which httplib does not tell.
std::string why_not_connected(const Url& url) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int problem = ::getaddrinfo(url.host.c_str(), std::to_string(url.port).c_str(), &hints, &found);
      problem != 0)
    return ::gai_strerror(problem);
  // The first address speaks for all. It has answered httplib, or the time would have run out.
  std::string reason = "it did not work";
  if (const int fd = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0); fd >= 0) {
    if (::connect(fd, found->ai_addr, found->ai_addrlen) != 0) reason = std::strerror(errno);
    ::close(fd);
  }
  ::freeaddrinfo(found);
  return reason;
}

}  // namespace

// What is common to connections with TLS and without.
class Client::Connector {
public:
  Connector(const Url& url, const ClientOptions& options)
      : name_(url.host.find(':') == std::string::npos ? fmt::format("{}:{}", url.host, url.port)
                                                      : fmt::format("[{}]:{}", url.host, url.port)),
        url_(url), options_(options) {}
  virtual ~Connector() { ::close(cancel_); }
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;

  void cancel() {
    cancelled_ = true;
    ::eventfd_write(cancel_, 1);
  }

  tl::expected<Response, ExchangeProblem> send(const RequestHead& head, std::string_view body) {
    const std::string text = request_text(head, body);
    for (;;) {
      if (cancelled_) return tl::unexpected(cancelled());
      fresh_ = false;
      result_.reset();
      method_ = head.method;
      text_ = text;
      const httplib::Error error = exchange_over_httplib();
      if (!result_) return tl::unexpected(not_connected(error));
      const bool stale = !*result_ && result_->error().kind == Kind::broken && !fresh_ && !begun_;
      if (!stale) return std::move(*result_);
    }
  }

protected:
  // Has httplib connect, if need be, and call `exchange`.
  virtual httplib::Error exchange_over_httplib() = 0;
  virtual long certificate_fault() const { return 0; }
  void note_fresh_connection() { fresh_ = true; }

  // Sends the request and reads its answer; whether the connection may be kept.
  bool exchange(int fd, SSL* ssl) {
    Wire wire(fd, ssl);
    AnswerReader reader(method_, options_.max_answer);
    const auto problem = run(wire, reader);
    begun_ = reader.begun();
    if (problem) {
      result_ = tl::unexpected(*problem);
      return false;
    }
    result_ = std::move(reader.response());
    return reader.connection() == AnswerReader::Connection::keep;
  }

private:
  using Problem = std::optional<ExchangeProblem>;

  Problem run(Wire& wire, AnswerReader& reader) {
    const auto deadline = Clock::now() + options_.answer_timeout;
    std::string_view unsent = text_;
    // There is nearly always room for it.
    if (wire.write(unsent) == Wire::Outcome::failed) unsent = {};
    for (;;) {
      switch (wire.wait(!unsent.empty(), deadline, cancel_)) {
      case Wire::Waited::cancelled:
        return cancelled();
      case Wire::Waited::late:
        return late(reader, !unsent.empty());
      case Wire::Waited::ready:
        break;
      }
      // A server may refuse a request, and answer, before it has read it all.
      if (!unsent.empty() && wire.write(unsent) == Wire::Outcome::failed) unsent = {};
      for (std::string bytes;; bytes.clear()) {
        const Wire::Outcome outcome = wire.read(bytes);
        if (outcome == Wire::Outcome::nothing_yet) break;
        AnswerReader::State state = AnswerReader::State::more;
        if (outcome == Wire::Outcome::some)
          state = reader.feed(bytes);
        else if (!reader.begun())
          return ended(wire, outcome);
        else
          state = reader.end();
        if (state == AnswerReader::State::broken)
          return broken(fmt::format("the answer of {} {}", name_, reader.problem()));
        if (state == AnswerReader::State::done) return std::nullopt;
      }
    }
  }

  static Problem broken(std::string message, std::string hint = {}) {
    return ExchangeProblem{Kind::broken, std::move(message), std::move(hint)};
  }

  Problem ended(const Wire& wire, Wire::Outcome outcome) const {
    if (outcome == Wire::Outcome::ended)
      return broken(fmt::format("{} closed the connection without an answer", name_),
                    url_.scheme == Url::Scheme::http ? "if it speaks TLS, its address begins with https://"
                                                     : "");
    return broken(fmt::format("{} broke the connection off before it answered: {}", name_, wire.fault()));
  }

  ExchangeProblem cancelled() const {
    return {Kind::cancelled, fmt::format("the request to {} was given up", name_), ""};
  }

  ExchangeProblem late(const AnswerReader& reader, bool sending) const {
    const std::string time = seconds(options_.answer_timeout);
    if (reader.begun())
      return {
          Kind::no_answer,
          fmt::format("the answer of {} was not complete within {}: it {}", name_, time, reader.progress()),
          ""};
    if (sending)
      return {Kind::no_answer, fmt::format("{} did not take the request within {}", name_, time), ""};
    return {Kind::no_answer, fmt::format("{} did not answer within {}", name_, time), ""};
  }

  ExchangeProblem not_connected(httplib::Error error) const {
    using httplib::Error;
    const std::string hint = "see that the server runs, and at this address";
    switch (error) {
    case Error::SSLConnection:
      return {Kind::unreachable, fmt::format("{} does not answer a TLS handshake", name_),
              "if it speaks plain HTTP, its address begins with http://"};
    case Error::SSLServerVerification:
    case Error::SSLLoadingCerts:
      return {Kind::unreachable,
              fmt::format("the certificate of {} is not valid: {}", name_,
                          certificate_fault() != X509_V_OK
                              ? X509_verify_cert_error_string(certificate_fault())
                              : "it is for another host"),
              "SSL_CERT_FILE names a file of certificates to trust"};
    case Error::ConnectionTimeout:
      return {Kind::unreachable,
              fmt::format("cannot connect to {} within {}", name_, seconds(options_.connect_timeout)), hint};
    default:
      return {Kind::unreachable, fmt::format("cannot connect to {}: {}", name_, why_not_connected(url_)),
              hint};
    }
  }

  std::string name_;  // of the server, for messages
  const Url url_;
  const ClientOptions options_;
  std::string method_;
  std::string_view text_;                         // of the request
  const int cancel_ = ::eventfd(0, EFD_CLOEXEC);  // readable once it is cancelled
  std::atomic<bool> cancelled_ = false;
  bool fresh_ = false;  // the connection was made for this request
  bool begun_ = false;  // some of the answer has come
  std::optional<tl::expected<Response, ExchangeProblem>> result_;
};

// Derives from httplib's client to get at the connection that it has made.
template <typename Base> class Client::ConnectorOver final : public Connector, private Base {
public:
  ConnectorOver(const Url& url, const ClientOptions& options)
      : Connector(url, options), Base(url.host, url.port) {
    this->set_keep_alive(true);
    this->set_tcp_nodelay(true);
    this->set_connection_timeout(options.connect_timeout);
    // Of the handshake.
    this->set_read_timeout(options.connect_timeout);
    this->set_write_timeout(options.connect_timeout);
    this->set_socket_options([this](socket_t fd) {
      ::fcntl(fd, F_SETFD, FD_CLOEXEC);
      note_fresh_connection();
    });
  }

private:
  httplib::Error exchange_over_httplib() override {
    httplib::Request request;
    httplib::Response response;
    auto error = httplib::Error::Success;
    Base::send(request, response, error);
    return error;
  }

  bool process_socket(const typename Base::Socket& socket, std::function<bool(httplib::Stream&)>) override {
    return exchange(socket.sock, socket.ssl);
  }

  long certificate_fault() const override {
    if constexpr (std::is_same_v<Base, httplib::SSLClient>)
      return this->get_openssl_verify_result();
    else
      return X509_V_OK;
  }
};

// A server that closes the connection while it is written to would end the program by SIGPIPE: OpenSSL writes
// without MSG_NOSIGNAL.
Client::Client(Url url, const ClientOptions& options) : url_(std::move(url)), options_(options) {
  std::signal(SIGPIPE, SIG_IGN);
  if (url_.scheme == Url::Scheme::https)
    connector_ = std::make_unique<ConnectorOver<httplib::SSLClient>>(url_, options_);
  else
    connector_ = std::make_unique<ConnectorOver<httplib::ClientImpl>>(url_, options_);
}

Client::~Client() = default;

void Client::cancel() {
  connector_->cancel();
}

tl::expected<Response, ExchangeProblem> Client::send(const RequestHead& head, std::string_view body) {
  return connector_->send(head, body);
}

}  // namespace convotic::http
