// What outlives a request: variables and members that are set at some other time.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::check_each;
using convotic::tests::checked;
using convotic::tests::HandlerCase;
namespace tests = convotic::tests;

TEST_CASE("A member that is replaced is what it was or what it gets, whoever replaces it") {
  const std::string common = tests::kHmac + tests::kOk;
  const std::vector<HandlerCase> cases{
      {"on the spot", R"js(const auth = { verify: ok };
auth.verify = () => true;
)js",
       R"js(if (!auth.verify(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:8 error auth/always-true: this function is used as a verifier, and accepts every request\n"},
      {"in a function that anybody may call", R"js(const auth = { verify: ok };
export function open() { auth.verify = () => true; }
)js",
       R"js(if (!auth.verify(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:12 error auth/partial: ctx.storage.set is reached without verification on some paths\n"},
      {"by Object.assign", R"js(const auth = { verify: ok };
Object.assign(auth, { verify: () => true });
)js",
       R"js(if (!auth.verify(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:8 error auth/always-true: this function is used as a verifier, and accepts every request\n"},
      {"by Object.defineProperty", R"js(const auth = { verify: ok };
Object.defineProperty(auth, "verify", { value: () => true });
)js",
       R"js(if (!auth.verify(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:8 error auth/always-true: this function is used as a verifier, and accepts every request\n"},
      {"under another name", R"js(const auth = { verify: ok };
const same = auth;
same.verify = () => true;
)js",
       R"js(if (!auth.verify(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:9 error auth/always-true: this function is used as a verifier, and accepts every request\n"},
      {"as an argument", R"js(const auth = { verify: ok };
function patch(it) { it.verify = () => true; }
patch(auth);
)js",
       R"js(if (!auth.verify(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:13 error auth/partial: ctx.storage.set is reached without verification on some paths\n"},
      {"all of them", R"js(const auth = { verify: ok };
for (const k of Object.keys(auth)) auth[k] = () => true;
)js",
       R"js(if (!auth.verify(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:12 error auth/partial: ctx.storage.set is reached without verification on some paths\n"},
      {"in the prototype", R"js(class Guard { verify(req) { return ok(req); } }
Guard.prototype.verify = () => true;
const auth = new Guard();
)js",
       R"js(if (!auth.verify(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:8 error auth/always-true: this function is used as a verifier, and accepts every request\n"},
      {"by another verifier", R"js(const auth = { verify: ok };
export function swap() { auth.verify = (req) => ok(req); }
)js",
       R"js(if (!auth.verify(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"by what a setter is given", R"js(const auth = { verify: ok };
export function use(other) { auth.verify = other; }
)js",
       R"js(if (!auth.verify(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("What a request leaves behind is there for the next one") {
  const std::string common = tests::kHmac + tests::kOk;
  const std::vector<HandlerCase> cases{
      {"in an object", R"js(const session = { ok: false };
)js",
       R"js(if (!session.ok) { if (!ok(req)) return { status: 401 }; session.ok = true; }
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:10 error auth/partial: ctx.storage.set is reached without verification when session.ok is "
       "true\n"},
      {"in a field",
       R"js(class Guard { done = false; check(req) { if (this.done) return true; this.done = ok(req); return this.done; } }
const guard = new Guard();
)js",
       R"js(if (!guard.check(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:7 error auth/partial: ctx.storage.set is reached without verification when this.done is "
       "true\n"},
      {"in a static field",
       R"js(class Guard { static done = false; static check(req) { if (Guard.done) return true; Guard.done = ok(req); return Guard.done; } }
)js",
       R"js(if (!Guard.check(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:7 error auth/partial: ctx.storage.set is reached without verification when Guard.done is "
       "true\n"},
      {"in a variable of a closure",
       R"js(const guard = (() => { let done = false; return { check(req) { if (!done) done = ok(req); return done; } }; })();
)js",
       R"js(if (!guard.check(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:10 error auth/rejection-falls-through: a request that does not verify goes on to "
       "ctx.storage.set\n"},
      {"in a WeakMap for this very request", R"js(const known = new WeakMap();
const verified = (req) => { const before = known.get(req); if (before !== undefined) return before; const now = ok(req); known.set(req, now); return now; };
)js",
       R"js(if (!verified(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("Lists and maps of guards that are changed are not sure to be what they were") {
  const std::string common = tests::kHmac + tests::kOk;
  const std::vector<HandlerCase> cases{
      {"pop", R"js(const guards = [ok];
guards.pop();
)js",
       R"js(for (const guard of guards) if (!guard(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:12 error auth/partial: ctx.storage.set is reached without verification on some paths\n"},
      {"length", R"js(const guards = [ok];
export const reset = () => { guards.length = 0; };
)js",
       R"js(for (const guard of guards) if (!guard(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:12 error auth/partial: ctx.storage.set is reached without verification on some paths\n"},
      {"set", R"js(const guards = new Map([["a", ok]]);
guards.set("a", () => true);
)js",
       R"js(if (!guards.get("a")(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:8 error auth/always-true: this function is used as a verifier, and accepts every request\n"},
      {"push", R"js(const guards = [ok];
guards.push((req) => ok(req));
)js",
       R"js(for (const guard of guards) if (!guard(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"map of verifiers by a part of the request",
       R"js(const guards = new Map([["a", ok], ["b", (req) => ok(req)]]);
)js",
       R"js(const guard = guards.get(req.params.kind);
if (!guard) return { status: 404 };
if (!guard(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("What is made when it is first needed is what it is made of") {
  const std::string common = R"js(import Stripe from "stripe";
let client;
)js";
  const std::vector<HandlerCase> cases{
      {"assigned where it is nullish", R"js(const get = () => (client ??= new Stripe(process.env.K));
)js",
       R"js(let event;
try { event = get().webhooks.constructEvent(req.rawBody, req.headers["stripe-signature"], process.env.S); } catch { return { status: 400 }; }
await ctx.storage.set(event.id, 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"assigned where it is falsy", R"js(const get = () => (client ||= new Stripe(process.env.K));
)js",
       R"js(let event;
try { event = get().webhooks.constructEvent(req.rawBody, req.headers["stripe-signature"], process.env.S); } catch { return { status: 400 }; }
await ctx.storage.set(event.id, 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"if", R"js(function get() { if (!client) client = new Stripe(process.env.K); return client; }
)js",
       R"js(let event;
try { event = get().webhooks.constructEvent(req.rawBody, req.headers["stripe-signature"], process.env.S); } catch { return { status: 400 }; }
await ctx.storage.set(event.id, 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"client ?? new",
       R"js(const get = () => { client = client ?? new Stripe(process.env.K); return client; };
)js",
       R"js(let event;
try { event = get().webhooks.constructEvent(req.rawBody, req.headers["stripe-signature"], process.env.S); } catch { return { status: 400 }; }
await ctx.storage.set(event.id, 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"if undefined",
       R"js(const get = () => { if (client === undefined) { client = new Stripe(process.env.K, {}); } return client; };
)js",
       R"js(let event;
try { event = get().webhooks.constructEvent(req.rawBody, req.headers["stripe-signature"], process.env.S); } catch { return { status: 400 }; }
await ctx.storage.set(event.id, 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"a field", R"js(class Clients { stripe; get() { return (this.stripe ??= new Stripe(process.env.K)); } }
const clients = new Clients();
const get = () => clients.get();
)js",
       R"js(let event;
try { event = get().webhooks.constructEvent(req.rawBody, req.headers["stripe-signature"], process.env.S); } catch { return { status: 400 }; }
await ctx.storage.set(event.id, 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"a static field",
       R"js(class Clients { static #one = null; static get() { return (Clients.#one ??= new Stripe(process.env.K)); } }
const get = () => Clients.get();
)js",
       R"js(let event;
try { event = get().webhooks.constructEvent(req.rawBody, req.headers["stripe-signature"], process.env.S); } catch { return { status: 400 }; }
await ctx.storage.set(event.id, 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"a setter for tests besides", R"js(const get = () => (client ??= new Stripe(process.env.K));
export function use(other) { client = other; }
)js",
       R"js(let event;
try { event = get().webhooks.constructEvent(req.rawBody, req.headers["stripe-signature"], process.env.S); } catch { return { status: 400 }; }
await ctx.storage.set(event.id, 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("What register sets is not what it was before") {
  CHECK(checked({{"index.ts", R"js(const state = { ready: false };
export default { name: "m", version: "1.0.0", register(sdk) {
state.ready = true;
sdk.registerRoute({ method: "POST", path: "/x", auth: false, handler: async (req, ctx) => {
if (!state.ready) return { status: 503 };
await ctx.storage.set("a", 1); return { status: 200 };
} });
} };
)js"}}) == "POST /x: unverified\n"
           "index.ts:4 error auth/unverified: the route is open, reaches ctx.storage.set and nothing on the "
           "way verifies the request\n");
}

TEST_CASE("What register sets in a class is not what it was before") {
  CHECK(
      checked({{"index.ts",
                R"js(class Switch { #on = false; enable() { this.#on = true; } get on() { return this.#on; } }
const power = new Switch();
export default { name: "m", version: "1.0.0", register(sdk) {
power.enable();
sdk.registerRoute({ method: "POST", path: "/x", auth: false, handler: async (req, ctx) => {
if (!power.on) return { status: 503 };
await ctx.storage.set("a", 1); return { status: 200 };
} });
} };
)js"}}) == "POST /x: unverified\n"
           "index.ts:5 error auth/unverified: the route is open, reaches ctx.storage.set and nothing on the "
           "way verifies the request\n");
}

TEST_CASE("A verifier that register makes is one") {
  CHECK(checked({{"index.ts", R"js(import { Webhook } from "svix";
let webhook;
export default { name: "m", version: "1.0.0", register(sdk) {
webhook = new Webhook(process.env.S);
sdk.registerRoute({ method: "POST", path: "/x", auth: false, handler: async (req, ctx) => {
let event;
try { event = webhook.verify(req.rawBody, req.headers); } catch { return { status: 400 }; }
if (event.type === "user.created") await ctx.storage.set("a", event.data);
return { status: 200 };
} });
} };
)js"}}) == "POST /x: verified\n");
}

TEST_CASE("A field of the module that register sets is not undefined") {
  CHECK(checked({{"index.ts", R"js(class Module { name = "m"; version = "1.0.0"; secret;
register(sdk) { this.secret = process.env.S; sdk.registerRoute({ method: "POST", path: "/x", auth: false, handler: (req, ctx) => this.on(req, ctx) }); }
async on(req, ctx) { if (!this.secret) return { status: 500 }; await ctx.storage.set("a", req.body); return { status: 200 }; } }
export default new Module();
)js"}}) == "POST /x: unverified\n"
           "index.ts:2 error auth/unverified: the route is open, reaches ctx.storage.set and nothing on the "
           "way verifies the request\n");
}

TEST_CASE("A member that another file replaces is not sure") {
  CHECK(
      checked({{"guard.ts", R"js(import { createHmac, timingSafeEqual } from "node:crypto";
const ok = (req) => {
  const mac = createHmac("sha256", process.env.SECRET).update(JSON.stringify(req.body)).digest();
  const got = Buffer.from(String(req.headers["x-sig"]), "hex");
  return got.length === mac.length && timingSafeEqual(got, mac);
};
export const guard = { verify: ok };
)js"},
               {"patch.ts", R"js(import * as ns from "./guard";
ns.guard.verify = () => true;
)js"},
               {"index.ts", R"js(import "./patch";
import { guard } from "./guard";
export default { name: "m", version: "1.0.0", register(sdk) {

sdk.registerRoute({ method: "POST", path: "/x", auth: false, handler: async (req, ctx) => {
if (!guard.verify(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };
} });
} };
)js"}}) ==
      "POST /x: unverified\n"
      "patch.ts:2 error auth/always-true: this function is used as a verifier, and accepts every request\n");
}
