#include "tests/cli/webhook_world.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using tests::CliRun;
using tests::WebhookWorld;

namespace {

constexpr const char* kStripe =
    "Stripe-Signature: t=1700000000,v1=a626a858703416b6e3488c9a4e97b19f75a9e14883846751371c3b0c716d3572\n";

// What a command prints, or the error it ends with.
std::string shown(const CliRun& run) {
  return run.out + run.err + (run.exit == 0 ? "" : "exit " + std::to_string(run.exit) + "\n");
}

}  // namespace

TEST_CASE("sign prints the headers that make a webhook genuine") {
  WebhookWorld world;
  CHECK(shown(world.run({"sign", "--scheme", "stripe", "--secret-env", "W"})) == kStripe);
  CHECK(shown(world.run({"sign", "--scheme", "standard-webhooks", "--secret-env", "W64", "--id", "msg_1"})) ==
        "convotic: error[secret-missing]: the secret \"env:W64\" is not set: the environment has no W64\n"
        "  help: export W64=..., with what the provider shows as the secret\nexit 2\n");
  world.environment["W64"] = "whsec_Y29udm90aWNfdGVzdF9zZWNyZXQ=";
  CHECK(shown(world.run({"sign", "--scheme", "standard-webhooks", "--secret-env", "W64", "--id", "msg_1"})) ==
        "webhook-timestamp: 1700000000\nwebhook-id: msg_1\n"
        "webhook-signature: v1,aOTazo+v3ve3ss6uF1kbU5NCTozCK5k3vwLU2PWsAgg=\n");
}

TEST_CASE("sign takes the secret from the environment, .env or a file, and several of them") {
  WebhookWorld world;
  world.fake_files.add("/projects/.env", "IN_ENV_FILE=whsec_convotic_test_secret\n");
  world.fake_files.add("/projects/secret.txt", "whsec_convotic_test_secret\n");
  CHECK(shown(world.run({"sign", "--scheme", "stripe", "--secret-dotenv", "IN_ENV_FILE"})) == kStripe);
  CHECK(shown(world.run({"sign", "--scheme", "stripe", "--secret-file", "secret.txt"})) == kStripe);
  world.environment["V"] = "whsec_other";
  const CliRun two = world.run({"sign", "--scheme", "stripe", "--secret-env", "W", "--secret-env", "V"});
  CHECK(two.out.starts_with(std::string(kStripe).substr(0, 98) + ",v1="));
  CHECK(two.out.size() == 98 + 4 + 64 + 1);
}

TEST_CASE("sign signs the time that it is told") {
  WebhookWorld world;
  world.clock.advance(360'000);
  CHECK(shown(world.run({"sign", "--scheme", "stripe", "--secret-env", "W", "--timestamp", "1700000000"})) ==
        kStripe);
  CHECK(shown(world.run({"sign", "--scheme", "stripe", "--secret-env", "W", "--timestamp", "-6m"})) ==
        kStripe);
  CHECK(shown(world.run({"sign", "--scheme", "stripe", "--secret-env", "W", "--timestamp",
                         "2023-11-14T22:13:20Z"})) == kStripe);
  CHECK(shown(world.run({"sign", "--scheme", "stripe", "--secret-env", "W", "--timestamp", "yesterday"})) ==
        "convotic: error[time-invalid]: \"yesterday\" is not a time\n"
        "  help: as in: now, +6m, -90s, 1700000360, 2023-11-14T22:19:20Z\nexit 2\n");
}

TEST_CASE("sign keeps the body byte for byte, also where it is no text") {
  WebhookWorld world;
  world.in = std::string("\0\xff\r\n", 4);
  CHECK(shown(world.run({"sign", "--scheme", "github", "--secret-env", "S", "--format", "json"})) ==
        "{\"method\":\"POST\",\"url\":null,\"headers\":[[\"X-Hub-Signature-256\","
        "\"sha256=593218f9a0e9d2f6d45bfd961d05784f50be4367f5f3bf26a3e2a56cfa77901b\"]],\"bodyBase64\":"
        "\"AP8NCg==\"}\n");
  CHECK(world.run({"sign", "--scheme", "github", "--secret-env", "S", "--format", "body"}).out == world.in);
  CHECK(shown(world.run({"sign", "--scheme", "gitlab", "--secret-env", "S", "--url", "https://x.example/",
                         "--format", "curl"})) ==
        "echo AP8NCg== | base64 -d | curl -X POST https://x.example/ -H 'X-Gitlab-Token: "
        "convotic_test_secret' -H Content-Type: "
        "--data-binary @-\n");
}

TEST_CASE("sign makes a whole request, as JSON or as a curl command") {
  WebhookWorld world;
  CHECK(shown(world.run({"sign", "--scheme", "square", "--secret-env", "S", "--url",
                         "https://example.com/hook?x=1", "--method", "PUT", "--header", "User-Agent: it's",
                         "--header", "X-Empty:", "--format", "json"})) ==
        "{\"method\":\"PUT\",\"url\":\"https://example.com/"
        "hook?x=1\",\"headers\":[[\"User-Agent\",\"it's\"],[\"X-Empty\",\"\"],"
        "[\"x-square-hmacsha256-signature\",\"rP15MLKMryPlzQeXRh6BvqbrAYDoadOfpNtsb3i0iBA=\"]],\"body\":\"{"
        "\\\"hello\\\":"
        "\\\"world\\\"}\"}\n");
  CHECK(shown(world.run({"sign", "--scheme", "square", "--secret-env", "S", "--url",
                         "https://example.com/hook?x=1", "--header", "User-Agent: it's", "--header",
                         "X-Empty:", "--format", "curl"})) ==
        "curl -X POST 'https://example.com/hook?x=1' -H 'User-Agent: it'\\''s' -H 'X-Empty;' -H "
        "'x-square-hmacsha256-signature: "
        "rP15MLKMryPlzQeXRh6BvqbrAYDoadOfpNtsb3i0iBA=' -H 'Content-Type: application/json' --data-raw "
        "'{\"hello\":\"world\"}'\n");
  world.in.clear();
  CHECK(shown(world.run({"sign", "--scheme", "gitlab", "--secret-env", "S", "--url", "https://x.example",
                         "--format", "curl"})) ==
        "curl -X POST https://x.example -H 'X-Gitlab-Token: convotic_test_secret'\n");
  CHECK(shown(world.run({"sign", "--scheme", "gitlab", "--secret-env", "S", "--format", "curl"})) ==
        "convotic: error[usage]: --format curl needs to know where the request goes\n  help: --url URL\nexit "
        "2\n");
}

TEST_CASE("sign says where what it made is not in the headers") {
  WebhookWorld world;
  CHECK(shown(world.run({"sign", "--scheme", "mailgun", "--secret-env", "S", "--id", "tok"})) ==
        "convotic: error[usage]: Mailgun puts something into the body, which --format headers does not show\n"
        "  help: --format body, json or curl\nexit 2\n");
  CHECK(shown(world.run(
            {"sign", "--scheme", "mailgun", "--secret-env", "S", "--id", "tok", "--format", "body"})) ==
        "{\"hello\":\"world\",\"signature\":{\"timestamp\":\"1700000000\",\"token\":\"tok\",\"signature\":"
        "\"4c588d1ff8a3a9f1cf5308fa1bb0183232174636f764e695977341bc5883ff5b\"}}");
  const CliRun twilio =
      world.run({"sign", "--scheme", "twilio", "--secret-env", "S", "--url", "https://example.com/hook"});
  CHECK(twilio.exit == 0);
  CHECK(twilio.out.starts_with("X-Twilio-Signature: "));
  CHECK(twilio.err == "Send it to https://example.com/hook?bodySHA256="
                      "93a23971a914e5eacbf0a8d25154cda309c3c1c72fbb9914d47c60f3cb681588\n");
}

TEST_CASE("sign replaces what is given of a signature") {
  WebhookWorld world;
  CHECK(shown(world.run({"sign", "--scheme", "stripe", "--secret-env", "W", "--header",
                         "stripe-signature: t=1,v1=00"})) == "stripe-s" + std::string(kStripe).substr(8));
}

TEST_CASE("A command line that is not enough says what is missing") {
  WebhookWorld world;
  CHECK(shown(world.run({"sign"})) ==
        "convotic: error[usage]: convotic sign needs to know how the request is signed\n"
        "  help: --scheme NAME; convotic schemes lists them\nexit 2\n");
  CHECK(shown(world.run({"sign", "--scheme", "stripe"})) ==
        "convotic: error[usage]: convotic sign needs a secret\n  help: --secret-env NAME, --secret-dotenv "
        "NAME or --secret-file "
        "FILE; none is taken from the command line, which others can read\nexit 2\n");
  CHECK(shown(world.run({"sign", "--scheme", "square", "--secret-env", "S"})) ==
        "convotic: error[message-unfit]: Square signs the URL, and there is none\n"
        "  help: give the URL that the provider was told: --url, or \"publicUrl\" of a capture\nexit 2\n");
  CHECK(shown(world.run({"sign", "--scheme", "strip", "--secret-env", "S"})) ==
        "convotic: error[scheme-unknown]: no signature scheme \"strip\"; did you mean \"stripe\"?\n"
        "  help: convotic schemes lists them; convotic.json can describe one of your own\nexit 2\n");
  CHECK(shown(world.run({"sign", "--scheme", "github", "--secret-env", "S", "--format", "heders"})) ==
        "convotic: error[bad-value]: --format cannot be \"heders\"; did you mean \"headers\"?\n"
        "  help: it is one of headers, body, json, curl\nexit 2\n");
  for (const char* header : {"nonsense", ": x", "a b: c"})
    CHECK(shown(world.run({"sign", "--scheme", "github", "--secret-env", "S", "--header", header})) ==
          "convotic: error[bad-value]: --header cannot be \"" + std::string(header) +
              "\"\n  help: as in --header 'Content-Type: application/json'\nexit 2\n");
  CHECK(shown(world.run({"sign", "--scheme", "github", "--secret-env", "S", "--header", "A: b\nc"})) ==
        "convotic: error[bad-value]: --header \"A\" has a line end or NUL in its value\nexit 2\n");
}

TEST_CASE("No error shows a secret, not even one that was put where none belongs") {
  WebhookWorld world;
  const std::string secret = "sk_live_SECRET";
  world.environment["X"] = secret;
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"sign", "--scheme", "stripe", "--secret-env", "X"},
        {"sign", "--scheme", "stripe", "--secret", secret},
        {"sign", "--scheme", "stripe", "--secret=" + secret},
        {"sign", "--scheme", "svix", "--secret-env", "X"},
        {"sign", "--scheme", "adyen", "--secret-env", "X"},
        {"sign", "--scheme", "discord", "--secret-env", "X"},
        {"sign", "--scheme", "lazada", "--secret-env", "X"}}) {
    const CliRun run = world.run(arguments);
    CAPTURE(run.err);
    CHECK(run.exit == 2);
    CHECK((run.out + run.err).find("SECRET") == std::string::npos);
  }
}

TEST_CASE("A project signs with schemes of its own") {
  WebhookWorld world;
  world.fake_files.add("/projects/convotic.json", R"({"schemes": [{"name": "shop", "algorithm": "hmac-sha1",
    "signature": {"header": "X-Shop", "encoding": "base64"}, "content": "{body}{timestamp}",
    "timestamp": {"header": "X-Time", "unit": "s", "past": 60}}]})");
  CHECK(shown(world.run({"sign", "--scheme", "shop", "--secret-env", "S"})) ==
        "X-Time: 1700000000\nX-Shop: //i7Jxd9UWp8rOrrmyyK3IxqI3M=\n");
  world.fake_files.add("/projects/convotic.json",
                       "{\n  \"schemes\": [{\"name\": \"shop\", \"algoritm\": \"x\"}]\n}");
  CHECK(shown(world.run({"sign", "--scheme", "shop", "--secret-env", "S"})) ==
        "convotic: error[json-invalid]: unknown key \"algoritm\"\n  /projects/convotic.json:2:32\n"
        "  2 |   \"schemes\": [{\"name\": \"shop\", \"algoritm\": \"x\"}]\n"
        "    |                                ^^^^^^^^^^\n  help: did you mean \"algorithm\"?\nexit 2\n");
}
