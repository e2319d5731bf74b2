#include "core/webhook/message_headers.hpp"
#include "tests/core/webhook/vectors.hpp"

using namespace convotic::webhook;
using convotic::tests::show;

namespace {

Message example() {
  return {"POST", "", {{"Accept", "*/*"}, {"X-Sig", "a"}, {"Host", "h"}, {"x-sig", "b"}}, ""};
}

}  // namespace

TEST_CASE("Headers are found in any case, the first of several") {
  const Message message = example();
  REQUIRE(find_header(message, "x-SIG") != nullptr);
  CHECK(*find_header(message, "x-SIG") == "a");
  CHECK(find_header(message, "X-Si") == nullptr);
  CHECK(count_headers(message, "x-sig") == 2);
}

TEST_CASE("A header is set in its old place and spelling, once, or at the end") {
  Message message = example();
  set_header(message, "X-SIG", "new");
  set_header(message, "X-New", "n");
  CHECK(show(message) == "POST \nAccept: */*\nX-Sig: new\nHost: h\nX-New: n\n\n");
  remove_header(message, "x-sig");
  CHECK(show(message) == "POST \nAccept: */*\nHost: h\nX-New: n\n\n");
}

TEST_CASE("Media types and parameters are read") {
  CHECK(media_type(" Text/Plain ; charset=utf-8") == "text/plain");
  CHECK(parameter_of(R"(form-data; name="x y"; filename=z)", "name") == "x y");
  CHECK(parameter_of(R"(form-data; Name=x; filename=z)", "name") == "x");
  CHECK(parameter_of("form-data", "name").empty());
}

TEST_CASE("A form is known by its type or, without one, by not being JSON or XML") {
  const auto form = [](std::vector<convotic::http::Header> headers, std::string body) {
    return is_form({"POST", "", std::move(headers), std::move(body)});
  };
  CHECK(form({{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}}, "{}"));
  CHECK_FALSE(form({{"content-type", "application/json"}}, "a=b"));
  CHECK(form({}, "a=b"));
  CHECK(form({}, ""));
  for (const char* body : {"{}", "[1]", "<a/>"})
    CHECK_FALSE(form({}, body));
}

TEST_CASE("Text is split at every separator, and not at none") {
  using Parts = std::vector<std::string>;
  CHECK(split("a,b,,c", ",") == Parts{"a", "b", "", "c"});
  CHECK(split("a,b", "") == Parts{"a,b"});
  CHECK(split("", ",") == Parts{""});
  CHECK(trimmed(" \ta b\t ") == "a b");
  CHECK(trimmed(" \t ").empty());
}
