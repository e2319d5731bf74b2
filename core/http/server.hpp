#pragma once

#include "core/base/result.hpp"
#include "core/http/message.hpp"

#include <tl/expected.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace convotic::http {

enum class BodyProblem {
  too_large,   // over ServerOptions::max_body
  incomplete,  // the connection ended or stalled within it
  malformed,   // its chunks are not what RFC 9112 says
};
using Body = tl::expected<std::string, BodyProblem>;

// Gives the server the answer to a request, as a function that makes it on the server's thread. Safe from any
// thread, to be called exactly once, and before the server is destroyed.
using Respond = std::function<void(std::function<Response()> make)>;

// What to do with a request once its body is known. Answers by `respond`, now or later.
using Continuation = std::function<void(Body body, Respond respond)>;

// An answer that needs no body, or what comes after reading it.
using Decision = std::variant<Response, Continuation>;

// Answers requests. Called on the server's one thread, so it must not block.
class Handler {
public:
  virtual ~Handler() = default;

  // Called when the head has arrived. The body has not been read, and with "Expect: 100-continue" not been
  // asked for: answering here refuses it.
  virtual Decision on_head(const RequestHead& head) = 0;

  // Answers what is not a request: `message` says why in one clause. The connection is closed afterwards.
  virtual Response on_malformed(int status, const std::string& message) = 0;
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;                           // 0: any free one
  std::size_t max_body = 10u << 20;       // bytes
  std::size_t max_head = 64u << 10;       // bytes
  std::chrono::seconds read_timeout{30};  // for the next bytes of a request that has begun
  std::chrono::seconds idle_timeout{75};  // between requests of a connection
};

// An HTTP/1.1 server on one thread (exchange_loop.hpp). A connection costs a file descriptor and no thread,
// whether it is idle, slow, or waiting for its answer.
//
// cpp-httplib resolves the address and binds. The rest is done here, for a tool that promises exact bytes:
// httplib percent-decodes header values, drops their order, honours Range and compresses, loses what follows
// a chunk that is longer than it says, refuses trailers, gives a 204 a length, lets children inherit
// connections, and ends its accept loop when the system runs out of descriptors. Its thread for every
// connection would also cost two thread switches a request.
class Server {
public:
  // Listens and serves until `stop` or destruction. Fails with kListen; the error's message quotes the
  // address.
  static Result<std::unique_ptr<Server>> listen(const ServerOptions& options, Handler& handler);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;

  // Accepts nothing more, lets requests in progress finish for up to `grace`, then closes every connection
  // and joins. The handler must answer what is in progress meanwhile.
  void stop(std::chrono::milliseconds grace = std::chrono::milliseconds(500));

private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace convotic::http
