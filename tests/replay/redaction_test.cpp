#include "replay/redaction.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"

using namespace convotic;
using replay::Capture;
using replay::Redaction;

namespace {

Redaction rules(std::vector<std::string> texts) {
  return Redaction::with(texts).value();
}

// Headers, body and what was noted.
std::string applied(const Redaction& redaction, Capture capture, const std::string& scheme = "") {
  std::string out;
  const auto known =
      scheme.empty() ? std::nullopt : std::optional(webhook::SchemeTable::builtin().get(scheme).value());
  const auto problems = redaction.apply(capture, known);
  for (const http::Header& header : capture.headers)
    out += header.name + ": " + header.value + "\n";
  out += capture.body;
  for (const std::string& what : capture.redacted)
    out += "\nredacted " + what;
  for (const std::string& problem : problems)
    out += "\nproblem: " + problem;
  return out;
}

Capture with_body(std::string body, std::string type = "application/json") {
  Capture capture;
  capture.headers = {{"content-type", std::move(type)}};
  capture.body = std::move(body);
  return capture;
}

}  // namespace

TEST_CASE("Headers that are credentials are always replaced, signatures never") {
  Capture capture;
  capture.headers = {{"x-api-key", "cvtk_live_1"},
                     {"Authorization", "Bearer a"},
                     {"Cookie", "a=b"},
                     {"cookie", "c=d"},
                     {"X-Gitlab-Token", "s"},
                     {"X-Telegram-Bot-Api-Secret-Token", "s"},
                     {"Proxy-Authorization", "Basic"},
                     {"X-Hook-Secret", "s"},
                     {"Stripe-Signature", "t=1"}};
  CHECK(applied(Redaction(), capture) ==
        "x-api-key: redacted\nAuthorization: redacted\nCookie: redacted\ncookie: redacted\n"
        "X-Gitlab-Token: redacted\nX-Telegram-Bot-Api-Secret-Token: redacted\n"
        "Proxy-Authorization: redacted\nX-Hook-Secret: redacted\nStripe-Signature: t=1\n"
        "\nredacted header:x-api-key\nredacted header:Authorization\n"
        "redacted header:Cookie\nredacted header:cookie\n"
        "redacted header:X-Gitlab-Token\n"
        "redacted header:X-Telegram-Bot-Api-Secret-Token\n"
        "redacted header:Proxy-Authorization\n"
        "redacted header:X-Hook-Secret");
}

TEST_CASE("A secret that a handshake tells is replaced in its body") {
  CHECK(applied(Redaction(), with_body(R"({"verification_token": "secret_1", "a": 1})"), "notion") ==
        "content-type: application/json\n{\"verification_token\": \"redacted\", \"a\": 1}"
        "\nredacted $.verification_token");
  CHECK(applied(Redaction(), with_body(R"({"type": "page.created"})"), "notion") ==
        "content-type: application/json\n{\"type\": \"page.created\"}");
  CHECK(applied(Redaction(), with_body("verification_token"), "notion") ==
        "content-type: application/json\nverification_token");
  CHECK(applied(Redaction(), with_body(R"({"verification_token": "v"})"), "github") ==
        "content-type: application/json\n{\"verification_token\": \"v\"}");
}

TEST_CASE(
    "A scheme may sign in a header that is otherwise a credential, which then stays unless a rule names it") {
  Capture capture;
  capture.headers = {{"Authorization", "d7d444"}, {"Cookie", "a=b"}};
  CHECK(applied(Redaction(), capture, "lazada") ==
        "Authorization: d7d444\nCookie: redacted\n\nredacted header:Cookie");
  CHECK(applied(rules({"header:authorization"}), capture, "lazada") ==
        "Authorization: redacted\nCookie: redacted\n\nredacted header:Authorization\nredacted header:Cookie");
}

TEST_CASE("Where the secret itself is sent it is replaced, and in a body it is told") {
  Capture capture;
  capture.headers = {{"authorization", "secret"}, {"X-Other", "1"}};
  CHECK(applied(Redaction(), capture, "auth0") ==
        "authorization: redacted\nX-Other: 1\n\nredacted header:authorization");
  CHECK(applied(Redaction(), with_body("{\"value\":[{\"clientState\":\"s\"}]}"), "microsoft-graph") ==
        "content-type: application/json\n{\"value\":[{\"clientState\":\"s\"}]}\n"
        "problem: the body has the secret of microsoft-graph in it");
}

TEST_CASE("Values of a JSON body are replaced by ones of their type, and nothing else changes") {
  const Redaction all = rules({"$.user.email", "$.user.name", "$.items[*].token", "$..flag", "$.none"});
  CHECK(applied(all,
                with_body(
                    "{ \"user\" :{\"email\":\"ada@x.example\",\"name\":\"Ad\\u00e9\", \"id\":1.0},\r\n"
                    "\"items\":[{\"token\":12},{\"token\":{\"a\":1}},{\"token\":[1]}],\"flag\":true,\"user\":"
                    "{\"name\":null}}\n")) ==
        "content-type: application/json\n"
        "{ \"user\" :{\"email\":\"redacted@example.com\",\"name\":\"redacted\", \"id\":1.0},\r\n"
        "\"items\":[{\"token\":0},{\"token\":{}},{\"token\":[]}],\"flag\":false,\"user\":{\"name\":null}}\n"
        "\nredacted $.user.email\nredacted $.user.name\nredacted $.items[*].token\nredacted $..flag");
}

TEST_CASE("Fields of a form are replaced likewise") {
  CHECK(applied(rules({"$.From", "$['x y']", "$.a.b"}),
                with_body("Body=Hi&From=%2B1555&x+y=1&From=2&Empty&From",
                          "Application/X-WWW-Form-Urlencoded; charset=utf-8")) ==
        "content-type: Application/X-WWW-Form-Urlencoded; charset=utf-8\n"
        "Body=Hi&From=redacted&x+y=redacted&From=redacted&Empty&From\nredacted $.From\nredacted $['x y']");
}

TEST_CASE("A body in which nothing can be looked for is told") {
  const std::string problem = "\nproblem: \"$.a\" was not looked for: the body is neither JSON nor a form";
  CHECK(applied(rules({"$.a"}), with_body("{\"a\":", "application/json")) ==
        "content-type: application/json\n{\"a\":" + problem);
  CHECK(applied(rules({"$.a"}), with_body("\x1f\x8b", "application/json")) ==
        "content-type: application/json\n\x1f\x8b" + problem);
  CHECK(applied(rules({"$.a"}), with_body("")) == "content-type: application/json\n");
}

TEST_CASE("What is redacted already is not redacted again") {
  Capture capture = with_body("{\"a\":\"x\"}");
  capture.headers.push_back({"Cookie", "a=b"});
  const Redaction redaction = rules({"$.a"});
  redaction.apply(capture, std::nullopt);
  const std::vector<std::string> once = capture.redacted;
  CHECK(once == std::vector<std::string>{"header:Cookie", "$.a"});
  redaction.apply(capture, std::nullopt);
  CHECK(capture.redacted == once);
}

TEST_CASE("A rule that is none is refused") {
  const std::vector<std::string> bad{"email"};
  CHECK(tests::describe(Redaction::with(bad)) ==
        "config-invalid: \"email\" is neither a path into the body nor a header or query parameter");
}

TEST_CASE("A parameter of the query is replaced where a rule names it, and told where it may be a secret") {
  Capture capture;
  capture.path = "/hook?a=1&token=abc&key=&b";
  capture.public_url = "https://shop.example/hook?a=1&token=abc&key=&b";
  Capture told = capture;
  CHECK(
      applied(Redaction(), told) ==
      "\nproblem: its query has \"token\", which may be a secret; \"redact\": [\"query:token\"] in "
      "convotic.json "
      "replaces it"
      "\nproblem: its query has \"key\", which may be a secret; \"redact\": [\"query:key\"] in convotic.json "
      "replaces it");
  rules({"query:token", "query:key"}).apply(capture, std::nullopt);
  CHECK(capture.path == "/hook?a=1&token=redacted&key=redacted&b");
  CHECK(capture.public_url == "https://shop.example/hook?a=1&token=redacted&key=redacted&b");
  CHECK(capture.redacted == std::vector<std::string>{"query:token", "query:key"});
}

TEST_CASE("The secret that a handshake hands over is replaced") {
  Capture capture;
  capture.headers = {{"X-Hook-Secret", "b537207f"}, {"Set-Cookie", "a=b"}, {"X-Access-Token", "t"}};
  CHECK(applied(Redaction(), capture) ==
        "X-Hook-Secret: redacted\nSet-Cookie: redacted\nX-Access-Token: redacted\n"
        "\nredacted header:X-Hook-Secret\nredacted header:Set-Cookie\nredacted header:X-Access-Token");
}
