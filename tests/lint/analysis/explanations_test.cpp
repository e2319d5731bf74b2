// What is wrong with a route, said in one finding: its rule, line and message.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::checked;
using convotic::tests::open_route;

namespace {

const std::string kSigned = R"(import { createHmac, timingSafeEqual } from "node:crypto";
function signed(req) {
  const given = Buffer.from(String(req.headers["x-signature"]), "hex");
  const expected = createHmac("sha256", process.env.KEY).update(JSON.stringify(req.body)).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}
)";

struct Case {
  const char* name;
  std::string before;
  const char* handler;
  const char* expected;
};

}  // namespace

TEST_CASE("Each way past a verification is explained") {
  const std::vector<Case> cases{
      {"nothing verifies", "", R"(await ctx.storage.set("a", 1);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:2 error auth/unverified: the route is open, reaches ctx.storage.set "
       "and nothing on the way verifies the request\n"},
      {"only reads", "", R"(return { status: 200, body: await ctx.contacts.get(req.body.id) };)",
       "POST /x: unverified\nindex.ts:2 warning auth/unverified: the route is open, returns what it reads "
       "with ctx.contacts.get and nothing on the way "
       "verifies the request\n"},
      {"no effect", "", R"(return { status: 200, body: { ok: true } };)", "POST /x: harmless\n"},
      {"missing secret accepted in the helper", R"(import { createHmac, timingSafeEqual } from "node:crypto";
function signed(req) {
  if (!process.env.KEY) return true;
  const given = Buffer.from(String(req.headers["x-signature"]), "hex");
  const expected = createHmac("sha256", process.env.KEY).update(JSON.stringify(req.body)).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}
)",
       R"(if (!signed(req)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:3 error auth/fail-open: verification is skipped when process.env.KEY "
       "is not set\n"},
      {"only in production", kSigned,
       R"(if (process.env.NODE_ENV === "production" && !signed(req)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:9 error auth/fail-open: verification is skipped when "
       "process.env.NODE_ENV === \"production\" is false\n"},
      {"flag", "const ENFORCE = false;\n" + kSigned, R"(if (ENFORCE && !signed(req)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:10 error auth/fail-open: verification is skipped when ENFORCE is "
       "false\n"},
      {"every of nothing",
       kSigned + "const checks = (process.env.CHECKS ?? \"\").split(\",\").filter(Boolean).map((name) => "
                 "(req) => signed(req));\n",
       R"(if (!checks.every((check) => check(req))) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:7 error auth/fail-open: verification is skipped when process.env.CHECKS "
       "is not set\nindex.ts:10 error auth/fail-open: verification is skipped when there is nothing to try\n"},
      {"effect first", kSigned, R"(await ctx.storage.set("a", 1);
if (!signed(req)) return { status: 401 };
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:9 error auth/effect-before-verify: ctx.storage.set runs before the "
       "verification\n"},
      {"in parallel",
       kSigned + "const demand = async (req) => { if (!signed(req)) throw new Error(\"no\"); };\n",
       R"(await Promise.all([demand(req), ctx.storage.set("a", 1)]);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:10 error auth/effect-before-verify: ctx.storage.set runs beside the "
       "verification, not after it\n"},
      {"logs only", kSigned, R"(if (!signed(req)) ctx.logger.warn("no");
await ctx.storage.set("a", 1);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:9 error auth/rejection-falls-through: a request that does not verify "
       "goes on to ctx.storage.set\n"},
      {"swallowed", kSigned + "function demand(req) { if (!signed(req)) throw new Error(\"no\"); }\n",
       R"(try { demand(req); } catch (error) { ctx.logger.warn("no"); }
await ctx.storage.set("a", 1);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:10 error auth/rejection-falls-through: the error of the verification "
       "is swallowed, and the request goes on to "
       "ctx.storage.set\n"},
      {"result ignored", kSigned, R"(signed(req);
await ctx.storage.set("a", 1);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:9 error auth/result-ignored: what signed(req) says is not tested "
       "before ctx.storage.set\n"},
      {"object is truthy", kSigned + "const judge = (req) => ({ ok: signed(req) });\n",
       R"(if (!judge(req)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:10 error auth/result-ignored: judge(req) is an object, which is always "
       "truthy\n"},
      {"not awaited", kSigned + "const later = async (req) => signed(req);\n",
       R"(if (!later(req)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:10 error auth/missing-await: later(req) is a promise, which is always "
       "truthy\n"},
      {"inverted", kSigned, R"(if (signed(req)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:9 error auth/inverted-check: requests that verify are refused here, "
       "and the others reach ctx.storage.set\n"},
      {"one case only", kSigned, R"(switch (req.body.type) {
  case "a": if (!signed(req)) return { status: 401 }; break;
}
await ctx.storage.set("a", 1);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:10 error auth/partial: ctx.storage.set is reached without verification "
       "when \"a\" is false\n"},
      {"name lies",
       "const verifySignature = (req) => /^sha256=/.test(String(req.headers[\"x-signature\"]));\n",
       R"(if (!verifySignature(req)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:1 error auth/presence-only: only the presence or form of "
       "/^sha256=/.test(String(req.headers[\"x-signature\"])) is "
       "tested\n"},
      {"stub", "const verifySignature = (req) => true;\n",
       R"(if (!verifySignature(req)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)",
       "POST /x: unverified\nindex.ts:1 error auth/always-true: this function is used as a verifier, and "
       "accepts every request\n"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.name);
    CHECK(checked(open_route(one.handler, one.before)) == one.expected);
  }
}

TEST_CASE("A budget ends an analysis with a stop, and the route counts as not checked") {
  // Each test doubles the ways to go on, and none of them is the same as another.
  std::string handler = "const seen = {};\n";
  for (int i = 0; i < 14; ++i)
    handler += fmt::format(
        "let v{0}; if (req.headers[\"h{0}\"] === \"{0}\") v{0} = () => {0}; else v{0} = false;\n", i);
  handler += "if (v0) return { status: 200 };\nreturn { status: 204 };";
  const std::string report = checked(open_route(handler));
  CHECK(report.find("POST /x: not checked\n") == 0);
  CHECK(report.find("so the route is not checked\n") != std::string::npos);
}

TEST_CASE("Code that is nested deeper than anybody nests ends with a stop") {
  std::string deep = "1";
  for (int i = 0; i < 600; ++i)
    deep = "[" + deep + "]";
  CHECK(
      checked(
          open_route("const x = " + deep + ";\nawait ctx.storage.set(\"a\", x);\nreturn { status: 200 };")) ==
      "POST /x: not checked\nbudget: its code is nested too deeply to follow, so the route is not checked\n");
}
