#include "tests/cli/webhook_world.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using tests::CliRun;
using tests::WebhookWorld;

namespace {

const std::string kSigned =
    "Stripe-Signature: t=1700000000,v1=a626a858703416b6e3488c9a4e97b19f75a9e14883846751371c3b0c716d3572";

std::vector<std::string> stripe(std::vector<std::string> more = {}) {
  std::vector<std::string> words{"verify", "--scheme", "stripe", "--secret-env", "W", "--header", kSigned};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::string shown(const CliRun& run) {
  return run.out + run.err + "exit " + std::to_string(run.exit) + "\n";
}

}  // namespace

TEST_CASE("verify says that a signature is valid, and when it was made") {
  WebhookWorld world;
  CHECK(shown(world.run(stripe())) == "valid   made at 2023-11-14T22:13:20Z\nexit 0\n");
  CHECK(shown(world.run({"verify", "--scheme", "gitlab", "--secret-env", "S", "--header",
                         "X-Gitlab-Token: convotic_test_secret"})) == "valid\nexit 0\n");
}

TEST_CASE("verify says why a signature is not valid, and what was done to it") {
  WebhookWorld world;
  world.in += "\n";
  CHECK(
      shown(world.run(stripe())) ==
      "invalid: does not match these bytes\n"
      "  it does match the body without its final newline: something appended \"\\n\" on the way\nexit 1\n");
  CHECK(shown(world.run({"verify", "--scheme", "stripe", "--secret-env", "W"})) ==
        "invalid: the header Stripe-Signature is missing\nexit 1\n");
  CHECK(shown(world.run({"verify", "--scheme", "github", "--secret-env", "S", "--header",
                         "X-Hub-Signature-256: sha256=sqShq78ZvOKzZRloTEbEfVhZF42YARttJ9X0S0K/oKU="})) ==
        "invalid: the signature \"sqShq78ZvOKzZRloTEbEfVhZF42YARttJ9X0S...\" is not hex\n"
        "  it does match the body without its final newline: something appended \"\\n\" on the way\n"
        "  it is written in base64: GitHub writes hex\nexit 1\n");
}

TEST_CASE("verify checks at the time that it is told, and tells the time at which it was valid") {
  WebhookWorld world;
  world.clock.advance(400'000);
  CHECK(shown(world.run(stripe())) == "invalid: made 6 min 40 s ago, and Stripe allows 5 min\n"
                                      "  it was valid when it was made: --at 1700000000\nexit 1\n");
  CHECK(shown(world.run(stripe({"--at", "1700000000"}))) == "valid   made at 2023-11-14T22:13:20Z\nexit 0\n");
  CHECK(shown(world.run(stripe({"--at", "-2m"}))) == "valid   made at 2023-11-14T22:13:20Z\nexit 0\n");
  CHECK(shown(world.run(stripe({"--at", "soon"})))
            .starts_with("convotic: error[time-invalid]: \"soon\" is not a time\n"));
}

TEST_CASE("verify speaks to programs in JSON") {
  WebhookWorld world;
  CHECK(shown(world.run(stripe({"--format", "json"}))) ==
        "{\"valid\":true,\"outcome\":\"valid\",\"reason\":\"\",\"causes\":[],\"warning\":null,\"signedAt\":"
        "\"2023-11-14T22:13:"
        "20.000Z\"}\n"
        "exit 0\n");
  world.in += "\n";
  CHECK(shown(world.run(stripe({"--format", "json"}))) ==
        "{\"valid\":false,\"outcome\":\"mismatch\",\"reason\":\"does not match these "
        "bytes\",\"causes\":[\"it does match the body "
        "without its final newline: something appended \\\"\\\\n\\\" on the "
        "way\"],\"warning\":null,\"signedAt\":\"2023-11-14T22:13:20.000Z\"}\n"
        "exit 1\n");
  CHECK(shown(world.run({"verify", "--scheme", "github", "--secret-env", "S", "--format", "json"})) ==
        "{\"valid\":false,\"outcome\":\"missing\",\"reason\":\"the header X-Hub-Signature-256 is "
        "missing\",\"causes\":[],\"warning\":null,"
        "\"signedAt\":null}\nexit 1\n");
}

TEST_CASE("verify warns of a signature of the future that nothing bounds") {
  WebhookWorld world;
  CHECK(shown(world.run(stripe({"--at", "1690000000"}))) ==
        "valid   made at 2023-11-14T22:13:20Z\n"
        "  warning: made 115 days ahead of the clock, and Stripe sets no bound to that\nexit 0\n");
  CHECK(shown(world.run(stripe({"--at", "1690000000", "--format", "json"}))) ==
        "{\"valid\":true,\"outcome\":\"valid\",\"reason\":\"\",\"causes\":[],\"warning\":\"made 115 days "
        "ahead of "
        "the clock, and Stripe sets no bound to that\",\"signedAt\":\"2023-11-14T22:13:20.000Z\"}\nexit 0\n");
}

TEST_CASE("verify takes URL and method where they are signed") {
  WebhookWorld world;
  const std::string header = "X-HubSpot-Signature-v3: SraQwdnj1IdTrCeIVMXPpgKGA1EZQGKGmYdeNJ+col8=";
  const std::string time = "X-HubSpot-Request-Timestamp: 1700000000000";
  const auto hubspot = [&](const std::string& url, const std::string& method) {
    return shown(world.run({"verify", "--scheme", "hubspot", "--secret-env", "S", "--header", header,
                            "--header", time, "--url", url, "--method", method}));
  };
  CHECK(hubspot("https://example.com/hook?x=1", "POST") == "valid   made at 2023-11-14T22:13:20Z\nexit 0\n");
  CHECK(hubspot("http://example.com/hook?x=1", "POST") ==
        "invalid: does not match these bytes and this URL\n"
        "  it does match the URL with https: in place of http:: a proxy in front takes the TLS\nexit 1\n");
  CHECK(hubspot("https://example.com/hook?x=1", "PUT") ==
        "invalid: does not match these bytes and this URL\n  it does match the method POST\nexit 1\n");
}

TEST_CASE("What a header says cannot drive the terminal") {
  WebhookWorld world;
  const CliRun run = world.run({"verify", "--scheme", "github", "--secret-env", "S", "--header",
                                "X-Hub-Signature-256: sha256=\x1b[31m"});
  CHECK(run.exit == 1);
  CHECK(run.out.find('\x1b') == std::string::npos);
}

TEST_CASE("verify never shows the secret or the signature that would be right") {
  WebhookWorld world;
  world.environment["P"] = "plain-SECRET-text";
  for (const std::string& header :
       {std::string("X-Hub-Signature-256: sha256=") + std::string(64, '0'), std::string("A: b")}) {
    const CliRun run = world.run({"verify", "--scheme", "github", "--secret-env", "P", "--header", header});
    CHECK(run.exit == 1);
    CHECK((run.out + run.err).find("SECRET") == std::string::npos);
  }
  const CliRun token =
      world.run({"verify", "--scheme", "gitlab", "--secret-env", "P", "--header", "X-Gitlab-Token: other"});
  CHECK(shown(token) == "invalid: the header X-Gitlab-Token is not what was agreed\nexit 1\n");
}
