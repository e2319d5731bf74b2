// What is not what it seems: keys that are looked up, members that may be missing, hashes that are cut.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::check_each;
using convotic::tests::checked;
using convotic::tests::HandlerCase;
using convotic::tests::open_route;
namespace tests = convotic::tests;

TEST_CASE("What is found under the hash of a key is found by who has the key") {
  const std::string common = tests::kHashes + tests::kOk;
  const std::vector<HandlerCase> cases{
      {"hash", R"js()js",
       R"js(const key = req.headers["x-key"];
if (!key) return { status: 401 };
const client = await ctx.storage.get(`client:${createHash("sha256").update(key).digest("hex")}`);
if (!client) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: assumed\n"},
      {"the key itself", R"js()js",
       R"js(const key = req.headers["x-key"];
if (!key) return { status: 401 };
const client = await ctx.storage.get(`client:${key}`);
if (!client) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:11 error auth/presence-only: only the presence or form of key is tested\n"},
      {"hash of the body", R"js()js",
       R"js(const seen = await ctx.storage.get(`seen:${createHash("sha256").update(JSON.stringify(req.body)).digest("hex")}`);
if (!seen) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:9 error auth/unverified: the route is open, reaches ctx.storage.set and nothing on the way "
       "verifies the request\n"},
  };
  check_each(common, cases);
}

TEST_CASE("A member of ctx that is not documented may be missing") {
  const std::string common = tests::kHashes + tests::kOk;
  const std::vector<HandlerCase> cases{
      {"in a condition", R"js()js",
       R"js(if (!ok(req) && ctx.strict) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:10 error auth/fail-open: verification is skipped when ctx.strict is false\n"},
      {"of the platform", R"js()js",
       R"js(if (!ok(req) && ctx.storage) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("A hash of which a part is compared is no hash") {
  const std::string common = tests::kHashes + tests::kOk;
  const std::vector<HandlerCase> cases{
      {"one byte", R"js()js",
       R"js(if (!timingSafeEqual(h(req.headers["x-t"] ?? "").subarray(0, 1), h(process.env.T).subarray(0, 1))) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:10 error crypto/truncated-compare: only 1 byte of the hashes are compared\n"},
      {"half of it", R"js()js",
       R"js(if (!timingSafeEqual(h(req.headers["x-t"] ?? "").subarray(0, 16), h(process.env.T).subarray(0, 16))) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("What is called on the way is what it is") {
  const std::string common = tests::kHashes + tests::kOk;
  const std::vector<HandlerCase> cases{
      {"end of a verifier", R"js()js",
       R"js(const v = createVerify("SHA256").update(JSON.stringify(req.body)).end();
if (!v.verify(process.env.PUB, req.headers["x-sig"] ?? "", "base64")) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"method of a prototype",
       R"js(class Store { async save(req, ctx) { await ctx.storage.set("a", req.body); return { status: 200 }; } }
)js",
       R"js(return Store.prototype.save.call({}, req, ctx);)js",
       "POST /x: unverified\n"
       "index.ts:10 error auth/unverified: the route is open, reaches ctx.storage.set and nothing on the way "
       "verifies the request\n"},
      {"method of a prototype after a check",
       R"js(class Store { async save(req, ctx) { await ctx.storage.set("a", req.body); return { status: 200 }; } }
)js",
       R"js(if (!ok(req)) return { status: 401 };
return Store.prototype.save.call({}, req, ctx);)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("What was stored is no answer for everybody") {
  const std::string common = tests::kHashes + tests::kOk;
  const std::vector<HandlerCase> cases{
      {"in a header", R"js()js",
       R"js(const kept = await ctx.storage.get("a");
return { status: 200, headers: { "x-kept": kept.secret } };)js",
       "POST /x: unverified\n"
       "index.ts:9 warning auth/unverified: the route is open, returns what it reads with ctx.storage.get "
       "and nothing on the way verifies the request\n"},
  };
  check_each(common, cases);
}

TEST_CASE("A set of what senders have sent is no set of secrets") {
  const std::string common = tests::kHashes + tests::kOk;
  const std::vector<HandlerCase> cases{
      {"believed", R"js(const known = new Set();
)js",
       R"js(const id = req.headers["x-client"];
if (!known.has(id)) { if (!ok(req)) return { status: 401 }; known.add(id); }
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:12 error auth/partial: ctx.storage.set is reached without verification when known.has(id) "
       "is true\n"},
      {"left out", R"js(const seen = new Set();
)js",
       R"js(if (!ok(req)) return { status: 401 };
const id = req.headers["x-id"];
if (seen.has(id)) return { status: 200 };
seen.add(id);
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("Whoever names a member may name any of them") {
  const std::string common = tests::kHashes + tests::kOk;
  const std::vector<HandlerCase> cases{
      {"written", R"js()js",
       R"js(const result = { good: ok(req) };
result[req.body.key] = req.body.value;
if (!result.good) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:12 error auth/rejection-falls-through: a request that does not verify goes on to "
       "ctx.storage.set\n"},
      {"assigned", R"js()js",
       R"js(const result = Object.assign({ good: ok(req) }, req.body);
if (!result.good) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:11 error auth/rejection-falls-through: a request that does not verify goes on to "
       "ctx.storage.set\n"},
      {"a known one", R"js()js",
       R"js(const result = { good: ok(req) };
for (const name of ["a", "b"]) result[name] = req.body[name];
if (!result.good) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("The answer of a service can be anything") {
  const std::string common = tests::kHashes + tests::kOk;
  const std::vector<HandlerCase> cases{
      {"to whether it is genuine", R"js()js",
       R"js(const answer = await fetch("https://api.example/oauth2/introspect", { method: "POST", headers: { authorization: `Basic ${process.env.B}` }, body: `token=${req.headers.authorization}` });
const said = await answer.json();
if (said.active !== true) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: assumed\n"},
      {"of another kind", R"js()js",
       R"js(const answer = await fetch("https://geo.example/lookup", { method: "POST", headers: { authorization: `Bearer ${process.env.K}` }, body: JSON.stringify(req.body) });
const place = await answer.json();
if (place.country === "JP") await ctx.storage.set("a", req.body);
return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:9 error auth/unverified: the route is open, reaches ctx.storage.set and nothing on the way "
       "verifies the request\n"},
  };
  check_each(common, cases);
}

TEST_CASE("A file may stop in the other branch") {
  const std::vector<HandlerCase> cases{
      {"else", R"js(if (process.env.T) {} else { throw new Error("T"); }
)js",
       R"js(if (req.headers["x-t"] !== process.env.T) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:4 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time depends on "
       "where it differs\n"},
  };
  check_each("", cases);
}

TEST_CASE("What is written into the request was not sent") {
  const std::string common = tests::kHmac + tests::kOk;
  const std::vector<HandlerCase> cases{
      {"the signature", "",
       R"js(req.headers["x-sig"] = createHmac("sha256", process.env.SECRET).update(JSON.stringify(req.body)).digest("hex");
if (!ok(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:8 error auth/unverified: the route is open, reaches ctx.storage.set and nothing on the way "
       "verifies the "
       "request\n"},
      {"a token", "",
       R"js(req.headers.authorization = process.env.TOKEN;
if (!process.env.TOKEN || req.headers.authorization !== process.env.TOKEN) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:8 error auth/unverified: the route is open, reaches ctx.storage.set and nothing on the way "
       "verifies the "
       "request\n"},
      {"another header", "",
       R"js(req.headers["x-forwarded"] = createHmac("sha256", process.env.SECRET).update("a").digest("hex");
if (!ok(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"the same in lower case", "",
       R"js(for (const name of Object.keys(req.headers)) req.headers[name.toLowerCase()] = req.headers[name];
if (!ok(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("Two elements of a list need not be equal") {
  const std::vector<HandlerCase> cases{
      {"of a loop", "",
       R"js(let previous;
for (const item of req.body.items) {
  if (previous && previous !== item) await ctx.storage.set("a", item);
  previous = item;
}
return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:3 error auth/unverified: the route is open, reaches ctx.storage.set and nothing on the way "
       "verifies the "
       "request\n"},
      {"taken from a list", "",
       R"js(const next = () => req.body.items.shift();
if (next()) return { status: 503 };
if (next()) await ctx.storage.set("a", 1);
return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:3 error auth/unverified: the route is open, reaches ctx.storage.set and nothing on the way "
       "verifies the "
       "request\n"},
  };
  check_each(tests::kHmac, cases);
}

TEST_CASE("A table of functions has those that every object has") {
  const std::string common = tests::kHmac + tests::kOk + "const guards = { a: ok };\n";
  const std::vector<HandlerCase> cases{
      {"under any name", "",
       R"js(const guard = guards[req.query.kind];
if (!guard) return { status: 404 };
if (!guard(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: unverified\n"
       "index.ts:10 error auth/partial: ctx.storage.set is reached without verification when "
       "guards[req.query.kind] is "
       "what every object has, such as its constructor\n"},
      {"under names of its own", "",
       R"js(const { kind } = req.query;
if (!Object.hasOwn(guards, kind)) return { status: 404 };
if (!guards[kind](req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"without what every object has", "const bare = Object.assign(Object.create(null), { a: ok });\n",
       R"js(const guard = bare[req.query.kind];
if (!guard) return { status: 404 };
if (!guard(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"the same, written as an object", "const bare = { __proto__: null, a: ok };\n",
       R"js(const guard = bare[req.query.kind];
if (!guard) return { status: 404 };
if (!guard(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"a map", "const known = new Map([[\"a\", ok]]);\n",
       R"js(const guard = known.get(req.query.kind);
if (!guard) return { status: 404 };
if (!guard(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"one that says true", "",
       R"js(const guard = guards[req.query.kind];
if (!guard) return { status: 404 };
if (guard(req) !== true) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"of handlers behind a guard",
       "const handlers = { a: async (req, ctx) => { await ctx.storage.set(\"a\", 1); } };\n",
       R"js(if (!ok(req)) return { status: 401 };
const handler = handlers[req.body.type];
if (!handler) return { status: 404 };
await handler(req, ctx); return { status: 200 };)js",
       "POST /x: verified\n"},
      {"of handlers that check",
       "const handlers = { a: async (req, ctx) => { if (!ok(req)) return { status: 401 }; await "
       "ctx.storage.set(\"a\", 1); return { status: 200 }; } };\n",
       R"js(const handler = handlers[req.body.type];
if (!handler) return { status: 404 };
return handler(req, ctx);)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("The end of a signature and one word of it are not all of it") {
  const std::string mac =
      "const mac = createHmac(\"sha256\", process.env.SECRET).update(JSON.stringify(req.body))";
  const std::string rest =
      "return { status: 401 };\nawait ctx.storage.set(\"a\", 1); return { status: 200 };";
  const auto with = [&](const std::string& made, const std::string& test) {
    return checked(open_route(mac + made + ";\n" + test + rest, tests::kHmac));
  };
  CHECK(with(".digest(\"hex\").slice(-6)", "if (mac !== String(req.headers[\"x-sig\"])) ") ==
        "POST /x: verified\n"
        "index.ts:5 warning crypto/timing-unsafe-compare: a signature is compared in a way whose time "
        "depends on "
        "where it differs\n"
        "index.ts:5 error crypto/truncated-compare: only 6 characters of the signature are compared\n");
  CHECK(with(".digest()", "const got = Buffer.from(String(req.headers[\"x-sig\"]), \"hex\");\n"
                          "if (mac.readUInt32BE(0) !== got.readUInt32BE(0)) ") ==
        "POST /x: verified\n"
        "index.ts:6 warning crypto/timing-unsafe-compare: a signature is compared in a way whose time "
        "depends on "
        "where it differs\n"
        "index.ts:6 error crypto/truncated-compare: only 4 bytes of the signature are compared\n");
  CHECK(with(".digest(\"hex\").slice(-40)", "if (mac !== String(req.headers[\"x-sig\"])) ") ==
        "POST /x: verified\n"
        "index.ts:5 warning crypto/timing-unsafe-compare: a signature is compared in a way whose time "
        "depends on "
        "where it differs\n");
}

TEST_CASE("A text of the code is not what was sent") {
  const std::string common = "import { Webhook } from \"svix\";\n";
  const std::vector<HandlerCase> cases{
      {"a constant", "",
       R"js(try { new Webhook(process.env.SECRET).verify("{}", req.headers); } catch { return { status: 401 }; }
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"
       "index.ts:4 warning auth/body-not-covered: the signature does not cover the body, and the body is "
       "used\n"},
      {"the body", "",
       R"js(try { new Webhook(process.env.SECRET).verify(JSON.stringify(req.body), req.headers); } catch { return { status: 401 }; }
await ctx.storage.set("a", req.body); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("What a key begins with may be written in either way") {
  convotic::lint::Config config;
  config.ignore_before_verify = {"ctx.storage.set('rl:*')"};
  const std::string rest =
      "if (!ok(req)) return { status: 401 };\nawait ctx.storage.set(\"a\", 1); return { status: 200 };";
  for (const char* const key : {"`rl:${req.query.a}`", "'rl:' + req.query.a", "'rl:' + req.query.a + '!'"}) {
    INFO(key);
    CHECK(checked(open_route(std::string("await ctx.storage.set(") + key + ", 1);\n" + rest,
                             tests::kHmac + tests::kOk),
                  config) == "POST /x: verified\n");
  }
}
