#include "lint/model/build.hpp"
#include "lint/syntax/parse.hpp"
#include "lint/syntax/scopes.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/fuzz/targets.hpp"
#include "tests/support/fake_file_system.hpp"

#include <string>

namespace convotic::fuzz {
namespace {

// The tree is one: children lie after and within their parent, and each is the child of one.
void check_tree(const lint::Ast& ast, std::string_view text) {
  for (lint::NodeId id = ast.root(); id < ast.size(); ++id) {
    CONVOTIC_PROMISE(ast[id].begin <= ast[id].end && ast[id].end <= text.size());
    for (const lint::NodeId child : ast.children(id)) {
      if (child == lint::kNoNode) continue;
      CONVOTIC_PROMISE(child > id && ast.parent(child) == id);
    }
  }
}

void check_range(const lint::Model& model, const lint::Range& range) {
  CONVOTIC_PROMISE(range.file < model.files.size());
  CONVOTIC_PROMISE(range.begin <= range.end && range.end <= model.files[range.file].text.size());
}

}  // namespace

void scripts(std::string_view bytes) {
  const std::string text(bytes);
  lint::Parser parser;
  if (const auto ast = parser.script("a.ts", text)) {
    check_tree(*ast, text);
    lint::build_scopes(*ast);
  }
  tests::FakeFileSystem files;
  files.add("/p/index.ts", text);
  files.add("/p/other.ts", text);
  const lint::Input input{"/p/index.ts", "index.ts"};
  const lint::Model model = lint::build_model(files, {&input, 1}, {}, 1);
  bool damaged = !model.syntax_errors.empty() || !model.budget_stops.empty();
  for (const lint::ModuleFile& module : model.modules) {
    for (const lint::Route& route : module.routes) {
      check_range(model, route.site);
      check_range(model, route.call);
      CONVOTIC_PROMISE(route.branch < model.branches.size());
      // Nothing is damaged in silence.
      CONVOTIC_PROMISE(!route.damaged || damaged);
      for (const lint::RouteProperty& property : route.properties)
        check_range(model, property.at);
    }
  }
}

}  // namespace convotic::fuzz
