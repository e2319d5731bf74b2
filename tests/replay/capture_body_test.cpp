#include "replay/capture_body.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"

using namespace convotic;
using base::JsonReader;
using tests::describe;

namespace {

std::string written(std::string_view body) {
  std::string out;
  replay::append_body(out, body);
  return out;
}

// Without length and hash, which another test looks at.
std::string form(std::string_view body) {
  std::string out = written(body);
  const std::size_t at = out.find("\",\n", out.find("sha256")) + 3;
  return out.substr(at, out.size() - at - 4);
}

Result<std::string> read(const std::string& json) {
  return replay::read_body(JsonReader::parse("c.json", json).value());
}

}  // namespace

TEST_CASE("A body is written with its length and hash") {
  CHECK(written(R"({"hello":"world"})") == R"({
    "length": 17,
    "sha256": "93a23971a914e5eacbf0a8d25154cda309c3c1c72fbb9914d47c60f3cb681588",
    "json": {
      "hello": "world"
    }
  })");
}

TEST_CASE("JSON reads as JSON, with what its white space was") {
  CHECK(form(R"({"a":[1.0,{"b":"\u00e9"}],"a":[]})") == R"(    "json": {
      "a": [
        1.0,
        {
          "b": "\u00e9"
        }
      ],
      "a": []
    })");
  CHECK(form("[1, 2]") == "    \"layout\": \"spaced\",\n    \"json\": [\n      1,\n      2\n    ]");
  CHECK(form("{\n  \"a\": 1\n}\r\n") ==
        "    \"layout\": \"indented-2\",\n    \"end\": \"\\r\\n\",\n    \"json\": {\n      \"a\": 1\n    }");
}

TEST_CASE("Other text reads as text, and line by line where it has lines") {
  CHECK(form("Body=Hi&From=%2B1555") == R"(    "text": "Body=Hi&From=%2B1555")");
  CHECK(form("a\r\n\tb\n") == "    \"text\": [\n      \"a\\r\",\n      \"\\tb\",\n      \"\"\n    ]");
  CHECK(form("{\n\t\"a\": 1\n}") ==
        "    \"text\": [\n      \"{\",\n      \"\\t\\\"a\\\": 1\",\n      \"}\"\n    ]");
  CHECK(form("{\"a\" :1}") == R"(    "text": "{\"a\" :1}")");
  CHECK(form("{\"a\":\"\u200b\"}") == R"(    "text": "{\"a\":\"\u200b\"}")");
  CHECK(form("{\"a\":1e999}") == R"(    "text": "{\"a\":1e999}")");
  CHECK(form("\"x\"") == R"(    "text": "\"x\"")");
}

TEST_CASE("What is not text reads as base64") {
  CHECK(form(std::string_view("a\0b", 3)) == R"(    "base64": "YQBi")");
  CHECK(form("\xff") == R"(    "base64": "/w==")");
  CHECK(form("caf\xe9") == R"(    "base64": "Y2Fm6Q==")");
  CHECK(form("\u0085") == R"(    "base64": "woU=")");
  CHECK(form("\x1b[2J") == R"(    "base64": "G1sySg==")");
  CHECK(form(std::string(60, '\0')) ==
        "    \"base64\": [\n      \"" + std::string(76, 'A') + "\",\n      \"AAAA\"\n    ]");
}

TEST_CASE("Any body is read as it was written") {
  std::string every_byte;
  for (int i = 0; i < 256; ++i)
    every_byte += static_cast<char>(i);
  std::string deep(10'000, '[');
  std::string ten_megabytes(10u << 20, 'x');
  for (std::size_t i = 0; i < ten_megabytes.size(); i += 100)
    ten_megabytes[i] = '\n';
  std::string ten_megabytes_of_bytes(10u << 20, '\xfe');
  const std::string bodies[] = {"",
                                "\n",
                                "\r\n\r\n",
                                "x\n\ny",
                                "{}",
                                "[]\n",
                                "{\"a\":1}",
                                "{\"a\": 1}",
                                "[1, 2,3]",
                                "{\n  \"a\": {}\n}\n\n",
                                "null",
                                "{\"a\":\"\\ud83d\"}",
                                "{\"a\":1}x",
                                "\xef\xbb\xbf{\"a\":1}",
                                "a=1&b=%00",
                                every_byte,
                                deep,
                                deep + std::string(10'000, ']'),
                                ten_megabytes,
                                ten_megabytes_of_bytes,
                                "[" + std::string(2u << 20, '1') + "]"};
  for (const std::string& body : bodies) {
    const auto again = read(written(body));
    REQUIRE(describe(again) == "ok");
    if (*again != body) FAIL(body.substr(0, 40));
  }
}

TEST_CASE("A body may be written by hand") {
  CHECK(read(R"({"json": {"a": [1, 2]}})") == R"({"a":[1,2]})");
  CHECK(read(R"({"json": {"a": [1, 2]}, "layout": "spaced", "end": "\n"})") == "{\"a\": [1, 2]}\n");
  CHECK(read(R"({"json": null})") == "null");
  CHECK(read(R"({"text": ["a", "b"]})") == "a\nb");
  CHECK(read(R"({"text": []})") == "");
  CHECK(read(R"({"base64": ["YQ", "Bi"]})") == std::string("a\0b", 3));
}

TEST_CASE("A body that contradicts itself is refused with the place") {
  struct Case {
    const char *text, *error;
  };
  const Case cases[] = {
      {R"({"length": 4, "text": "abc"})",
       "capture-invalid: the body has 3 bytes, and \"/length\" says 4\n"
       "  help: a body that was meant to change needs neither \"length\" nor \"sha256\": leave them out\n"
       "  at c.json:1:12, 1 bytes of \"{\"length\": 4, \"text\": \"abc\"}\""},
      {R"({"sha256": "00", "text": "abc"})",
       "capture-invalid: the body is not the one that was recorded: its SHA-256 is "
       "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"
       "  help: a body that was meant to change needs neither \"length\" nor \"sha256\": leave them out\n"
       "  at c.json:1:12, 4 bytes of \"{\"sha256\": \"00\", \"text\": \"abc\"}\""},
      {R"({"length": "4", "text": "abc"})",
       "json-invalid: \"/length\" must be a whole number, not \"4\"\n"
       "  at c.json:1:12, 3 bytes of \"{\"length\": \"4\", \"text\": \"abc\"}\""},
      {R"({"text": "abc", "base64": "YQ=="})",
       "capture-invalid: \"\" must have one of \"json\", \"text\" and \"base64\"\n"
       "  at c.json:1:1, 33 bytes of \"{\"text\": \"abc\", \"base64\": \"YQ==\"}\""},
      {R"({})", "capture-invalid: \"\" must have one of \"json\", \"text\" and \"base64\"\n"
                "  at c.json:1:1, 2 bytes of \"{}\""},
      {R"({"base64": "YW-j"})", "capture-invalid: \"/base64\" is not base64: \"-\" is not a digit of base64\n"
                                "  at c.json:1:15, 1 bytes of \"{\"base64\": \"YW-j\"}\""},
      {R"({"base64": ["YWJj", "YW!j"]})",
       "capture-invalid: \"/base64/1\" is not base64: \"!\" is not a digit of base64\n"
       "  at c.json:1:24, 1 bytes of \"{\"base64\": [\"YWJj\", \"YW!j\"]}\""},
      {R"({"base64": ["YWJj", "YWJ"]})",
       "capture-invalid: \"/base64/1\" is not base64: it ends in the middle of a group of four: it was cut, "
       "or lacks its "
       "\"=\"\n"
       "  at c.json:1:25, 1 bytes of \"{\"base64\": [\"YWJj\", \"YWJ\"]}\""},
      {R"({"json": 1, "layout": "pretty"})",
       "capture-invalid: there is no layout \"pretty\"\n"
       "  help: layouts: compact, spaced, indented-2, indented-4\n"
       "  at c.json:1:23, 8 bytes of \"{\"json\": 1, \"layout\": \"pretty\"}\""},
      {R"({"json": 1, "end": "x"})", "capture-invalid: \"/end\" must be white space\n"
                                     "  at c.json:1:20, 3 bytes of \"{\"json\": 1, \"end\": \"x\"}\""},
      {R"({"text": "a", "layout": "compact"})",
       "capture-invalid: \"/layout\" goes with \"json\" only\n"
       "  at c.json:1:25, 9 bytes of \"{\"text\": \"a\", \"layout\": \"compact\"}\""},
      {R"({"test": "a"})", "json-invalid: unknown key \"test\"\n  help: did you mean \"text\"?\n"
                           "  at c.json:1:2, 6 bytes of \"{\"test\": \"a\"}\""},
      {R"("abc")", "json-invalid: the document must be an object, not \"abc\"\n"
                   "  at c.json:1:1, 5 bytes of \"\"abc\"\""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(describe(read(c.text)) == c.error);
  }
}
