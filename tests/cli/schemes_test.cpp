#include "core/base/json_reader.hpp"
#include "tests/cli/webhook_world.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace convotic;
using tests::CliRun;
using tests::WebhookWorld;

TEST_CASE("schemes describes one") {
  WebhookWorld world;
  CHECK(world.run({"schemes", "contentful"}).out ==
        "Contentful\n"
        "  name       contentful\n"
        "  bears      x-contentful-signature: {signature}\n"
        "             x-contentful-timestamp: {timestamp}\n"
        "             x-contentful-signed-headers: {headers}\n"
        "  algorithm  hmac-sha256\n"
        "  signs      {method}\\n{path}\\n{headers}\\n{body}\n"
        "  window     no older than 30 s\n"
        "  needs      timestamp, url, method\n"
        "  secret     text of 64 characters\n"
        "  answer in  30000 ms\n"
        "  module     can verify as far as the provider writes its JSON in one of the usual ways: it does "
        "not say which\n"
        "  known from contentful node-apps-toolkit, sign-request [S]\n");
  CHECK(world.run({"schemes", "sns"}).out ==
        "AWS SNS\n"
        "  name       aws-sns, sns\n"
        "  bears      /Signature in the body: {signature}\n"
        "             /Timestamp in the body: {timestamp}\n"
        "             /SignatureVersion in the body: 2\n"
        "  algorithm  rsa-sha256\n"
        "  signs      {fields}\n"
        "  fields     Message, MessageId, Subject, SubscribeURL, Timestamp, Token, TopicArn, Type\n"
        "  needs      timestamp, key-pair\n"
        "  secret     an RSA key in PEM, as a JSON Web Key or in base64\n"
        "  answer in  15000 ms\n"
        "  module     cannot verify: its certificate has to be fetched from the SigningCertURL of each "
        "message, whose host must "
        "be checked\n"
        "  note       SignatureVersion 2. Verify with the certificate of SigningCertURL, and check that its "
        "host is one of "
        "Amazon's.\n"
        "  known from aws-js-sns-message-validator [S]\n");
}

TEST_CASE("schemes lists all of them, one a line") {
  WebhookWorld world;
  const CliRun run = world.run({"schemes"});
  CHECK(run.exit == 0);
  CHECK(run.err.empty());
  CHECK(run.out.starts_with("NAME                       SIGNATURE IN "));
  CHECK(std::count(run.out.begin(), run.out.end(), '\n') > 70);
  // The columns are as wide as the longest of all, which is another one when a scheme is added.
  std::string narrow = run.out;
  narrow.erase(std::unique(narrow.begin(), narrow.end(), [](char a, char b) { return a == ' ' && b == ' '; }),
               narrow.end());
  for (const char* line :
       {"\nstripe Stripe-Signature hmac-sha256 {timestamp}.{body} -5 min timestamp yes\n",
        "\nmailgun the body hmac-sha256 {timestamp}{id} - timestamp id yes\n",
        "\nconvotic X-API-Key equality {secret} - - no\n",
        "\nsvix svix-signature hmac-sha256 {id}.{timestamp}.{body} ±5 min timestamp id yes\n"}) {
    CAPTURE(line);
    CHECK(narrow.find(line) != std::string::npos);
  }
}

TEST_CASE("schemes lists them for programs, a project's own among them") {
  WebhookWorld world;
  world.fake_files.add("/projects/convotic.json",
                       R"({"schemes": [{"name": "shop", "title": "Shop", "algorithm": "hmac-sha1",
    "signature": {"header": "X-Shop", "encoding": "base64"}, "content": "{body}"}]})");
  CHECK(world.run({"schemes", "shop", "--format", "json"}).out ==
        "[\n{\"name\":\"shop\",\"title\":\"Shop\",\"aliases\":[],\"algorithm\":\"hmac-sha1\",\"headers\":["
        "\"X-Shop\"],\"forms\":"
        "[\"X-Shop: "
        "{signature}\"],\"signs\":\"{body}\",\"window\":{\"past\":null,\"future\":null},\"needs\":[],"
        "\"signable\":"
        "\"yes\",\"secret\":\"text\",\"exampleSecret\":\"\",\"deadlineMs\":null,\"module\":{\"verifiable\":"
        "true,\"serialization\":"
        "{\"ways\":[]}},\"note\":\"\",\"evidence\":\"\",\"source\":"
        "\"\"}\n]\n");
  const CliRun all = world.run({"schemes", "--format", "json"});
  const auto parsed = base::JsonReader::parse("schemes", all.out);
  REQUIRE(parsed);
  CHECK(parsed->as_array()->size() > 70);
}

TEST_CASE("schemes of a name that is none offers the nearest") {
  WebhookWorld world;
  const CliRun run = world.run({"schemes", "githb"});
  CHECK(run.exit == 2);
  CHECK(run.err ==
        "convotic: error[scheme-unknown]: no signature scheme \"githb\"; did you mean \"github\"?\n"
        "  help: convotic schemes lists them; convotic.json can describe one of your own\n");
}
