#include "tests/lint/model/printed_model.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;

TEST_CASE("Imports are followed through barrels, renames, folders and extensions") {
  CHECK(tests::printed(
            tests::model_of({{"index.ts", R"_(import def, { h as one, all, again } from "./barrel";
import * as ns from "./folder";
import { js } from "./styled.js";
import data from "./routes.json";
export default { name: "m", register(sdk) {
  const routes = { one, def, all, again, ns: ns.deep.h, js };
  for (const [name, handler] of Object.entries(routes)) sdk.registerRoute({ method: "GET", path: "/" + name, handler });
  for (const path of data.paths) sdk.registerRoute({ method: "GET", path, handler: one });
} };
)_"},
                             {"barrel.ts", R"_(export { h, h as all } from "./h";
export { default } from "./h";
export * from "./star";
)_"},
                             {"h.ts", R"_(export async function h(req, ctx) { return { status: 200 }; }
export default h;
)_"},
                             {"star.ts", R"_(import { h } from "./h";
export const again = h;
)_"},
                             {"folder/index.ts", R"_(export * as deep from "../h";
)_"},
                             {"styled.ts", R"_(export { h as js } from "./h";
)_"},
                             {"routes.json", R"_({ "paths": ["/j1", "/j2"] }
)_"}})) ==
        R"_(index.ts module m
  GET /one auth=- handler=function at index.ts:6 `one`
  GET /def auth=- handler=function at index.ts:6 `def`
  GET /all auth=- handler=function at index.ts:6 `all`
  GET /again auth=- handler=function at index.ts:6 `again`
  GET /ns auth=- handler=function at index.ts:6 `ns: ns.deep.h`
  GET /js auth=- handler=function at index.ts:6 `js`
  GET /j1 auth=- handler=function at routes.json:1 `"/j1"`
  GET /j2 auth=- handler=function at routes.json:1 `"/j2"`
)_");
}

TEST_CASE("CommonJS is followed as well") {
  CHECK(tests::printed(tests::model_of(
            {{"index.js", R"_("use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const base_1 = __importDefault(require("./base"));
const { named, ...rest } = require("./named");
const whole = require("./named");
module.exports = { name: "m", register(sdk) {
  for (const handler of [base_1.default, named, rest.other, whole.third, require("./base")])
    sdk.registerRoute({ method: "GET", path: "/x", handler });
} };
)_"},
             {"base.js", R"_(module.exports = async function base(req, ctx) { return { status: 200 }; };
)_"},
             {"named.js", R"_(const f = async () => ({ status: 200 });
exports.named = f;
module.exports.other = f;
Object.defineProperty(exports, "third", { enumerable: true, get: function () { return f; } });
)_"}})) ==
        R"_(index.js module m
  GET /x auth=- handler=function at index.js:8 `{ method: "GET", path: "/x", handler }`
  GET /x auth=- handler=function at index.js:8 `{ method: "GET", path: "/x", handler }`
  GET /x auth=- handler=function at index.js:8 `{ method: "GET", path: "/x", handler }`
  GET /x auth=- handler=function at index.js:8 `{ method: "GET", path: "/x", handler }`
  GET /x auth=- handler=function at index.js:8 `{ method: "GET", path: "/x", handler }`
)_");
}

TEST_CASE("An import that leads nowhere is said with what was tried, one of types is not followed") {
  CHECK(tests::routes(R"_(import type { T } from "./types";
import { type U } from "./more";
import { gone } from "./gone.js";
import { h } from "pkg";
export * from "./lost";
export default { name: "m", register(sdk) { sdk.registerRoute({ method: "GET", path: "/", handler: gone }); } };
)_") ==
        R"_(index.ts module m
  GET / auth=- handler=? at index.ts:6 `{ method: "GET", path: "/", handler: gone }`
unresolved index.ts:3 `"./gone.js"` ./gone.js: gone.js gone.ts gone.tsx gone.js.ts gone.js.tsx gone.js.mts gone.js.cts gone.js.js gone.js.mjs gone.js.cjs gone.js.jsx gone.js.json gone.js/index.ts gone.js/index.tsx gone.js/index.mts gone.js/index.cts gone.js/index.js gone.js/index.mjs gone.js/index.cjs gone.js/index.jsx gone.js/index.json
unresolved index.ts:5 `"./lost"` ./lost: lost.ts lost.tsx lost.mts lost.cts lost.js lost.mjs lost.cjs lost.jsx lost.json lost/index.ts lost/index.tsx lost/index.mts lost/index.cts lost/index.js lost/index.mjs lost/index.cjs lost/index.jsx lost/index.json
)_");
}

TEST_CASE("Files that import each other, and exports that go in circles, end") {
  CHECK(tests::printed(tests::model_of({{"index.ts", R"_(import { a } from "./a";
import { x } from "./circle";
export const y = 1;
export default { name: "m", register(sdk) { sdk.registerRoute({ method: "GET", path: "/", handler: a }); sdk.registerRoute({ method: "GET", path: "/x", handler: x }); } };
)_"},
                                        {"a.ts", R"_(import { y } from "./index";
export const a = async () => ({ status: y ? 200 : 500 });
)_"},
                                        {"circle.ts", R"_(export { x } from "./circle2";
)_"},
                                        {"circle2.ts", R"_(export { x } from "./circle";
)_"}})) ==
        R"_(index.ts module m
  GET / auth=- handler=function at index.ts:4 `{ method: "GET", path: "/", handler: a }`
  GET /x auth=- handler=? at index.ts:4 `{ method: "GET", path: "/x", handler: x }`
)_");
}

TEST_CASE("The paths of tsconfig.json are followed") {
  CHECK(tests::printed(
            tests::model_of({{"index.ts", R"_(import { h } from "@app/h";
import { k } from "lib/k";
export default { name: "m", register(sdk) { sdk.registerRoute({ method: "GET", path: "/", handler: h }); sdk.registerRoute({ method: "GET", path: "/k", handler: k }); } };
)_"},
                             {"tsconfig.json", R"_({ // a comment
  "compilerOptions": { "baseUrl": ".", "paths": { "@app/*": ["source/*"], }, } }
)_"},
                             {"source/h.ts", R"_(export async function h(req, ctx) { return { status: 200 }; }
)_"},
                             {"lib/k.ts", R"_(export const k = async () => ({ status: 200 });
)_"}})) ==
        R"_(index.ts module m
  GET / auth=- handler=function at index.ts:3 `{ method: "GET", path: "/", handler: h }`
  GET /k auth=- handler=function at index.ts:3 `{ method: "GET", path: "/k", handler: k }`
)_");
}
