#include "lint/syntax/parse.hpp"
#include "tests/lint/syntax/printed_tree.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;

namespace {

// The statements of a script, one a line.
std::string tree(std::string_view text, std::string_view path = "a.ts") {
  lint::Parser parser;
  const auto ast = parser.script(path, text);
  REQUIRE(ast);
  std::string out;
  for (const lint::NodeId id : ast->children(ast->root()))
    out += (out.empty() ? "" : "\n") + tests::printed(*ast, id);
  return out;
}

}  // namespace

TEST_CASE("Parentheses, casts, types and comments are not in the tree") {
  CHECK(tree("x = ((<any>(y as Foo)!) satisfies Bar) /* , */ ;") ==
        "(expression_statement (assignment = x y))");
}
