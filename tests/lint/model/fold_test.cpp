#include "tests/lint/model/printed_model.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;

TEST_CASE("Values are folded through operators, templates and calls") {
  CHECK(tests::routes(R"_(function h(req, ctx) { return { status: 200 }; }
function k(req, ctx) { return { status: 204 }; }
enum Mode { First = "1", Second = 7, Third }
namespace Names { export const prefix = "/n"; }
export default { name: "m", register(sdk) {
const v = {
  a: !true, b: 1 + 2 * 3, c: "a" + 1 + null, d: `x${1}-${load()}`, e: typeof "x", f: 1 === 1 && "yes", g: null ?? "or",
  h: 0 || "else", i: ["a", "b"].join("/"), j: "Get".toUpperCase(), k: String.raw`\d`, l: void 0, m: Boolean(""), n: -1,
  o: [1, 2, 3].includes(2), p: "a,b".split(",")[1], q: { deep: { er: "value" } }.deep["er"], r: [..."x", 1].length,
  s: ((x, y = 2) => x + y)(1), t: Mode.Second, u: Mode["First"], w: Names.prefix, x: "a" == null, y: 1 == "1", z: /x/,
  aa: [1, 2].map((n) => n * 2).concat([5]).reduce((sum, n) => sum + n, 0), ab: Object.keys({ p: 1, q: 2 }).join(),
  ac: Object.fromEntries([["k", "v"]]).k, ad: [[1], [2]].flat().slice(1)[0], ae: load()?.x, af: JSON.parse("1"),
};
sdk.registerRoute({ method: "GET", path: "/", handler: h, ...v });
} };
)_") ==
        R"_(index.ts module m
  GET / auth=- handler=function at index.ts:14 `{ method: "GET", path: "/", handler: h, ...v }`
    a=false
    b=7
    c=a1null
    d=`x1-${}`
    e=string
    f=yes
    g=or
    h=else
    i=a/b
    j=GET
    k=\d
    l=undefined
    m=false
    n=-1
    o=true
    p=b
    q=value
    r=?
    s=3
    t=7
    u=1
    w=/n
    x=false
    y=?
    z=object
    aa=11
    ab=p,q
    ac=v
    ad=2
    ae=?
    af=?
)_");
}

TEST_CASE("A variable that is set again is one of what it is set to") {
  CHECK(tests::routes(R"_(function h(req, ctx) { return { status: 200 }; }
function k(req, ctx) { return { status: 204 }; }
export default { name: "m", register(sdk) {
let auth = true;
if (process.env.X) auth = false;
let path; path = "/late";
let twice = "/a"; twice = "/a";
let counted = 1; counted++;
var handler = h;
sdk.registerRoute({ method: "GET", path, auth, handler, twice, counted });
} };
)_") ==
        R"_(index.ts module m
  GET /late auth=? handler=function at index.ts:10 `{ method: "GET", path, auth, handler, twice, counted }`
    twice=/a
    counted=?
)_");
}

TEST_CASE("The environment is not known, unless the configuration says so") {
  CHECK(tests::routes(R"_(function h(req, ctx) { return { status: 200 }; }
function k(req, ctx) { return { status: 204 }; }
export default { name: "m", register(sdk) {
const { MODE = "dev", ...others } = process.env;
sdk.registerRoute({ method: "GET", path: "/", handler: h, auth: process.env.NODE_ENV === "production", mode: MODE, other: import.meta.env.X });
} };
)_") ==
        R"_(index.ts module m
  GET / auth=? handler=function at index.ts:5 `{ method: "GET", path: "/", handler: h, auth: process.env.NODE_ENV === "production", mode: MODE, other: import.meta.env.X }`
    mode=?
    other=?
)_");
}

TEST_CASE("Functions with several returns give what is known of them") {
  CHECK(tests::routes(R"_(function h(req, ctx) { return { status: 200 }; }
function k(req, ctx) { return { status: 204 }; }
export default { name: "m", register(sdk) {
const pick = (kind) => { if (kind === "a") return "/a"; switch (kind) { case "b": return "/b"; default: throw new Error(); } };
const depends = (x) => { if (x) return true; return false; };
const loop = (n) => loop(n + 1);
sdk.registerRoute({ method: "GET", path: pick("a"), auth: depends(load()), handler: h, b: pick("b"), c: pick("c"), d: loop(0), e: depends(1) });
} };
)_") ==
        R"_(index.ts module m
  GET /a auth=? handler=function at index.ts:7 `{ method: "GET", path: pick("a"), auth: depends(load()), handler: h, b: pick("b"), c: pick("c"), d: loop(0), e: depends(1) }`
    b=/b
    c=?
    d=?
    e=true
)_");
}

TEST_CASE("What the configuration defines is known") {
  lint::Config config;
  config.defines["process.env.NODE_ENV"] = "production";
  const auto model = tests::model_of({{"index.ts", R"_(export default { name: "m", register(sdk) {
sdk.registerRoute({ method: "GET", path: "/", auth: process.env.NODE_ENV === "production", handler: async () => ({ status: 200 }) });
} };
)_"}},
                                     config);
  CHECK(tests::printed(model.modules[0].routes[0].auth) == "true");
}
