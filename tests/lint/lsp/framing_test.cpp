#include "lint/lsp/framing.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::lint::lsp;

TEST_CASE("Messages are cut out of the stream, however it arrives") {
  const std::string stream =
      framed("{\"a\":1}") + "content-type: x\r\nCONTENT-LENGTH:  4\r\n\r\nnull" + framed("");
  Framing framing;
  std::vector<std::string> messages;
  for (const char c : stream) {
    framing.add({&c, 1});
    while (const auto message = framing.next())
      messages.push_back(*message);
  }
  CHECK(messages == std::vector<std::string>{"{\"a\":1}", "null", ""});
  CHECK_FALSE(framing.broken());
}

TEST_CASE("A head without a usable length ends the stream") {
  for (const char* head :
       {"Content-Type: x\r\n\r\n", "Content-Length: x\r\n\r\n", "Content-Length: -1\r\n\r\n",
        "Content-Length: 99999999999\r\n\r\n", "nonsense\r\n\r\n"}) {
    CAPTURE(head);
    Framing framing;
    framing.add(head);
    CHECK_FALSE(framing.next());
    CHECK(framing.broken());
    framing.add(framed("{}"));
    CHECK_FALSE(framing.next());
  }
  Framing endless;
  endless.add(std::string(10000, 'x'));
  CHECK_FALSE(endless.next());
  CHECK(endless.broken());
}
