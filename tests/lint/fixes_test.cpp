#include "lint/fixes.hpp"
#include "tests/support/lint_sources.hpp"

using namespace convotic;
using lint::FixLevel;
using tests::LintSources;
using tests::route_with;

namespace {

std::string fixed(const std::string& source, FixLevel level = FixLevel::safe) {
  const LintSources sources({{"a.ts", source}});
  const auto result = lint::apply_fixes(sources.files, sources.options, level);
  REQUIRE(result);
  return result->files.empty() ? source : result->files.at(0).after;
}

std::string path_fixed(const std::string& path, FixLevel level = FixLevel::safe) {
  const std::string text = fixed(
      route_with("method: \"GET\", path: " + path + ", handler: async (req) => ({ status: 200, body: req })"),
      level);
  const std::size_t begin = text.find("path: ") + 6;
  return text.substr(begin, text.find(", handler") - begin);
}

}  // namespace

TEST_CASE("Safe fixes mend the text where it is written") {
  CHECK(path_fixed("\"orders/{id}/\"") == "\"/orders/:id\"");
  CHECK(path_fixed("'/a//b///c'") == "'/a/b/c'");
  CHECK(path_fixed("\"\"") == "\"/\"");
  CHECK(path_fixed("`a/${process.env.X}/<id>`") == "`/a/${process.env.X}/:id`");
  CHECK(path_fixed("\"/v1/modules/shop/a\"") == "\"/v1/modules/shop/a\"");
  CHECK(path_fixed("\"/v1/modules/shop/a\"", FixLevel::unsafe) == "\"/a\"");
}

TEST_CASE("Keys, reads and headers are renamed as they stand") {
  CHECK(fixed(route_with(
            "method: \"get\", 'path': \"/\", middlewares: [], handler: async () => ({ status: \"200\" })")) ==
        route_with("method: \"GET\", 'path': \"/\", middleware: [], handler: async () => ({ status: 200 })"));
  CHECK(
      fixed(route_with("method: \"GET\", path: \"/:orderId\", handler: async (req) => ({ status: 200, body: "
                       "[req.params.orderID, req.headers[\"X-Id\"]] })")) ==
      route_with("method: \"GET\", path: \"/:orderId\", handler: async (req) => ({ status: 200, body: "
                 "[req.params.orderId, req.headers[\"x-id\"]] })"));
  CHECK(fixed(route_with(
            "method: \"GET\", path: \"/:orderId\", handler: async ({ params: { orderID } }) => ({ status: "
            "200, body: orderID })")) == route_with("method: \"GET\", path: \"/:orderId\", handler: async ({ "
                                                    "params: { orderId: orderID } }) => ({ status: "
                                                    "200, body: orderID })"));
}

TEST_CASE("Routes that stand in each other's way are swapped if asked") {
  const std::string wide = "sdk.registerRoute({ method: \"GET\", path: \"/:id\", handler: async (req) => ({ "
                           "status: 200, body: req }) })";
  const std::string narrow =
      "sdk.registerRoute({ method: \"GET\", path: \"/open\", handler: async () => ({ status: 200 }) })";
  const auto both = [](const std::string& a, const std::string& b) {
    return tests::module_with(a + ";\n" + b + ";");
  };
  CHECK(fixed(both(wide, narrow)) == both(wide, narrow));
  CHECK(fixed(both(wide, narrow), FixLevel::unsafe) == both(narrow, wide));
}

TEST_CASE("What was applied is counted, and the rest is what is found afterwards") {
  const LintSources sources(
      {{"a.ts", route_with("method: \"get\", path: \"a b\", handler: async () => ({ status: 200 })")},
       {"b.ts", route_with("method: \"GET\", path: \"/\", handler: async () => ({ status: 200 })")}});
  const auto result = lint::apply_fixes(sources.files, sources.options, FixLevel::safe);
  REQUIRE(result);
  CHECK(result->applied == 2);
  CHECK(result->reverted == 0);
  REQUIRE(result->files.size() == 1);
  CHECK(result->files[0].shown == "a.ts");
  CHECK(tests::lines_of(result->left) ==
        std::vector<std::string>{
            "a.ts:2:45 error path/invalid-character: \" \" cannot stand in a path (write \"%20\")"});
}

TEST_CASE("What is suppressed is not mended") {
  const std::string source =
      "// convotic-lint-disable-file route/invalid-method -- the tool that reads it is old\n" +
      route_with("method: \"get\", path: \"/\", handler: async () => ({ status: 200 })");
  CHECK(fixed(source) == source);
}

TEST_CASE("A comment that suppresses nothing is taken out with its line") {
  const std::string route =
      route_with("method: \"GET\", path: \"/\", handler: async () => ({ status: 200 })");
  CHECK(fixed("// first\n  // convotic-lint-disable-file path/case -- the tool that reads it is old\r\n" +
              route) == "// first\n" + route);
}
