// Code that runs when its caller has gone on.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::check_each;
using convotic::tests::checked;
using convotic::tests::HandlerCase;
namespace tests = convotic::tests;

TEST_CASE("What nobody waits for decides nothing yet") {
  const std::string common = tests::kHmac + tests::kOk + "const check = async (r) => ok(r);\n";
  const std::vector<HandlerCase> cases{
      {"a function that is called where it stands", "",
       R"js(let bad = false;
(async () => { if (!(await check(req))) bad = true; })();
if (bad) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:11 error auth/missing-await: nothing waits for (async () => { if (!(await check(req))) bad "
       "= true; })()\n"},
      {"forEach", "",
       R"js(let bad = false;
["x-sig"].forEach(async (name) => { if (!(await check(req))) bad = true; });
if (bad) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:11 error auth/missing-await: nothing waits for [\"x-sig\"].forEach(async (name) => { if "
       "(!(await check(req...\n"},
      {"a function with a name", "",
       R"js(let bad = false;
const run = async () => { bad = !(await check(req)); };
void run();
if (bad) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:12 error auth/missing-await: nothing waits for run()\n"},
      {"by way of another", "",
       R"js(let bad = false;
const run = async () => { bad = !(await check(req)); };
const start = () => run();
start();
if (bad) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:12 error auth/missing-await: nothing waits for run()\n"},
      {"then", "",
       R"js(let bad = false;
check(req).then((genuine) => { bad = !genuine; }).catch(() => {});
if (bad) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:11 error auth/missing-await: nothing waits for check(req)\n"},
      {"a timer", "",
       R"js(let bad = false;
setTimeout(() => { bad = !ok(req); }, 0);
if (bad) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:11 error auth/missing-await: nothing waits for setTimeout(() => { bad = !ok(req); }, 0)\n"},
  };
  check_each(common, cases);
}

TEST_CASE("What somebody waits for has decided") {
  const std::string common = tests::kHmac + tests::kOk + "const check = async (r) => ok(r);\n";
  const std::vector<HandlerCase> cases{
      {"at once", "",
       R"js(let bad = false;
await (async () => { if (!(await check(req))) bad = true; })();
if (bad) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"later", "",
       R"js(let bad = false;
const run = async () => { bad = !(await check(req)); };
const done = run();
ctx.logger.info("checking");
await done;
if (bad) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"for all of them", "",
       R"js(let bad = false;
await Promise.all(["x-sig"].map(async (name) => { if (!(await check(req))) bad = true; }));
if (bad) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"then", "",
       R"js(let bad = false;
await check(req).then((genuine) => { bad = !genuine; });
if (bad) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"in a promise of one's own", "",
       R"js(const genuine = await new Promise((resolve, reject) => { check(req).then((v) => resolve(v), reject); });
if (!genuine) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"after a pause", "",
       R"js(if (!ok(req)) { await new Promise((resolve) => setTimeout(resolve, 50)); return { status: 401 }; }
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"what it does before it waits is done", "",
       R"js(let bad = true;
(async () => { bad = !ok(req); await ctx.storage.get("a"); })();
if (bad) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"something else on the side", "",
       R"js((async () => { await fetch("https://example.com"); })();
if (!ok(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"the rest is done when the sender is known", "",
       R"js(if (!ok(req)) return { status: 401 };
[1, 2].forEach(async (n) => { await ctx.storage.set("a", n); });
setTimeout(() => ctx.storage.set("b", 1), 10);
return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("A function keeps the variables of the round that it was made in") {
  const std::string common = tests::kHmac + tests::kOk + "const lax = (r) => true;\n";
  const std::vector<HandlerCase> cases{
      {"of a loop over a list, the lax one", "",
       R"js(const list = []; for (const f of [lax, ok]) list.push(() => f(req));
if (!list[0]()) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:7 error auth/always-true: this function is used as a verifier, and accepts every "
       "request\n"},
      {"of a loop over a list, the other one", "",
       R"js(const list = []; for (const f of [lax, ok]) list.push(() => f(req));
if (!list[1]()) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"of a loop that counts", "",
       R"js(const list = []; const checks = [lax, ok];
for (let i = 0; i < 2; i++) list.push((r) => checks[i](r));
if (!list[0](req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:11 error auth/always-true: this function is used as a verifier, and accepts every "
       "request\n"},
      {"declared in the round", "",
       R"js(const list = []; const checks = [lax, ok];
for (let i = 0; i < 2; i++) { const f = checks[i]; list.push({ check: (r) => f(r) }); }
if (!list[0].check(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:11 error auth/always-true: this function is used as a verifier, and accepts every "
       "request\n"},
      {"made by another, the lax one", "const wrap = (f) => (r) => f(r);\n",
       R"js(const list = []; for (const f of [lax, ok]) list.push(wrap(f));
if (!list[0](req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:8 error auth/always-true: this function is used as a verifier, and accepts every "
       "request\n"},
      {"made by another, the other one", "const wrap = (f) => (r) => f(r);\n",
       R"js(const list = []; for (const f of [lax, ok]) list.push(wrap(f));
if (!list[1](req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"one variable for all rounds", "",
       R"js(const list = []; let f; for (f of [lax, ok]) list.push(() => f(req));
if (!list[0]()) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}
