#include "tests/replay/import/import_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using tests::imported;
using tests::ImportWorld;

TEST_CASE("A .http file has several requests, names and variables") {
  CHECK(
      imported(
          "# a comment\n@host = https://shop.example\n@base = {{host}}/v1\n\n### Paid\n# @name order paid\n"
          "POST {{base}}/hook HTTP/1.1\n    ?x=1\n    &y={{ z }}\nContent-Type: application/json\n# not a "
          "header\n"
          "X-Base: {{base}}\n\n{\"a\": \"{{host}}\"}\n### Second\n\nGET https://shop.example/page\n\n\n### "
          "\n\n// nothing here\n") ==
      "http\n#1 \"order paid\" POST /v1/hook?x=1&y={{%20z%20}} "
      "https://shop.example/v1/hook?x=1&y={{%20z%20}}\n"
      "Content-Type: application/json\nX-Base: https://shop.example/v1\n\n{\"a\": \"https://shop.example\"}\n"
      "lost: the variable {{z}} has no value in the file\n"
      "#2 \"Second\" GET /page https://shop.example/page\n\n\n");
}

TEST_CASE("One line end at the end of a body is not the body's") {
  const std::string head = "http\nPOST /hook https://shop.example/hook\nA: 1\n\n";
  const std::string request = "POST https://shop.example/hook\nA: 1\n\n";
  CHECK(imported(request + "{}") == head + "{}\n");
  CHECK(imported(request + "{}\n") == head + "{}\n");
  CHECK(imported(request + "a\r\nb\r\n") == head + "a\r\nb\n");
  CHECK(imported(request + "{}\n\n") ==
        head + "{}\n\nnote: its body ends in a line end, since the file has an empty line after it\n");
  CHECK(imported(request + "\n\n") == head + "\n");
}

TEST_CASE("A body may come from a file, as it is or with variables filled in") {
  ImportWorld world;
  world.files.add("/p/body.json", "{\"a\": \"{{x}}\"}\n");
  CHECK(world.imported("@x = 1\nPOST https://shop.example/hook\n\n< ./body.json\n") ==
        "http\nPOST /hook https://shop.example/hook\n\n{\"a\": \"{{x}}\"}\n\nnote: read \"/p/body.json\"\n");
  CHECK(world.imported("@x = 1\nPOST https://shop.example/hook\n\n<@ ./body.json\n\n### next\n") ==
        "http\nPOST /hook https://shop.example/hook\n\n{\"a\": \"1\"}\n\nnote: read \"/p/body.json\"\n");
  CHECK(world.imported("POST https://shop.example/hook\n\n--x\n< ./body.json\n--x--\n") ==
        "http\nPOST /hook https://shop.example/hook\n\n--x\n{\"a\": \"{{x}}\"}\n\n--x--\nnote: read "
        "\"/p/body.json\"\n");
  CHECK(world.imported("POST https://shop.example/hook\n\n< ./none.json\n") ==
        "import-failed: the request reads \"./none.json\": cannot read \"/p/./none.json\": No such file or "
        "directory\n"
        "  help: files are looked for beside the .http file");
}

TEST_CASE("Scripts and answers in a .http file are left out and told") {
  CHECK(imported("< {%\n  client.global.set(\"x\", 1)\n%}\nPOST https://shop.example/hook\n\n{}\n\n> {%\n  "
                 "client.test()\n%}\n<> answer.json\n") ==
        "http\nPOST /hook https://shop.example/hook\n\n{}\n\nnote: its scripts were left out\n"
        "note: its body ends in a line end, since the file has an empty line after it\n");
}

TEST_CASE("A request line may be an address alone, and a file's name says what it is") {
  CHECK(imported("https://shop.example/hook?x=1") ==
        "http\nGET /hook?x=1 https://shop.example/hook?x=1\n\n\n");
  ImportWorld world;
  world.name = "calls.rest";
  CHECK(world.imported("\xef\xbb\xbfPOST /hook HTTP/1.1\nHost: localhost\n\n{}\n") ==
        "http\nPOST /hook\n\n{}\n");
  world.name = "calls.txt";
  CHECK(world.imported("POST /hook HTTP/1.1\nHost: localhost\n\n{}\n") == "raw\nPOST /hook\n\n{}\n\n");
}

TEST_CASE("A .http file that is wrong is refused") {
  ImportWorld world;
  world.kind = "http";
  CHECK(world.imported("hello world\n") ==
        "import-failed: \"hello world\" is not a request line: METHOD ADDRESS\n"
        "  help: a line of ### parts the requests of a .http file");
  CHECK(world.imported("# nothing\n") ==
        "import-failed: \"recording\" is a .http file and holds no request to import");
  CHECK(world.imported("POST https://shop.example/hook\nno header\n\n") ==
        "http\nPOST /hook https://shop.example/hook\n\n\nnote: the line \"no header\" is not a header and "
        "was left out\n");
}
