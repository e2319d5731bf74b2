#include "core/http/client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/raw_server.hpp"

#include <atomic>

using namespace convotic::http;
using namespace std::chrono_literals;
using convotic::tests::RawConnection;
using convotic::tests::RawServer;

namespace {

Url url_of(int port) {
  return parse_url("http://127.0.0.1:" + std::to_string(port)).value();
}

RequestHead post(std::vector<Header> headers = {}) {
  return {"POST", "/hook?a=%2F&b=1+2", 1, std::move(headers)};
}

std::string told(const ExchangeProblem& problem) {
  constexpr const char* kKinds[] = {"unreachable", "no answer", "broken", "cancelled"};
  return std::string(kKinds[static_cast<int>(problem.kind)]) + ": " + problem.message +
         (problem.hint.empty() ? "" : " | " + problem.hint);
}

// "200 body", or the problem.
std::string told(const tl::expected<Response, ExchangeProblem>& answer) {
  return answer ? std::to_string(answer->status) + " " + answer->body : told(answer.error());
}

// A problem, with PORT in place of the port.
std::string without_port(std::string text, int port) {
  const std::string digits = std::to_string(port);
  for (std::size_t at = text.find(digits); at != std::string::npos; at = text.find(digits))
    text.replace(at, digits.size(), "PORT");
  return text;
}

// What the client says of a server that hears a request and then says `bytes`, or does `then`.
std::string outcome(std::function<void(RawConnection&)> serve, const ClientOptions& options = {}) {
  RawServer server([&](RawConnection& connection) {
    connection.hear_until("\r\n\r\n");
    serve(connection);
  });
  Client client(url_of(server.port()), options);
  return without_port(told(client.send(post(), "")), server.port());
}
std::string outcome(const std::string& bytes) {
  return outcome([&](RawConnection& connection) { connection.say(bytes); });
}

}  // namespace

TEST_CASE("A request goes out byte for byte as it was given") {
  std::string heard;
  RawServer server([&](RawConnection& connection) {
    heard = connection.hear_until("\r\n\r\n");
    heard += connection.hear(6);
    connection.say("HTTP/1.1 202 Accepted\r\nX-One: a\r\nx-two:  b \r\nContent-Length: 2\r\n\r\nok");
  });
  Client client(url_of(server.port()));
  const auto answer = client.send(post({{"Host", "shop.example"},
                                        {"x-B", "caf\xe9"},
                                        {"X-A", "1"},
                                        {"x-B", "2"},
                                        {"Content-Length", "6"}}),
                                  std::string_view("a\0b\r\n\xff", 6));
  CHECK(heard ==
        "POST /hook?a=%2F&b=1+2 HTTP/1.1\r\nHost: shop.example\r\nx-B: caf\xe9\r\nX-A: 1\r\nx-B: 2\r\n"
        "Content-Length: 6\r\n\r\n" +
            std::string("a\0b\r\n\xff", 6));
  REQUIRE(answer);
  CHECK(answer->status == 202);
  CHECK(answer->body == "ok");
  REQUIRE(answer->headers.size() == 3);
  CHECK(answer->headers[0].name == "X-One");
  CHECK(answer->headers[1].value == "b");
}

TEST_CASE("A redirect is an answer like any other") {
  std::atomic<int> requests = 0;
  RawServer server([&](RawConnection& connection) {
    while (!connection.hear_until("\r\n\r\n").empty()) {
      ++requests;
      connection.say("HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
    }
  });
  {
    Client client(url_of(server.port()));
    const auto answer = client.send(post(), "");
    REQUIRE(answer);
    CHECK(answer->status == 307);
    CHECK(answer->headers[0].value == "/elsewhere");
  }
  CHECK(requests == 1);
}

TEST_CASE("A connection is kept for the next request, unless the server says otherwise") {
  std::atomic<int> connections = 0;
  std::string connection_header = "keep-alive";
  RawServer server([&](RawConnection& connection) {
    ++connections;
    while (!connection.hear_until("\r\n\r\n").empty())
      connection.say("HTTP/1.1 200 OK\r\nConnection: " + connection_header + "\r\nContent-Length: 0\r\n\r\n");
  });
  {
    Client client(url_of(server.port()));
    for (int i = 0; i < 3; ++i)
      CHECK(told(client.send(post(), "")) == "200 ");
  }
  CHECK(connections == 1);
  connection_header = "close";
  Client client(url_of(server.port()));
  for (int i = 0; i < 3; ++i)
    CHECK(told(client.send(post(), "")) == "200 ");
  CHECK(connections == 4);
}

TEST_CASE("A kept connection that the server has closed meanwhile is replaced") {
  std::atomic<int> connections = 0;
  RawServer server([&](RawConnection& connection) {
    ++connections;
    // Answers once, hears the next request, and closes without a word.
    connection.hear_until("\r\n\r\n");
    connection.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    if (connections == 1) connection.hear_until("\r\n\r\n");
  });
  Client client(url_of(server.port()));
  CHECK(told(client.send(post(), "")) == "200 ");
  CHECK(told(client.send(post(), "")) == "200 ");
  CHECK(connections == 2);
}

TEST_CASE("An answer comes whole however it is cut and framed") {
  CHECK(outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=1\r\nde\r\n0\r\nX: "
                "1\r\n\r\n") == "200 abcde");
  CHECK(outcome("HTTP/1.0 200 OK\r\n\r\nuntil the end") == "200 until the end");
  CHECK(outcome("HTTP/1.1 204 No Content\r\n\r\n") == "204 ");
  CHECK(outcome("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n"
                "Content-Length: 1\r\n\r\nx") == "200 x");
  CHECK(outcome("HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx") == "200 x");
  CHECK(outcome([](RawConnection& connection) {
          for (const char c : std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
            connection.say(std::string(1, c));
        }) == "200 ok");
}

TEST_CASE("A large body goes out whole, and an answer that comes before it is through counts") {
  const std::string large(20u << 20, 'x');
  std::size_t heard = 0;
  {
    RawServer server([&](RawConnection& connection) {
      connection.hear_until("\r\n\r\n");
      heard = connection.hear(large.size()).size();
      connection.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    Client client(url_of(server.port()));
    CHECK(told(client.send(post({{"Content-Length", std::to_string(large.size())}}), large)) == "200 ");
  }
  CHECK(heard == large.size());
  RawServer server([&](RawConnection& connection) {
    connection.hear_until("\r\n\r\n");
    connection.say("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    connection.end_sending();
    connection.hear_to_end();
  });
  Client client(url_of(server.port()));
  CHECK(told(client.send(post({{"Content-Length", std::to_string(large.size())}}), large)) == "413 ");
}

TEST_CASE("A server that is not there is told apart from one that says nothing") {
  int port = 0;
  {
    RawServer server([](RawConnection&) {});
    port = server.port();
  }
  Client client(url_of(port));
  CHECK(without_port(told(client.send(post(), "")), port) ==
        "unreachable: cannot connect to 127.0.0.1:PORT: Connection refused"
        " | see that the server runs, and at this address");

  CHECK(outcome([](RawConnection&) {}) == "broken: 127.0.0.1:PORT closed the connection without an answer"
                                          " | if it speaks TLS, its address begins with https://");
  CHECK(outcome([](RawConnection& connection) { connection.reset_at_end(); }) ==
        "broken: 127.0.0.1:PORT broke the connection off before it answered: Connection reset by peer");

  Client nowhere(parse_url("http://no-such-host.invalid").value());
  CHECK(
      told(nowhere.send(post(), "")).starts_with("unreachable: cannot connect to no-such-host.invalid:80: "));
}

TEST_CASE("A server that never answers, or not to the end, is given up in time") {
  ClientOptions options;
  options.answer_timeout = 50ms;
  const auto after = [&](const std::string& bytes) {
    return outcome(
        [&](RawConnection& connection) {
          connection.say(bytes);
          connection.hear_to_end();  // until the client has given up
        },
        options);
  };
  CHECK(after("") == "no answer: 127.0.0.1:PORT did not answer within 0.05 s");
  const std::string late = "no answer: the answer of 127.0.0.1:PORT was not complete within 0.05 s: it has ";
  CHECK(after("HTTP/1.1 200") == late + "12 bytes of its head");
  CHECK(after("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc") == late + "3 of 9 bytes of its body");
  CHECK(after("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n") ==
        late + "3 bytes of its body, and no end");
}

TEST_CASE("A server that drips its answer is given up as well") {
  ClientOptions options;
  options.answer_timeout = 50ms;
  CHECK(outcome(
            [](RawConnection& connection) {
              connection.say("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
              while (connection.say("x"))
                std::this_thread::yield();
            },
            ClientOptions{10s, 50ms, 2'000'000'000})
            .starts_with("no answer: the answer of 127.0.0.1:PORT was not complete within 0.05 s: it has "));
}

TEST_CASE("A Content-Length that is not true is told") {
  CHECK(outcome("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc") ==
        "broken: the answer of 127.0.0.1:PORT ended early: it has 3 of 9 bytes of its body");
  CHECK(outcome("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc") ==
        "broken: the answer of 127.0.0.1:PORT goes on after the 2 bytes of its body, with \"c\"");
  CHECK(
      outcome("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n") ==
      "broken: the answer of 127.0.0.1:PORT has the Content-Length \"many\", which is not a number of bytes");
  CHECK(outcome("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab") ==
        "broken: the answer of 127.0.0.1:PORT has two different Content-Length headers");
  CHECK(outcome("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n") ==
        "broken: the answer of 127.0.0.1:PORT is over the limit of 67108864 bytes");
  CHECK(outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n") ==
        "broken: the answer of 127.0.0.1:PORT has a malformed chunk");
  CHECK(outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n") ==
        "broken: the answer of 127.0.0.1:PORT has the transfer encoding \"gzip\", which is not \"chunked\"");
}

TEST_CASE("What is not HTTP is told with its beginning") {
  CHECK(outcome("SSH-2.0-OpenSSH_9.2\r\n") ==
        "broken: the answer of 127.0.0.1:PORT is not HTTP/1.1, but begins with \"SSH-2.0-OpenSSH_9.2\"");
  CHECK(outcome(std::string("\x15\x03\x01\x00\x02\x02\x16", 7)) ==
        "broken: the answer of 127.0.0.1:PORT is not HTTP/1.1, but begins with \"???????\"");
  CHECK(outcome("HTTP/1.1 OK\r\n\r\n") ==
        "broken: the answer of 127.0.0.1:PORT has the status line \"HTTP/1.1 OK\"");
  CHECK(
      outcome("HTTP/1.1 200 OK\r\nno header\r\n\r\n") ==
      "broken: the answer of 127.0.0.1:PORT is malformed: the header line \"no header\" is not NAME: VALUE");
  CHECK(outcome("HTTP/1.1 2") ==
        "broken: the answer of 127.0.0.1:PORT ended early: it has 10 bytes of its head");
  CHECK(outcome("HTTP/1.1 200 OK\r\nX: " + std::string(300'000, 'x')) ==
        "broken: the answer of 127.0.0.1:PORT has a head over the limit of 262144 bytes");
}

TEST_CASE("A request can be given up from another thread, and so are those after it") {
  RawServer server([](RawConnection& connection) { connection.hear_to_end(); });
  Client client(url_of(server.port()));
  std::thread canceller([&] { client.cancel(); });
  const std::string told_of = without_port(told(client.send(post(), "")), server.port());
  canceller.join();
  CHECK(told_of == "cancelled: the request to 127.0.0.1:PORT was given up");
  CHECK(without_port(told(client.send(post(), "")), server.port()) == told_of);
}
