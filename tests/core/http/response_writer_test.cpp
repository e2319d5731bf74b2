#include "core/http/response_writer.hpp"
#include "tests/support/catch.hpp"

namespace convotic::http {
namespace {

std::string written(const Response& response, ResponseShape shape = {}) {
  shape.idle_timeout = std::chrono::seconds(75);
  std::string out;
  append_response(out, response, shape);
  return out;
}

const Response kAnswer{200, {{"X-B", "2"}, {"content-type", "text/plain"}, {"X-B", "1"}}, "hello"};

}  // namespace

TEST_CASE("a response keeps its headers' order and repetitions and tells its length",
          "[http][response_writer]") {
  CHECK(written(kAnswer) == "HTTP/1.1 200 OK\r\nX-B: 2\r\ncontent-type: text/plain\r\nX-B: 1\r\n"
                            "Content-Length: 5\r\nKeep-Alive: timeout=75\r\n\r\nhello");
}

TEST_CASE("the answer to HEAD tells the length of the body that it leaves out", "[http][response_writer]") {
  CHECK(written({404, {}, "gone"}, {.body = ResponseShape::Body::leave_out}) ==
        "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nKeep-Alive: timeout=75\r\n\r\n");
}

TEST_CASE("204 and 304 have neither body nor length", "[http][response_writer]") {
  CHECK(written({204, {}, "x"}) == "HTTP/1.1 204 No Content\r\nKeep-Alive: timeout=75\r\n\r\n");
  CHECK(written({304, {{"ETag", "\"1\""}}, "x"}) ==
        "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nKeep-Alive: timeout=75\r\n\r\n");
}

TEST_CASE("a connection that ends says so, and one of HTTP/1.0 that stays too", "[http][response_writer]") {
  CHECK(written({200, {}, ""}, {.connection = ResponseShape::Connection::close}) ==
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  CHECK(written({200, {}, ""}, {.connection = ResponseShape::Connection::keep_http_1_0}) ==
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\nKeep-Alive: timeout=75\r\n\r\n");
}

TEST_CASE("a status without a phrase of its own gets that of its class", "[http][response_writer]") {
  CHECK(reason_phrase(299) == "Success");
  CHECK(reason_phrase(399) == "Redirection");
  CHECK(reason_phrase(499) == "Client Error");
  CHECK(reason_phrase(599) == "Server Error");
  CHECK(reason_phrase(200) == "OK");
  CHECK(reason_phrase(511) == "Network Authentication Required");
}

}  // namespace convotic::http
