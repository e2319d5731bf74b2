#include "replay/import/importer.hpp"
#include "tests/replay/import/import_fixture.hpp"
#include "tests/support/catch.hpp"

#include <set>

using namespace convotic;
using tests::imported;
using tests::ImportWorld;

TEST_CASE("Every importer has a kind of its own") {
  std::set<std::string_view> kinds;
  for (const replay::Importer* importer : replay::importers())
    CHECK(kinds.insert(importer->kind).second);
  CHECK(kinds == std::set<std::string_view>{"aws", "curl", "github", "har", "hookdeck", "http", "ngrok",
                                            "raw", "webhook-site"});
}

TEST_CASE("What nobody recognises, and a kind that is none, are refused") {
  const std::string kinds = "har, ngrok, hookdeck, aws, github, webhook-site, curl, http, raw";
  CHECK(imported("hello") ==
        "import-failed: \"recording\" is in no form that is known\n  help: --as says what it is: " + kinds);
  CHECK(imported("") ==
        "import-failed: \"recording\" is in no form that is known\n  help: --as says what it is: " + kinds);
  CHECK(imported("{\"a\": 1}") ==
        "import-failed: \"recording\" is in no form that is known\n  help: --as says what it is: " + kinds);
  ImportWorld world;
  world.kind = "harr";
  CHECK(world.imported("{}") ==
        "import-failed: there is no kind \"harr\"; did you mean \"har\"?\n  help: kinds: " + kinds);
  world.kind = "postman";
  CHECK(world.imported("{}") == "import-failed: there is no kind \"postman\"\n  help: kinds: " + kinds);
}

TEST_CASE("JSON that is malformed or cut is told with its place") {
  CHECK(imported("{\"log\": {\n\"entries\": [") ==
        "json-invalid: not valid JSON: unexpected end of input; expected '[', '{', or a literal\n"
        "  at recording:2:13, 1 bytes of \"\"entries\": [\"");
  ImportWorld world;
  world.kind = "har";
  CHECK(world.imported("\xef\xbb\xbf [1,]") ==
        "json-invalid: not valid JSON: unexpected ']'; expected '[', '{', or a literal\n"
        "  at recording:1:8, 1 bytes of \"\xef\xbb\xbf [1,]\"");
}

TEST_CASE("What people have and holds no webhooks is called by its name") {
  struct Case {
    std::string text, what, advice;
  };
  const std::string record = "convotic dev --record keeps webhooks as they come";
  const Case cases[] = {
      {R"({"convotic": "capture/1", "path": "/hook"})", "a capture already",
       "convotic capture show tells what is in it"},
      {R"({"_meta": {"template_version": 0}, "fixtures": []})",
       "a fixtures file of the Stripe CLI: calls of Stripe's API, not webhooks",
       "convotic trigger sends a sample of an event; convotic dev --record keeps what stripe listen "
       "forwards"},
      {R"({"id": "evt_1", "object": "event", "type": "charge.succeeded", "data": {}})",
       "an event of Stripe's: the content of a webhook, without the request that brought it",
       "convotic sign --scheme stripe signs it; convotic dev --record keeps the request itself"},
      {"---\nhttp_interactions:\n- request:\n",
       "a VCR cassette: requests that a program sent, not webhooks that it received", record},
      {R"({"http_interactions": [], "recorded_with": "VCR"})",
       "a VCR cassette: requests that a program sent, not webhooks that it received", record},
      {"interactions:\n- request:\n    body: null\n",
       "a VCR cassette: requests that a program sent, not webhooks that it received", record},
      {"512:7:version;2:21#7:request;3:abc,}", "a flow file of mitmproxy",
       "mitmdump -nr FILE --set hardump=flows.har makes a HAR file of it"},
      {R"({"info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/"}, "item": []})",
       "a collection of Postman's: requests to send, with its own variables",
       "copy a request as cURL there, and import that"},
      {R"({"data": {"pairs": []}, "meta": {}})",
       "a simulation of Hoverfly's: patterns of requests, not requests", record},
      {R"({"requests": [], "meta": {"total": 0}})", "a request journal of WireMock's",
       "a HAR file, a curl command or a raw HTTP message can be imported"},
      {"$session = New-Object X\nInvoke-WebRequest -UseBasicParsing -Uri \"https://x\"",
       "a PowerShell command", "browsers also copy a request as cURL, which can be imported"},
      {"\x1f\x8b\x08", "compressed with gzip", "unpack it first: gunzip makes the file that can be imported"},
      {std::string("\xff\xfe{\0", 4), "UTF-16, not UTF-8", "convert it first: iconv -f UTF-16 -t UTF-8"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(imported(c.text) == "import-failed: \"recording\" is " + c.what + "\n  help: " + c.advice);
  }
}
