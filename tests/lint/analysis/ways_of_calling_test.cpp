// What is called, how, and when what it says is known.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::check_each;
using convotic::tests::checked;
using convotic::tests::HandlerCase;
namespace tests = convotic::tests;

TEST_CASE("A method has its this where it is called as one") {
  const std::string common = tests::kHmac + tests::kOk;
  const std::vector<HandlerCase> cases{
      {"taken out",
       R"js(class Guard { enabled = true; check(req) { if (!this?.enabled) return true; return ok(req); } }
const { check } = new Guard();
)js",
       R"js(if (!check(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:7 error auth/partial: ctx.storage.set is reached without verification when this?.enabled is "
       "false\n"},
      {"called",
       R"js(class Guard { enabled = true; check(req) { if (!this?.enabled) return true; return ok(req); } }
const guard = new Guard();
)js",
       R"js(if (!guard.check(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"bound",
       R"js(class Guard { enabled = true; check(req) { if (!this?.enabled) return true; return ok(req); } }
const guard = new Guard();
const check = guard.check.bind(guard);
)js",
       R"js(if (!check(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"taken out without a this", R"js(class Guard { check(req) { return ok(req); } }
const { check } = new Guard();
)js",
       R"js(if (!check(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("The last of two functions of one name is called") {
  const std::string common = tests::kHmac + tests::kOk;
  const std::vector<HandlerCase> cases{
      {"last one lax", R"js()js",
       R"js(if (!check(req)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };
function check(r) { return ok(r); }
function check(r) { return true; })js",
       "POST /x: unverified\n"
       "index.ts:13 error auth/always-true: this function is used as a verifier, and accepts every "
       "request\n"},
      {"last one strict", R"js()js",
       R"js(if (!check(req)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };
function check(r) { return true; }
function check(r) { return ok(r); })js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("A verifier that is promised is one") {
  const std::string common = R"js(import jwt from "jsonwebtoken";
import { promisify } from "node:util";
)js";
  const std::vector<HandlerCase> cases{
      {"as it is", R"js(const verify = promisify(jwt.verify);
)js",
       R"js(let claims;
try { claims = await verify(req.headers.authorization, process.env.K); } catch { return { status: 401 }; }
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"in a function",
       R"js(const verify = promisify((token, key, done) => jwt.verify(token, key, { algorithms: ["HS256"] }, done));
)js",
       R"js(try { await verify(req.headers.authorization, process.env.K); } catch { return { status: 401 }; }
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"not awaited", R"js(const verify = promisify(jwt.verify);
)js",
       R"js(try { verify(req.headers.authorization, process.env.K); } catch { return { status: 401 }; }
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:6 error auth/missing-await: nothing waits for verify(req.headers.authorization, "
       "process.env.K)\n"},
      {"swallowed", R"js(const verify = promisify(jwt.verify);
)js",
       R"js(const claims = await verify(req.headers.authorization, process.env.K).catch(() => ({}));
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:6 error auth/rejection-falls-through: the error of the verification is swallowed, and the "
       "request goes on to ctx.storage.set\n"},
  };
  check_each(common, cases);
}

TEST_CASE("What a verifier does with what is no signature is its caller's to decide") {
  const std::string common = R"js(import { verify } from "@octokit/webhooks-methods";
)js";
  const std::vector<HandlerCase> cases{
      {"accepted", R"js()js",
       R"js(const genuine = await verify(process.env.S, JSON.stringify(req.body), req.headers["x-hub-signature-256"]).catch(() => true);
if (!genuine) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:4 error auth/rejection-falls-through: the error of the verification is swallowed, and the "
       "request goes on to ctx.storage.set\n"},
      {"refused", R"js()js",
       R"js(const genuine = await verify(process.env.S, JSON.stringify(req.body), req.headers["x-hub-signature-256"]).catch(() => false);
if (!genuine) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"swallowed", R"js()js",
       R"js(try {
  if (!(await verify(process.env.S, JSON.stringify(req.body), req.headers["x-hub-signature-256"]))) return { status: 401 };
} catch (error) { console.error(error); }
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:6 error auth/rejection-falls-through: the error of the verification is swallowed, and the "
       "request goes on to ctx.storage.set\n"},
      {"in a try that refuses", R"js()js",
       R"js(try {
  if (!(await verify(process.env.S, JSON.stringify(req.body), req.headers["x-hub-signature-256"]))) return { status: 401 };
} catch { return { status: 400 }; }
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("What a callback finds out later is not known before") {
  const std::string common = R"js(import { verify } from "node:crypto";
const sig = (req) => Buffer.from(req.headers["x-sig"] ?? "", "base64");
)js";
  const std::vector<HandlerCase> cases{
      {"thrown", R"js()js",
       R"js(verify("sha256", Buffer.from(req.rawBody), process.env.PUB, sig(req), (error, good) => { if (!good) throw new Error("bad"); });
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:6 error auth/effect-before-verify: ctx.storage.set runs before what verify(\"sha256\", "
       "Buffer.from(req.rawBody), process.env.PU... says is tested\n"},
      {"promised", R"js()js",
       R"js(const good = await new Promise((resolve, reject) => verify("sha256", Buffer.from(req.rawBody), process.env.PUB, sig(req), (error, fine) => (error ? reject(error) : resolve(fine))));
if (!good) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"without one", R"js()js",
       R"js(if (!verify("sha256", Buffer.from(req.rawBody), process.env.PUB, sig(req))) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"of a constant", R"js()js",
       R"js(if (!verify("sha256", Buffer.from("hello"), process.env.PUB, sig(req))) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:5 warning auth/body-not-covered: the signature does not cover the body, and the body is "
       "used\n"},
  };
  check_each(common, cases);
}

TEST_CASE("What is compared is what it is") {
  const std::string common = R"js(import { createHmac, timingSafeEqual } from "node:crypto";
const mac = (req) => createHmac("sha256", process.env.S).update(JSON.stringify(req.body));
)js";
  const std::vector<HandlerCase> cases{
      {"bytes of texts", R"js()js",
       R"js(const want = mac(req).digest("base64");
const given = req.headers["x-sig"] ?? "";
if (Buffer.byteLength(given) !== Buffer.byteLength(want) || !timingSafeEqual(Buffer.from(given), Buffer.from(want))) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"lengths of texts", R"js()js",
       R"js(const want = mac(req).digest("base64");
const given = req.headers["x-sig"] ?? "";
if (given.length !== want.length || !timingSafeEqual(Buffer.from(given), Buffer.from(want))) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:7 warning crypto/timing-safe-length: timingSafeEqual throws a RangeError where the two have "
       "different lengths\n"},
      {"numbers", R"js()js",
       R"js(if (parseInt(mac(req).digest("hex"), 10) !== parseInt(req.headers["x-sig"] ?? "", 10)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:5 warning crypto/timing-unsafe-compare: a signature is compared in a way whose time depends "
       "on where it differs\n"
       "index.ts:5 error crypto/truncated-compare: only 2 characters of the signature are compared\n"},
      {"scheme of a signature", R"js()js",
       R"js(const [scheme, hex] = String(req.headers["x-hub-signature-256"]).split("=");
if (scheme !== "sha256") return { status: 401 };
const got = Buffer.from(hex ?? "", "hex");
const want = mac(req).digest();
if (got.length !== want.length || !timingSafeEqual(got, want)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("A package whose answer nobody looks at has not refused") {
  const std::string common = R"js(import { verifyAcme } from "@acme/webhooks";
)js";
  const std::vector<HandlerCase> cases{
      {"unused", R"js()js",
       R"js(const genuine = await verifyAcme(req.headers, req.body, process.env.S);
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:3 error auth/unverified: the route is open, reaches ctx.storage.set and nothing on the way "
       "verifies the request\n"},
      {"used", R"js()js",
       R"js(const genuine = await verifyAcme(req.headers, req.body, process.env.S);
if (!genuine) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: assumed\n"},
      {"for its exception", R"js()js",
       R"js(await verifyAcme(req.headers, req.body, process.env.S);
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: assumed\n"},
  };
  check_each(common, cases);
}

TEST_CASE("What the rounds of a loop register is followed") {
  CHECK(checked({{"index.ts", R"js(import { createHmac, timingSafeEqual } from "node:crypto";
const ok = (req) => {
  const mac = createHmac("sha256", process.env.SECRET).update(JSON.stringify(req.body)).digest();
  const got = Buffer.from(String(req.headers["x-sig"]), "hex");
  return got.length === mac.length && timingSafeEqual(got, mac);
};
class Hook { constructor(path) { this.path = path; } allows(req) { return ok(req); }
async handle(req, ctx) { if (!this.allows(req)) return { status: 401 }; await ctx.storage.set("a", 1); return { status: 200 }; } }
export default { name: "m", version: "1.0.0", register(sdk) {
for (const hook of [new Hook("/a"), new Hook("/b")])
  sdk.registerRoute({ method: "POST", path: hook.path, auth: false, handler: async (req, ctx) => hook.handle.bind(hook)(req, ctx) });
} };
)js"}}) == "POST /a: verified\n"
           "POST /b: verified\n");
}
