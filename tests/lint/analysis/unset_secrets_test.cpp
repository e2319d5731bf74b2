// Secrets that are not set: what they then are equal to, and what makes sure that they are.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::check_each;
using convotic::tests::checked;
using convotic::tests::HandlerCase;

TEST_CASE("A token that was not sent is equal to one that is not set") {
  const std::vector<HandlerCase> cases{
      {"plain", R"js()js",
       R"js(if (req.headers["x-token"] !== process.env.TOKEN) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:3 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"
       "index.ts:3 error auth/fail-open: verification is skipped when process.env.TOKEN is not set\n"},
      {"the other way round", R"js()js",
       R"js(if (req.headers["x-token"] === process.env.TOKEN) { await ctx.storage.set("a", 1); }
return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:3 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"
       "index.ts:3 error auth/fail-open: verification is skipped when process.env.TOKEN is not set\n"},
      {"of ctx.secrets", R"js()js",
       R"js(const token = ctx.secrets.get("TOKEN");
if (req.headers["x-token"] !== token) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:3 error auth/fail-open: verification is skipped when ctx.secrets.get(\"TOKEN\") is not set\n"
       "index.ts:4 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"},
      {"in a template", R"js()js",
       R"js(if (req.headers.authorization !== `Bearer ${process.env.TOKEN}`) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:3 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"
       "index.ts:3 error crypto/secret-fallback: a secret that is not set becomes the text \"undefined\"\n"},
      {"added to a text", R"js()js",
       R"js(if (req.headers.authorization !== "Bearer " + process.env.TOKEN) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:3 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"
       "index.ts:3 error crypto/secret-fallback: a secret that is not set becomes the text \"undefined\"\n"},
      {"tested first", R"js()js",
       R"js(if (!process.env.TOKEN) return { status: 500 };
if (req.headers["x-token"] !== process.env.TOKEN) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:4 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"},
      {"tested on the way", R"js()js",
       R"js(const token = process.env.TOKEN;
if (!token || req.headers.authorization !== `Bearer ${token}`) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:4 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"},
      {"the header is tested", R"js()js",
       R"js(const given = req.headers["x-token"];
if (!given) return { status: 401 };
if (given !== process.env.TOKEN) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:5 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"},
      {"the header is a text", R"js()js",
       R"js(if (String(req.headers["x-token"]) !== process.env.TOKEN) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:3 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"},
      {"when the file is loaded", R"js(if (!process.env.TOKEN) throw new Error("TOKEN is not set");
)js",
       R"js(if (req.headers["x-token"] !== process.env.TOKEN) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:4 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"},
      {"by a name", R"js(const token = process.env.TOKEN;
if (token === undefined) { throw new Error("TOKEN is not set"); }
)js",
       R"js(if (req.headers["x-token"] !== token) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:5 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"},
      {"in a loop", R"js(for (const name of ["TOKEN", "OTHER"]) if (!process.env[name]) throw new Error(name);
)js",
       R"js(if (req.headers["x-token"] !== process.env.TOKEN) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:4 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"},
      {"in a function", R"js(function check() { if (!process.env.TOKEN) throw new Error("TOKEN"); }
check();
)js",
       R"js(if (req.headers["x-token"] !== process.env.TOKEN) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:5 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"},
      {"only logged", R"js(if (!process.env.TOKEN) console.warn("TOKEN is not set");
)js",
       R"js(if (req.headers["x-token"] !== process.env.TOKEN) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:4 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"
       "index.ts:4 error auth/fail-open: verification is skipped when process.env.TOKEN is not set\n"},
      {"constant time", R"js(import { timingSafeEqual, createHash } from "node:crypto";
const h = (s) => createHash("sha256").update(s).digest();
)js",
       R"js(if (!timingSafeEqual(h(req.headers["x-token"] ?? ""), h(process.env.TOKEN))) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each("", cases);
}

TEST_CASE("A key that is the text \"undefined\" is known to everybody") {
  const std::string common = R"js(import { createHmac, timingSafeEqual } from "node:crypto";
)js";
  const std::vector<HandlerCase> cases{
      {"String", R"js()js",
       R"js(const want = createHmac("sha256", String(process.env.S)).update(JSON.stringify(req.body)).digest();
const got = Buffer.from(String(req.headers["x-sig"]), "hex");
if (got.length !== want.length || !timingSafeEqual(got, want)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:4 error crypto/secret-fallback: a secret that is not set becomes the text \"undefined\"\n"},
      {"template", R"js()js",
       R"js(const want = createHmac("sha256", `${process.env.S}`).update(JSON.stringify(req.body)).digest();
const got = Buffer.from(String(req.headers["x-sig"]), "hex");
if (got.length !== want.length || !timingSafeEqual(got, want)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:4 error crypto/secret-fallback: a secret that is not set becomes the text \"undefined\"\n"},
      {"template of what is set", R"js()js",
       R"js(if (!process.env.S) return { status: 500 };
const want = createHmac("sha256", `key-${process.env.S}`).update(JSON.stringify(req.body)).digest();
const got = Buffer.from(String(req.headers["x-sig"]), "hex");
if (got.length !== want.length || !timingSafeEqual(got, want)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"as it is", R"js()js",
       R"js(const want = createHmac("sha256", process.env.S).update(JSON.stringify(req.body)).digest();
const got = Buffer.from(String(req.headers["x-sig"]), "hex");
if (got.length !== want.length || !timingSafeEqual(got, want)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("Who names the variable of the environment knows what it holds") {
  const std::string common = R"js(import { createHmac, timingSafeEqual } from "node:crypto";
)js";
  const std::vector<HandlerCase> cases{
      {"any", R"js()js",
       R"js(const want = createHmac("sha256", process.env[req.query.key]).update(JSON.stringify(req.body)).digest();
const got = Buffer.from(String(req.headers["x-sig"]), "hex");
if (got.length !== want.length || !timingSafeEqual(got, want)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:6 error auth/attacker-controlled-secret: the key of the signature comes from the request\n"},
      {"one of some", R"js()js",
       R"js(if (req.query.key !== "A" && req.query.key !== "B") return { status: 404 };
const want = createHmac("sha256", process.env[req.query.key]).update(JSON.stringify(req.body)).digest();
const got = Buffer.from(String(req.headers["x-sig"]), "hex");
if (got.length !== want.length || !timingSafeEqual(got, want)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"of a list", R"js()js",
       R"js(if (!["A", "B"].includes(req.query.key)) return { status: 404 };
const want = createHmac("sha256", process.env[req.query.key]).update(JSON.stringify(req.body)).digest();
const got = Buffer.from(String(req.headers["x-sig"]), "hex");
if (got.length !== want.length || !timingSafeEqual(got, want)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"with a beginning", R"js()js",
       R"js(const want = createHmac("sha256", process.env[`SECRET_${req.query.key}`]).update(JSON.stringify(req.body)).digest();
const got = Buffer.from(String(req.headers["x-sig"]), "hex");
if (got.length !== want.length || !timingSafeEqual(got, want)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"NODE_ENV", R"js()js",
       R"js(if (req.body.mode !== process.env.NODE_ENV) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:3 error auth/unverified: the route is open, reaches ctx.storage.set and nothing on the way "
       "verifies the request\n"},
  };
  check_each(common, cases);
}

TEST_CASE("A secret that register tests is set") {
  CHECK(checked({{"index.ts", R"js(export default { name: "m", version: "1.0.0", register(sdk) {
const token = process.env.TOKEN;
if (!token) throw new Error("TOKEN is not set");
sdk.registerRoute({ method: "POST", path: "/x", auth: false, handler: async (req, ctx) => {
if (req.headers["x-token"] !== token) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };
} });
} };
)js"}}) == "POST /x: verified\n"
           "index.ts:5 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time "
           "depends on where it differs\n");
}

TEST_CASE("A secret that another file tests is set") {
  CHECK(checked({{"env.ts", R"js(const token = process.env.TOKEN;
if (!token) throw new Error("TOKEN is not set");
export const env = { token };
)js"},
                 {"index.ts", R"js(import { env } from "./env";
export default { name: "m", version: "1.0.0", register(sdk) {

sdk.registerRoute({ method: "POST", path: "/x", auth: false, handler: async (req, ctx) => {
if (req.headers["x-token"] !== env.token) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };
} });
} };
)js"}}) == "POST /x: verified\n"
           "index.ts:5 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time "
           "depends on where it differs\n");
}
