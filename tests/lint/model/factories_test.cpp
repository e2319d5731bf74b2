// Modules that a function of another file makes.
#include "tests/lint/model/printed_model.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;

namespace {

constexpr const char* kFactory = R"_(export function defineModule(name, routes) {
  return { name, version: "1.0.0", register(sdk) {
    for (const [path, handler] of Object.entries(routes)) sdk.registerRoute({ method: "POST", path, auth: false, handler });
  } };
}
)_";

// Where every file is looked at.
std::string printed_all(tests::Files files) {
  tests::FakeFileSystem disk;
  std::vector<lint::Input> inputs;
  for (const auto& [name, text] : files) {
    disk.add("/p/" + name, text);
    inputs.push_back({"/p/" + name, name});
  }
  return tests::printed(lint::build_model(disk, inputs, {}, 1));
}

}  // namespace

TEST_CASE("A file that only calls a factory of modules is a module, and the factory by itself is none") {
  CHECK(printed_all({{"define.ts", kFactory}, {"index.ts", R"_(import { defineModule } from "./define";
export default defineModule("orders", { "/paid": async () => ({ status: 200 }) });
)_"}}) == R"_(define.ts module orders
  POST /paid auth=false handler=function at index.ts:2 `"/paid": async () => ({ status: 200 })`
)_");
}

TEST_CASE(
    "It is found over files that do not say what a module says, and where it is the only one looked at") {
  const std::vector<std::pair<std::string, std::string>> all{
      {"index.js", "module.exports = require('./made').made;\n"},
      {"made.js", "import { defineModule } from \"./define\";\n"
                  "export const made = defineModule(\"m\", { \"/a\": () => ({ status: 200 }) });\n"},
      {"define.ts", kFactory}};
  const std::string routes =
      "define.ts module m\n"
      "  POST /a auth=false handler=function at made.js:2 `\"/a\": () => ({ status: 200 })`\n";
  CHECK(tests::printed(tests::model_of({all[0], all[1], all[2]})) == routes);
}

TEST_CASE("A factory that is called twice gives two modules, in one file or in two") {
  CHECK(printed_all({{"define.ts", kFactory},
                     {"a.ts", R"_(import { defineModule } from "./define";
export const a = defineModule("a", { "/a": () => ({ status: 200 }) });
export const b = defineModule("b", { "/b": () => ({ status: 200 }) });
)_"},
                     {"c.ts", R"_(import { defineModule } from "./define";
export default defineModule("c", { "/c": () => ({ status: 200 }) });
)_"}}) == R"_(define.ts module a
  POST /a auth=false handler=function at a.ts:2 `"/a": () => ({ status: 200 })`
define.ts module b
  POST /b auth=false handler=function at a.ts:3 `"/b": () => ({ status: 200 })`
define.ts module c
  POST /c auth=false handler=function at c.ts:2 `"/c": () => ({ status: 200 })`
)_");
}

TEST_CASE("A module that several files export is one") {
  CHECK(
      printed_all(
          {{"index.ts", "export { default } from \"./m\";\nexport * from \"./m\";\n"},
           {"m.ts",
            R"_(const m = { name: "m", register(sdk) { sdk.registerRoute({ method: "GET", path: "/x", handler: () => ({ status: 200 }) }); } };
export default m;
export { m };
)_"}}) == "m.ts module m\n  GET /x auth=- handler=function at m.ts:1 `{ method: \"GET\", path: \"/x\", "
          "handler: () => ({ status: 200 }) }`\n");
}
