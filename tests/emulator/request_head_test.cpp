#include "emulator/request_head.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using emulator::encode_request_head;
using emulator::request_name;
using http::RequestHead;

TEST_CASE("A request without anything is three empty objects and its name") {
  RequestHead head;
  head.target = "/";
  CHECK(encode_request_head(head, {}, 7) == R"(,"params":{},"query":{},"headers":{},"request":"req_7"})");
  CHECK(request_name(18'446'744'073'709'551'615u) == "req_18446744073709551615");
}

TEST_CASE("Parameters, query and headers are objects of strings") {
  RequestHead head;
  head.target = "/v1/modules/shop/orders/7?page=2&q=a+b%22&q=last&=x&flag";
  head.headers = {{"Content-Type", "application/json"}, {"X-Sig", "a=\"b\""}};
  CHECK(encode_request_head(head, {{"id", "7"}, {"name", "caf\xc3\xa9/\xff"}}, 1) ==
        R"(,"params":{"id":"7","name":"café/�"})"
        R"(,"query":{"":"x","flag":"","page":"2","q":"last"})"
        R"(,"headers":{"content-type":"application/json","x-sig":"a=\"b\""},"request":"req_1"})");
}

TEST_CASE("Repeated headers are joined, cookies in their own way, and bytes are Latin-1") {
  RequestHead head;
  head.target = "/?";
  head.headers = {{"Accept", "a"},   {"COOKIE", "x=1"}, {"accept", ""},
                  {"cookie", "y=2"}, {"X", "\xe9"},     {"ACCEPT", "c"}};
  CHECK(encode_request_head(head, {}, 2) == R"(,"params":{},"query":{})"
                                            R"(,"headers":{"accept":"a, , c","cookie":"x=1; y=2","x":"é"},)"
                                            R"("request":"req_2"})");
}

TEST_CASE("The journal's headers are those that came, less the API key") {
  const http::RequestHead head{
      "POST",
      "/",
      1,
      {{"Content-Type", "text/plain"}, {"x-API-key", "cvtk_live_secret"}, {"B", "caf\xe9"}, {"b", ""}}};
  CHECK(convotic::emulator::header_lines(head) ==
        "Content-Type: text/plain\nx-API-key: redacted\nB: caf\xe9\nb: \n");
  CHECK(convotic::emulator::header_lines({}).empty());
}
