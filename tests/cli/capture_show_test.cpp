#include "tests/support/catch.hpp"
#include "tests/support/run_cli.hpp"

using namespace convotic;
using tests::CliRun;
using tests::CliWorld;

namespace {

const std::string kSecret = "whsec_convotic_test_secret";
// Of {"hello":"world"} at 1700000000 with that secret.
const std::string kSignature =
    "t=1700000000,v1=a626a858703416b6e3488c9a4e97b19f75a9e14883846751371c3b0c716d3572";

std::string capture(const std::string& members) {
  return R"({"convotic": "capture/1", "path": "/hook")" + members + "}";
}

std::string stripe(const std::string& body, const std::string& members = "") {
  return capture(R"(, "scheme": "stripe", "secrets": ["dotenv:STRIPE"], "headers": [["Stripe-Signature", ")" +
                 kSignature + R"("]], "body": )" + body + members);
}

std::string shown(CliWorld& world, const std::string& text, const std::vector<std::string>& flags = {}) {
  world.fake_files.add("/projects/fixtures/c.json", text);
  std::vector<std::string> words{"capture", "show", "fixtures/c.json"};
  words.insert(words.end(), flags.begin(), flags.end());
  const CliRun run = world.run(words);
  CHECK(run.err == "");
  CHECK(run.exit == 0);
  CHECK(run.out.find(kSecret) == std::string::npos);
  return run.out;
}

// The lines from "signature" on.
std::string signature(const std::string& out) {
  return out.substr(out.find("  signature"));
}

}  // namespace

TEST_CASE("capture show says all that is in a capture, and that its signature was right when it came") {
  CliWorld world;
  world.fake_files.add("/projects/.env", "STRIPE=" + kSecret + "\n");
  CHECK(
      shown(
          world,
          R"({"convotic": "capture/1", "name": "Paid", "origin": {"kind": "har", "file": "a.har", "entry": 2,
      "at": "2023-11-14T22:14:00Z"}, "module": "shop", "method": "PUT", "path": "/hook?x=1", "publicUrl": "https://a.example/hook",
      "headers": [["Content-Type", "application/json"], ["Stripe-Signature", ")" +
              kSignature + R"("]],
      "redacted": ["header:X-Gone"], "scheme": "stripe", "secrets": ["dotenv:STRIPE", "env:OLD"], "seed": {"contacts": []},
      "expect": {"status": 200}, "body": {"json": {"hello": "world"}}})") ==
      "fixtures/c.json\n"
      "  name        Paid\n"
      "  origin      har, a.har, request 2, received 2023-11-14T22:14:00.000Z\n"
      "  request     PUT /hook?x=1   of module shop\n"
      "  public URL  https://a.example/hook\n"
      "  headers     Content-Type: application/json\n"
      "              Stripe-Signature: " +
          kSignature +
          "\n"
          "  body        17 bytes, JSON, compact\n"
          "              {\n"
          "                \"hello\": \"world\"\n"
          "              }\n"
          "  exact       yes\n"
          "  redacted    header:X-Gone\n"
          "  seed        in the capture\n"
          "  expects     {\"status\":200}\n"
          "  scheme      stripe   Stripe, hmac-sha256 of {timestamp}.{body}\n"
          "  secret      dotenv:STRIPE   set\n"
          "  secret      env:OLD   missing\n"
          "  signature   valid at 2023-11-14T22:14:00Z, when it was received\n");
}

TEST_CASE("capture show says why a signature is not right") {
  CliWorld world;
  world.fake_files.add("/projects/.env", "STRIPE=" + kSecret + "\n");
  CHECK(signature(shown(world, stripe(R"({"json": {"hello": "world"}})"))) ==
        "  signature   valid at 2023-11-14T22:13:20Z, when it was signed\n");
  const std::string pretty =
      signature(shown(world, stripe(R"({"json": {"hello": "world"}, "layout": "spaced"})")));
  CHECK(pretty.find("  signature   invalid: ") == 0);
  CHECK(pretty.find("\n              it does match ") != std::string::npos);
  CHECK(signature(shown(world, stripe(R"({"json": {"hello": "w"}})", R"(, "redacted": ["$.hello"])")))
            .find("\n              the capture is redacted; convotic replay signs it anew\n") !=
        std::string::npos);
  CHECK(signature(shown(world, stripe(R"({"json": {"hello": "w"}})",
                                      R"(, "exact": false, "inexactBecause": "it was cut")")))
            .find("\n              the capture is not exact; convotic replay signs it anew\n") !=
        std::string::npos);
}

TEST_CASE("capture show says why a signature was not checked") {
  CliWorld world;
  CHECK(signature(shown(world, stripe(R"({"text": ""})"))) ==
        "  signature   not checked: the secret \"dotenv:STRIPE\" is not set: there is no \"/projects/.env\"\n"
        "              add the line STRIPE=... to \"/projects/.env\"\n");
  CHECK(signature(shown(world, capture(R"(, "scheme": "stripe")"))) ==
        "  signature   not checked: the capture refers to no secret\n"
        "              \"secrets\": [\"dotenv:NAME\"] in it says which signs it\n");
  const std::string plain = shown(world, capture(""));
  CHECK(plain == "fixtures/c.json\n"
                 "  origin      written by hand\n"
                 "  request     POST /hook\n"
                 "  headers     none\n"
                 "  body        none\n"
                 "  exact       yes\n"
                 "  scheme      none\n");
  world.environment = {{"KEY", "secret-of-square"}};
  const std::string square =
      std::string(R"(, "scheme": "square", "secrets": ["env:KEY"], "headers": )") +
      R"([["x-square-hmacsha256-signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]])";
  CHECK(signature(shown(world, capture(square))) ==
        "  signature   not checked: Square signs the URL, and there is none\n"
        "              give the URL that the provider was told: --url, or \"publicUrl\" of a capture\n");
}

TEST_CASE("capture show shows bodies safely: the first lines, no control characters, bytes as digits") {
  CliWorld world;
  const auto body = [&](const std::string& json) {
    const std::string out = shown(world, capture(R"(, "body": )" + json));
    const std::size_t start = out.find("  body");
    return out.substr(start, out.find("  exact") - start);
  };
  CHECK(body(R"({"text": "a\u001b[31m\r\nb"})") ==
        "  body        9 bytes, text\n              a\\x1b[31m\\x0d\n              b\n");
  CHECK(body(R"({"base64": "AP8f"})") == "  body        3 bytes, bytes\n              00 ff 1f\n");
  std::string lines = "{\"text\": [\"0\"";
  for (int i = 1; i < 30; ++i)
    lines += ", \"" + std::to_string(i) + "\"";
  const std::string many = body(lines + "]}");
  CHECK(many.find("              19\n              ... and 29 bytes more\n") != std::string::npos);
  std::string wide = "{\"text\": \"";
  for (int i = 0; i < 100; ++i)
    wide += "\u00e9";
  CHECK(body(wide + "\"}").find(" ...\n") != std::string::npos);
}

TEST_CASE("capture show does not show what is a secret") {
  CliWorld world;
  const std::string out = shown(
      world,
      capture(
          R"(, "scheme": "gitlab", "headers": [["X-Gitlab-Token", "tok-1"], ["Authorization", "Bearer tok-2"], ["Cookie", "tok-3"]])"));
  CHECK(out.find("tok-") == std::string::npos);
  CHECK(out.find("  headers     X-Gitlab-Token: redacted\n              Authorization: redacted\n            "
                 "  Cookie: redacted\n") != std::string::npos);
  CHECK(out.find("redacted    ") == std::string::npos);
}

TEST_CASE("capture show for programs is one JSON document") {
  CliWorld world;
  world.fake_files.add("/projects/.env", "STRIPE=" + kSecret + "\n");
  CHECK(shown(world, stripe(R"({"json": {"hello": "world"}})", R"(, "expect": {"status": 200})"),
              {"--format", "json"}) ==
        R"({
  "file": "fixtures/c.json",
  "name": null,
  "origin": {
    "kind": null,
    "file": null,
    "entry": null,
    "at": null
  },
  "module": null,
  "method": "POST",
  "path": "/hook",
  "publicUrl": null,
  "headers": [
    [
      "Stripe-Signature",
      ")" + kSignature +
            R"("
    ]
  ],
  "body": {
    "kind": "json",
    "length": 17
  },
  "exact": true,
  "inexactBecause": null,
  "redacted": [],
  "seed": null,
  "expect": {
    "status": 200
  },
  "scheme": "stripe",
  "secrets": [
    {
      "reference": "dotenv:STRIPE",
      "set": true
    }
  ],
  "signature": {
    "outcome": "valid",
    "reason": null,
    "causes": [],
    "warning": null,
    "at": "2023-11-14T22:13:20.000Z"
  }
}
)");
}

TEST_CASE("capture show refuses what is no capture") {
  CliWorld world;
  CHECK(world.run({"capture", "show"}).err ==
        "convotic: error[usage]: convotic capture show needs the file of a capture\n"
        "  help: convotic capture show fixtures/order-paid.json\n");
  CHECK(world.run({"capture", "show", "none.json"}).err ==
        "convotic: error[io]: cannot read \"/projects/none.json\": No such file or directory\n");
  world.fake_files.add("/projects/c.json", "{}");
  const CliRun run = world.run({"capture", "show", "c.json"});
  CHECK(run.exit == 2);
  CHECK(run.err == "convotic: error[capture-invalid]: \"/projects/c.json\" is not a capture: it has no "
                   "\"convotic\": \"capture/1\"\n"
                   "  help: convotic capture import makes captures of what other tools recorded\n");
  world.fake_files.add("/projects/d.json", capture(R"(, "scheme": "strpe")"));
  CHECK(world.run({"capture", "show", "d.json"}).err ==
        "convotic: error[scheme-unknown]: no signature scheme \"strpe\"; did you mean \"stripe\"?\n"
        "  help: convotic schemes lists them; convotic.json can describe one of your own\n");
}

TEST_CASE("capture show ends with a body that nests without end, and shows it as it is") {
  CliWorld world;
  world.fake_files.add("/projects/.env", "STRIPE=" + kSecret + "\n");
  const std::string body = std::string(200'000, '[') + std::string(200'000, ']');
  const std::string out = shown(world, stripe(R"({"text": ")" + body + R"("})"));
  CHECK(out.substr(out.find("  body")) ==
        "  body        400000 bytes, JSON, compact\n              " + std::string(120, '[') +
            " ...\n  exact       yes\n"
            "  scheme      stripe   Stripe, hmac-sha256 of {timestamp}.{body}\n"
            "  secret      dotenv:STRIPE   set\n"
            "  signature   invalid: does not match these bytes\n");
}

TEST_CASE("capture show warns of a signature that is far ahead of when the capture was received") {
  CliWorld world;
  world.fake_files.add("/projects/.env", "STRIPE=" + kSecret + "\n");
  const std::string text =
      stripe(R"({"json": {"hello": "world"}})", R"(, "origin": {"at": "2023-11-01T00:00:00Z"})");
  CHECK(signature(shown(world, text)) ==
        "  signature   valid at 2023-11-01T00:00:00Z, when it was received\n"
        "              warning: made 13 days ahead of the clock, and Stripe sets no bound to that\n");
  const std::string json = shown(world, text, {"--format", "json"});
  CHECK(json.substr(json.find("  \"signature\"")) == R"(  "signature": {
    "outcome": "valid",
    "reason": null,
    "causes": [],
    "warning": "made 13 days ahead of the clock, and Stripe sets no bound to that",
    "at": "2023-11-01T00:00:00.000Z"
  }
}
)");
}
