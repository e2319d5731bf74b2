#include "tests/support/catch.hpp"
#include "tests/support/run_cli.hpp"

using namespace convotic;
using tests::CliRun;
using tests::CliWorld;

namespace {

const char* const kCurl =
    "curl https://shop.example/hooks/stripe -H 'Content-Type: application/json' \\\n"
    "  -H 'Stripe-Signature: t=1700000000,v1=a6' -H 'Cookie: a=b' --data-raw '{\"type\":\"order.paid\"}'\n";

const char* const kCapture = R"({
  "convotic": "capture/1",
  "origin": { "kind": "curl", "file": "order.curl" },
  "exact": true,
  "redacted": ["header:Cookie"],
  "scheme": "stripe",
  "secrets": ["dotenv:STRIPE"],
  "module": "shop-hooks",
  "method": "POST",
  "path": "/webhook",
  "publicUrl": "https://shop.example/hooks/stripe",
  "headers": [
    ["Content-Type", "application/json"],
    ["Stripe-Signature", "t=1700000000,v1=a6"],
    ["Cookie", "redacted"]
  ],
  "body": {
    "length": 21,
    "sha256": "f62e6a1e65d1d2f8bdb4d1d7f2ce0d2f0d3bfc54b58fbb4e5ad5bd1c1bbd94e1",
    "json": {
      "type": "order.paid"
    }
  }
}
)";

// A file without the hash of its body, which another test looks at.
std::string without_hash(std::string text) {
  const std::size_t at = text.find("\"sha256\"");
  return at == std::string::npos ? text : text.erase(at, text.find('\n', at) - at);
}

}  // namespace

TEST_CASE("capture import writes captures, says what it did, and what comes next") {
  CliWorld world;
  world.fake_files.add("/projects/order.curl", kCurl);
  const std::vector<std::string> command{"capture",  "import",        "order.curl", "--path",    "/webhook",
                                         "--secret", "dotenv:STRIPE", "--module",   "shop-hooks"};
  const CliRun run = world.run(command);
  CHECK(run.exit == 0);
  CHECK(run.err.empty());
  CHECK(run.out == "fixtures/stripe-order-paid.json   POST /webhook   stripe   21 bytes\n"
                   "  redacted: header:Cookie\n"
                   "Next:  convotic replay fixtures\n");
  CHECK(without_hash(world.fake_files.files().at("/projects/fixtures/stripe-order-paid.json")) ==
        without_hash(kCapture));
  // Once more, nothing new.
  CHECK(world.run(command).out ==
        "fixtures/stripe-order-paid.json   POST /webhook   stripe   21 bytes   unchanged\n"
        "  redacted: header:Cookie\n"
        "Next:  convotic replay fixtures\n");
  CHECK(world.fake_files.files().size() == 2);
}

TEST_CASE("capture import reads standard input, several files, and says what was lost") {
  CliWorld world;
  world.in = "POST /hook HTTP/1.1\nX-Hub-Signature-256: sha256=a\nContent-Length: 9\n\nabc";
  world.fake_files.add("/projects/in/page.har",
                       R"({"log": {"entries": [{"request": {"method": "GET", "url": "https://a.example/"}},
      {"request": {"method": "POST", "url": "https://a.example/hook", "postData": {"params": [{"name": "a", "value": "1"}]}}}]}})");
  const CliRun run = world.run({"capture", "import", "-", "in/page.har", "--output", "cap tures"});
  CHECK(run.exit == 0);
  CHECK(run.err.empty());
  CHECK(run.out ==
        "cap tures/hook.json     POST /hook   no scheme   3 bytes\n"
        "  lost: the body had 9 bytes, and the first 3 of them are there\n"
        "  scheme: it may be github, meta; --scheme says which it is\n"
        "cap tures/hook-2.json   POST /hook   no scheme   3 bytes\n"
        "  lost: the HAR file has the fields of a form and not its bytes, which were made from them\n"
        "note: page.har: 1 of its 2 requests only fetch (GET, HEAD, OPTIONS) and were passed over; --entry N "
        "takes one\n"
        "Next:  convotic replay 'cap tures'\n");
  CHECK(world.run({"capture", "import", "in/page.har", "--entry", "1", "--dry-run"}).out ==
        "fixtures/get.json   GET /   no scheme   0 bytes\n1 would be written, and nothing was\n");
}

TEST_CASE("A dry run writes nothing, and no file is written over") {
  CliWorld world;
  world.fake_files.add("/projects/order.curl", kCurl);
  world.fake_files.add("/projects/fixtures/stripe-order-paid.json", "mine");
  const CliRun dry = world.run({"capture", "import", "order.curl", "--dry-run"});
  CHECK(dry.out == "fixtures/stripe-order-paid-2.json   POST /hooks/stripe   stripe   21 bytes\n"
                   "  redacted: header:Cookie\n"
                   "1 would be written, and nothing was\n");
  CHECK(world.fake_files.changes() == 0);
  CHECK(world.run({"capture", "import", "order.curl"}).out ==
        "fixtures/stripe-order-paid-2.json   POST /hooks/stripe   stripe   21 bytes\n"
        "  redacted: header:Cookie\n"
        "No secret is named: add \"secrets\": [\"dotenv:NAME\"] to them; --secret dotenv:NAME does it\n"
        "Next:  convotic replay fixtures\n");
  CHECK(world.fake_files.files().at("/projects/fixtures/stripe-order-paid.json") == "mine");
}

TEST_CASE("capture import for programs is one JSON document") {
  CliWorld world;
  world.in = "POST /hook HTTP/1.1\nHost: a.example\nX-Hub-Signature-256: sha256=a\nContent-Length: 9\n\nabc";
  const CliRun run = world.run({"capture", "import", "-", "--format", "json", "--dry-run"});
  CHECK(run.err.empty());
  CHECK(run.out == R"({
  "captures": [
    {
      "file": "fixtures/hook.json",
      "status": "planned",
      "method": "POST",
      "path": "/hook",
      "scheme": null,
      "candidates": [
        "github",
        "meta"
      ],
      "length": 3,
      "exact": false,
      "lost": [
        "the body had 9 bytes, and the first 3 of them are there"
      ],
      "redacted": [],
      "notes": [
        "its public URL is taken to be https://a.example/hook; --public-url says otherwise"
      ]
    }
  ],
  "notes": []
}
)");
}

TEST_CASE("A project's rules of redaction hold for imports") {
  CliWorld world;
  world.fake_files.add("/projects/convotic.json", R"({"redact": ["$.email"]})");
  world.in = "POST /hook HTTP/1.1\n\n{\"email\": \"ada@a.example\"}";
  CHECK(world.run({"capture", "import", "-"}).out ==
        "fixtures/hook.json   POST /hook   no scheme   33 bytes\n"
        "  redacted: $.email\n"
        "Next:  convotic replay fixtures\n");
  CHECK(world.fake_files.files().at("/projects/fixtures/hook.json").find("ada") == std::string::npos);
}

TEST_CASE("capture import refuses what cannot be, in words") {
  struct Case {
    std::vector<std::string> words;
    std::string error;
  };
  CliWorld world;
  world.fake_files.add("/projects/a.curl", kCurl);
  world.fake_files.add("/projects/cassette.yml", "http_interactions:\n");
  const Case cases[] = {
      {{}, "error[usage]: convotic capture import needs a file to import\n  help: \"-\" is standard input\n"},
      {{"none.har"}, "error[io]: cannot read \"/projects/none.har\": No such file or directory\n"},
      {{"."},
       "error[bad-value]: \".\" is a folder, and not a file to import\n  help: name the files in it\n"},
      {{"a.curl", "--as", "crl"},
       "error[bad-value]: --as cannot be \"crl\"; did you mean \"curl\"?\n"
       "  help: it is one of aws, curl, github, har, hookdeck, http, ngrok, raw, webhook-site\n"},
      {{"a.curl", "--format", "xml"},
       "error[bad-value]: --format cannot be \"xml\"\n  help: it is one of pretty, json\n"},
      {{"a.curl", "--secret", "whsec_real"},
       "error[bad-value]: --secret takes a reference to a secret, not the secret itself\n"
       "  help: put it into the environment, .env or a file, and write env:NAME, dotenv:NAME or file:PATH\n"},
      {{"a.curl", "--path", "hook"},
       "error[bad-value]: --path cannot be \"hook\": it begins with \"/\" and has no blanks\n"
       "  help: it is what follows /v1/modules/<module>\n"},
      {{"a.curl", "--public-url", "a.example"},
       "error[bad-value]: --public-url cannot be \"a.example\"\n  help: as in https://shop.example/hook\n"},
      {{"a.curl", "--scheme", "strpe"},
       "error[scheme-unknown]: no signature scheme \"strpe\"; did you mean \"stripe\"?\n"
       "  help: convotic schemes lists them; convotic.json can describe one of your own\n"},
      {{"a.curl", "--entry", "2"},
       "error[import-failed]: \"a.curl\" has 1 request, and none is number 2\n  help: --entry counts from "
       "1\n"},
      {{"cassette.yml"},
       "error[import-failed]: \"cassette.yml\" is a VCR cassette: requests that a program sent, not webhooks "
       "that it received\n"
       "  help: convotic dev --record keeps webhooks as they come\n"},
  };
  for (const Case& c : cases) {
    std::vector<std::string> words{"capture", "import"};
    words.insert(words.end(), c.words.begin(), c.words.end());
    CAPTURE(c.error);
    const CliRun run = world.run(words);
    CHECK(run.exit == (c.error.find("error[io]") == 0 ? 1 : 2));
    CHECK(run.out.empty());
    CHECK(run.err == "convotic: " + c.error);
    CHECK(world.fake_files.changes() == 0);
  }
}

TEST_CASE("capture alone says what it can do") {
  CliWorld world;
  const CliRun run = world.run({"capture"});
  CHECK(run.exit == 0);
  CHECK(run.out == "Import requests that other tools recorded, and look at captures\n\n"
                   "Usage: convotic capture <command> [flags]\n\n"
                   "Commands\n"
                   "  import                  Make captures of requests that other tools recorded\n"
                   "  show                    Say what a capture is, and whether its signature is right\n\n"
                   "Flags\n"
                   "  -h, --help              Print this help\n\n"
                   "Examples\n"
                   "  convotic capture import shop.har\n"
                   "  convotic capture show fixtures/order-paid.json\n");
  CHECK(world.run({"capture", "imprt"}).err == "convotic: error[unknown-command]: convotic capture has no "
                                               "command \"imprt\"; did you mean \"import\"?\n"
                                               "  help: commands: import, show\n");
}
