// Code that is called in ways which are easily overlooked, and loops: what is done there is seen, or it is
// said that it was not.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::checked;
using convotic::tests::open_route;

namespace {

const char* const kCheck = R"js(import { createHmac, timingSafeEqual } from "node:crypto";
const mac = (req) => createHmac("sha256", process.env.S).update(JSON.stringify(req.body)).digest();
function ok(req) {
  const got = Buffer.from(String(req.headers["x-sig"] ?? ""), "hex");
  const want = mac(req);
  return got.length === want.length && timingSafeEqual(got, want);
}
)js";

// Only the lines that say something is wrong, without their texts.
std::string verdict_and_rules(const std::string& source) {
  std::string out;
  const std::string all = checked(source);
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = all.find('\n', at);
    const std::string line = all.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("budget: ")) {
      out += "+ gap";
    } else if (line.starts_with("POST /x: ")) {
      out += line.substr(9);
    } else {
      const std::size_t kind = line.find(' ');
      const std::size_t rule = line.find(' ', kind + 1);
      out += " + " + line.substr(rule + 1, line.find(':', rule) - rule - 1);
    }
  }
  return out;
}

struct Sample {
  const char* name;
  const char* before;
  const char* handler;
  const char* expected;
};

void check(const std::vector<Sample>& samples) {
  for (const Sample& sample : samples) {
    INFO(sample.name);
    CHECK(verdict_and_rules(open_route(sample.handler, std::string(kCheck) + sample.before)) ==
          sample.expected);
  }
}

}  // namespace

TEST_CASE("What built-in functions may call is followed") {
  check({
      {"sort", "",
       "[2, 1].sort((a, b) => { ctx.storage.set('a', req.body); return a - b; }); return { status: 200 };",
       "unverified + auth/unverified"},
      {"replace", "",
       "'a b'.replace(/b/g, () => { ctx.storage.set('a', 1); return ''; }); return { status: 200 };",
       "unverified + auth/unverified"},
      {"reviver", "",
       "JSON.parse('{}', (k, v) => { ctx.storage.set('a', 1); return v; }); return { status: 200 };",
       "unverified + auth/unverified"},
      {"Array.from", "",
       "await Promise.all(Array.from({ length: 3 }, () => ctx.storage.set('a', 1))); return { status: 200 };",
       "unverified + auth/unverified"},
      {"tag", "const run = (texts, f) => f();\n",
       "await run`x ${() => ctx.storage.set('a', 1)}`; return { status: 200 };",
       "unverified + auth/unverified"},
      {"getter", "",
       "const o = { get go() { return ctx.storage.set('a', 1); } }; await o.go; return { status: 200 };",
       "unverified + auth/unverified"},
      {"setter", "",
       "const o = { set go(v) { ctx.storage.set('a', v); } }; o.go = 1; return { status: 200 };",
       "unverified + auth/unverified"},
      {"catch of a promise", "",
       "await ctx.storage.get('a').catch(() => ctx.contacts.create(1)); return { status: 200 };",
       "unverified + auth/unverified"},
      {"disposed of",
       "class Record { constructor(c) { this.c = c; } [Symbol.dispose]() { this.c.storage.set('a', 1); } }\n",
       "using record = new Record(ctx); if (!ok(req)) return { status: 401 }; await ctx.storage.set('b', 1); "
       "return { status: 200 };",
       "unverified + auth/partial"},
      {"only logs when disposed of",
       "class Span { constructor(log) { this.log = log; } [Symbol.dispose]() { this.log.info('end'); } }\n",
       "using span = new Span(ctx.logger); if (!ok(req)) return { status: 401 }; await ctx.storage.set('b', "
       "1); return { status: 200 };",
       "verified"},
      {"through the prototype", "class A { async save(c) { await c.storage.set('a', 1); } }\n",
       "await A.prototype.save.call({}, ctx); return { status: 200 };", "unverified + auth/unverified"},
      {"catch after the check", "",
       "if (!ok(req)) return { status: 401 }; await fetch('https://x').catch(() => ctx.storage.set('failed', "
       "1)); return { status: 200 };",
       "verified"},
      {"after the check", "",
       "if (!ok(req)) return { status: 401 }; [1].sort(() => { ctx.storage.set('a', 1); return 0; }); return "
       "{ status: 200 };",
       "verified"},
  });
}

TEST_CASE("Copies of ctx are ctx") {
  check({
      {"spread", "",
       "const c = { ...ctx, db: 1 }; await c.contacts.create(req.body); return { status: 200 };",
       "unverified + auth/unverified"},
      {"assign", "",
       "const c = Object.assign({}, ctx); await c.contacts.create(req.body); return { status: 200 };",
       "unverified + auth/unverified"},
      {"created from it", "",
       "const c = Object.create(ctx); await c.contacts.create(req.body); return { status: 200 };",
       "unverified + auth/unverified"},
      {"its values", "",
       "for (const area of Object.values(ctx)) await area.create(req.body); return { status: 200 };",
       "unverified + auth/unverified"},
      {"a copy before the check", "const extend = (c) => ({ ...c, remember: 1 });\n",
       "const c = extend(ctx); if (req.body.k) { await c.contacts.create(req.body); return { status: 200 }; "
       "}\n"
       "if (!ok(req)) return { status: 401 }; await c.contacts.create(req.body); return { status: 200 };",
       "unverified + auth/partial"},
      {"a copy after the check", "const extend = (c) => ({ ...c, remember: 1 });\n",
       "const c = extend(ctx); if (!ok(req)) return { status: 401 }; await c.contacts.create(req.body); "
       "return { status: 200 };",
       "verified"},
  });
}

TEST_CASE("A change that no path comes to is said to be unchecked") {
  check({
      {"text that is run", "", "eval('ctx.contacts.create(req.body)'); return { status: 200 };",
       "not checked+ gap"},
      {"thenable", "", "await { then(f) { ctx.storage.set('a', 1); f(); } }; return { status: 200 };",
       "not checked+ gap"},
      {"static block", "", "class A { static { ctx.storage.set('a', 1); } } return { status: 200 };",
       "not checked+ gap"},
      {"switched off", "const ON = false;\n",
       "if (ON) await ctx.storage.set('a', 1); return { status: 200 };", "harmless"},
      {"another kind",
       "const act = async (kind, c) => { if (kind === 'read') return; await c.storage.set('a', 1); };\n",
       "await act('read', ctx); return { status: 200 };", "harmless"},
      {"methods that are not used",
       "const repo = (c) => ({ save: (x) => c.storage.set('a', x), load: () => c.storage.get('a') });\n",
       "const r = repo(ctx); await r.load(); return { status: 200 };", "harmless"},
  });
}

TEST_CASE("What happens in later rounds of a loop is seen") {
  check({
      {"endless", "",
       "let n = 0; for (;;) { if (n++ >= 5) break; } await ctx.storage.set('a', 1); return { status: 200 };",
       "unverified + auth/unverified"},
      {"endless with a check", "",
       "let t = 0; while (true) { t += 1; if (ok(req)) break; if (t > 3) break; } await ctx.storage.set('a', "
       "1); return { status: 200 };",
       "unverified + auth/rejection-falls-through"},
      {"one of many rounds", "",
       "for (let i = 0; i < 10; i++) { if (i === 7) await ctx.storage.set('a', 1); } return { status: 200 };",
       "unverified + auth/unverified"},
      {"what was counted", "",
       "let i = 0; while (i < 40) i++; if (i >= 40) await ctx.storage.set('a', 1); return { status: 200 };",
       "unverified + auth/unverified"},
      {"what was listed", "",
       "const out = []; for (const x of req.body.items) out.push(x); if (out.length > 5) await "
       "ctx.storage.set('a', 1); return { status: 200 };",
       "unverified + auth/unverified"},
      {"what forEach counts", "",
       "let n = 0; req.body.items.forEach(() => { n++; }); if (n > 5) await ctx.storage.set('a', 1); return "
       "{ status: 200 };",
       "unverified + auth/unverified"},
      {"what reduce counts", "",
       "const n = req.body.items.reduce((sum, x) => sum + 1, 0); if (n > 5) await ctx.storage.set('a', 1); "
       "return { status: 200 };",
       "unverified + auth/unverified"},
      {"a text that grows", "",
       "let s = ''; for (let i = 0; i < 9; i++) s += 'x'; if (s === 'xxxxxxxxx') await ctx.storage.set('a', "
       "1); return { status: 200 };",
       "unverified + auth/unverified"},
      {"the 20th element", "",
       "for (const s of [0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,'go']) if (s === 'go') await "
       "ctx.storage.set('a', 1); return { status: 200 };",
       "unverified + auth/unverified"},
      {"states one after the other", "",
       "let step = 0; while (step !== 3) { switch (step) { case 0: step = 1; break; case 1: if (!ok(req)) "
       "return { status: 401 }; step = 2; break; case 2: await ctx.storage.set('a', 1); step = 3; break; } } "
       "return { status: 200 };",
       "verified"},
      {"tries again", "",
       "for (let i = 0; i < 3; i++) { if (ok(req)) break; if (i === 2) return { status: 401 }; } await "
       "ctx.storage.set('a', 1); return { status: 200 };",
       "verified"},
      {"gathers errors", "",
       "const errors = []; for (const c of [ok, ok]) if (!c(req)) errors.push('bad'); if (errors.length > 0) "
       "return { status: 401 }; await ctx.storage.set('a', 1); return { status: 200 };",
       "verified"},
      {"counts failures", "",
       "const want = mac(req); let bad = 0; for (const item of req.body.items) { const got = "
       "Buffer.from(String(item.mac), 'hex'); if (got.length !== want.length || !timingSafeEqual(got, want)) "
       "bad++; } if (bad > 0 || req.body.items.length === 0) return { status: 401 }; await "
       "ctx.storage.set('a', 1); return { status: 200 };",
       "verified"},
      {"counts matches", "",
       "let n = 0; for (const c of [ok, ok]) if (c(req)) n++; if (n === 0) return { status: 401 }; await "
       "ctx.storage.set('a', 1); return { status: 200 };",
       "verified"},
  });
}

TEST_CASE("A comparison that is written out has to gather what differs") {
  const auto loop = [](const char* body) {
    return std::string("const a = mac(req).toString('hex'); const b = String(req.headers['x-sig']);\n"
                       "if (a.length !== b.length) return { status: 401 };\n") +
           body + "\nawait ctx.storage.set('a', 1); return { status: 200 };";
  };
  const std::vector<std::pair<const char*, const char*>> samples{
      {"let d = 0; for (let i = 0; i < a.length; i++) d |= a.charCodeAt(i) ^ b.charCodeAt(i); if (d !== 0) "
       "return { status: 401 };",
       "verified"},
      {"let d = 0; for (let i = 0; i < a.length; i++) d = d | (a.charCodeAt(i) ^ b.charCodeAt(i)); if (d) "
       "return { status: 401 };",
       "verified"},
      {"let d = 0; for (let i = 0; i < a.length; i++) d = a.charCodeAt(i) ^ b.charCodeAt(i); if (d !== 0) "
       "return { status: 401 };",
       "verified + crypto/truncated-compare"},
      {"let d = 0; for (let i = 0; i < a.length; i++) d &= a.charCodeAt(i) ^ b.charCodeAt(i); if (d !== 0) "
       "return { status: 401 };",
       "unverified + auth/always-true"},
      {"let i = a.length, d = 0; while (i--) d |= a.charCodeAt(i) ^ b.charCodeAt(i); if (d !== 0) return { "
       "status: 401 };",
       "verified"},
      {"let d = a.length ^ b.length; for (let i = 0; i < a.length && i < b.length; i++) d |= a.charCodeAt(i) "
       "^ b.charCodeAt(i); if (d !== 0) return { status: 401 };",
       "verified"},
      {"if (![...a].every((c, i) => c === b[i])) return { status: 401 };",
       "verified + crypto/timing-unsafe-compare"},
      {"let n = 0; for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) n++; if (n > 0) return { status: "
       "401 };",
       "verified + crypto/timing-unsafe-compare"},
      {"if ((a.charCodeAt(0) ^ b.charCodeAt(0)) !== 0) return { status: 401 };",
       "verified + crypto/truncated-compare"},
      {"let same = false; for (let i = 0; i < a.length; i++) if (a[i] === b[i]) { same = true; break; } if "
       "(!same) return { status: 401 };",
       "verified + crypto/timing-unsafe-compare + crypto/truncated-compare"},
      {"for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return { status: 401 };",
       "verified + crypto/timing-unsafe-compare"},
  };
  for (const auto& [body, expected] : samples) {
    INFO(body);
    CHECK(verdict_and_rules(open_route(loop(body), kCheck)) == expected);
  }
}

TEST_CASE("A generator runs when something asks it for a value") {
  check({
      {"never asked", "function* check(req) { if (!ok(req)) throw new Error('no'); yield 1; }\n",
       "const it = check(req); await ctx.storage.set('a', 1); return { status: 200 };",
       "unverified + auth/unverified"},
      {"asked", "function* check(req) { if (!ok(req)) throw new Error('no'); yield 1; }\n",
       "check(req).next(); await ctx.storage.set('a', 1); return { status: 200 };", "verified"},
      {"gone over", "function* checks(req) { yield ok(req); }\n",
       "for (const good of checks(req)) if (!good) return { status: 401 }; await ctx.storage.set('a', 1); "
       "return { status: 200 };",
       "verified"},
      {"acts", "function* acts(c) { yield c.storage.set('a', 1); }\n",
       "for (const done of acts(ctx)) await done; return { status: 200 };", "unverified + auth/unverified"},
  });
}

TEST_CASE("Assertions, headers with several values and copied bytes are understood") {
  check({
      {"assert", "import assert from 'node:assert';\n",
       "try { assert(ok(req)); } catch { return { status: 401 }; } await ctx.storage.set('a', 1); return { "
       "status: 200 };",
       "verified"},
      {"assert.strictEqual", "import assert from 'node:assert/strict';\n",
       "assert.strictEqual(ok(req), true); await ctx.storage.set('a', 1); return { status: 200 };",
       "verified"},
      {"console.assert", "",
       "console.assert(ok(req)); await ctx.storage.set('a', 1); return { status: 200 };",
       "unverified + auth/result-ignored"},
      {"copied bytes", "",
       "const got = Buffer.alloc(32); Buffer.from(String(req.headers['x-sig']), 'hex').copy(got);\n"
       "if (!timingSafeEqual(mac(req), got)) return { status: 401 }; await ctx.storage.set('a', 1); return { "
       "status: 200 };",
       "verified"},
      {"several values",
       "function parse(h) { const out = {}; for (const p of h.split(',')) { const [k, v] = p.split('='); "
       "(out[k] ?\?= []).push(v); } return out; }\n",
       "const parts = parse(String(req.headers['x-sig'])); const want = mac(req);\n"
       "const fine = (parts.v1 ?\? []).some((s) => { const got = Buffer.from(s, 'hex'); return got.length "
       "=== "
       "want.length && timingSafeEqual(got, want); });\n"
       "if (!fine) return { status: 401 }; await ctx.storage.set('a', 1); return { status: 200 };",
       "verified"},
      {"several values in a Map",
       "function parse(h) { const out = new Map(); for (const p of h.split(',')) { const [k, v] = "
       "p.split('='); const l = out.get(k) ?\? []; l.push(v); out.set(k, l); } return out; }\n",
       "const parts = parse(String(req.headers['x-sig'])); const want = mac(req);\n"
       "const fine = (parts.get('v1') ?\? []).some((s) => { const got = Buffer.from(s, 'hex'); return "
       "got.length === want.length && timingSafeEqual(got, want); });\n"
       "if (!fine) return { status: 401 }; await ctx.storage.set('a', 1); return { status: 200 };",
       "verified"},
  });
}

TEST_CASE("The rule and the place say what is wrong") {
  check({
      {"all settled", "",
       "await Promise.allSettled([(async () => { if (!ok(req)) throw new Error('no'); })()]); await "
       "ctx.storage.set('a', 1); return { status: 200 };",
       "unverified + auth/result-ignored"},
      {"finally", "",
       "try { if (!process.env.S) return { status: 500 }; if (!ok(req)) return { status: 401 }; } finally { "
       "await ctx.storage.set('a', 1); } return { status: 200 };",
       "unverified + auth/partial"},
      {"a case before the check", "",
       "const fine = ok(req); switch (true) { case req.body.type === 1: await ctx.storage.set('a', 1); "
       "return { status: 200 }; case !fine: return { status: 401 }; } return { status: 200 };",
       "unverified + auth/effect-before-verify"},
      {"an event of its own", "",
       "if (req.headers['x-event'] === 'ping') { await ctx.storage.set('a', 1); return { status: 200 }; } if "
       "(!ok(req)) return { status: 401 }; await ctx.storage.set('a', 2); return { status: 200 };",
       "unverified + auth/partial"},
      {"one half of the credentials",
       "import { createHash } from 'node:crypto';\nconst h = (x) => createHash('sha256').update(x).digest(); "
       "const eq = (x, y) => timingSafeEqual(h(x), h(y));\n",
       "const [user, pass] = Buffer.from(String(req.headers.authorization).slice(6), "
       "'base64').toString().split(':');\n"
       "const fineUser = eq(user, process.env.USER_NAME); const finePass = eq(pass, process.env.PASSWORD);\n"
       "if (!(fineUser || finePass)) return { status: 401 }; await ctx.storage.set('a', 1); return { status: "
       "200 };",
       "verified + auth/partial"},
      {"both halves of the credentials",
       "import { createHash } from 'node:crypto';\nconst h = (x) => createHash('sha256').update(x).digest(); "
       "const eq = (x, y) => timingSafeEqual(h(x), h(y));\n",
       "const [user, pass] = Buffer.from(String(req.headers.authorization).slice(6), "
       "'base64').toString().split(':');\n"
       "const fineUser = eq(user, process.env.USER_NAME); const finePass = eq(pass, process.env.PASSWORD);\n"
       "if (!(fineUser && finePass)) return { status: 401 }; await ctx.storage.set('a', 1); return { status: "
       "200 };",
       "verified"},
  });
}

TEST_CASE("A call of ctx that is bound is made where it is called") {
  const std::string bound = "const put = ctx.storage.set.bind(ctx.storage);\n";
  CHECK(checked(open_route(bound + R"js(if (!ok(req)) return { status: 401 };
await put("a", 1); return { status: 200 };)js",
                           convotic::tests::kHmac + convotic::tests::kOk)) == "POST /x: verified\n");
  CHECK(checked(open_route(bound + "await put(\"a\", 1); return { status: 200 };"))
            .starts_with("POST /x: unverified\n"));
}
