#include "replay/line_diff.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::replay;
using Strings = std::vector<std::string>;

TEST_CASE("Texts that are the same have no difference") {
  CHECK(line_diff("", "").empty());
  CHECK(line_diff("a\nb\n", "a\nb\n").empty());
}

TEST_CASE("A difference shows what went, what came, and two lines around it") {
  CHECK(line_diff("1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\nfour\n5\n6\n7\n") ==
        Strings{"  2", "  3", "- 4", "+ four", "  5", "  6"});
  CHECK(line_diff("a\n", "a\nb\n") == Strings{"  a", "+ b"});
  CHECK(line_diff("a\nb\n", "b\n") == Strings{"- a", "  b"});
  CHECK(line_diff("", "a\n") == Strings{"+ a"});
}

TEST_CASE("What lies between two changes is shown only near them") {
  CHECK(line_diff("x\n1\n2\n3\n4\n5\n6\ny\n", "X\n1\n2\n3\n4\n5\n6\nY\n") ==
        Strings{"- x", "+ X", "  1", "  2", "  5", "  6", "- y", "+ Y"});
}

TEST_CASE("Long texts are compared without a table of all their lines") {
  std::string a, b;
  for (int i = 0; i < 1200; ++i) {
    a += "a" + std::to_string(i) + "\n";
    b += "b" + std::to_string(i) + "\n";
  }
  CHECK(line_diff(a, b).size() == 2400);
  CHECK(line_diff("same\n" + a, "same\n" + a + "more\n") == Strings{"  a1198", "  a1199", "+ more"});
}
