#include "core/http/server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/raw_connection.hpp"

#include <future>
#include <latch>
#include <mutex>
#include <thread>

using namespace convotic;
using http::Body;
using http::BodyProblem;
using http::Decision;
using http::RequestHead;
using http::Response;
using http::Server;
using http::ServerOptions;
using tests::RawConnection;

namespace {

const char* name(BodyProblem problem) {
  switch (problem) {
  case BodyProblem::too_large:
    return "too large";
  case BodyProblem::incomplete:
    return "incomplete";
  default:
    return "malformed";
  }
}

// Answers with what it was asked: "POST /path <body>". "/refuse" is answered without its body; "/big" with a
// megabyte; "/wait" when the test calls `release`.
class EchoHandler final : public http::Handler {
public:
  Decision on_head(const RequestHead& head) override {
    if (head.path() == "/refuse") return text(401, "refused");
    if (head.path() == "/big") return text(200, std::string(1 << 20, 'b'));
    return http::Continuation(
        [this, what = head.method + " " + head.target](Body body, http::Respond respond) {
          const std::string answer = what + " <" + (body ? *body : name(body.error())) + ">";
          const auto make = [answer] { return text(200, answer); };
          if (what != "GET /wait") return respond(make);
          release = [respond, make] { respond(make); };
          waiting.count_down();
        });
  }
  Response on_malformed(int status, const std::string& message) override { return text(status, message); }

  std::latch waiting{1};
  std::function<void()> release;  // to be called after `waiting`

private:
  static Response text(int status, std::string body) {
    return {status, {{"Content-Type", "text/plain"}}, std::move(body)};
  }
};

struct Running {
  explicit Running(const ServerOptions& options = {}) : server(Server::listen(options, handler).value()) {}

  EchoHandler handler;
  std::unique_ptr<Server> server;
};

std::string answer(const std::string& status, const std::string& body) {
  return "HTTP/1.1 " + status +
         "\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nKeep-Alive: timeout=75\r\n\r\n" + body;
}

std::string closing_answer(const std::string& status, const std::string& body) {
  return "HTTP/1.1 " + status +
         "\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("A connection serves one request after the other") {
  Running running;
  RawConnection client(running.server->port());
  client.say("GET /a?b=1 HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(client.hear_response() == answer("200 OK", "GET /a?b=1 <>"));
  client.say("POST /c HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello");
  CHECK(client.hear_response() == answer("200 OK", "POST /c <hello>"));
  client.say("DELETE /d HTTP/1.1\r\nConnection: close\r\n\r\n");
  CHECK(client.hear_to_end() == closing_answer("200 OK", "DELETE /d <>"));
}

TEST_CASE("Requests sent without waiting are answered in order") {
  Running running;
  RawConnection client(running.server->port());
  client.say(
      "POST /1 HTTP/1.1\r\nContent-Length: 1\r\n\r\naGET /2 HTTP/1.1\r\n\r\n"
      "POST /3 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nc\r\n0\r\n\r\nGET /4 HTTP/1.1\r\n\r\n");
  CHECK(client.hear_response() == answer("200 OK", "POST /1 <a>"));
  CHECK(client.hear_response() == answer("200 OK", "GET /2 <>"));
  CHECK(client.hear_response() == answer("200 OK", "POST /3 <c>"));
  CHECK(client.hear_response() == answer("200 OK", "GET /4 <>"));
}

TEST_CASE("A request may come byte by byte") {
  Running running;
  RawConnection client(running.server->port());
  const std::string request = "POST /slow HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
  for (const char c : request)
    client.say(std::string(1, c));
  CHECK(client.hear_response() == answer("200 OK", "POST /slow <abc>"));
}

TEST_CASE("A connection of HTTP/1.0 is closed after its answer") {
  Running running;
  RawConnection client(running.server->port());
  client.say("GET /old HTTP/1.0\r\n\r\n");
  CHECK(client.hear_to_end() == closing_answer("200 OK", "GET /old <>"));
}

TEST_CASE("Body bytes arrive as they were sent") {
  Running running;
  RawConnection client(running.server->port());
  std::string bytes;
  for (int i = 0; i < 200'000; ++i)
    bytes += static_cast<char>(i * 13);
  client.say("PUT / HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Type: application/x-www-form-urlencoded\r\n"
             "Content-Length: " +
             std::to_string(bytes.size()) + "\r\n\r\n" + bytes);
  CHECK(client.hear_response() == answer("200 OK", "PUT / <" + bytes + ">"));
}

TEST_CASE("Chunks are put together, extensions and trailers passed over") {
  Running running;
  RawConnection client(running.server->port());
  client.say("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
             "3;name=value\r\nabc\r\n0A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n");
  CHECK(client.hear_response() == answer("200 OK", "POST / <abc0123456789>"));
}

TEST_CASE("Chunks that are not well-formed end the connection with an answer") {
  for (const char* chunks : {"zz\r\n", "-1\r\n", "5\r\nabcdefgh\r\n", "1\r\naX\r\n"}) {
    CAPTURE(chunks);
    Running running;
    RawConnection client(running.server->port());
    client.say(std::string("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n") + chunks + "0\r\n\r\n");
    CHECK(client.hear_to_end() == closing_answer("200 OK", "POST / <malformed>"));
  }
}

TEST_CASE("A client that waits to be asked for its body is asked, or refused without it") {
  Running running;
  RawConnection client(running.server->port());
  client.say("POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(client.hear_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.say("hi");
  CHECK(client.hear_response() == answer("200 OK", "POST /a <hi>"));
  client.say("POST /refuse HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(client.hear_to_end() == closing_answer("401 Unauthorized", "refused"));
}

TEST_CASE("A refused request's small body is read away, and the connection goes on") {
  Running running;
  RawConnection client(running.server->port());
  client.say("POST /refuse HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloGET /next HTTP/1.1\r\n\r\n");
  CHECK(client.hear_response() == answer("401 Unauthorized", "refused"));
  CHECK(client.hear_response() == answer("200 OK", "GET /next <>"));
}

TEST_CASE("A client hears why its large body is refused though it goes on sending") {
  Running running;
  RawConnection client(running.server->port());
  client.say("POST /refuse HTTP/1.1\r\nContent-Length: 9000000\r\n\r\n");
  const std::string part(100'000, 'x');
  for (int i = 0; i < 10; ++i)
    client.say(part);
  CHECK(client.hear_to_end() == closing_answer("401 Unauthorized", "refused"));
}

TEST_CASE("A body over the limit is not read to its end") {
  ServerOptions options;
  options.max_body = 10;
  Running running(options);
  {
    RawConnection client(running.server->port());
    client.say("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n0123456789");
    CHECK(client.hear_response() == answer("200 OK", "POST / <0123456789>"));
    client.say("POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\n");
    CHECK(client.hear_to_end() == closing_answer("200 OK", "POST / <too large>"));
  }
  RawConnection client(running.server->port());
  client.say("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n5\r\n01234\r\n0\r\n\r\n");
  CHECK(client.hear_to_end() == closing_answer("200 OK", "POST / <too large>"));
}

TEST_CASE("A body that is cut short is told from an empty one") {
  for (const char* framing : {"Content-Length: 5\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n5\r\nab"}) {
    CAPTURE(framing);
    Running running;
    RawConnection client(running.server->port());
    client.say(std::string("POST / HTTP/1.1\r\n") + framing);
    client.end_sending();
    CHECK(client.hear_to_end() == closing_answer("200 OK", "POST / <incomplete>"));
  }
}

TEST_CASE("What is not a request is answered with the reason, and the connection closed") {
  struct Case {
    std::string bytes, answer;
  };
  const Case cases[] = {
      {"nonsense\r\n\r\n",
       closing_answer("400 Bad Request", "the request line \"nonsense\" is not METHOD TARGET HTTP/1.1")},
      {"GET / HTTP/3.0\r\n\r\n",
       closing_answer("505 HTTP Version Not Supported", "the version \"HTTP/3.0\" is not HTTP/1.1")},
      {"POST / HTTP/1.1\r\nTransfer-Encoding: br\r\n\r\n",
       closing_answer("501 Not Implemented", "the transfer encoding \"br\" is not \"chunked\"")},
      {"POST / HTTP/1.1\r\nExpect: more\r\n\r\n",
       closing_answer("417 Expectation Failed", "the expectation \"more\" is not \"100-continue\"")},
  };
  Running running;
  for (const Case& c : cases) {
    CAPTURE(c.bytes);
    RawConnection client(running.server->port());
    client.say(c.bytes + "GET /never HTTP/1.1\r\n\r\n");
    CHECK(client.hear_to_end() == c.answer);
  }
}

TEST_CASE("A TLS handshake is told that the address is not https") {
  Running running;
  RawConnection client(running.server->port());
  client.say("\x16\x03\x01\x02");
  CHECK(client.hear_to_end() ==
        closing_answer("400 Bad Request",
                       "this is a TLS handshake; the address begins with http://, not https://"));
}

TEST_CASE("Blank lines between requests are passed over") {
  Running running;
  RawConnection client(running.server->port());
  client.say("\r\nPOST /1 HTTP/1.1\r\nContent-Length: 1\r\n\r\na\r\n\r\nGET /2 HTTP/1.1\r\n\r\n\r\n");
  CHECK(client.hear_response() == answer("200 OK", "POST /1 <a>"));
  CHECK(client.hear_response() == answer("200 OK", "GET /2 <>"));
  client.end_sending();
  CHECK(client.hear_to_end().empty());
}

TEST_CASE("A head over the limit is refused, whether it ends or not") {
  ServerOptions options;
  options.max_head = 1000;
  Running running(options);
  const std::string expected =
      closing_answer("431 Request Header Fields Too Large", "the head is over the limit of 1000 bytes");
  for (const std::string end : {"", "\r\n\r\n"}) {
    CAPTURE(end);
    RawConnection client(running.server->port());
    client.say("GET / HTTP/1.1\r\nX: " + std::string(2000, 'x') + end);
    CHECK(client.hear_to_end() == expected);
  }
}

TEST_CASE("A head that ends too soon is answered, and silence is not") {
  Running running;
  RawConnection half(running.server->port());
  half.say("GET / HT");
  half.end_sending();
  CHECK(half.hear_to_end() == closing_answer("400 Bad Request", "the connection ended within the head"));
  RawConnection silent(running.server->port());
  silent.end_sending();
  CHECK(silent.hear_to_end().empty());
}

TEST_CASE("The answer to HEAD has the length but not the body") {
  Running running;
  RawConnection client(running.server->port());
  client.say("HEAD /refuse HTTP/1.1\r\n\r\n");
  CHECK(client.hear_until("\r\n\r\n").starts_with("HTTP/1.1 401 Unauthorized\r\n"));
  client.say("GET /next HTTP/1.1\r\n\r\n");
  CHECK(client.hear_response() == answer("200 OK", "GET /next <>"));
}

TEST_CASE("A large answer reaches a slow reader whole, without a range or compression") {
  Running running;
  RawConnection client(running.server->port());
  client.say("GET /big HTTP/1.1\r\nRange: bytes=0-3\r\nAccept-Encoding: gzip, br\r\n\r\n");
  CHECK(client.hear_response() == answer("200 OK", std::string(1 << 20, 'b')));
}

TEST_CASE("A slow request does not hold up others, nor do idle connections") {
  Running running;
  RawConnection slow(running.server->port());
  slow.say("GET /wait HTTP/1.1\r\n\r\n");
  running.handler.waiting.wait();
  std::vector<std::unique_ptr<RawConnection>> idle;
  for (int i = 0; i < 100; ++i)
    idle.push_back(std::make_unique<RawConnection>(running.server->port()));
  RawConnection other(running.server->port());
  other.say("GET /quick HTTP/1.1\r\n\r\n");
  CHECK(other.hear_response() == answer("200 OK", "GET /quick <>"));
  for (const auto& connection : idle) {
    connection->say("GET /woken HTTP/1.1\r\n\r\n");
    CHECK(connection->hear_response() == answer("200 OK", "GET /woken <>"));
  }
  running.handler.release();
  CHECK(slow.hear_response() == answer("200 OK", "GET /wait <>"));
}

TEST_CASE("A connection that is idle for too long is closed") {
  ServerOptions options;
  options.idle_timeout = std::chrono::seconds(0);
  Running running(options);
  RawConnection client(running.server->port());
  CHECK(client.hear_to_end().empty());
}

TEST_CASE("Stopping lets a request in progress finish and closes every connection") {
  Running running;
  RawConnection silent(running.server->port()), busy(running.server->port()), idle(running.server->port());
  idle.say("GET /a HTTP/1.1\r\n\r\n");
  CHECK(idle.hear_response() == answer("200 OK", "GET /a <>"));
  busy.say("GET /wait HTTP/1.1\r\n\r\n");
  running.handler.waiting.wait();
  auto stopped = std::async(std::launch::async, [&] { running.server->stop(std::chrono::seconds(30)); });
  running.handler.release();
  CHECK(busy.hear_to_end().ends_with("GET /wait <>"));
  stopped.get();
  CHECK(silent.hear_to_end().empty());
  CHECK(idle.hear_to_end().empty());
  CHECK_THROWS(RawConnection(running.server->port()));
  running.server->stop();
}

TEST_CASE("Stopping does not wait longer than it is told to for bytes that never come") {
  Running running;
  RawConnection client(running.server->port());
  client.say("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  CHECK(client.hear_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  running.server->stop(std::chrono::milliseconds(1));
  client.hear_to_end();
  SUCCEED("both sides came to an end");
}

TEST_CASE("A server may be stopped at once, and served by many clients until then") {
  for (int round = 0; round < 5; ++round) {
    Running running;
    std::vector<std::jthread> clients;
    for (int i = 0; i < 4; ++i)
      clients.emplace_back([port = running.server->port()] {
        try {
          for (;;) {
            RawConnection client(port);
            for (int n = 0; n < 10; ++n) {
              if (!client.say("GET /x HTTP/1.1\r\n\r\n") || client.hear_response().empty()) break;
            }
          }
        } catch (const std::runtime_error&) {  // it no longer listens
        }
      });
    running.server.reset();
  }
}

TEST_CASE("An address that cannot be listened on is quoted with the reason") {
  Running running;
  const int port = running.server->port();
  EchoHandler handler;
  ServerOptions options;
  options.port = port;
  CHECK(tests::describe(Server::listen(options, handler)) ==
        "listen: cannot listen on 127.0.0.1:" + std::to_string(port) +
            ": Address already in use\n  help: --port 0 takes any free one");
  options.host = "192.0.2.1";
  CHECK(tests::describe(Server::listen(options, handler)) ==
        "listen: cannot listen on 192.0.2.1:" + std::to_string(port) +
            ": Cannot assign requested address\n  help: --host takes an address of this machine, such as "
            "127.0.0.1");
}
