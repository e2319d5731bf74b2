#include "lint/syntax/parse.hpp"
#include "lint/syntax/scopes.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

using namespace convotic;

namespace {

// Every binding: its kind, name, how often it is used, assigned and changed, and its value.
std::string bindings(std::string_view text) {
  static constexpr const char* kKinds[] = {"variable", "parameter", "function",  "class",
                                           "import",   "enum",      "namespace", "caught"};
  lint::Parser parser;
  const auto ast = parser.script("a.ts", text);
  REQUIRE(ast);
  const lint::Scopes scopes = lint::build_scopes(*ast);
  std::string out;
  for (lint::BindingId id = 1; id < scopes.size(); ++id) {
    const lint::Binding& binding = scopes[id];
    const lint::Node& value = (*ast)[binding.value];
    out += fmt::format("{}{} {} uses {}", id == 1 ? "" : "\n", kKinds[static_cast<int>(binding.kind)],
                       binding.name, scopes.uses(id).size());
    if (!binding.assignments.empty()) out += fmt::format(" set {}", binding.assignments.size());
    if (!binding.mutations.empty()) out += fmt::format(" changed {}", binding.mutations.size());
    if (binding.value != lint::kNoNode)
      out += fmt::format(" = {}", text.substr(value.begin, value.end - value.begin));
    if (binding.late) out += " later";
    if (binding.owner != lint::kNoNode) out += " in a function";
  }
  return out;
}

}  // namespace

TEST_CASE("Names are resolved to the innermost declaration") {
  CHECK(bindings("const a = 1; function f(a) { { const a = 2; g(a); } return a; } g(a);") ==
        "variable a uses 1 = 1\n"
        "function f uses 0\n"
        "variable a uses 1 = 2 in a function\n"
        "parameter a uses 1 in a function");
}

TEST_CASE("A var lives in its function, and may be used before it") {
  CHECK(bindings("function f() { g(v); if (x) { var v = 1; } }") ==
        "function f uses 0\nvariable v uses 1 = 1 in a function");
}

TEST_CASE("Patterns declare every name in them") {
  CHECK(bindings("const { a, b: [c = d, ...e], ...r } = o; try {} catch ({ m }) { m; }") ==
        "variable a uses 0 = o\nvariable c uses 0 = o\nvariable e uses 0 = o\nvariable r uses 0 = o\n"
        "caught m uses 1");
}

TEST_CASE("Imports, classes, enums and functions with a name of their own are bindings") {
  CHECK(bindings("import D, { x as y } from 'p'; class C { m() { return C; } } enum E { A }\n"
                 "const f = function again() { again(y); };") ==
        "import D uses 0\nimport y uses 1\nclass C uses 1\nenum E uses 0\n"
        "variable f uses 0 = function again() { again(y); }\nfunction again uses 1 in a function");
}

TEST_CASE("What sets a name again is kept, in every form") {
  CHECK(bindings("let a = 1; a = 2; a += 1; a++; [a] = x; ({ b: a } = x); for (a of y) {}") ==
        "variable a uses 6 set 6 = 1");
}

TEST_CASE("A name that is declared without a value and set once beside it has that value") {
  CHECK(bindings("let a; a = f();") == "variable a uses 1 set 1 = f() later");
  CHECK(bindings("let a; if (x) a = f();") == "variable a uses 1 set 1");
  CHECK(bindings("let a; a = f(); a = g();") == "variable a uses 2 set 2");
}

TEST_CASE("What changes an object is kept with its name") {
  CHECK(
      bindings("const o = {}; o.a = 1; o.b.c = 2; o['d']++; delete o.e; Object.assign(o, p); f(o); o.g();") ==
      "variable o uses 7 changed 5 = {}");
  CHECK(bindings("const l = []; l.push(1); l.x.push(2); l.map(f);") == "variable l uses 3 changed 2 = []");
}

TEST_CASE("The body of an overloaded function counts, and a re-exported name is no use") {
  CHECK(bindings("declare function f(): void; function f() {} export { f } from './x';") ==
        "function f uses 0");
}
