#include "lint/analysis/verifier_table.hpp"
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::lint;
using convotic::tests::checked;
using convotic::tests::open_route;

TEST_CASE("A row is found by package and path, with or without the class that the row leaves out") {
  const VerifierTable table = VerifierTable::with({});
  REQUIRE(table.verifier("stripe", "webhooks.constructEvent", 0) != nullptr);
  CHECK(table.verifier("stripe", "Stripe.webhooks.constructEvent", 0) ==
        table.verifier("stripe", "webhooks.constructEvent", 0));
  CHECK(table.verifier("stripe", "charges.create", 0) == nullptr);
  CHECK(table.verifier("svix", "Webhook.verify", 0)->secret->of_constructor);
  CHECK(table.verifier("lodash", "verify", 0) == nullptr);
}

TEST_CASE("An older major version has the row that it had") {
  const VerifierTable table = VerifierTable::with({});
  CHECK(table.verifier("discord-interactions", "verifyKey", 0)->promise);
  CHECK(table.verifier("discord-interactions", "verifyKey", 4)->promise);
  CHECK_FALSE(table.verifier("discord-interactions", "verifyKey", 3)->promise);
}

TEST_CASE("A table with a key that it does not have is refused") {
  const auto table = VerifierTable::parse(
      "t.json",
      R"({"verifiers":[{"from":["a"],"name":"b","result":"throws","windw":"1"}],"comparators":[],"equalities":[],"macs":[],"hashes":[],"decoders":[]})");
  REQUIRE_FALSE(table);
  CHECK(table.error().message == "unknown key \"windw\"");
}

TEST_CASE("A verifier of the configuration counts as one") {
  const std::string module = open_route(R"(if (!(await inspect(req))) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)",
                                        "import { inspect } from \"@acme/hooks\";\n");
  CHECK(checked(module) == "POST /x: unverified\nindex.ts:3 error auth/unverified: the route is open, "
                           "reaches ctx.storage.set and nothing on the way verifies the "
                           "request\n");
  Config config;
  config.verifiers.push_back({"@acme/hooks", "inspect", "promise-boolean", true});
  CHECK(checked(module, config) == "POST /x: verified\n");
}

TEST_CASE("What is to be written before verification may be") {
  const std::string module = open_route(R"(await ctx.storage.set(`rl:${req.headers["x-id"]}`, 1);
if (!process.env.TOKEN || req.headers.authorization !== process.env.TOKEN) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)");
  const std::string timing = "index.ts:4 warning crypto/timing-unsafe-compare: a secret is compared in a way "
                             "whose time depends on where it differs\n";
  CHECK(checked(module) == "POST /x: unverified\nindex.ts:3 error auth/effect-before-verify: ctx.storage.set "
                           "runs before the verification\n" +
                               timing);
  Config config;
  config.ignore_before_verify.push_back("ctx.storage.set('rl:*')");
  CHECK(checked(module, config) == "POST /x: verified\n" + timing);
}
