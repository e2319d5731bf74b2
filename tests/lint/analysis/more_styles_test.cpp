// More ways of telling a genuine request from another one, each right.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::checked;
using convotic::tests::open_route;

TEST_CASE("What tells genuine requests apart in an unusual way is understood") {
  struct Style {
    const char* name;
    const char* before;
    const char* handler;
  };
  const std::vector<Style> styles{
      {"differences gathered by reduce", R"js(import crypto from "crypto";
)js",
       R"js(const want = crypto.createHmac("sha256", process.env.S).update(JSON.stringify(req.body)).digest("hex");
const got = req.headers["x-sig"];
if (!got || got.length !== want.length) return { status: 401 };
const diff = [...got].reduce((acc, c, i) => acc | (c.charCodeAt(0) ^ want.charCodeAt(i)), 0);
if (diff !== 0) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js"},
      {"list of errors", R"js(import crypto from "crypto";
)js",
       R"js(const errors = [];
const want = crypto.createHmac("sha256", process.env.S).update(JSON.stringify(req.body)).digest();
const got = Buffer.from(req.headers["x-sig"] || "", "hex");
if (got.length !== want.length) errors.push("length");
else if (!crypto.timingSafeEqual(got, want)) errors.push("signature");
if (errors.length > 0) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js"},
      {"variable for the error", R"js(import crypto from "crypto";
)js",
       R"js(let error = null;
const sig = req.headers["x-sig"];
if (!sig) error = "missing";
else {
  const want = crypto.createHmac("sha256", process.env.S).update(JSON.stringify(req.body)).digest();
  const got = Buffer.from(sig, "hex");
  if (got.length !== want.length || !crypto.timingSafeEqual(got, want)) error = "bad";
}
if (error) return { status: 401, body: { error } };
await ctx.storage.set("a", 1); return { status: 200 };)js"},
      {"error first", R"js(import crypto from "crypto";
function check(req) {
  const want = crypto.createHmac("sha256", process.env.S).update(JSON.stringify(req.body)).digest();
  const got = Buffer.from(String(req.headers["x-sig"]), "hex");
  if (got.length !== want.length || !crypto.timingSafeEqual(got, want)) return [new Error("bad"), null];
  return [null, req.body];
}
)js",
       R"js(const [err, event] = check(req);
if (err) return { status: 401 };
await ctx.storage.set(event.id, 1); return { status: 200 };)js"},
      {"class of errors", R"js(import crypto from "crypto";
class Unauthorized extends Error { constructor(m) { super(m); this.name = "Unauthorized"; } }
function verifyOrThrow(req) {
  const want = crypto.createHmac("sha256", process.env.S).update(JSON.stringify(req.body)).digest();
  const got = Buffer.from(String(req.headers["x-sig"]), "hex");
  if (got.length !== want.length || !crypto.timingSafeEqual(got, want)) throw new Unauthorized("bad");
}
)js",
       R"js(try {
  verifyOrThrow(req);
  await ctx.storage.set("a", 1);
  return { status: 200 };
} catch (e) {
  if (e instanceof Unauthorized) return { status: 401 };
  throw e;
})js"},
      {"table of verifiers", R"js(import crypto from "crypto";
const mac = (req, h, s) => { const want = crypto.createHmac("sha256", s).update(JSON.stringify(req.body)).digest(); const got = Buffer.from(String(req.headers[h]), "hex"); return got.length === want.length && crypto.timingSafeEqual(got, want); };
const verifiers = { a: (req) => mac(req, "x-a", process.env.A), b: (req) => mac(req, "x-b", process.env.B) };
)js",
       R"js(const verify = Object.hasOwn(verifiers, req.headers["x-provider"]) && verifiers[req.headers["x-provider"]];
if (!verify) return { status: 400 };
if (!verify(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js"},
      {"composed wrappers", R"js(import crypto from "crypto";
const sign = (req) => { const want = crypto.createHmac("sha256", process.env.S).update(JSON.stringify(req.body)).digest(); const got = Buffer.from(String(req.headers["x-s"]), "hex"); return got.length === want.length && crypto.timingSafeEqual(got, want); };
const guard = (next) => async (req, ctx) => (sign(req) ? next(req, ctx) : { status: 401 });
const log = (next) => async (req, ctx) => { ctx.logger.info("in"); return next(req, ctx); };
const compose = (...fns) => (h) => fns.reduceRight((acc, f) => f(acc), h);
const pipeline = compose(log, guard)(async (req, ctx) => { await ctx.storage.set("a", 1); return { status: 200 }; });
)js",
       R"js(return pipeline(req, ctx);)js"},
      {"entries of a table of tokens", R"js(import crypto from "crypto";
const TOKENS = { a: process.env.TA, b: process.env.TB };
const h = (s) => crypto.createHash("sha256").update(s).digest();
const same = (a, b) => crypto.timingSafeEqual(h(a), h(b));
)js",
       R"js(const tenant = Object.entries(TOKENS).find(([, t]) => same(t, req.headers["x-token"] ?? ""));
if (!tenant) return { status: 401 };
await ctx.storage.set(tenant[0], 1); return { status: 200 };)js"},
      {"while over keys", R"js(import crypto from "crypto";
)js",
       R"js(let i = 0; let ok = false;
const keys = [process.env.A, process.env.B];
const body = JSON.stringify(req.body); const got = Buffer.from(req.headers["x-sig"] ?? "", "hex");
while (i < keys.length && !ok) { const want = crypto.createHmac("sha256", keys[i++]).update(body).digest(); ok = got.length === want.length && crypto.timingSafeEqual(got, want); }
if (!ok) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js"},
      {"secret that is kept", R"js(import crypto from "crypto";
let cached;
async function getSecret(ctx) { if (!cached) cached = await ctx.storage.get("secret"); return cached; }
)js",
       R"js(const secret = await getSecret(ctx);
const want = crypto.createHmac("sha256", secret).update(JSON.stringify(req.body)).digest(); const got = Buffer.from(req.headers["x-sig"] ?? "", "hex");
if (got.length !== want.length || !crypto.timingSafeEqual(got, want)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js"},
      {"Promise.allSettled", R"js(import crypto from "crypto";
async function verify(req) { const want = crypto.createHmac("sha256", process.env.S).update(JSON.stringify(req.body)).digest(); const got = Buffer.from(String(req.headers["x-s"]), "hex"); if (got.length !== want.length || !crypto.timingSafeEqual(got, want)) throw new Error("x"); }
)js",
       R"js(const [v] = await Promise.allSettled([verify(req)]);
if (v.status === "rejected") return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js"},
      {"function called on the spot", R"js(import crypto from "crypto";
)js",
       R"js(const verified = await (async () => { const want = crypto.createHmac("sha256", process.env.S).update(JSON.stringify(req.body)).digest(); const got = Buffer.from(String(req.headers["x-s"]), "hex"); return got.length === want.length && crypto.timingSafeEqual(got, want); })();
if (!verified) { return { status: 401 }; } else { await ctx.storage.set("a", 1); }
return { status: 200 };)js"},
      {"list of verdicts", R"js(import crypto from "crypto";
const ok = (req) => { const want = crypto.createHmac("sha256", process.env.S).update(JSON.stringify(req.body)).digest(); const got = Buffer.from(String(req.headers["x-s"]), "hex"); return got.length === want.length && crypto.timingSafeEqual(got, want); };
)js",
       R"js(const checks = [Boolean(req.headers["x-s"]), ok(req)];
if (checks.includes(false)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js"},
      {"every of two checks", R"js(import crypto from "crypto";
const present = (req) => typeof req.headers["x-s"] === "string";
const ok = (req) => { const want = crypto.createHmac("sha256", process.env.S).update(JSON.stringify(req.body)).digest(); const got = Buffer.from(String(req.headers["x-s"]), "hex"); return got.length === want.length && crypto.timingSafeEqual(got, want); };
)js",
       R"js(if (![present, ok].every((check) => check(req))) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js"},
      {"Google's tokens", R"js(import { OAuth2Client } from "google-auth-library";
const client = new OAuth2Client();
)js",
       R"js(const ticket = await client.verifyIdToken({ idToken: req.headers.authorization.slice(7), audience: process.env.AUD });
const p = ticket.getPayload();
if (p.email !== process.env.EMAIL) return { status: 403 };
await ctx.storage.set("a", 1); return { status: 200 };)js"},
      {"empty key refused", R"js(import crypto from "crypto";
)js",
       R"js(const key = req.headers["x-api-key"];
if (typeof key !== "string" || key.length === 0) return { status: 401 };
const a = Buffer.from(key); const b = Buffer.from(process.env.API_KEY ?? "");
if (b.length === 0 || a.length !== b.length || !crypto.timingSafeEqual(a, b)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js"},
  };
  for (const Style& style : styles) {
    CAPTURE(style.name);
    CHECK(checked(open_route(style.handler, style.before)) == "POST /x: verified\n");
  }
}
