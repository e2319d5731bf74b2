#include "core/http/head_parser.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::http;

namespace {

// All of a parsed head as one text; "status message" where it is refused.
std::string parsed(std::string_view bytes) {
  const auto result = parse_head(bytes);
  if (!result) return std::to_string(result.error().status) + " " + result.error().message;
  std::string out =
      result->head.method + " " + result->head.target + " 1." + std::to_string(result->head.minor_version);
  for (const Header& header : result->head.headers)
    out += " [" + header.name + "=" + header.value + "]";
  if (result->framing.kind == Framing::Kind::chunked) out += " chunked";
  if (result->framing.kind == Framing::Kind::length)
    out += " length " + std::to_string(result->framing.length);
  if (result->connection == ParsedHead::Connection::close) out += " close";
  if (result->expect == ParsedHead::Expect::continue_100) out += " continue";
  return out;
}

// The same of a POST with the header lines.
std::string with_headers(const std::string& lines) {
  return parsed("POST / HTTP/1.1\r\n" + lines + "\r\n");
}

}  // namespace

TEST_CASE("A head ends after its blank line, with or without carriage returns") {
  CHECK(find_head_end("GET / HTTP/1.1\r\nA: b\r\n\r\nbody") == 24);
  CHECK(find_head_end("GET / HTTP/1.1\nA: b\n\nbody") == 21);
  CHECK(find_head_end("GET / HTTP/1.1\r\n\nx") == 17);
  CHECK(find_head_end("GET / HTTP/1.1\n\r\nx") == 17);
  for (const char* bytes :
       {"", "GET", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nA: b\r\n", "a\r\n\r", "a\r\r\n"}) {
    CAPTURE(bytes);
    CHECK(find_head_end(bytes) == std::string_view::npos);
  }
}

TEST_CASE("A good head keeps method, target and headers as they were sent") {
  CHECK(parsed("GET / HTTP/1.1\r\n\r\n") == "GET / 1.1");
  CHECK(parsed("GET /a%2Fb?x=1&y HTTP/1.1\nHost: a\n\n") == "GET /a%2Fb?x=1&y 1.1 [Host=a]");
  CHECK(parsed("PATCH /x HTTP/1.1\r\nX-A:  two words \t\r\nx-a:\r\nX-B: \xff,\"%41\"\r\n\r\n") ==
        "PATCH /x 1.1 [X-A=two words] [x-a=] [X-B=\xff,\"%41\"]");
  CHECK(parsed("OPTIONS * HTTP/1.1\r\n\r\n") == "OPTIONS * 1.1");
  CHECK(parsed("GET /caf\xc3\xa9 HTTP/1.1\r\n\r\n") == "GET /caf\xc3\xa9 1.1");
  CHECK(parsed("M-SEARCH / HTTP/1.1\r\n\r\n") == "M-SEARCH / 1.1");
}

TEST_CASE("A target for a proxy loses its scheme and authority") {
  CHECK(parsed("GET http://a:1/b?c HTTP/1.1\r\n\r\n") == "GET /b?c 1.1");
  CHECK(parsed("GET http://a HTTP/1.1\r\n\r\n") == "GET / 1.1");
}

TEST_CASE("The body's length is told by Content-Length or by chunks") {
  CHECK(with_headers("Content-Length: 12\r\n") == "POST / 1.1 [Content-Length=12] length 12");
  CHECK(with_headers("content-length: 0\r\n") == "POST / 1.1 [content-length=0]");
  CHECK(with_headers("Content-Length: 18446744073709551615\r\n") ==
        "POST / 1.1 [Content-Length=18446744073709551615] length 18446744073709551615");
  CHECK(with_headers("Content-Length: 5\r\nContent-Length: 5\r\n") ==
        "POST / 1.1 [Content-Length=5] [Content-Length=5] length 5");
  CHECK(with_headers("Transfer-Encoding: Chunked\r\n") == "POST / 1.1 [Transfer-Encoding=Chunked] chunked");
}

TEST_CASE("A connection is kept as its version says, unless it says otherwise") {
  CHECK(parsed("GET / HTTP/1.1\r\nConnection: close\r\n\r\n") == "GET / 1.1 [Connection=close] close");
  CHECK(parsed("GET / HTTP/1.1\r\nConnection: a , CLOSE\r\n\r\n") ==
        "GET / 1.1 [Connection=a , CLOSE] close");
  CHECK(parsed("GET / HTTP/1.1\r\nConnection: keep-alive\r\n\r\n") == "GET / 1.1 [Connection=keep-alive]");
  CHECK(parsed("GET / HTTP/1.0\r\n\r\n") == "GET / 1.0 close");
  CHECK(parsed("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n") == "GET / 1.0 [Connection=Keep-Alive]");
}

TEST_CASE("A client is only asked to go on where a body is to come") {
  CHECK(with_headers("Expect: 100-Continue\r\nContent-Length: 3\r\n") ==
        "POST / 1.1 [Expect=100-Continue] [Content-Length=3] length 3 continue");
  CHECK(with_headers("Expect: 100-continue\r\n") == "POST / 1.1 [Expect=100-continue]");
  CHECK(parsed("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n") ==
        "POST / 1.0 [Expect=100-continue] [Content-Length=3] length 3 close");
}

TEST_CASE("A bad request line is refused with what is wrong with it") {
  CHECK(parsed("\r\n\r\n") == "400 the request line \"\" is not METHOD TARGET HTTP/1.1");
  CHECK(parsed("GET /\r\n\r\n") == "400 the request line \"GET /\" is not METHOD TARGET HTTP/1.1");
  CHECK(parsed("G(T / HTTP/1.1\r\n\r\n") == "400 the method \"G(T\" is not a token");
  CHECK(parsed(" / HTTP/1.1\r\n\r\n") == "400 the method \"\" is not a token");
  CHECK(parsed("GET x HTTP/1.1\r\n\r\n") == "400 the target \"x\" is not a path");
  CHECK(parsed("GET /a b HTTP/1.1\r\n\r\n") == "400 the target \"/a b\" is not a path");
  CHECK(parsed("GET /a\tb HTTP/1.1\r\n\r\n") == "400 the target \"/a?b\" is not a path");
  CHECK(parsed("CONNECT a:443 HTTP/1.1\r\n\r\n") == "400 the target \"a:443\" is not a path");
  CHECK(parsed("GET / HTTP/2.0\r\n\r\n") == "505 the version \"HTTP/2.0\" is not HTTP/1.1");
  CHECK(parsed("GET / http/1.1\r\n\r\n") == "505 the version \"http/1.1\" is not HTTP/1.1");
  CHECK(parsed("GET /" + std::string(80, 'a') + "\x01 HTTP/1.1\r\n\r\n") ==
        "400 the target \"/" + std::string(59, 'a') + "...\" is not a path");
}

TEST_CASE("A bad header line is refused: leniency there lets two parties disagree on where a request ends") {
  CHECK(with_headers("A : b\r\n") == "400 the header line \"A : b\" is not NAME: VALUE");
  CHECK(with_headers("A: b\r\n folded\r\n") == "400 the header line \" folded\" is not NAME: VALUE");
  CHECK(with_headers("nothing\r\n") == "400 the header line \"nothing\" is not NAME: VALUE");
  CHECK(with_headers(": b\r\n") == "400 the header line \": b\" is not NAME: VALUE");
  CHECK(with_headers("A\xff: b\r\n") == "400 the header line \"A?: b\" is not NAME: VALUE");
  CHECK(with_headers("A: b\rC: d\r\n") == "400 the header line \"A: b?C: d\" holds a control character");
  CHECK(with_headers(std::string("A: b\0\r\n", 7)) ==
        "400 the header line \"A: b?\" holds a control character");
}

TEST_CASE("A length that is not clear is refused") {
  for (const std::string value : {"", "-1", "+5", "0x10", "5 5", "5,5", "1e3", "18446744073709551616"}) {
    CAPTURE(value);
    CHECK(with_headers("Content-Length: " + value + "\r\n") ==
          "400 the Content-Length \"" + value + "\" is not a number of bytes");
  }
  CHECK(with_headers("Content-Length: 5\r\nContent-Length: 6\r\n") ==
        "400 there are two different Content-Length headers");
  CHECK(with_headers("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n") ==
        "400 there are both Content-Length and Transfer-Encoding");
  CHECK(with_headers("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") ==
        "400 there are two Transfer-Encoding headers");
  CHECK(parsed("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") ==
        "400 HTTP/1.0 has no Transfer-Encoding");
  CHECK(with_headers("Transfer-Encoding: gzip, chunked\r\n") ==
        "501 the transfer encoding \"gzip, chunked\" is not \"chunked\"");
  CHECK(with_headers("Expect: a-miracle\r\n") == "417 the expectation \"a-miracle\" is not \"100-continue\"");
}

TEST_CASE("Every Connection header counts") {
  const auto parsed =
      convotic::http::parse_head("GET / HTTP/1.1\r\nConnection: x\r\nConnection: y, Close\r\n\r\n");
  REQUIRE(parsed);
  CHECK(parsed->connection == convotic::http::ParsedHead::Connection::close);
}
