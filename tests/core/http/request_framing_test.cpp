#include "core/http/request_framing.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::http;

namespace {

// A line a header.
std::string framed(std::vector<Header> headers, std::string_view method, std::size_t body) {
  std::string out;
  for (const Header& header : framed_headers(headers, method, body))
    out += header.name + ": " + header.value + "\n";
  return out;
}

std::string fault(std::string method, std::string target, std::vector<Header> headers = {}) {
  return unsendable({std::move(method), std::move(target), 1, std::move(headers)});
}

}  // namespace

TEST_CASE("A recorded request goes out with its headers in their order, less those of its connection") {
  CHECK(framed({{"host", "shop.example"},
                {"X-Signature", "a"},
                {"Connection", "keep-alive, X-Hop , host"},
                {"x-hop", "1"},
                {"Keep-Alive", "timeout=5"},
                {"X-Signature", "b"},
                {"TE", "trailers"},
                {"Expect", "100-continue"},
                {"Transfer-Encoding", "chunked"},
                {"Upgrade", "h2c"},
                {"Proxy-Connection", "keep-alive"},
                {"Trailer", "X-Sum"},
                {"Content-Type", "application/json"}},
               "POST", 3) == "host: shop.example\nX-Signature: a\nX-Signature: b\nContent-Type: "
                             "application/json\nContent-Length: 3\n");
}

TEST_CASE("The length that goes out is that of the body, where the recorded one stood") {
  CHECK(framed({{"content-length", "7"}, {"A", "1"}, {"Content-Length", "7"}}, "PUT", 12) ==
        "content-length: 12\nA: 1\n");
  CHECK(framed({}, "POST", 0) == "Content-Length: 0\n");
  CHECK(framed({}, "PATCH", 0) == "Content-Length: 0\n");
  CHECK(framed({}, "GET", 0).empty());
  CHECK(framed({}, "DELETE", 1) == "Content-Length: 1\n");
}

TEST_CASE("What cannot be sent as HTTP is told with its part") {
  CHECK(fault("POST", "/a?b=1", {{"X-Name", "v\xe9"}}).empty());
  CHECK(fault("PO ST", "/") == "the method \"PO ST\" is not a token");
  CHECK(fault("", "/") == "the method \"\" is not a token");
  CHECK(fault("GET", "a") == "the target \"a\" is not a path");
  CHECK(fault("GET", "/a b") == "the target \"/a b\" is not a path");
  CHECK(fault("GET", "/a\r\nX: 1") == "the target \"/a??X: 1\" is not a path");
  CHECK(fault("GET", "/", {{"X:", "1"}}) == "the header name \"X:\" is not a token");
  CHECK(fault("GET", "/", {{"X-Evil", "1\r\nY: 2"}}) == "the header \"X-Evil\" holds a line break or NUL");
  CHECK(fault("GET", "/", {{"X-Evil", std::string("1\0", 2)}}) ==
        "the header \"X-Evil\" holds a line break or NUL");
}
