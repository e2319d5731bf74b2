#include "tests/lint/analysis/checked_module.hpp"

using namespace convotic;

namespace {

const std::string kRoute = R"js(
export default { name: "m", version: "1.0.0", register(sdk) {
sdk.registerRoute({ method: "POST", path: "/x", auth: false, middleware, handler });
} };
)js";
const std::string kGuard = R"js(const guard = (req, ctx, next) => ok(req) ? next() : { status: 401 };
const effect = async (req, ctx) => { await ctx.contacts.create(req.body); return { status: 200 }; };
)js";

std::string checked(const std::string& lines) {
  return tests::checked(tests::kHmac + tests::kOk + kGuard + lines + kRoute);
}

}  // namespace

TEST_CASE("A guard that may have been taken out of the list is not relied on") {
  CHECK(checked("const middleware = [guard]; const handler = effect;") == "POST /x: verified\n");
  const std::string open = "POST /x: unverified\nindex.ts:";
  CHECK(checked("const middleware = [guard]; middleware.pop(); const handler = effect;").starts_with(open));
  CHECK(checked("const middleware = []; if (process.env.X) middleware.push(guard); const handler = effect;")
            .starts_with(open));
}

TEST_CASE("Whichever of several functions is the handler, it has to verify") {
  const std::string handlers =
      "const middleware = []; const good = (req, ctx) => ok(req) ? effect(req, ctx) : { status: 401 };\n";
  CHECK(checked(handlers + "const handler = process.env.X ? good : async () => ({ status: 200 });") ==
        "POST /x: verified\n");
  CHECK(checked(handlers + "const handler = process.env.X ? good : effect;")
            .starts_with("POST /x: unverified\n"));
  CHECK(checked(handlers + "let handler = good; if (process.env.X) handler = effect;")
            .starts_with("POST /x: unverified\n"));
}

TEST_CASE("What a builder was given is what its route runs") {
  const auto built = [](std::string_view call) {
    return tests::checked(tests::kHmac + tests::kOk +
                          fmt::format(R"js(class Builder {{
  checks = [];
  constructor(path) {{ this.path = path; }}
  verify(check) {{ this.checks.push(check); return this; }}
  handle(fn) {{ this.fn = fn; return this; }}
  mount(sdk) {{
    const {{ checks, fn, path }} = this;
    if (!fn || checks.length === 0) throw new Error("not complete");
    sdk.registerRoute({{ method: "POST", path, auth: false, handler: async (req, ctx) => {{
      for (const check of checks) if (!{}) return {{ status: 401 }};
      return fn(req, ctx);
    }} }});
  }}
}}
const route = (path) => new Builder(path);
export default {{ name: "m", version: "1.0.0", register(sdk) {{
route("/x").verify(async (req) => ok(req)).handle(async (req, ctx) => {{
  await ctx.contacts.create(req.body);
  return {{ status: 200 }};
}}).mount(sdk);
}} }};
)js",
                                      call));
  };
  CHECK(built("(await check(req))") == "POST /x: verified\n");
  CHECK(built("check(req)").starts_with("POST /x: unverified\n"));
}

TEST_CASE("What may not have been done when a route is registered is not relied on") {
  struct Case {
    const char* name;
    const char* before;  // at the top of the file
    const char* code;    // of register
  };
  const std::string object = "const o = { method: \"POST\", path: \"/x\", auth: false, handler: effect };\n";
  const Case cases[] = {
      {"left before", "const protect = (x) => { if (process.env.X) return; x.middleware = [guard]; };\n",
       "protect(o); sdk.registerRoute(o);"},
      {"left before auth", "const harden = (x) => { if (process.env.X) return; x.auth = true; };\n",
       "harden(o); sdk.registerRoute(o);"},
      {"a round that is left", "",
       "for (const x of [\"a\", \"b\"]) { if (process.env[x]) continue; o.middleware = [guard]; }\n"
       "sdk.registerRoute(o);"},
      {"an error that is caught", "",
       "try { JSON.parse(process.env.X); o.middleware = [guard]; } catch {}\nsdk.registerRoute(o);"},
      {"a copy from before", "", "const copy = { ...o }; o.auth = true; sdk.registerRoute(copy);"},
      {"a list from before", "const all = []; const add = () => { all.push(guard); };\n",
       "const before = [...all]; add(); sdk.registerRoute({ ...o, middleware: before });"},
      {"what was not known", "import { config } from \"some-package\";\n",
       "o.middleware = config.all; if (process.env.X) o.middleware = [guard]; sdk.registerRoute(o);"},
      {"a constructor",
       "class Guards { all = []; constructor() { if (process.env.X) { this.all.push(guard); } } }\n",
       "sdk.registerRoute({ ...o, middleware: new Guards().all });"},
      {"a method that returns before",
       "class Guards { all = []; add(f) { if (process.env.X) return this; this.all.push(f); return this; } "
       "}\n",
       "sdk.registerRoute({ ...o, middleware: new Guards().add(guard).all });"},
  };
  for (const Case& one : cases) {
    INFO(one.name);
    const std::string said =
        tests::checked(tests::kHmac + tests::kOk + kGuard + one.before +
                       "export default { name: \"m\", version: \"1.0.0\", register(sdk) {\n" + object +
                       one.code + "\n} };\n");
    CHECK(said.find("POST /x: unverified\n") != std::string::npos);
  }
}

TEST_CASE("What a round skips has no part in what it registers") {
  const std::string said = tests::checked(tests::kHmac + tests::kOk + kGuard + R"js(
const routes = [{ method: "POST", path: "/x", auth: false, handler: effect }];
export default { name: "m", version: "1.0.0", register(sdk) {
for (const route of routes) {
  if (process.env.ONLY && route.path !== process.env.ONLY) continue;
  route.middleware = [guard];
  sdk.registerRoute(route);
}
} };
)js");
  CHECK(said == "POST /x: verified\n");
}
