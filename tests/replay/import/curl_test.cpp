#include "tests/replay/import/import_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using tests::imported;
using tests::ImportWorld;

namespace {

const std::string kForm = "Content-Type: application/x-www-form-urlencoded\n";

// What a command with these words becomes; its address is https://shop.example/hook.
std::string curl(const std::string& words) {
  return imported("curl " + words + " https://shop.example/hook");
}

std::string post(const std::string& headers, const std::string& body) {
  return "curl\nPOST /hook https://shop.example/hook\n" + headers + "\n" + body + "\n";
}

}  // namespace

TEST_CASE("A curl command becomes a capture, and is not run") {
  CHECK(imported("$ curl -sS -X PUT 'https://shop.example/hook?x=1' \\\n  -H 'X-A: 1' \\\r\n  -H \"x-a:2\" "
                 "--data-raw '{\"a\": 1}' | jq .\n") ==
        "curl\nPUT /hook?x=1 https://shop.example/hook?x=1\nX-A: 1\nx-a: 2\n" + kForm +
            "\n{\"a\": 1}\nnote on all: 1 other command was left out\n");
  CHECK(imported("curl shop.example:8080/hook") == "curl\nGET /hook http://shop.example:8080/hook\n\n\n");
  CHECK(imported("TOKEN=x /usr/bin/curl -XDELETE --url https://shop.example/hook # done") ==
        "curl\nDELETE /hook https://shop.example/hook\n\n\n");
}

TEST_CASE("Every way of quoting in a shell is understood") {
  CHECK(curl(R"(-d 'it'\''s "a" \n')") == post(kForm, R"(it's "a" \n)"));
  CHECK(curl(R"(-d "a \"b\" \\ \$c \n 'd'")") == post(kForm, R"(a "b" \ $c \n 'd')"));
  CHECK(curl(R"(-d $'a\'b\\\n\tc\x41\101\u00e9\q\e')") == post(kForm, "a'b\\\n\tcAA\u00e9\\q\x1b"));
  CHECK(curl(R"(-d $'\ud83d\ude00 \U0001F600')") == post(kForm, "\U0001F600 \U0001F600"));
  CHECK(curl("-d a\\ b\\\nc") == post(kForm, "a bc"));
  CHECK(curl("-d \"a\\\nb\"") == post(kForm, "ab"));
  CHECK(curl("-d 'a\nb'") == post(kForm, "a\nb"));
  CHECK(curl("-d 'a''b'c\"d\"") == post(kForm, "abcd"));
  CHECK(curl("-d ''") == post(kForm, ""));
}

TEST_CASE("What only a shell can fill in is kept and told") {
  CHECK(curl("-H \"Authorization: Bearer $TOKEN\" -d \"$(date +%s)-${X}\"") ==
        "curl\nPOST /hook https://shop.example/hook\nAuthorization: Bearer $TOKEN\n" + kForm +
            "\n$(date +%s)-${X}\nlost: the command has $TOKEN, which only a shell can fill in; "
            "the command has $(date +%s), which only a shell can fill in; the command has ${X}, which only a "
            "shell can fill in\n");
  CHECK(curl("-d `date`") == "curl\nPOST /hook https://shop.example/hook\n" + kForm +
                                 "\n`date`\nlost: the command has `date`, which only a shell can fill in\n");
  CHECK(curl("-d '$x `y`'") == post(kForm, "$x `y`"));
  CHECK(curl("-d \"costs 5$\"") == post(kForm, "costs 5$"));
}

TEST_CASE("A here document is the body where the command reads standard input") {
  CHECK(imported("curl https://shop.example/hook --data-binary @- <<'EOF'\n{\"a\": \"$x\"}\n\tb\nEOF\ncurl "
                 "https://shop.example/b") ==
        "curl\n#1 POST /hook https://shop.example/hook\n" + kForm +
            "\n{\"a\": \"$x\"}\n\tb\n\n#2 GET /b https://shop.example/b\n\n\n");
  CHECK(imported("curl https://shop.example/hook -d @- <<-EOF | jq\n\t{}\n\tEOF\n") ==
        "curl\nPOST /hook https://shop.example/hook\n" + kForm +
            "\n{}\nnote: --data @- leaves out line ends, as curl does; --data-binary keeps them\n"
            "note on all: 1 other command was left out\n");
  CHECK(imported("curl https://shop.example/hook -d @- <<EOF\n$x\nEOF\n")
            .find("lost: the command has $ in its here document, which only a shell can fill in\n") !=
        std::string::npos);
  CHECK(curl("-d @-") == "curl\nPOST /hook https://shop.example/hook\n" + kForm +
                             "\n\nlost: the body came from standard input, which is not in the command\n");
}

TEST_CASE("What the Windows command line has is understood") {
  CHECK(
      imported(
          "curl ^\"https://shop.example/hook?a=1^&b=2^\" ^\r\n  -H ^\"content-type: application/json^\" ^\r\n"
          "  --data-raw ^\"^{^\\^\"a^\\^\":^\\^\"50^%^ \\n\\\\^\" &\r\ncurl "
          "^\"https://shop.example/b^\"\r\n") ==
      "curl\n#1 POST /hook?a=1&b=2 https://shop.example/hook?a=1&b=2\ncontent-type: application/json\n\n"
      "{\"a\":\"50% \\n\\\n#2 GET /b https://shop.example/b\n\n\n");
  CHECK(imported("curl \"https://shop.example/hook\" -H \"X: a^b&c\" ^\n  --data-binary "
                 "\"{\\\"a\\\":\"\"1\"\"}\" --compressed\n") ==
        "curl\nPOST /hook https://shop.example/hook\nX: a^b&c\n" + kForm + "\n{\"a\":\"1\"}\n");
  CHECK(imported("curl ^\"https://shop.example/hook^\" --data-raw ^\"a^\n\nb^\"\n") ==
        "curl\nPOST /hook https://shop.example/hook\n" + kForm + "\na\nb\n");
}

TEST_CASE("Data is put together as curl does it") {
  ImportWorld world;
  world.files.add("/p/f.txt", std::string("a\r\nb\0c\n", 7));
  world.files.add("/p/q.txt", "x y");
  const auto run = [&](const std::string& words) {
    return world.imported("curl " + words + " https://shop.example/hook");
  };
  CHECK(curl("-d a=1 --data b=2 --data-ascii 'c'") == post(kForm, "a=1&b=2&c"));
  CHECK(curl("--data-raw @f") == post(kForm, "@f"));
  CHECK(run("-d @f.txt") ==
        post(kForm, "abc") +
            "lost: --data takes NUL bytes out of a file, which versions of curl do differently\n"
            "note: read \"/p/f.txt\"\n"
            "note: --data @f.txt leaves out line ends, as curl does; --data-binary keeps them\n");
  CHECK(run("--data-binary @f.txt -dx") ==
        post(kForm, std::string("a\r\nb\0c\n&x", 9)) + "note: read \"/p/f.txt\"\n");
  CHECK(curl("--data-urlencode 'n=a b+c&~\u00e9*' --data-urlencode =a=b --data-urlencode 'x y'") ==
        post(kForm, "n=a+b%2Bc%26~%C3%A9%2A&a%3Db&x+y"));
  CHECK(run("--data-urlencode n@q.txt --data-urlencode @q.txt") ==
        post(kForm, "n=x+y&x+y") + "note: read \"/p/q.txt\"\nnote: read \"/p/q.txt\"\n");
  CHECK(curl("--json '{\"a\":1}' --json ' '") ==
        post("Content-Type: application/json\nAccept: application/json\n", "{\"a\":1} "));
  CHECK(run("-T q.txt") == "curl\nPUT /hook https://shop.example/hook\n\nx y\nnote: read \"/p/q.txt\"\n");
  CHECK(curl("-G -d a=1 --data-urlencode 'b=1 2'") ==
        "curl\nGET /hook?a=1&b=1+2 https://shop.example/hook?a=1&b=1+2\n\n\n");
  CHECK(curl("--url-query 'b=1 2'") == "curl\nGET /hook?b=1+2 https://shop.example/hook?b=1+2\n\n\n");
  CHECK(curl("-I") == "curl\nHEAD /hook https://shop.example/hook\n\n\n");
}

TEST_CASE("A form is not exact, since curl makes up its boundary") {
  ImportWorld world;
  world.files.add("/p/q.txt", "x y");
  const std::string boundary = "------------------------convotic";
  CHECK(
      world.imported("curl -F a=b -F 'c=@q.txt;type=text/plain' -F 'd=<q.txt' -F 'e=\"x;y\";type=text/html' "
                     "--form-string f=@g "
                     "https://shop.example/hook") ==
      post("Content-Type: multipart/form-data; boundary=" + boundary + "\n",
           "--" + boundary + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--" + boundary +
               "\r\nContent-Disposition: form-data; name=\"c\"; filename=\"q.txt\"\r\nContent-Type: "
               "text/plain\r\n\r\nx y\r\n--" +
               boundary + "\r\nContent-Disposition: form-data; name=\"d\"\r\n\r\nx y\r\n--" + boundary +
               "\r\nContent-Disposition: form-data; name=\"e\"\r\nContent-Type: text/html\r\n\r\nx;y\r\n--" +
               boundary + "\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n@g\r\n--" + boundary +
               "--\r\n") +
          "lost: curl makes up the boundary of a form as it sends it\nnote: read \"/p/q.txt\"\nnote: read "
          "\"/p/q.txt\"\n");
}

TEST_CASE("Headers are those that curl sends") {
  ImportWorld world;
  world.files.add("/p/h.txt", "X-File: 1\r\n\nX-More: 2\n");
  CHECK(
      curl("-u ada:secret -A agent -e https://ref -b 'a=1; b=2'") ==
      "curl\nGET /hook https://shop.example/hook\nAuthorization: Basic YWRhOnNlY3JldA==\nUser-Agent: agent\n"
      "Referer: https://ref\nCookie: a=1; b=2\n\n\n");
  CHECK(curl("-H 'Content-Type: text/plain' -H 'X-Empty;' -d a") ==
        post("Content-Type: text/plain\nX-Empty: \n", "a"));
  CHECK(curl("-H 'Content-Type:' -d a") == post("", "a"));
  CHECK(curl("--oauth2-bearer t") ==
        "curl\nGET /hook https://shop.example/hook\nAuthorization: Bearer t\n\n\n");
  CHECK(imported("curl https://ada:s%20t@shop.example/hook") ==
        "curl\nGET /hook https://shop.example/hook\nAuthorization: Basic YWRhOnMgdA==\n\n\n");
  CHECK(world.imported("curl -H @h.txt -b cookies.txt -H broken https://shop.example/hook") ==
        "curl\nGET /hook https://shop.example/hook\nX-File: 1\nX-More: 2\n\n\nnote: read \"/p/h.txt\"\n"
        "note: the cookies in the file \"cookies.txt\" were left out\n"
        "note: a header without a colon was left out, as curl does\n");
  CHECK(curl("--aws-sigv4 aws:amz") == "curl\nGET /hook https://shop.example/hook\n\n\nlost: the option "
                                       "--aws-sigv4 adds what only curl can make\n");
}

TEST_CASE("Options that say nothing of the request are passed over") {
  CHECK(curl("-sSLkvo out.json -m 5 --retry 3 --compressed --http2 -w '%{http_code}' --max-time 3 "
             "--some-new-flag 2>/dev/null > x") == "curl\nGET /hook https://shop.example/hook\n\n\n");
  CHECK(imported("curl -d a https://shop.example/a --next -d b https://shop.example/b; ls") ==
        "curl\n#1 POST /a https://shop.example/a\n" + kForm + "\na\n#2 POST /b https://shop.example/b\n" +
            kForm + "\nb\nnote on all: 1 other command was left out\n");
}

TEST_CASE("A command that is wrong is refused in words") {
  CHECK(curl("-d 'a") == "import-failed: ' is opened and not closed in the command\n"
                         "  help: the command may have been cut when it was copied");
  CHECK(curl("-d \"a") == "import-failed: \" is opened and not closed in the command\n"
                          "  help: the command may have been cut when it was copied");
  CHECK(curl("-d $'a") == "import-failed: $' is opened and not closed in the command\n"
                          "  help: the command may have been cut when it was copied");
  CHECK(curl("-d $(a") == "import-failed: $( is opened and not closed in the command\n"
                          "  help: the command may have been cut when it was copied");
  CHECK(imported("curl -d") == "import-failed: the curl option \"-d\" has no value\n"
                               "  help: the command may have been cut when it was copied");
  CHECK(imported("curl -d x") == "import-failed: the curl command has no URL");
  CHECK(
      curl("https://a.example") ==
      "import-failed: the curl command has 2 URLs: \"https://a.example\" and \"https://shop.example/hook\"\n"
      "  help: leave one of them");
  CHECK(curl("-?") == "import-failed: curl has no option \"-?\", which is in \"-?\"");
  CHECK(curl("-d @none") ==
        "import-failed: the curl command reads \"none\": cannot read \"/p/none\": No such file or directory\n"
        "  help: files are looked for beside the one that holds the command");
  CHECK(curl("-F a") == "import-failed: the curl option --form \"a\" is not NAME=CONTENT");
  CHECK(curl("-X 'PO ST'") == "import-failed: the curl command has the method \"PO ST\", which is none");
  ImportWorld world;
  world.kind = "curl";
  CHECK(world.imported("ls") ==
        "import-failed: \"recording\" is a curl command and holds no request to import");
}
