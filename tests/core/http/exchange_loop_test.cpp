#include "core/http/exchange_loop.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/raw_connection.hpp"

#include <sys/resource.h>

using namespace convotic;
using http::Response;
using http::Server;
using http::ServerOptions;
using tests::RawConnection;

namespace {

// Answers with what it was asked for; "/huge" with more than a socket takes at once.
class Handler final : public http::Handler {
public:
  http::Decision on_head(const http::RequestHead& head) override {
    if (head.path() == "/huge") return Response{200, {}, std::string(64 << 20, 'h')};
    return Response{200, {}, head.method + " " + head.target};
  }
  Response on_malformed(int status, const std::string& message) override { return {status, {}, message}; }
};

struct Running {
  explicit Running(const ServerOptions& options = {}) : server(Server::listen(options, handler).value()) {}

  Handler handler;
  std::unique_ptr<Server> server;
};

std::string answer(const std::string& body, const std::string& connection) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + connection +
         "\r\n\r\n" + body;
}

std::string kept(const std::string& body, int idle_timeout = 75) {
  return answer(body, "Keep-Alive: timeout=" + std::to_string(idle_timeout));
}

std::string closed(const std::string& body) {
  return answer(body, "Connection: close");
}

}  // namespace

TEST_CASE("A head that begins late in the idle time still has its whole time") {
  ServerOptions options;
  options.idle_timeout = std::chrono::seconds(1);
  Running running(options);
  RawConnection begun(running.server->port());
  RawConnection silent(running.server->port());
  begun.say("GET /late HTTP/1.1\r\n");
  CHECK(silent.hear_to_end().empty());  // the idle time of both is over now
  begun.say("\r\n");
  CHECK(begun.hear_response() == kept("GET /late", 1));
}

TEST_CASE("A connection that breaks while its answer is written is let go at once") {
  Running running;
  {
    RawConnection client(running.server->port());
    client.say("GET /huge HTTP/1.1\r\n\r\n");
    CHECK(client.hear(1000).size() == 1000);
    client.reset_at_end();
  }
  const auto begun = std::chrono::steady_clock::now();
  running.server->stop(std::chrono::seconds(25));
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(20));
}

TEST_CASE("A shortage of descriptors is waited out") {
  Running running;
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  RawConnection first(running.server->port());
  first.say("GET /first HTTP/1.1\r\n\r\n");
  CHECK(first.hear_response() == kept("GET /first"));

  // Both ends of a connection are in this process: the client's is made before there is no room for the
  // server's.
  const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  rlimit none = before;
  none.rlim_cur = static_cast<rlim_t>(client) + 1;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(running.server->port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  // Served by the same thread after it has tried to accept the other.
  first.say("GET /again HTTP/1.1\r\n\r\n");
  CHECK(first.hear_response() == kept("GET /again"));
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  const std::string_view request = "GET /second HTTP/1.1\r\nConnection: close\r\n\r\n";
  CHECK(::send(client, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size()));
  std::string heard(closed("GET /second").size(), '\0');
  CHECK(::recv(client, heard.data(), heard.size(), MSG_WAITALL) == static_cast<ssize_t>(heard.size()));
  CHECK(heard == closed("GET /second"));
  ::close(client);
}
