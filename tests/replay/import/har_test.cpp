#include "tests/replay/import/import_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using tests::imported;
using tests::ImportWorld;

namespace {

// A HAR file of one entry with this request.
std::string har(const std::string& request, const std::string& more = "") {
  return "{\"log\": {\"version\": \"1.2\", \"creator\": {\"name\": \"test\", \"version\": \"1\"}, "
         "\"entries\": [{" +
         more + "\"request\": " + request + "}]}}";
}

// A POST with this postData, and headers.
std::string post(const std::string& post_data, const std::string& headers = "[]",
                 const std::string& more = "") {
  return har(R"({"method": "POST", "url": "https://shop.example/hook?x=1", "headers": )" + headers +
             R"(, "postData": )" + post_data + more + "}");
}

const std::string kHead = "har\nPOST /hook?x=1 https://shop.example/hook?x=1\n";

}  // namespace

TEST_CASE("A HAR entry becomes a capture with its headers, body and time") {
  CHECK(
      imported(har(R"({"method": "POST", "url": "https://shop.example/hook?x=1#top", "httpVersion": "HTTP/2",
      "headers": [{"name": ":authority", "value": "shop.example"}, {"name": "content-type", "value": "application/json"},
                  {"name": "content-length", "value": "17"}, {"name": "x-twice", "value": "1"}, {"name": "x-twice", "value": "2"}],
      "postData": {"mimeType": "application/json", "text": "{\"hello\":\"world\"}"}, "bodySize": 17})",
                   R"("startedDateTime": "2026-03-30T16:22:00.125+02:00", )")) ==
      kHead + "content-type: application/json\nx-twice: 1\nx-twice: 2\n\n{\"hello\":\"world\"}\nat "
              "2026-03-30T14:22:00.125Z\n");
}

TEST_CASE("A HAR body in base64 is what it stands for") {
  CHECK(imported(post(R"({"text": "AP9h", "encoding": "base64"})")) ==
        kHead + "\n" + std::string("\0\xff", 2) + "a\n");
  CHECK(imported(post(R"({"text": "AP9!", "encoding": "base64"})")).find("json-invalid") ==
        std::string::npos);
  CHECK(imported(post(R"({"text": "AP9!", "encoding": "base64"})"))
            .find("import-failed: \"/log/entries/0/request/postData/text\" is not base64: \"!\" is not a "
                  "digit of base64\n"
                  "  at recording:1:") == 0);
}

TEST_CASE("A HAR file that has only the fields of a form is not exact") {
  CHECK(imported(post(R"({"mimeType": "application/x-www-form-urlencoded", "params": [
            {"name": "Body", "value": "Hi & bye"}, {"name": "From", "value": "+1555"}, {"name": "n"}]})")) ==
        kHead + "\nBody=Hi+%26+bye&From=%2B1555&n=\n"
                "lost: the HAR file has the fields of a form and not its bytes, which were made from them\n");
  CHECK(imported(post(R"({"mimeType": "multipart/form-data", "params": [
            {"name": "a", "value": "1"}, {"name": "f", "fileName": "x.txt", "contentType": "text/plain", "value": "hi"}]})",
                      R"([{"name": "Content-Type", "value": "multipart/form-data; boundary=\"xyz\""}])")) ==
        kHead + "Content-Type: multipart/form-data; boundary=xyz\n\n"
                "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
                "--xyz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\nContent-Type: "
                "text/plain\r\n\r\nhi\r\n"
                "--xyz--\r\n\n"
                "lost: the HAR file has the parts of a form and not its bytes, which were made from them\n");
  // The text is what was sent, where both are there.
  CHECK(imported(post(R"({"text": "a=1+2", "params": [{"name": "a", "value": "1 2"}]})")) ==
        kHead + "\na=1+2\n");
}

TEST_CASE("A HAR file without the body says so") {
  CHECK(imported(har(R"({"method": "POST", "url": "https://shop.example/hook?x=1", "bodySize": 120})")) ==
        kHead + "\n\nlost: the HAR file does not have the body, which had 120 bytes\n");
  CHECK(imported(har(R"({"method": "POST", "url": "https://shop.example/hook?x=1", "bodySize": -1,
                         "headers": [{"name": "Content-Length", "value": "7"}]})")) ==
        kHead + "\n\nlost: the HAR file does not have the body, which had 7 bytes\n");
  CHECK(imported(har(
            R"({"method": "POST", "url": "https://shop.example/hook?x=1", "bodySize": 0, "headers": []})")) ==
        kHead + "\n\n");
}

TEST_CASE("A HAR body that was cut, unpacked or not UTF-8 says so") {
  CHECK(imported(post(R"({"text": "abc"})", "[]", ", \"bodySize\": 10")) ==
        kHead + "\nabc\nlost: the body had 10 bytes, and the HAR file has 3\n");
  CHECK(imported(post(R"({"text": "abc"})", R"([{"name": "content-encoding", "value": "gzip"}])",
                      ", \"bodySize\": 23")) ==
        kHead + "\nabc\nlost: the body was sent with Content-Encoding gzip and is recorded unpacked\n");
  CHECK(imported(post(R"({"text": "H4sIAAAA", "encoding": "base64"})",
                      R"([{"name": "content-encoding", "value": "gzip"}])")) ==
        kHead + "content-encoding: gzip\n\n" + std::string("\x1f\x8b\x08\0\0\0", 6) + "\n");
  CHECK(imported(post(R"({"text": "a\ufffdb"})")) ==
        kHead +
            "\na\ufffdb\nlost: the HAR file has U+FFFD in the body, in place of bytes that are not UTF-8\n");
  CHECK(imported(post(R"({"text": "abc", "encoding": "quoted"})")) ==
        kHead + "\nabc\nlost: the HAR file has the body in the unknown encoding \"quoted\"\n");
}

TEST_CASE("The variants of HAR are read: a byte order mark, pairs for headers") {
  CHECK(imported("\xef\xbb\xbf" +
                 post(R"({"text": "abc"})", R"([["X-Slack", "1"], ["host", "shop.example"]])")) ==
        kHead + "X-Slack: 1\n\nabc\n");
}

TEST_CASE("Of a browser's HAR file only what can be a webhook is taken, unless an entry is named") {
  const std::string get = R"({"request": {"method": "GET", "url": "https://shop.example/page"}})";
  const std::string options = R"({"request": {"method": "OPTIONS", "url": "https://shop.example/hook"}})";
  const std::string hook =
      R"({"request": {"method": "POST", "url": "https://shop.example/hook", "postData": {"text": "abc"}}})";
  const std::string text = "{\"log\": {\"entries\": [" + get + "," + options + "," + hook + "]}}";
  CHECK(imported(text) == "har\n#3 POST /hook https://shop.example/hook\n\nabc\n"
                          "note on all: 2 of its 3 requests only fetch (GET, HEAD, OPTIONS) and were passed "
                          "over; --entry N takes one\n");
  ImportWorld world;
  world.entries = {1, 3};
  CHECK(world.imported(text) ==
        "har\n#1 GET /page https://shop.example/page\n\n\n#3 POST /hook https://shop.example/hook\n\nabc\n");
  world.entries = {4};
  CHECK(world.imported(text) ==
        "import-failed: \"recording\" has 3 requests, and none is number 4\n  help: --entry counts from 1");
  CHECK(imported("{\"log\": {\"entries\": [" + get + "]}}") ==
        "har\nGET /page https://shop.example/page\n\n\n");
}

TEST_CASE("A HAR file that is wrong is refused with the place") {
  CHECK(imported(R"({"log": {"entries": []}})") ==
        "import-failed: \"recording\" is a HAR file and holds no request to import");
  CHECK(imported(R"({"log": {"entries": [{}]}})") ==
        "json-invalid: \"request\" is missing from \"/log/entries/0\"\n"
        "  at recording:1:22, 2 bytes of \"{\"log\": {\"entries\": [{}]}}\"");
  CHECK(imported(har(R"({"method": "PO ST", "url": "/"})"))
            .find("import-failed: \"PO ST\" is not an HTTP method\n  at ") == 0);
  ImportWorld world;
  world.kind = "har";
  CHECK(world.imported("{}") == "import-failed: \"recording\" is not a HAR file: it has no log.entries");
  CHECK(world.imported("nothing") == "import-failed: \"recording\" is not a HAR file: it has no log.entries");
}

TEST_CASE("A header that cannot be one is left out and told") {
  CHECK(
      imported(post(
          R"({"text": "a"})",
          R"([{"name": "X Y", "value": "1"}, {"name": "Z", "value": "a\nb"}, {"name": "OK", "value": " v "}])")) ==
      kHead + "OK: v\n\na\nnote: the header \"X Y\" cannot be one and was left out\n"
              "note: the header \"Z\" cannot be one and was left out\n");
}
