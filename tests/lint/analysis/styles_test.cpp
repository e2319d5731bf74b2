// One way of verifying, written in many styles: none of them may make a difference.
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

struct Style {
  const char* name;
  std::string before;
  const char* handler;
};

const std::vector<Style>& good_styles() {
  static const std::vector<Style> styles{
      {"early return", kSigned, R"(if (!signed(req)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)"},
      {"nested", kSigned, R"(if (signed(req)) { await ctx.storage.set("a", 1); return { status: 200 }; }
return { status: 401 };)"},
      {"compared with a constant", kSigned, R"(const ok = signed(req);
if (ok !== true) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)"},
      {"switch (true)", kSigned,
       R"(switch (true) { case !signed(req): return { status: 401 }; default: await ctx.storage.set("a", 1); return { status: 200 }; })"},
      {"switch on the verdict", kSigned,
       R"(switch (signed(req)) { case true: await ctx.storage.set("a", 1); break; default: return { status: 401 }; }
return { status: 200 };)"},
      {"conditional expression", kSigned,
       R"(return signed(req) ? (await ctx.storage.set("a", 1), { status: 200 }) : { status: 401 };)"},
      {"logical and", kSigned, R"(const ok = signed(req) && (await ctx.storage.set("a", 1), true);
return { status: ok ? 200 : 401 };)"},
      {"guard that throws", kSigned + "function demand(req) { if (!signed(req)) throw new Error(\"no\"); }\n",
       R"(demand(req);
await ctx.storage.set("a", 1);
return { status: 200 };)"},
      {"guard that throws, caught",
       kSigned + "function demand(req) { if (!signed(req)) throw new Error(\"no\"); }\n",
       R"(try { demand(req); } catch { return { status: 401 }; }
await ctx.storage.set("a", 1);
return { status: 200 };)"},
      {"guard that gives a response",
       kSigned + "const refuse = (req) => (signed(req) ? undefined : { status: 401 });\n",
       R"(const refused = refuse(req);
if (refused) return refused;
await ctx.storage.set("a", 1);
return { status: 200 };)"},
      {"guard that gives null",
       kSigned + "function event(req) { return signed(req) ? { type: req.body.type } : null; }\n",
       R"(const found = event(req);
if (found == null) return { status: 401 };
await ctx.storage.set(found.type, 1);
return { status: 200 };)"},
      {"guard that gives an object",
       kSigned + "function judge(req) { return signed(req) ? { ok: true } : { ok: false, why: \"no\" }; }\n",
       R"(const { ok } = judge(req);
if (!ok) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)"},
      {"promise chain", kSigned + "const later = async (req) => signed(req);\n",
       R"(return later(req).then((ok) => {
  if (!ok) return { status: 401 };
  return ctx.storage.set("a", 1).then(() => ({ status: 200 }));
});)"},
      {"promise that is rejected",
       kSigned + "const demand = (req) => new Promise((resolve, reject) => (signed(req) ? resolve(1) : "
                 "reject(new Error(\"no\"))));\n",
       R"(try { await demand(req); } catch { return { status: 401 }; }
await ctx.storage.set("a", 1);
return { status: 200 };)"},
      {"Promise.all of reads", kSigned + "const later = async (req) => signed(req);\n",
       R"(const [ok, old] = await Promise.all([later(req), ctx.storage.get("a")]);
if (!ok) return { status: 401 };
await ctx.storage.set("a", old);
return { status: 200 };)"},
      {"flag set in a loop", R"(import { createHmac, timingSafeEqual } from "node:crypto";
)",
       R"(const given = Buffer.from(String(req.headers["x-signature"]), "hex");
let matched = false;
for (const key of [process.env.KEY, process.env.OLD_KEY]) {
  if (!key) continue;
  const wanted = createHmac("sha256", key).update(JSON.stringify(req.body)).digest();
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) { matched = true; break; }
}
if (!matched) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)"},
      {"some over keys", R"(import { createHmac, timingSafeEqual } from "node:crypto";
const keys = (process.env.KEYS ?? "").split(",").filter(Boolean);
)",
       R"(const given = Buffer.from(String(req.headers["x-signature"]), "hex");
const fits = (key) => { const wanted = createHmac("sha256", key).update(JSON.stringify(req.body)).digest(); return given.length === wanted.length && timingSafeEqual(given, wanted); };
if (!keys.some(fits)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)"},
      {"class with a private method", R"(import { createHmac, timingSafeEqual } from "node:crypto";
class Guard {
  #key;
  constructor(key) { this.#key = key; }
  #mac(text) { return createHmac("sha256", this.#key).update(text).digest(); }
  accepts(req) { const given = Buffer.from(String(req.headers["x-signature"]), "hex"); const wanted = this.#mac(JSON.stringify(req.body)); return given.length === wanted.length && timingSafeEqual(given, wanted); }
}
const guard = new Guard(process.env.KEY);
)",
       R"(if (!guard.accepts(req)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)"},
      {"comparison by hand", R"(import { createHmac } from "node:crypto";
function same(a, b) { if (a.length !== b.length) return false; let d = 0; for (let i = 0; i < a.length; i++) d |= a.charCodeAt(i) ^ b.charCodeAt(i); return d === 0; }
)",
       R"(const wanted = createHmac("sha256", process.env.KEY).update(JSON.stringify(req.body)).digest("hex");
if (!same(req.headers["x-signature"] ?? "", wanted)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)"},
      {"token under a hash", R"(import { createHash, timingSafeEqual } from "node:crypto";
const hash = (text) => createHash("sha256").update(text).digest();
)",
       R"(const [scheme, token] = (req.headers.authorization ?? "").split(" ");
if (scheme !== "Bearer" || !token || !timingSafeEqual(hash(token), hash(process.env.TOKEN))) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)"},
      {"stripe", R"(import Stripe from "stripe";
const stripe = new Stripe(process.env.STRIPE_KEY);
)",
       R"(let event;
try { event = stripe.webhooks.constructEvent(req.body, req.headers["stripe-signature"], process.env.SECRET); } catch { return { status: 400 }; }
if (event.type === "charge.refunded") await ctx.storage.set("a", 1);
return { status: 200 };)"},
      {"callback of jsonwebtoken", R"(import jwt from "jsonwebtoken";
)",
       R"(return new Promise((resolve) => {
  jwt.verify(req.headers.authorization, process.env.SECRET, { algorithms: ["HS256"] }, (error, claims) => {
    if (error) return resolve({ status: 401 });
    resolve(ctx.storage.set(claims.sub, 1).then(() => ({ status: 200 })));
  });
});)"},
      {"Web Cryptography", "",
       R"(const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(process.env.KEY), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
if (!(await crypto.subtle.verify("HMAC", key, Buffer.from(String(req.headers["x-signature"]), "hex"), new TextEncoder().encode(JSON.stringify(req.body))))) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)"},
  };
  return styles;
}

}  // namespace

TEST_CASE("A route that verifies is quiet in every style") {
  for (const Style& style : good_styles()) {
    CAPTURE(style.name);
    CHECK(checked(open_route(style.handler, style.before)) == "POST /x: verified\n");
  }
}

TEST_CASE("Wrapping a handler, and moving its guard to another file, change nothing") {
  const std::string guard =
      kSigned.substr(0, kSigned.find("function")) + "export " + kSigned.substr(kSigned.find("function"));
  const std::string handler = R"(if (!signed(req)) return { status: 401 };
await ctx.storage.set("a", 1);
return { status: 200 };)";
  CHECK(checked({{"guard.ts", guard},
                 {"index.ts", open_route(handler, "import { signed } from \"./guard.js\";\n")}}) ==
        "POST /x: verified\n");
  CHECK(checked(open_route("return inner(req, ctx);", kSigned + "async function inner(req, ctx) {\n" +
                                                          handler + "\n}\n")) == "POST /x: verified\n");
  CHECK(
      checked({{"guard.ts", guard},
               {"all.ts", "export * from \"./guard\";\n"},
               {"index.ts",
                open_route(handler, "import * as guards from \"./all\";\nconst { signed } = guards;\n")}}) ==
      "POST /x: verified\n");
  // The same wrapped without the guard.
  CHECK(
      checked(open_route(
          "return inner(req, ctx);",
          "async function inner(req, ctx) { await ctx.storage.set(\"a\", 1); return { status: 200 }; }\n")) ==
      "POST /x: unverified\nindex.ts:3 error auth/unverified: the route is open, reaches ctx.storage.set and "
      "nothing on the way verifies the "
      "request\n");
}
