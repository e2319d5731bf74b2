// The exports of services that keep webhooks: ngrok, Hookdeck, AWS, GitHub, webhook.site.
#include "core/base/base64.hpp"
#include "core/base/json_text.hpp"
#include "tests/replay/import/import_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using tests::imported;
using tests::ImportWorld;

namespace {

std::string ngrok(const std::string& raw) {
  return R"({"id": "x", "tunnel_name": "command_line", "start": "2026-03-30T14:22:00.123456789+02:00", "duration": 1,
    "request": {"method": "POST", "proto": "HTTP/1.1", "uri": "/wrong", "headers": {"Wrong": ["1"]}, "raw": )" +
         base::json_string(base::base64_encode(raw)) + R"(}, "response": null})";
}

const std::string kMessage = "POST /hook HTTP/1.1\r\nHost: localhost:8787\r\nX-Original-Host: "
                             "a.ngrok.app\r\nX-Forwarded-Proto: https\r\n"
                             "Content-Length: 9\r\n\r\n{\"a\" : 1}";

}  // namespace

TEST_CASE("Of ngrok's export the raw bytes are taken") {
  const std::string request =
      "POST /hook https://a.ngrok.app/hook\nX-Original-Host: a.ngrok.app\nX-Forwarded-Proto: https\n\n"
      "{\"a\" : 1}\nat 2026-03-30T12:22:00.123Z\n";
  CHECK(imported(ngrok(kMessage)) == "ngrok\n" + request);
  CHECK(imported("{\"uri\": \"/api\", \"requests\": [" + ngrok(kMessage) + "," + ngrok(kMessage) + "]}") ==
        "ngrok\n#1 " + request + "#2 " + request);
}

TEST_CASE("What ngrok cut is told") {
  CHECK(imported(ngrok(kMessage.substr(0, kMessage.size() - 4))) ==
        "ngrok\nPOST /hook https://a.ngrok.app/hook\nX-Original-Host: a.ngrok.app\nX-Forwarded-Proto: "
        "https\n\n{\"a\" \n"
        "at 2026-03-30T12:22:00.123Z\nlost: the body had 9 bytes, and the first 5 of them are there\n");
  CHECK(imported(ngrok("POST /hook HTTP/1.1\r\nHost: loc")) ==
        "ngrok\nPOST /hook\n\n\nat 2026-03-30T12:22:00.123Z\nlost: the message ends within its headers\n");
  CHECK(
      imported(
          R"({"tunnel_name": "t", "request": {"method": "POST", "proto": "HTTP/1.1", "uri": "/hook", "headers": {"A": ["1", "2"]}}})") ==
      "ngrok\nPOST /hook\nA: 1\nA: 2\n\n\nlost: the export has no \"raw\", and so not the body\n");
}

TEST_CASE("An export of ngrok's that is wrong is refused with the place") {
  const std::string text = R"({"tunnel_name": "t", "request": {"proto": "HTTP/1.1", "raw": "UE9T-"}})";
  CHECK(imported(text) == "import-failed: \"/request/raw\" is not base64: \"-\" is not a digit of base64\n  "
                          "at recording:1:62, 7 bytes of \"" +
                              text + "\"");
  CHECK(imported(ngrok("hello\r\n\r\n"))
            .find("import-failed: \"/request/raw\" is not an HTTP message: the request line \"hello\"") == 0);
  ImportWorld world;
  world.kind = "ngrok";
  CHECK(world.imported("{\"requests\": []}") ==
        "import-failed: \"recording\" is not an export of ngrok's: it has no requests\n"
        "  help: curl -s http://127.0.0.1:4040/api/requests/http makes one");
}

TEST_CASE("An event of Hookdeck's becomes a capture without what Hookdeck added") {
  CHECK(
      imported(
          R"({"id": "evt_1", "source_id": "src_1", "created_at": "2026-03-30T14:22:00.000Z", "data": {"method": "POST",
      "path": "/hook", "query": "x=1", "headers": {"content-type": "application/json", "X-Added": "1", "x-hookdeck-eventid": "e",
      "host": "events.hookdeck.com", "content-length": 12}, "appended_headers": ["x-added"], "body": "{\"a\" : 1.0}"}})") ==
      "hookdeck\nPOST /hook?x=1\ncontent-type: application/json\n\n{\"a\" : 1.0}\nat "
      "2026-03-30T14:22:00.000Z\n"
      "lost: the body had 12 bytes by its Content-Length, and 11 are there\n");
}

TEST_CASE("A body that Hookdeck parsed is not exact") {
  CHECK(
      imported(
          R"({"models": [{"id": "req_1", "ingested_at": "2026-03-30T14:22:00Z", "data": {"path": "/hook", "query": {"x": "1 2", "y": ["a", "b"]},
      "headers": {}, "body": {"a" : 1.0, "b": "\u00e9"}}}]})") ==
      "hookdeck\nPOST /hook?x=1+2&y=a&y=b\n\n{\"a\":1.0,\"b\":\"\\u00e9\"}\nat 2026-03-30T14:22:00.000Z\n"
      "lost: Hookdeck keeps the body as a parsed value and not as bytes, which were made from it\n"
      "note: hookdeck gateway event raw-body has the bytes\n");
  CHECK(
      imported(
          R"({"id": "evt_1", "source_id": "s", "data": {"path": "/hook", "headers": {}, "is_large_payload": true}})") ==
      "hookdeck\nPOST /hook\n\n\nlost: the export does not have the body, which is too large for it\n"
      "note: hookdeck gateway event raw-body has the bytes\n");
}

TEST_CASE("Events of API Gateway and load balancers become captures") {
  CHECK(imported(R"({"version": "2.0", "rawPath": "/hook", "rawQueryString": "x=1%202", "cookies": ["a=b"],
      "headers": {"content-type": "text/plain", "host": "api.example"}, "isBase64Encoded": true, "body": "AP8=",
      "requestContext": {"domainName": "api.example", "timeEpoch": 1774880520125, "http": {"method": "PUT"}}})") ==
        "aws\nPUT /hook?x=1%202 https://api.example/hook?x=1%202\ncontent-type: text/plain\nCookie: a=b\n\n" +
            std::string("\0\xff", 2) +
            "\nat 2026-03-30T14:22:00.125Z\n"
            "note: its public URL is taken to be https://api.example/hook?x=1%202; --public-url says "
            "otherwise\n");
  CHECK(
      imported(
          R"({"httpMethod": "POST", "path": "/hook", "headers": {"A": "2"}, "multiValueHeaders": {"A": ["1", "2"],
      "Host": ["api.example"], "X-Forwarded-Proto": ["https"]}, "queryStringParameters": {"x": "1 2"},
      "body": "{\"a\": 1}", "isBase64Encoded": false, "requestContext": {"path": "/prod/hook", "requestTimeEpoch": 1774880520125}})") ==
      "aws\nPOST /prod/hook?x=1+2 https://api.example/prod/hook?x=1+2\nA: 1\nA: 2\nX-Forwarded-Proto: "
      "https\n\n{\"a\": 1}\n"
      "at 2026-03-30T14:22:00.125Z\nlost: API Gateway decoded the query, and it was encoded anew\n");
  CHECK(
      imported(
          R"({"httpMethod": "POST", "path": "/hook", "headers": {}, "queryStringParameters": {"x": "1%202"}, "body": "",
      "requestContext": {"elb": {"targetGroupArn": "arn"}}})") == "aws\nPOST /hook?x=1%202\n\n\n");
  CHECK(imported(R"({"httpMethod": "POST", "path": "/", "body": {"a": 1}, "requestContext": {}})") ==
        "aws\nPOST /\n\n{\"a\":1}\nlost: this event keeps the body as a parsed value and not as bytes, which "
        "were made from it\n");
  CHECK(
      imported(
          R"({"httpMethod": "POST", "path": "/", "isBase64Encoded": true, "body": "a", "requestContext": {}})")
          .find("import-failed: \"/body\" is not base64: it ends in the middle of a group of four") == 0);
  ImportWorld world;
  world.kind = "aws";
  CHECK(world.imported("{}") ==
        "import-failed: \"recording\" is not an event of API Gateway or a load balancer");
}

TEST_CASE("A delivery of GitHub's is not exact, since its payload is parsed") {
  CHECK(
      imported(
          R"({"id": 1, "guid": "g", "delivered_at": "2026-03-30T14:22:00Z", "url": "https://shop.example/hook", "request":
      {"headers": {"X-GitHub-Event": "push", "X-Hub-Signature-256": "sha256=1", "content-type": "application/json"},
       "payload": {"ref": "refs/heads/main", "n": 1}}})") ==
      "github\nPOST /hook https://shop.example/hook\nX-GitHub-Event: push\nX-Hub-Signature-256: sha256=1\n"
      "content-type: application/json\n\n{\"ref\":\"refs/heads/main\",\"n\":1}\nat 2026-03-30T14:22:00.000Z\n"
      "lost: GitHub keeps the body as a parsed value and not as bytes, which were made from it\n");
  CHECK(
      imported(
          R"({"guid": "g", "request": {"headers": {"Content-Type": "application/x-www-form-urlencoded"}, "payload": {"a": 1}}})") ==
      "github\nPOST /\nContent-Type: application/x-www-form-urlencoded\n\npayload=%7B%22a%22%3A1%7D\n"
      "lost: GitHub keeps the body as a parsed value and not as bytes, which were made from it\n");
  ImportWorld world;
  world.kind = "github";
  CHECK(world.imported("[]") ==
        "import-failed: \"recording\" is not a delivery of GitHub's: it has no guid and request.payload\n"
        "  help: the list of deliveries has none either; fetch one by its id");
}

TEST_CASE("A request of webhook.site's becomes a capture") {
  const std::string request =
      R"({"uuid": "u", "method": "POST", "url": "https://webhook.site/t?x=1", "created_at": "2026-03-30 14:22:00",
      "headers": {"content-type": ["application/json"], "content-length": ["9"], "host": ["webhook.site"]}, "content": "{\"a\" : 1}", "request": null})";
  CHECK(
      imported(request) ==
      "webhook-site\nPOST /t?x=1 https://webhook.site/t?x=1\ncontent-type: application/json\n\n{\"a\" : 1}\n"
      "at 2026-03-30T14:22:00.000Z\n");
  CHECK(imported("{\"data\": [" + request + "]}") == imported(request));
  CHECK(
      imported(
          R"({"uuid": "u", "method": "POST", "url": "https://webhook.site/t", "headers": {}, "content": "", "request": {"a": "1 2"}})") ==
      "webhook-site\nPOST /t https://webhook.site/t\n\na=1+2\n"
      "lost: webhook.site keeps the fields of a form and not its bytes, which were made from them\n");
}
