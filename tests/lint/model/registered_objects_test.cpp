// What is done to lists and tables while they are gone through.
#include "tests/lint/model/printed_model.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

using namespace convotic;

TEST_CASE("A list that is changed while it is gone through gives what it had") {
  CHECK(tests::routes(R"_(const h = (req, ctx) => ({ status: 200 });
const wrap = (f) => async (req, ctx) => f(req, ctx);
class M {
  name = "m";
  table = { a: h, b: h, c: h };
  list = ["/p", "/q"];
  register(sdk) {
    for (const k in this.table) {
      this.table[k] = wrap(this.table[k]);
      this.table[k + k] = h;
      sdk.registerRoute({ method: "GET", path: "/" + k, handler: this.table[k] });
    }
    this.list.forEach((path) => {
      this.list.push(path + path);
      sdk.registerRoute({ method: "GET", path, handler: h });
    });
  }
}
export default new M();
)_") ==
        R"_(index.ts module m
  GET /a auth=- handler=function at index.ts:11 `{ method: "GET", path: "/" + k, handler: this.table[k] }`
  GET /b auth=- handler=function at index.ts:11 `{ method: "GET", path: "/" + k, handler: this.table[k] }`
  GET /c auth=- handler=function at index.ts:11 `{ method: "GET", path: "/" + k, handler: this.table[k] }`
  GET /p auth=- handler=function at index.ts:6 `"/p"`
  GET /q auth=- handler=function at index.ts:6 `"/q"`
)_");
}

TEST_CASE(
    "An entry of a map that is set again is one, and two modules of a file do not share what they did") {
  CHECK(tests::routes(R"_(const h = (req, ctx) => ({ status: 200 });
const routes = new Map();
routes.set("/a", h);
routes.set("/a", h);
const register = (sdk) => {
  for (const [path, handler] of routes) sdk.registerRoute({ method: "GET", path, handler });
};
export const one = { name: "one", register };
export const two = { name: "two", register };
)_") ==
        R"_(index.ts module one
  GET /a auth=- handler=function at index.ts:4 `"/a"`
index.ts module two
  GET /a auth=- handler=function at index.ts:4 `"/a"`
)_");
}

TEST_CASE("Names that stand for lists of names are looked at once") {
  std::string code = "const a4 = [1];\n";
  for (int level = 3; level >= 0; --level) {
    code += fmt::format("const a{} = [", level);
    for (int i = 0; i < 250; ++i)
      code += fmt::format("a{}, ", level + 1);
    code += "];\n";
  }
  code += "export default { name: \"m\", register(sdk) {\nif (a0) sdk.registerRoute({ method: \"GET\", path: "
          "\"/a\", handler: () => ({ status: 200 }) });\n} };\n";
  CHECK(tests::routes(code).find("GET /a") != std::string::npos);
}
