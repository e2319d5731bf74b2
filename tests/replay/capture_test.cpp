#include "replay/capture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"

using namespace convotic;
using base::JsonReader;
using replay::Capture;
using replay::format_capture;
using replay::parse_capture;
using tests::describe;

namespace {

const char* const kFull = R"({
  "convotic": "capture/1",
  "name": "A paid order",
  "origin": { "kind": "har", "file": "shop.har", "entry": 3, "at": "2026-03-30T14:22:00.125Z" },
  "exact": false,
  "inexactBecause": "the body was cut",
  "redacted": ["$.customer.email", "header:X-Api-Key"],
  "scheme": "stripe",
  "secrets": ["env:STRIPE_SECRET", "dotenv:OLD_SECRET", "file:../secret.txt"],
  "module": "shop-hooks",
  "method": "POST",
  "path": "/webhook/stripe?x=1",
  "publicUrl": "https://shop.example/hook?x=1",
  "headers": [
    ["Content-Type", "application/json"],
    ["X-Twice", "1"],
    ["x-twice", "café"]
  ],
  "expect": {
    "status": 200,
    "ratio": 1.0
  },
  "seed": "seed.json",
  "body": {
    "length": 17,
    "sha256": "93a23971a914e5eacbf0a8d25154cda309c3c1c72fbb9914d47c60f3cb681588",
    "json": {
      "hello": "world"
    }
  }
}
)";

Result<Capture> parse(const std::string& text) {
  return parse_capture("c.json", text);
}

// A capture with one member more than it needs.
std::string with(const std::string& members) {
  return "{\"convotic\": \"capture/1\", \"path\": \"/hook\"" + (members.empty() ? "" : ", " + members) + "}";
}

std::string error_of(const std::string& members) {
  std::string out = describe(parse(with(members)));
  const std::size_t at = out.find(" bytes of ");
  return out.substr(0, at);
}

}  // namespace

TEST_CASE("A capture is read as it stands there") {
  const auto capture = parse(kFull);
  REQUIRE(describe(capture) == "ok");
  CHECK(capture->file == "c.json");
  CHECK(capture->name == "A paid order");
  CHECK(capture->origin.kind == "har");
  CHECK(capture->origin.file == "shop.har");
  CHECK(capture->origin.entry == 3);
  CHECK(capture->origin.at == 1'774'880'520'125);
  CHECK(capture->exact == Capture::Exact::no);
  CHECK(capture->inexact_because == "the body was cut");
  CHECK(capture->redacted == std::vector<std::string>{"$.customer.email", "header:X-Api-Key"});
  CHECK(capture->scheme == "stripe");
  CHECK(capture->secrets ==
        std::vector<std::string>{"env:STRIPE_SECRET", "dotenv:OLD_SECRET", "file:../secret.txt"});
  CHECK(capture->module == "shop-hooks");
  CHECK(capture->method == "POST");
  CHECK(capture->path == "/webhook/stripe?x=1");
  CHECK(capture->public_url == "https://shop.example/hook?x=1");
  REQUIRE(capture->headers.size() == 3);
  CHECK(capture->headers[2].name == "x-twice");
  CHECK(capture->headers[2].value == "caf\xe9");
  CHECK(capture->expect->dump() == R"({"status":200,"ratio":1.0})");
  CHECK(capture->seed->as_string() == "seed.json");
  CHECK(capture->body == R"({"hello":"world"})");
}

TEST_CASE("A capture is written as it was read") {
  CHECK(format_capture(parse(kFull).value()) == kFull);
}

TEST_CASE("A capture needs little more than a path") {
  const auto capture = parse(with(""));
  REQUIRE(describe(capture) == "ok");
  CHECK(capture->method == "POST");
  CHECK(capture->exact == Capture::Exact::yes);
  CHECK(capture->body.empty());
  CHECK(format_capture(*capture) == R"({
  "convotic": "capture/1",
  "exact": true,
  "method": "POST",
  "path": "/hook"
}
)");
  CHECK(describe(parse("\xef\xbb\xbf" + with("\"$schema\": \"https://x\", \"seed\": {\"contacts\": []}"))) ==
        "ok");
}

TEST_CASE("Any bytes in headers, path and URL survive") {
  Capture capture;
  capture.path = "/h\xe9?\xff=\xe0\xb8\x81";
  capture.public_url = "https://shop.example/\xe0\xb8\x81";
  capture.headers = {{"X-Latin", "\xe9\x80\xff"}, {"X-Utf", "\xe0\xb8\x81\xe9"}, {"X-Thai", "\xe0\xb8\x81"}};
  capture.body = std::string("\0\xff", 2);
  const auto again = parse(format_capture(capture));
  REQUIRE(describe(again) == "ok");
  CHECK(again->path == capture.path);
  CHECK(again->public_url == capture.public_url);
  REQUIRE(again->headers.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(again->headers[i].name == capture.headers[i].name);
    CHECK(again->headers[i].value == capture.headers[i].value);
  }
  CHECK(again->body == capture.body);
}

TEST_CASE("What is not a capture is called so") {
  CHECK(describe(parse("{\"log\": {}}")) ==
        "capture-invalid: \"c.json\" is not a capture: it has no \"convotic\": \"capture/1\"\n"
        "  help: convotic capture import makes captures of what other tools recorded");
  CHECK(describe(parse("{\"convotic\": \"capture/2\"}")) ==
        "capture-invalid: the format \"capture/2\" is not \"capture/1\", the only one that is known\n"
        "  help: a newer convotic may have made it\n"
        "  at c.json:1:14, 11 bytes of \"{\"convotic\": \"capture/2\"}\"");
  CHECK(describe(parse("{\"convotic\": true}")) == "json-invalid: \"/convotic\" must be a string, not true\n "
                                                   " at c.json:1:14, 4 bytes of \"{\"convotic\": true}\"");
  CHECK(describe(parse("[]")) ==
        "json-invalid: the document must be an object, not an array\n  at c.json:1:1, 2 bytes of \"[]\"");
  CHECK(describe(parse("convotic")) == "json-invalid: not valid JSON: invalid literal\n"
                                       "  at c.json:1:1, 1 bytes of \"convotic\"");
  CHECK(describe(parse("")) ==
        "json-invalid: not valid JSON: unexpected end of input; expected '[', '{', or a literal\n"
        "  at c.json:1:1, 1 bytes of \"\"");
}

TEST_CASE("A value that a capture cannot have is refused with the place") {
  struct Case {
    const char *members, *error;
  };
  const Case cases[] = {
      {R"("heders": [])",
       "json-invalid: unknown key \"heders\"\n  help: did you mean \"headers\"?\n  at c.json:1:44, 8"},
      {R"("secret": "env:X")",
       "json-invalid: unknown key \"secret\"\n  help: did you mean \"secrets\"?\n  at c.json:1:44, 8"},
      {R"("method": "PO ST")", "capture-invalid: \"PO ST\" is not an HTTP method\n  at c.json:1:54, 7"},
      {R"("publicUrl": "shop.example")", "capture-invalid: \"shop.example\" is not a web address\n  help: as "
                                         "in: https://shop.example/hook\n  at c.json:1:57, 14"},
      {R"("publicUrl": "https:///x")", "capture-invalid: \"https:///x\" is not a web address\n  help: as in: "
                                       "https://shop.example/hook\n  at c.json:1:57, 12"},
      {R"("headers": {"a": "b"})",
       "json-invalid: \"/headers\" must be an array, not an object\n  at c.json:1:55, 10"},
      {R"("headers": [["a"]])", "capture-invalid: \"/headers/0\" must be [name, value]\n  at c.json:1:56, 5"},
      {R"("headers": [["a b", "c"]])",
       "capture-invalid: \"a b\" cannot be the name of a header\n  at c.json:1:57, 5"},
      {R"("headers": [["a", "c\r\nd"]])",
       "capture-invalid: the value of a header has no line ends and no NUL\n  at c.json:1:62, 8"},
      {R"("exact": false)",
       "capture-invalid: \"/exact\" is false, and \"/inexactBecause\" does not say why\n  at c.json:1:53, 5"},
      {R"("inexactBecause": "x")", "capture-invalid: \"/inexactBecause\" contradicts \"/exact\"\n  help: "
                                   "write \"exact\": false with it\n  at c.json:1:62, 3"},
      {R"("origin": {"at": "yesterday"})", "capture-invalid: \"yesterday\" is not a time\n  help: as in: "
                                           "2026-03-30T14:22:00Z\n  at c.json:1:61, 11"},
      {R"("origin": {"entry": 0})", "capture-invalid: \"/origin/entry\" counts from 1\n  at c.json:1:64, 1"},
      {R"("origin": {"kid": "har"})",
       "json-invalid: unknown key \"kid\"\n  help: did you mean \"kind\"?\n  at c.json:1:55, 5"},
      {R"("seed": 7)",
       "capture-invalid: \"/seed\" must be the name of a file, or an object\n  at c.json:1:52, 1"},
      {R"("expect": 200)", "json-invalid: \"/expect\" must be an object, not 200\n  at c.json:1:54, 3"},
      {R"("body": {"length": 1, "text": ""})",
       "capture-invalid: the body has 0 bytes, and \"/body/length\" says 1\n"
       "  help: a body that was meant to change needs neither \"length\" nor \"sha256\": leave them out\n  "
       "at c.json:1:63, 1"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.members);
    CHECK(error_of(c.members) == c.error);
  }
  CHECK(describe(parse(R"({"convotic": "capture/1"})")) ==
        "json-invalid: \"path\" is missing from the document\n"
        "  at c.json:1:1, 25 bytes of \"{\"convotic\": \"capture/1\"}\"");
  for (const char* path : {"", "hook", "/a b", "/a#b", "/a\\n"}) {
    CAPTURE(path);
    const auto capture = parse(std::string("{\"convotic\": \"capture/1\", \"path\": \"") + path + "\"}");
    REQUIRE_FALSE(capture);
    CHECK(capture.error().kind->slug == "capture-invalid");
    CHECK(capture.error().hint == "it is what follows /v1/modules/<module>, with the query");
  }
}

TEST_CASE("A secret in place of a reference is refused, and not shown") {
  const std::string advice =
      "; the secret itself must not be in a capture\n"
      "  help: put it into the environment, .env or a file, and write env:NAME, dotenv:NAME or file:PATH\n";
  for (const char* secret :
       {"whsec_c2VjcmV0", "sk_live_x", "env:", "env:a/b+c=", "dotenv:1X", "file:", "ENV:X"}) {
    CAPTURE(secret);
    const std::string size = std::to_string(std::string(secret).size() + 2);
    CHECK(describe(parse(with(std::string("\"secrets\": [\"env:X\", \"") + secret + "\"]"))) ==
          "capture-invalid: \"/secrets/1\" must be a reference to a secret" + advice + "  at c.json:1:65, " +
              size + " bytes of \"\"");
    CHECK(describe(parse(with(std::string("\"secrets\": \"") + secret + "\""))) ==
          "capture-invalid: \"/secrets\" must be an array of references to secrets" + advice +
              "  at c.json:1:55, " + size + " bytes of \"\"");
  }
  CHECK(describe(parse(with("\"secrets\": [1234]"))) ==
        "capture-invalid: \"/secrets/0\" must be a reference to a secret" + advice +
            "  at c.json:1:56, 4 bytes of \"\"");
  CHECK(error_of("\"secret\": \"whsec_c2VjcmV0\"") ==
        "json-invalid: unknown key \"secret\"\n  help: did you mean \"secrets\"?\n  at c.json:1:44, 8");
  CHECK(describe(parse(with("\"secret\": \"whsec_c2VjcmV0\""))).find("whsec") == std::string::npos);
}
