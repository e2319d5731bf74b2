#include "tests/replay/import/import_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using tests::imported;

TEST_CASE("A raw HTTP message becomes a capture") {
  CHECK(
      imported(
          "POST /hook?x=1 HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-Proto: https\r\nX-A: 1\r\nx-a: 2\r\n"
          "Content-Length: 5\r\nConnection: close\r\n\r\nab\r\nc") ==
      "raw\nPOST /hook?x=1 https://shop.example/hook?x=1\nX-Forwarded-Proto: https\nX-A: 1\nx-a: "
      "2\n\nab\r\nc\n");
}

TEST_CASE("The public URL of a raw message is a guess where nothing says how it came") {
  CHECK(imported("POST /hook HTTP/1.1\nHost: shop.example:8443\n\n{}") ==
        "raw\nPOST /hook https://shop.example:8443/hook\n\n{}\n"
        "note: its public URL is taken to be https://shop.example:8443/hook; --public-url says otherwise\n");
  CHECK(imported("POST /hook HTTP/1.1\nHost: localhost:8787\n\n{}") == "raw\nPOST /hook\n\n{}\n");
  CHECK(imported("POST /hook HTTP/1.1\nHost: 127.0.0.1\nX-Forwarded-Host: a.example, b\nX-Forwarded-Proto: "
                 "http, https\n\n{}") == "raw\nPOST /hook http://a.example/hook\nX-Forwarded-Host: "
                                         "a.example, b\nX-Forwarded-Proto: http, https\n\n{}\n");
  CHECK(imported("POST https://shop.example/hook HTTP/1.1\nHost: shop.example\n\n{}") ==
        "raw\nPOST /hook https://shop.example/hook\n\n{}\n");
}

TEST_CASE("Where Convotic's own path was requested, it names module and path") {
  CHECK(imported("POST /v1/modules/shop-hooks/webhook/stripe?x=1 HTTP/1.1\nHost: localhost\n\n{}") ==
        "raw\n[shop-hooks] POST /webhook/stripe?x=1\n\n{}\n");
  CHECK(imported("GET /v1/modules/shop-hooks?x=1 HTTP/1.1\nHost: localhost\n\n") ==
        "raw\n[shop-hooks] GET /?x=1\n\n\n");
}

TEST_CASE("A body in chunks is put together") {
  CHECK(imported("POST / HTTP/1.1\r\nTransfer-Encoding: "
                 "chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\n\r\n\r\n0\r\nTrailer: 1\r\n\r\n") ==
        "raw\nPOST /\n\nabc\r\n\n");
  CHECK(imported("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5\r\nde") ==
        "raw\nPOST /\n\nabcde\nlost: the message ends within the chunks of its body\n");
  CHECK(imported("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n") ==
        "raw\nPOST /\n\nabc\nlost: the chunks of its body are malformed, and what follows the first bad one "
        "is lost\n");
}

TEST_CASE("A message that was cut says so") {
  CHECK(imported("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc") ==
        "raw\nPOST /\n\nabc\nlost: the body had 10 bytes, and the first 3 of them are there\n");
  CHECK(imported("POST /hook HTTP/1.1\r\nX-A: 1\r\nX-B: 12") ==
        "raw\nPOST /hook\nX-A: 1\n\n\nlost: the message ends within its headers\n");
  CHECK(imported("POST /hook HTTP/1.1") ==
        "raw\nPOST /hook\n\n\nlost: the message ends within its headers\n");
}

TEST_CASE("What follows a message is another, or is left out") {
  CHECK(imported("POST /a HTTP/1.1\nContent-Length: 1\n\na\n\nPOST /b HTTP/1.1\nContent-Length: 1\n\nb\n") ==
        "raw\n#1 POST /a\n\na\n#2 POST /b\n\nb\n");
  CHECK(imported("POST /a HTTP/1.1\nContent-Length: 1\n\nabc") ==
        "raw\nPOST /a\n\na\nnote on all: 2 bytes after the end of the message were left out\n");
}

TEST_CASE("Bodies of any bytes are kept, and other versions of HTTP read") {
  CHECK(imported(std::string("POST / HTTP/2\r\n\r\n\0\xff", 19)) ==
        "raw\nPOST /\n\n" + std::string("\0\xff", 2) + "\n");
  CHECK(imported("\xef\xbb\xbf\r\nPOST / HTTP/2.0\ncontent-encoding: gzip\n\n\x1f\x8b") ==
        "raw\nPOST /\ncontent-encoding: gzip\n\n\x1f\x8b\n");
  std::string big = "POST / HTTP/1.1\r\nContent-Length: 10485760\r\n\r\n";
  const std::size_t head = big.size();
  big.append(10u << 20, 'x');
  CHECK(imported(big) == "raw\nPOST /\n\n" + big.substr(head) + "\n");
}

TEST_CASE("A message that is none is refused") {
  CHECK(imported("POST / HTTP/1.1\nX Y: 1\n\n") ==
        "import-failed: not an HTTP message: the header line \"X Y: 1\" is not NAME: VALUE");
  CHECK(imported("POST / HTTP/1.1\nContent-Length: x\n\n") ==
        "import-failed: not an HTTP message: the Content-Length \"x\" is not a number of bytes");
  tests::ImportWorld world;
  world.kind = "raw";
  CHECK(world.imported("hello") ==
        "import-failed: not an HTTP message: the request line \"hello\" is not METHOD TARGET HTTP/1.1");
}
