#include "core/http/message.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::http;

TEST_CASE("A target is a path and, after the first question mark, a query") {
  RequestHead head;
  head.target = "/a%3Fb?x=1?y";
  CHECK(head.path() == "/a%3Fb");
  CHECK(head.query() == "x=1?y");
  head.target = "/a";
  CHECK(head.path() == "/a");
  CHECK(head.query().empty());
  head.target = "/a?";
  CHECK(head.path() == "/a");
  CHECK(head.query().empty());
}

TEST_CASE("A header is found by its name in any case, and the first one counts") {
  RequestHead head;
  head.headers = {{"X-Key", "one"}, {"x-key", "two"}, {"Empty", ""}};
  REQUIRE(head.find("X-KEY") != nullptr);
  CHECK(*head.find("X-KEY") == "one");
  CHECK(*head.find("empty") == "");
  CHECK(head.find("x-ke") == nullptr);
}

TEST_CASE("Names are compared regardless of the case of ASCII letters") {
  CHECK(same_name("Content-Type", "cONTENT-tYPE"));
  CHECK_FALSE(same_name("a", "ab"));
  CHECK_FALSE(same_name("\xc3\x89", "\xc3\xa9"));
  CHECK_FALSE(same_name("[", "{"));  // 32 apart, as 'A' and 'a' are
}

TEST_CASE("A header's name is a token, and its value has no line ends") {
  CHECK(is_header_name("X-Key_1.2!#$%&'*+^`|~"));
  for (const char* name : {"", "a b", "a:", "a\r", "(a)", "\xc3\xa9", "a,b", "a/b", "a=b"}) {
    CAPTURE(name);
    CHECK_FALSE(is_header_name(name));
  }
  CHECK(is_header_value(""));
  CHECK(is_header_value("any \t \xff text"));
  for (const std::string_view value :
       {std::string_view("a\rb"), std::string_view("a\n"), std::string_view("\0", 1)})
    CHECK_FALSE(is_header_value(value));
}
