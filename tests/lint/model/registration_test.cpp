#include "tests/lint/model/printed_model.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;

TEST_CASE("A route is a literal, a name, or what is spread and assigned into one") {
  CHECK(tests::routes(R"_(function h(req, ctx) { return { status: 200 }; }
function k(req, ctx) { return { status: 204 }; }
export default { name: "m", register(sdk) {
const auth = false;
const open = { auth };
const named = { method: "GET", path: "/named", handler: h } as const;
sdk.registerRoute({ method: "POST", path: "/literal", auth: false, handler: h });
sdk.registerRoute(named);
sdk.registerRoute({ auth: true, ...named, ...open, path: "/spread" } satisfies Route);
sdk.registerRoute(Object.assign({}, named, { path: "/assigned" }, open));
sdk.registerRoute({ ...named, ...unknown(), path: "/open" });
sdk.registerRoute(Object.freeze({ ...(unknown() && { auth: false }), ...named, path: "/maybe" }));
} };
)_") ==
        R"_(index.ts module m
  POST /literal auth=false handler=function at index.ts:7 `{ method: "POST", path: "/literal", auth: false, handler: h }`
  GET /named auth=- handler=function at index.ts:6 `{ method: "GET", path: "/named", handler: h }`
  GET /spread auth=false handler=function at index.ts:9 `{ auth: true, ...named, ...open, path: "/spread" }`
  GET /assigned auth=false handler=function at index.ts:10 `Object.assign({}, named, { path: "/assigned" }, open)`
  ? /open auth=- handler=? +? at index.ts:11 `{ ...named, ...unknown(), path: "/open" }`
  GET /maybe auth=? handler=function at index.ts:12 `{ ...(unknown() && { auth: false }), ...named, path: "/maybe" }`
)_");
}

TEST_CASE("A table is one route for each element, pointed at there") {
  CHECK(tests::routes(R"_(function h(req, ctx) { return { status: 200 }; }
function k(req, ctx) { return { status: 204 }; }
export default { name: "m", register(sdk) {
const table = [
  { path: "/a", handler: h },
  { path: "/b", handler: k, auth: false },
];
for (const route of table) sdk.registerRoute({ method: "GET", ...route });
table.forEach(({ path, handler }, i) => sdk.registerRoute({ method: "PUT", path: `/${i}${path}`, handler }));
table.map((route) => ({ method: "POST", ...route, auth: true })).forEach(sdk.registerRoute);
for (let i = 0; i < table.length; i++) sdk.registerRoute({ method: "PATCH", ...table[i] });
for (const [path, handler] of Object.entries({ "/x": h, "/y": k })) { sdk.registerRoute({ method: "DELETE", path, handler }); }
} };
)_") ==
        R"_(index.ts module m
  GET /a auth=- handler=function at index.ts:5 `{ path: "/a", handler: h }`
  GET /b auth=false handler=function at index.ts:6 `{ path: "/b", handler: k, auth: false }`
  PUT /0/a auth=- handler=function at index.ts:5 `{ path: "/a", handler: h }`
  PUT /1/b auth=- handler=function at index.ts:6 `{ path: "/b", handler: k, auth: false }`
  POST /a auth=true handler=function at index.ts:5 `path: "/a"`
  POST /b auth=true handler=function at index.ts:6 `path: "/b"`
  PATCH /a auth=- handler=function at index.ts:5 `path: "/a"`
  PATCH /b auth=false handler=function at index.ts:6 `path: "/b"`
  DELETE /x auth=- handler=function at index.ts:12 `"/x": h`
  DELETE /y auth=- handler=function at index.ts:12 `"/y": k`
)_");
}

TEST_CASE("A table that is filled later is known as far as that is") {
  CHECK(tests::routes(R"_(function h(req, ctx) { return { status: 200 }; }
function k(req, ctx) { return { status: 204 }; }
export default { name: "m", register(sdk) {
const list = [];
list.push({ method: "GET", path: "/one", handler: h });
list.push({ method: "GET", path: "/two", handler: k });
if (unknown()) list.push({ method: "GET", path: "/three", handler: k });
list.forEach((route) => sdk.registerRoute(route));
const route = { method: "GET", path: "/set", handler: h };
route.auth = false;
if (unknown()) route.path = "/other";
sdk.registerRoute(route);
route.auth = true;
} };
)_") ==
        R"_(index.ts module m
  GET /one auth=- handler=function at index.ts:5 `{ method: "GET", path: "/one", handler: h }`
  GET /two auth=- handler=function at index.ts:6 `{ method: "GET", path: "/two", handler: k }`
  GET /three auth=- handler=function at index.ts:7 `{ method: "GET", path: "/three", handler: k }`
  GET ? auth=false handler=function at index.ts:9 `{ method: "GET", path: "/set", handler: h }`
)_");
}

TEST_CASE("Wrappers and factories are followed, and their callers pointed at") {
  CHECK(tests::routes(R"_(function h(req, ctx) { return { status: 200 }; }
function k(req, ctx) { return { status: 204 }; }
const make = (method, path, handler) => ({ method, path, handler });
function api(sdk) {
  return { get(path, handler) { sdk.registerRoute({ method: "GET", path, handler }); return this; } };
}
export default { name: "m", register(sdk) {
post("/one", h);
post("/two", k, { auth: false });
sdk.registerRoute(make("GET", "/made", h));
api(sdk).get("/fluent", h).get("/fluent2", k);
function post(path, handler, options = {}) {
  sdk.registerRoute({ method: "POST", path, handler, ...options });
}
} };
)_") ==
        R"_(index.ts module m
  POST /one auth=- handler=function at index.ts:8 `post("/one", h)`
  POST /two auth=false handler=function at index.ts:9 `post("/two", k, { auth: false })`
  GET /made auth=- handler=function at index.ts:10 `make("GET", "/made", h)`
  GET /fluent auth=- handler=function at index.ts:11 `api(sdk).get("/fluent", h)`
  GET /fluent2 auth=- handler=function at index.ts:11 `api(sdk).get("/fluent", h).get("/fluent2", k)`
)_");
}

TEST_CASE("The SDK may come under any name") {
  CHECK(tests::routes(R"_(function h(req, ctx) { return { status: 200 }; }
export default {
  name: "m",
  async register({ registerRoute: add, registerRoute }, extra) {
    add({ method: "GET", path: "/renamed", handler: h });
    const again = registerRoute;
    again.call(null, { method: "GET", path: "/called", handler: h });
    again.apply(null, [{ method: "GET", path: "/applied", handler: h }]);
    await Promise.all([1].map(async (n) => { await registerRoute({ method: "GET", path: `/p${n}`, handler: h }); }));
  },
};
)_") ==
        R"_(index.ts module m
  GET /renamed auth=- handler=function at index.ts:5 `{ method: "GET", path: "/renamed", handler: h }`
  GET /called auth=- handler=function at index.ts:7 `{ method: "GET", path: "/called", handler: h }`
  GET /applied auth=- handler=function at index.ts:8 `{ method: "GET", path: "/applied", handler: h }`
  GET /p1 auth=- handler=function at index.ts:9 `{ method: "GET", path: `/p${n}`, handler: h }`
)_");
}

TEST_CASE("Conditions that are known are followed, others make branches") {
  CHECK(tests::routes(R"_(function h(req, ctx) { return { status: 200 }; }
function k(req, ctx) { return { status: 204 }; }
export default { name: "m", register(sdk) {
if (process.env.A) sdk.registerRoute({ method: "GET", path: "/if", handler: h });
else sdk.registerRoute({ method: "GET", path: "/if", handler: k });
if (false) sdk.registerRoute({ method: "GET", path: "/never", handler: h });
process.env.B && sdk.registerRoute({ method: "GET", path: "/and", handler: h });
switch (process.env.C) {
  case "a": sdk.registerRoute({ method: "GET", path: "/case", handler: h }); break;
  default: sdk.registerRoute({ method: "GET", path: "/case", handler: k });
}
sdk.registerRoute(process.env.D ? { method: "GET", path: "/yes", handler: h } : { method: "GET", path: "/no", handler: h });
if (process.env.E) return;
sdk.registerRoute({ method: "GET", path: "/late", handler: h });
} };
)_") ==
        R"_(index.ts module m
  GET /if auth=- handler=function branch 1 at index.ts:4 `{ method: "GET", path: "/if", handler: h }`
  GET /if auth=- handler=function branch 2 at index.ts:5 `{ method: "GET", path: "/if", handler: k }`
  GET /and auth=- handler=function branch 3 at index.ts:7 `{ method: "GET", path: "/and", handler: h }`
  GET /case auth=- handler=function branch 4 at index.ts:9 `{ method: "GET", path: "/case", handler: h }`
  GET /case auth=- handler=function branch 5 at index.ts:10 `{ method: "GET", path: "/case", handler: k }`
  GET /yes auth=- handler=function branch 8 at index.ts:12 `{ method: "GET", path: "/yes", handler: h }`
  GET /no auth=- handler=function branch 9 at index.ts:12 `{ method: "GET", path: "/no", handler: h }`
  GET /late auth=- handler=function branch 11 at index.ts:14 `{ method: "GET", path: "/late", handler: h }`
)_");
}

TEST_CASE("Classes register in methods, constructors and those above them") {
  CHECK(tests::routes(R"_(abstract class Controller {
  abstract prefix: string;
  constructor(protected readonly sdk) {}
  get(path, handler) { this.sdk.registerRoute({ method: "GET", path: this.prefix + path, handler: handler.bind(this) }); }
}
class Orders extends Controller {
  prefix = "/orders";
  mount() { this.get("/:id", this.show); this.get("/", this.list); }
  async show(req, ctx) { return { status: 200 }; }
  list = async () => ({ status: 200 });
}
class Health { constructor(sdk) { sdk.registerRoute({ method: "GET", path: "/health", handler: () => ({ status: 200 }) }); } }
class Shop {
  name = "shop";
  register(sdk) { this.sdk = sdk; new Orders(sdk).mount(); new Health(sdk); this.more(); }
  private more() { this.sdk.registerRoute(new Item()); }
}
class Item { method = "GET"; path = "/item"; get auth() { return false; } async handler() { return { status: 200 }; } }
export default new Shop();
)_") ==
        R"_(index.ts module shop
  GET /orders/:id auth=- handler=function at index.ts:8 `this.get("/:id", this.show)`
  GET /orders/ auth=- handler=function at index.ts:8 `this.get("/", this.list)`
  GET /health auth=- handler=function at index.ts:12 `{ method: "GET", path: "/health", handler: () => ({ status: 200 }) }`
  GET /item auth=false handler=function at index.ts:16 `new Item()`
)_");
}

TEST_CASE("What cannot be known is said to be so") {
  CHECK(tests::routes(R"_(import { fromPackage } from "routes";
function h(req, ctx) { return { status: 200 }; }
function k(req, ctx) { return { status: 204 }; }
export default { name: "m", register(sdk) {
sdk.registerRoute();
sdk.registerRoute(load());
sdk.registerRoute(fromPackage);
sdk.registerRoute([{ method: "GET", path: "/list", handler: h }]);
sdk.registerRoute({ method: load(), path: "/p/" + load(), auth: process.env.OPEN, handler: load() });
for (const route of load()) sdk.registerRoute(route);
} };
)_") ==
        R"_(index.ts module m
  (registerRoute is called without an argument) at index.ts:5
  (the argument of registerRoute cannot be worked out before the module runs) at index.ts:6
  (the argument of registerRoute comes from the package "routes") at index.ts:7
  (the argument of registerRoute is an array) at index.ts:8
  ? `/p/${}` auth=? handler=? at index.ts:9 `{ method: load(), path: "/p/" + load(), auth: process.env.OPEN, handler: load() }`
  (the argument of registerRoute cannot be worked out before the module runs) at index.ts:10
)_");
}

TEST_CASE("A file may export several modules, or what makes them") {
  CHECK(tests::routes(R"_(import { defineModule } from "@convotic/block-sdk";
export const a = defineModule({ name: "a", register(sdk) { sdk.registerRoute({ method: "GET", path: "/a", handler: () => ({ status: 200 }) }); } });
export function b(options) { return { name: `b-${options.x}`, register: (sdk) => sdk.registerRoute({ method: "GET", path: "/b", auth: options.auth, handler: () => ({ status: 200 }) }) }; }
export default { register() {} };
)_") ==
        R"_(index.ts module a
  GET /a auth=- handler=function at index.ts:2 `{ method: "GET", path: "/a", handler: () => ({ status: 200 }) }`
index.ts module `b-${}`
  GET /b auth=? handler=function at index.ts:3 `{ method: "GET", path: "/b", auth: options.auth, handler: () => ({ status: 200 }) }`
index.ts module -
)_");
}

TEST_CASE("A call that no module leads to is a route as well") {
  CHECK(tests::routes(R"_(export function mount(sdk, prefix) {
  for (const path of ["/a", "/b"]) sdk.registerRoute({ method: "GET", path: prefix + path, handler: () => ({ status: 200 }) });
}
export class Routes { path = "/c"; mount(sdk) { sdk.registerRoute({ method: "GET", path: this.path, handler: () => ({ status: 200 }) }); } }
later(() => sdk.registerRoute({ method: "GET", path: "/d", handler: () => ({ status: 200 }) }));
)_") ==
        R"_(index.ts no module 
  GET `${}/a` auth=- handler=function at index.ts:2 `"/a"`
  GET `${}/b` auth=- handler=function at index.ts:2 `"/b"`
  GET /c auth=- handler=function at index.ts:4 `{ method: "GET", path: this.path, handler: () => ({ status: 200 }) }`
  GET /d auth=- handler=function at index.ts:5 `{ method: "GET", path: "/d", handler: () => ({ status: 200 }) }`
)_");
}

TEST_CASE("A syntax error damages the routes that it stands in") {
  CHECK(tests::routes(R"_(function h(req, ctx) { return { status: 200 }; }
function k(req, ctx) { return { status: 204 }; }
function broken(req) { return { status: 200 ; }
export default { name: "m", register(sdk) {
sdk.registerRoute({ method: "GET", path: "/a" handler: h });
sdk.registerRoute({ method: "GET", path: "/b", handler: h });
sdk.registerRoute({ method: "GET", path: "/c", handler: broken });
} };
)_") ==
        R"_(index.ts no module 
  ? ? auth=- handler=- +? damaged at index.ts:5 `{ method: "GET", path: "/a" handler: h }`
  GET /b auth=- handler=function at index.ts:6 `{ method: "GET", path: "/b", handler: h }`
  GET /c auth=- handler=function damaged at index.ts:7 `{ method: "GET", path: "/c", handler: broken }`
syntax error index.ts:3 in a route
syntax error index.ts:5 in a route
syntax error index.ts:8 in a route
)_");
}

TEST_CASE("What is done to an object under another name counts for the routes that are made of it") {
  CHECK(tests::routes(R"_(function h(req, ctx) { return { status: 200 }; }
const shared = { auth: true };
const alias = shared;
alias.auth = false;
function open(options) { options.auth = false; }
export default { name: "m", register(sdk) {
sdk.registerRoute({ ...shared, method: "GET", path: "/alias", handler: h });
const given = { auth: true, method: "GET", path: "/given", handler: h };
open(given);
sdk.registerRoute(given);
const list = [{ auth: true, method: "GET", path: "/each", handler: h }];
list.forEach((one) => { one.auth = false; });
for (const one of list) sdk.registerRoute(one);
const maybe = { auth: true, method: "GET", path: "/maybe", handler: h };
const same = maybe;
if (unknown()) same.auth = false;
sdk.registerRoute(maybe);
} };
)_") ==
        R"_(index.ts module m
  GET /alias auth=false handler=function at index.ts:7 `{ ...shared, method: "GET", path: "/alias", handler: h }`
  GET /given auth=false handler=function at index.ts:8 `{ auth: true, method: "GET", path: "/given", handler: h }`
  GET /each auth=false handler=function at index.ts:11 `{ auth: true, method: "GET", path: "/each", handler: h }`
  GET /maybe auth=? handler=function at index.ts:14 `{ auth: true, method: "GET", path: "/maybe", handler: h }`
)_");
}

TEST_CASE("A list that methods and helpers fill is known where they are followed") {
  CHECK(tests::routes(R"_(function h(req, ctx) { return { status: 200 }; }
class M {
  name = "m";
  routes = [];
  secret = "";
  add(route) { this.routes.push(route); return this; }
  register(sdk) {
    this.secret = process.env.KEY;
    if (!this.secret) throw new Error("KEY");
    this.add({ method: "GET", path: "/a", handler: h }).add({ method: "GET", path: "/b", handler: h });
    const more = [];
    const put = (route) => { more.push(route); };
    put({ method: "GET", path: "/c", handler: h });
    for (const route of [...this.routes, ...more]) sdk.registerRoute(route);
  }
}
export default new M();
)_") ==
        R"_(index.ts module m
  GET /a auth=- handler=function branch 2 at index.ts:10 `{ method: "GET", path: "/a", handler: h }`
  GET /b auth=- handler=function branch 2 at index.ts:10 `{ method: "GET", path: "/b", handler: h }`
  GET /c auth=- handler=function branch 2 at index.ts:13 `{ method: "GET", path: "/c", handler: h }`
)_");
}

TEST_CASE("A list that somebody else fills is not taken for empty, nor a flag for what it was made as") {
  CHECK(tests::routes(R"_(import { plugins } from "some-package";
function h(req, ctx) { return { status: 200 }; }
class M {
  name = "m";
  routes = [];
  on = false;
  add(route) { this.routes.push(route); }
  enable() { this.on = true; }
  register(sdk) {
    plugins.start(this);
    if (this.on) sdk.registerRoute({ method: "GET", path: "/on", auth: !this.on, handler: h });
    for (const route of this.routes) sdk.registerRoute(route);
  }
}
export default new M();
)_") ==
        R"_(index.ts module m
  GET /on auth=? handler=function branch 1 at index.ts:11 `{ method: "GET", path: "/on", auth: !this.on, handler: h }`
  (the argument of registerRoute cannot be worked out before the module runs) at index.ts:12
)_");
}

TEST_CASE("A case is reached through the one before it too") {
  CHECK(tests::routes(R"_(function h(req, ctx) { return { status: 200 }; }
const mode = "a";
export default { name: "m", register(sdk) {
switch (mode) {
  case "a":
  case "b": sdk.registerRoute({ method: "GET", path: "/a", handler: h }); break;
  case "c": sdk.registerRoute({ method: "GET", path: "/c", handler: h });
}
Reflect.apply(sdk.registerRoute, sdk, [{ method: "GET", path: "/reflect", handler: h }]);
} };
)_") ==
        R"_(index.ts module m
  GET /a auth=- handler=function branch 1 at index.ts:6 `{ method: "GET", path: "/a", handler: h }`
  GET /reflect auth=- handler=function at index.ts:9 `{ method: "GET", path: "/reflect", handler: h }`
)_");
}

TEST_CASE("Methods that give their own object are followed in a chain") {
  CHECK(tests::routes(R"_(class Routes {
  made = [];
  constructor(sdk) { this.sdk = sdk; }
  open(path) { this.path = path; return this; }
  handle(fn) {
    this.made.push(fn);
    if (this.made.length === 0) throw new Error("no handler");
    this.sdk.registerRoute({ method: "POST", path: this.path, auth: false, handler: fn });
    return this;
  }
}
export default { name: "m", register(sdk) {
new Routes(sdk).open("/x").handle((req, ctx) => ({ status: 200 }));
} };
)_") ==
        R"_(index.ts module m
  POST /x auth=false handler=function at index.ts:13 `new Routes(sdk).open("/x").handle((req, ctx) => ({ status: 200 }))`
)_");
}
