// Modules that keep something between requests, as people write them: each right.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::check_each;
using convotic::tests::HandlerCase;

TEST_CASE("What modules keep between requests takes nothing from their checks") {
  const std::string common = R"js(import { createHmac, timingSafeEqual, createHash } from "node:crypto";
const verify = (req, secret) => {
  if (!secret) return false;
  const mac = createHmac("sha256", secret).update(req.rawBody).digest();
  const got = Buffer.from(String(req.headers["x-sig"]), "hex");
  return got.length === mac.length && timingSafeEqual(got, mac);
};
const same = (a, b) => timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
)js";
  const std::vector<HandlerCase> cases{
      {"rate limit map", R"js(const hits = new Map();
function limited(ip) { const now = Date.now(); const list = (hits.get(ip) ?? []).filter((t) => now - t < 60000); list.push(now); hits.set(ip, list); return list.length > 60; }
)js",
       R"js(if (limited(req.headers["x-forwarded-for"] ?? "")) return { status: 429 };
if (!verify(req, process.env.S)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"cached secret", R"js(let cached = null;
async function secret(ctx) { if (cached === null) cached = await ctx.secrets.get("S"); return cached; }
)js",
       R"js(if (!verify(req, await secret(ctx))) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"cached secret ttl", R"js(let cached = { value: undefined, at: 0 };
function secret(ctx) { if (!cached.value || Date.now() - cached.at > 60000) { cached = { value: ctx.secrets.get("S"), at: Date.now() }; } return cached.value; }
)js",
       R"js(if (!verify(req, secret(ctx))) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"cached secret object", R"js(const cache = { secret: null };
function secret(ctx) { if (!cache.secret) cache.secret = ctx.secrets.get("S"); return cache.secret; }
)js",
       R"js(if (!verify(req, secret(ctx))) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"cached token compare", R"js(let token;
)js",
       R"js(token ??= ctx.secrets.get("T");
if (!token) return { status: 500 };
if (!same(req.headers["x-token"] ?? "", token)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"DI", R"js(let deps = { verify };
export function configure(other) { deps = { ...deps, ...other }; }
)js",
       R"js(if (!deps.verify(req, process.env.S)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"handlers by assignment", R"js(const handlers = {};
handlers["a"] = async (req, ctx) => { await ctx.storage.set("a", req.body); };
handlers.b = async (req, ctx) => { await ctx.storage.set("b", req.body); };
)js",
       R"js(if (!verify(req, process.env.S)) return { status: 401 };
const handler = handlers[req.body.type];
if (handler) await handler(req, ctx);
return { status: 200 };)js",
       "POST /x: verified\n"},
      {"handler registry", R"js(const handlers = new Map();
function on(type, fn) { handlers.set(type, fn); }
on("a", async (req, ctx) => { await ctx.storage.set("a", req.body); });
)js",
       R"js(if (!verify(req, process.env.S)) return { status: 401 };
const handler = handlers.get(req.body.type);
if (!handler) return { status: 204 };
await handler(req, ctx);
return { status: 200 };)js",
       "POST /x: verified\n"},
      {"nonces", R"js(const seen = new Set();
)js",
       R"js(if (!verify(req, process.env.S)) return { status: 401 };
const id = req.headers["x-id"];
if (seen.has(id)) return { status: 200 };
seen.add(id);
if (seen.size > 1000) seen.clear();
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"queue", R"js(const queue = [];
)js",
       R"js(if (!verify(req, process.env.S)) return { status: 401 };
queue.push(req.body);
while (queue.length > 0) { const item = queue.shift(); await ctx.storage.set("a", item); }
return { status: 200 };)js",
       "POST /x: verified\n"},
      {"singleton",
       R"js(class Auth { static #it; static get() { return (Auth.#it ??= new Auth()); } check(req) { return verify(req, process.env.S); } }
)js",
       R"js(if (!Auth.get().check(req)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"options in class",
       R"js(class Auth { constructor() { this.options = { header: "x-sig" }; } configure(o) { this.options = { ...this.options, ...o }; return this; } check(req) { return verify(req, process.env.S); } }
const auth = new Auth().configure({ strict: true });
)js",
       R"js(if (!auth.check(req)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"secret set in constructor",
       R"js(class Auth { secret; constructor(secret) { this.secret = secret; } check(req) { return verify(req, this.secret); } }
const auth = new Auth(process.env.S);
)js",
       R"js(if (!auth.check(req)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"stats object", R"js(const stats = { ok: 0, bad: 0 };
)js",
       R"js(if (!verify(req, process.env.S)) { stats.bad++; return { status: 401 }; }
stats.ok += 1;
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"log level",
       R"js(const log = { level: "info", info(...a) { if (this.level === "info") console.log(...a); } };
export function setLevel(l) { log.level = l; }
)js",
       R"js(log.info("in");
if (!verify(req, process.env.S)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"keys list pushed", R"js(const keys = [];
if (process.env.A) keys.push(process.env.A);
if (process.env.B) keys.push(process.env.B);
)js",
       R"js(if (!keys.some((k) => verify(req, k))) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"keys rotated", R"js(let keys = [process.env.A, process.env.B].filter(Boolean);
export function rotate(next) { keys = [next, ...keys].slice(0, 2); }
)js",
       R"js(if (!keys.some((k) => verify(req, k))) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"guards pushed", R"js(const guards = [];
guards.push((req) => verify(req, process.env.S));
)js",
       R"js(for (const g of guards) if (!g(req)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"this state per request",
       R"js(class Session { #ok = false; constructor(req) { this.req = req; } check() { this.#ok = verify(this.req, process.env.S); return this; } get ok() { return this.#ok; } }
)js",
       R"js(const session = new Session(req).check();
if (!session.ok) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"per request errors",
       R"js(class Check { errors = []; run(req) { if (!verify(req, process.env.S)) this.errors.push("sig"); return this.errors.length === 0; } }
)js",
       R"js(const c = new Check();
if (!c.run(req)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"frozen", R"js(const config = Object.freeze({ secret: process.env.S, header: "x-sig" });
)js",
       R"js(if (!verify(req, config.secret)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"config filled at load", R"js(const config = {};
config.secret = process.env.S;
config.name = "x";
)js",
       R"js(if (!verify(req, config.secret)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"dev config", R"js(const config = { secret: process.env.S, strict: true };
if (process.env.NODE_ENV === "test") config.timeout = 1;
)js",
       R"js(if (!verify(req, config.secret)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"enabled flag off is closed", R"js(const state = { enabled: true };
export function disable() { state.enabled = false; }
)js",
       R"js(if (!state.enabled) return { status: 503 };
if (!verify(req, process.env.S)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"paused flag", R"js(let paused = false;
export const pause = () => { paused = true; };
)js",
       R"js(if (paused) return { status: 503 };
if (!verify(req, process.env.S)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"env destructured guard", R"js(const { S, T } = process.env;
if (!S || !T) throw new Error("missing");
)js",
       R"js(if (req.headers["x-t"] !== T) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:13 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends "
       "on where it differs\n"},
      {"require env",
       R"js(const need = (name) => { const v = process.env[name]; if (!v) throw new Error(name); return v; };
const T = need("T");
)js",
       R"js(if (!same(req.headers["x-t"] ?? "", T)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"require env plain",
       R"js(function need(name) { const v = process.env[name]; if (v === undefined) throw new Error(name); return v; }
const config = { token: need("T") };
)js",
       R"js(if (req.headers["x-t"] !== config.token) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:13 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends "
       "on where it differs\n"},
      {"bearer required env", R"js(const T = process.env.T ?? (() => { throw new Error("T"); })();
)js",
       R"js(if (req.headers.authorization !== `Bearer ${T}`) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:12 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends "
       "on where it differs\n"},
      {"invariant call", R"js(function invariant(ok, m) { if (!ok) throw new Error(m); }
const T = process.env.T;
invariant(T, "T");
)js",
       R"js(if (req.headers.authorization !== `Bearer ${T}`) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:14 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends "
       "on where it differs\n"},
      {"exit", R"js(const T = process.env.T;
if (!T) { console.error("T"); process.exit(1); }
)js",
       R"js(if (req.headers.authorization !== `Bearer ${T}`) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:13 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends "
       "on where it differs\n"},
      {"length guard", R"js(const T = process.env.T;
if (!T || T.length < 16) throw new Error("T");
)js",
       R"js(if (req.headers.authorization !== `Bearer ${T}`) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:13 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends "
       "on where it differs\n"},
      {"startsWith given", R"js()js",
       R"js(const given = req.headers.authorization;
if (!given?.startsWith("Bearer ")) return { status: 401 };
if (given.slice(7) !== process.env.T) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:13 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends "
       "on where it differs\n"},
      {"split given", R"js()js",
       R"js(const [, given] = (req.headers.authorization ?? "").split(" ");
if (!given || given !== process.env.T) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:12 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends "
       "on where it differs\n"},
      {"default given", R"js()js",
       R"js(const given = req.headers["x-t"] ?? "";
if (given !== process.env.T) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:12 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends "
       "on where it differs\n"},
      {"typeof given", R"js()js",
       R"js(const given = req.headers["x-t"];
if (typeof given !== "string" || given !== process.env.T) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:12 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends "
       "on where it differs\n"},
      {"query token", R"js()js",
       R"js(const { token } = req.query;
if (!token) return { status: 401 };
if (token !== process.env.T) return { status: 403 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:13 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends "
       "on where it differs\n"},
      {"includes env", R"js()js",
       R"js(const keys = (process.env.KEYS ?? "").split(",").filter(Boolean);
if (!keys.includes(req.headers["x-key"])) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:12 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends "
       "on where it differs\n"},
      {"prefix per tenant", R"js()js",
       R"js(const secret = process.env[`SECRET_${req.params.tenant.toUpperCase()}`];
if (!verify(req, secret)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"tenant env map", R"js(const NAMES = { a: "SECRET_A", b: "SECRET_B" };
)js",
       R"js(const name = NAMES[req.params.tenant];
if (!name) return { status: 404 };
if (!verify(req, process.env[name])) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"method handler this",
       R"js(class Mod { secret = process.env.S; check(req) { return verify(req, this.secret); } handle = async (req, ctx) => { if (!this.check(req)) return { status: 401 }; await ctx.storage.set("a", req.body); return { status: 200 }; }; }
const mod = new Mod();
)js",
       R"js(return mod.handle(req, ctx);)js", "POST /x: verified\n"},
      {"method in list",
       R"js(class V { constructor(env) { this.env = env; } check(req) { return verify(req, process.env[this.env]); } }
const vs = [new V("A"), new V("B")];
)js",
       R"js(if (!vs.some((v) => v.check(req))) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"memo promise", R"js(let ready;
const init = () => (ready ??= Promise.resolve({ secret: process.env.S }));
)js",
       R"js(const { secret } = await init();
if (!verify(req, secret)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"webcrypto key memo", R"js(let key;
const getKey = () => (key ??= crypto.subtle.importKey("raw", new TextEncoder().encode(process.env.S), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]));
)js",
       R"js(const good = await crypto.subtle.verify("HMAC", await getKey(), Buffer.from(req.headers["x-sig"] ?? "", "hex"), new TextEncoder().encode(req.rawBody));
if (!good) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"counter let", R"js(let n = 0;
)js",
       R"js(if (!verify(req, process.env.S)) return { status: 401 };
n += 1;
if (n % 100 === 0) console.log(n);
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"export let hook", R"js(export let onEvent = async () => {};
export function setHook(f) { onEvent = f; }
)js",
       R"js(if (!verify(req, process.env.S)) return { status: 401 };
await onEvent(req.body);
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}
