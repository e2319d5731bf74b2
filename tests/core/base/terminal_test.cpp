#include "core/base/terminal.hpp"
#include "tests/support/catch.hpp"

#include <fcntl.h>
#include <unistd.h>

using namespace convotic::base;

TEST_CASE("A palette wraps text in colours, or leaves it alone") {
  const Palette colours(Colour::always), plain(Colour::never);
  CHECK(colours.good("ok") == "\x1b[32mok\x1b[0m");
  CHECK(colours.bad("ok") == "\x1b[31mok\x1b[0m");
  CHECK(colours.warning("ok") == "\x1b[33mok\x1b[0m");
  CHECK(colours.secondary("ok") == "\x1b[2mok\x1b[0m");
  CHECK(colours.strong("ok") == "\x1b[1mok\x1b[0m");
  CHECK(colours.bad("").empty());
  CHECK(plain.bad("ok") == "ok");
}

TEST_CASE("What is not a terminal gets no colours") {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  CHECK_FALSE(is_terminal(null));
  CHECK(colour_for(null, "", "xterm") == Colour::never);
  ::close(null);
  CHECK_FALSE(is_terminal(-1));
}

TEST_CASE("A terminal gets colours unless NO_COLOR is set or it is dumb") {
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  REQUIRE(terminal >= 0);
  CHECK(is_terminal(terminal));
  CHECK(colour_for(terminal, "", "xterm") == Colour::always);
  CHECK(colour_for(terminal, "", "") == Colour::always);
  CHECK(colour_for(terminal, "1", "xterm") == Colour::never);
  CHECK(colour_for(terminal, "", "dumb") == Colour::never);
  ::close(terminal);
}

TEST_CASE("Control characters are made visible, tabs and newlines stay") {
  CHECK(printable("plain \t text\n") == "plain \t text\n");
  CHECK(printable("\x1b[2J") == "\\x1b[2J");
  CHECK(printable(std::string_view("a\0b\rc\x7f", 6)) == "a\\x00b\\x0dc\\x7f");
  CHECK(printable("\a\b") == "\\x07\\x08");
}

TEST_CASE("Letters beyond ASCII stay, the control characters among them do not") {
  CHECK(printable("caf\xc3\xa9 \xc2\xa0 \xe0\xb8\xaa") == "caf\xc3\xa9 \xc2\xa0 \xe0\xb8\xaa");
  CHECK(printable("\xc2\x9b[2J") == "\\u009b[2J");
  CHECK(printable("\xc2\x80") == "\\u0080");
}

TEST_CASE("A sequence that is cut short takes nothing that follows with it") {
  CHECK(printable("a\xc2") == "a\xc2");
  CHECK(printable("\xc2\nnext") == "\xc2\nnext");
  CHECK(printable("\xc2"
                  "A") == "\xc2"
                          "A");
}

TEST_CASE("What has to stay on one line has no line ends") {
  CHECK(printable_line("a\r\nEvil: 1\n") == "a\\x0d\\nEvil: 1\\n");
  CHECK(printable_line("plain") == "plain");
  CHECK(printable_line("").empty());
}
