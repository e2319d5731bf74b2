#include "core/webhook/content_template.hpp"
#include "tests/core/webhook/own_scheme.hpp"
#include "tests/support/describe_error.hpp"

using namespace convotic;
using namespace convotic::webhook;
using tests::describe;

namespace {

Template parsed(const std::string& text) {
  return tests::must(parse_template(tests::row_from('"' + text + '"'), "appKey"));
}

std::string error_of(const std::string& text) {
  return describe(parse_template(tests::row_from('"' + text + '"'), ""));
}

// What a template gives for a message, under the rules of a row with these keys.
std::string expanded(const std::string& text, const Message& message, const std::string& keys = {}) {
  const Scheme scheme = tests::scheme_from(tests::plain_row(keys));
  const auto out = expand(parsed(text), scheme.rules(), message, {"1700", "id-1", "s3cret", "app"});
  return out ? *out : describe(out);
}

const Message kMessage{
    "PUT", "https://shop.example:8443/hook/%3Aa?x=1&y=%2F#top", {{"X-One", "1"}}, R"({"a":{"b":"c"}})"};

}  // namespace

TEST_CASE("A template is filled in from the message and what is signed with it") {
  CHECK(expanded("v0:{timestamp}:{body}", kMessage) == R"(v0:1700:{"a":{"b":"c"}})");
  CHECK(expanded("{id}.{secret}.{appKey}.{method}", kMessage) == "id-1.s3cret.app.PUT");
  CHECK(expanded("{url}", kMessage) == kMessage.url);
  CHECK(expanded("{path}", kMessage) == "/hook/%3Aa?x=1&y=%2F");
  CHECK(expanded("{header:x-one}{header:X-Two}|", kMessage) == "1|");
  CHECK(expanded("{value:/a/b}{value:/a/x}|", kMessage) == "c|");
  CHECK(expanded("plain } text", kMessage) == "plain } text");
  CHECK(expanded("", kMessage).empty());
}

TEST_CASE("Functions are applied to what stands in their brackets") {
  CHECK(expanded("{crc32(body)}", {"POST", "", {}, R"({"hello":"world"})"}) == "3624485329");
  CHECK(expanded("{sha256(body)}", {"POST", "", {}, R"({"hello":"world"})"}) ==
        "93a23971a914e5eacbf0a8d25154cda309c3c1c72fbb9914d47c60f3cb681588");
  CHECK(expanded("Basic {base64(secret)}", kMessage) == "Basic czNjcmV0");
}

TEST_CASE("Only the escapes that a row names are decoded in the URL") {
  CHECK(expanded("{url}", kMessage, R"("url": {"decode": ["%3A"]})") ==
        "https://shop.example:8443/hook/:a?x=1&y=%2F#top");
}

TEST_CASE("Parameters are names and values of a form, sorted, each value once") {
  const std::vector<http::Header> form{{"Content-Type", "application/x-www-form-urlencoded"}};
  CHECK(expanded("{parameters}", {"POST", "", form, "b=2&a=%2B1&b=1&b=2&C=&d=x+y"}) == "Ca+1b1b2dx y");
  CHECK(expanded("{parameters}|", {"POST", "", {{"Content-Type", "application/json"}}, "a=1"}) == "|");
}

TEST_CASE("Listed headers are written in lower case, sorted, missing ones empty") {
  const Message message{"POST", "", {{"X-List", "x-b, X-A,x-c"}, {"x-a", " 1 "}, {"X-B", "2"}}, ""};
  CHECK(expanded("{headers}", message, R"("signedHeaders": "X-List")") == "x-a:1;x-b:2;x-c:");
}

TEST_CASE("Fields of the body are joined, and absent ones are empty or left out") {
  const Message message{"POST", "", {}, R"({"o":{"a":"{value}","n":5,"t":true,"x":null}})"};
  CHECK(expanded("{fields}", message,
                 R"("fields": {"at": "/o", "names": ["a", "x", "n", "t"], "join": ":"})") ==
        "{value}::5:true");
  CHECK(expanded(
            "{fields}", message,
            R"("fields": {"names": ["o/a", "o/x", "o/n"], "each": "{name}={value};", "skipAbsent": true})") ==
        "o/a={value};o/n=5;");
}

TEST_CASE("A path is that of a URL, or of itself") {
  CHECK(path_of("https://shop.example/hook?x=1#y") == "/hook?x=1");
  CHECK(path_of("https://shop.example") == "/");
  CHECK(path_of("https://shop.example?x=1") == "/?x=1");
  CHECK(path_of("/hook?x=1") == "/hook?x=1");
}

TEST_CASE("A URL that is signed and missing makes a message unfit") {
  CHECK(expanded("{url}{body}", {"POST", "", {}, "x"}) ==
        "message-unfit: own signs the URL, and there is none\n"
        "  help: give the URL that the provider was told: --url, or \"publicUrl\" of a capture");
  CHECK(expanded("{path}", {"POST", "", {}, "x"}).starts_with("message-unfit: "));
}

TEST_CASE("What stands for nothing in a template is quoted, with the nearest of what does") {
  CHECK(error_of("{timestmp}.{body}") == "scheme-invalid: \"{timestmp}\" stands for nothing\n"
                                         "  help: did you mean \"{timestamp}\"?\n"
                                         "  at schemes.json:1:1, 19 bytes of \"\"{timestmp}.{body}\"\"");
  CHECK(error_of("{xyz}").find(
            "help: what stands for something: body, timestamp, id, url, path, method, secret, "
            "parameters, headers, fields, header:NAME, value:/POINTER, and crc32(), sha256() and "
            "base64() of them") != std::string::npos);
  CHECK(error_of("{body").starts_with("scheme-invalid: \"{body\" has a \"{\" that is not closed"));
  for (const char* text : {"{}", "{appKey}", "{header:}", "{header:a b}", "{value:a}", "{md5(body)}",
                           "{sha256(body}", "{sha256()}", "{sha256(sha256(body))}"}) {
    CAPTURE(text);
    CHECK(error_of(text).find("stands for nothing") != std::string::npos);
  }
}
