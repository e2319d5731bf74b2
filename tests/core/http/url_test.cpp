#include "core/http/url.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::http;

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

}  // namespace

TEST_CASE("Percent-encoding is undone where it is one") {
  const auto decode = [](std::string_view text) { return percent_decode(text, PlusSign::literal); };
  CHECK(decode("").empty());
  CHECK(decode("a%20b%2fc%C3%a9") == "a b/c\xc3\xa9");
  CHECK(decode("%00") == std::string(1, '\0'));
  CHECK(decode("%2525") == "%25");
  CHECK(decode("%") == "%");
  CHECK(decode("%4") == "%4");
  CHECK(decode("%4g%g4%%41") == "%4g%g4%A");
}

TEST_CASE("A plus sign is a space in queries only") {
  CHECK(percent_decode("a+b%2B", PlusSign::literal) == "a+b+");
  CHECK(percent_decode("a+b%2B", PlusSign::space) == "a b+");
}

TEST_CASE("A query is its pairs in order, decoded") {
  CHECK(parse_query("").empty());
  CHECK(parse_query("a=1&b=2&a=3") == Pairs{{"a", "1"}, {"b", "2"}, {"a", "3"}});
  CHECK(parse_query("a+b=c%26d&e=%3D") == Pairs{{"a b", "c&d"}, {"e", "="}});
  CHECK(parse_query("a&b=&=c&d==e") == Pairs{{"a", ""}, {"b", ""}, {"", "c"}, {"d", "=e"}});
  CHECK(parse_query("&&a=1&") == Pairs{{"a", "1"}});
}
