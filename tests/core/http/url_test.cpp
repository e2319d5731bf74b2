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

TEST_CASE("A URL comes apart and goes together as it was written") {
  const auto parts = [](std::string_view text) {
    const auto url = parse_url(text);
    if (!url) return url.error();
    return std::string(url->scheme == Url::Scheme::https ? "https" : "http") + " " + url->host + " " +
           std::to_string(url->port) + " " + url->target + " " + url->authority();
  };
  CHECK(parts("https://Shop.example") == "https Shop.example 443 / Shop.example");
  CHECK(parts("HTTP://a:8080/b%2Fc?d=1#e") == "http a 8080 /b%2Fc?d=1 a:8080");
  CHECK(parts("http://a:80") == "http a 80 / a");
  CHECK(parts("http://a?b=1") == "http a 80 /?b=1 a");
  CHECK(parts("http://[::1]:8787/x") == "http ::1 8787 /x [::1]:8787");
  CHECK(parts("https://[::1]") == "https ::1 443 / [::1]");
  CHECK(parts("shop.example/x") == "\"shop.example/x\" is not a URL that begins with http:// or https://");
  CHECK(parts("ftp://a") == "\"ftp://a\" is not a URL that begins with http:// or https://");
  CHECK(parts("http://") == "\"http://\" has no host");
  CHECK(parts("http:///x") == "\"http:///x\" has no host");
  CHECK(parts("http://[::1/x") == "\"http://[::1/x\" has a \"[\" without \"]\"");
  CHECK(parts("http://a:b/") == "\"http://a:b/\" has no port that is a number from 1 to 65535");
  CHECK(parts("http://a:/") == "\"http://a:/\" has no port that is a number from 1 to 65535");
  CHECK(parts("http://a:70000/") == "\"http://a:70000/\" has no port that is a number from 1 to 65535");
  CHECK(parts("http://me:secret@a/") == "the URL of \"a\" has credentials in it, which belong into a header");
  CHECK(parts("http://a/b c") == "\"http://a/b c\" has a character in it that must be percent-encoded");
}
