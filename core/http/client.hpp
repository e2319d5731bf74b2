#pragma once

#include "core/http/message.hpp"
#include "core/http/url.hpp"

#include <tl/expected.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace convotic::http {

struct ClientOptions {
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds answer_timeout{
      30'000};                         // from the first byte of the request to the last of the answer
  std::size_t max_answer = 64u << 20;  // bytes of a body
};

// Why there is no answer.
struct ExchangeProblem {
  enum class Kind {
    unreachable,  // no connection, no TLS
    no_answer,    // not within the time
    broken,       // the connection ended early, or what came is no HTTP
    cancelled,    // by `cancel`
  } kind;
  std::string message;  // one clause that names the server
  std::string hint;     // what to do; may be empty
};

// One connection to one server, made when it is needed and kept for the next request. Requests go out byte
// for byte as they are given: nothing is added, encoded, compressed or followed, so a redirect is an answer
// like any other. Each of them blocks; for several at once there are several clients.
//
// cpp-httplib looks the host up, connects, and shakes hands for TLS with its certificate checked
// (SSL_CERT_FILE and SSL_CERT_DIR name further ones to trust). The rest is done here: httplib reorders
// headers, adds its own, and does not tell a server that closes the connection from one that never answers.
class Client {
public:
  // For the server of `url`; its target has no say.
  explicit Client(Url url, const ClientOptions& options = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Sends a request and waits for its answer. Host and Content-Length are the caller's to set
  // (framed_headers); `head` must be sendable. A server that has closed a kept connection before any byte of
  // the answer came gets the request once more, on a new one.
  tl::expected<Response, ExchangeProblem> send(const RequestHead& head, std::string_view body);

  // Ends a `send` that is under way, and every one to come, at once; one that is just connecting within the
  // time for that. Safe from any thread.
  void cancel();

private:
  class Connector;
  template <typename Base> class ConnectorOver;

  const Url url_;
  const ClientOptions options_;
  std::unique_ptr<Connector> connector_;
};

}  // namespace convotic::http
