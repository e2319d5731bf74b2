#include "lint/model/file_links.hpp"

#include <string>

namespace convotic::lint {

namespace {

class Linker {
public:
  explicit Linker(ParsedFile& file) : file_(file), ast_(file.ast) {}

  void run() {
    for (const NodeId statement : ast_.children(ast_.root()))
      if (statement != kNoNode) top(statement);
    for (NodeId id = 1; id < ast_.size(); ++id)
      if (const std::string_view specifier = required_specifier(file_, id); !specifier.empty())
        import(specifier);
  }

private:
  void import(std::string_view specifier) {
    if (file_.imports.find(specifier) == file_.imports.end())
      file_.imports.emplace(std::string(specifier), ImportTarget{});
  }

  void give(std::string_view name, ParsedFile::Given given) {
    file_.exports.insert_or_assign(std::string(name), given);
  }

  void give_binding(NodeId identifier) {
    give(ast_.text(identifier), {.binding = file_.scopes.of(identifier)});
  }

  void top(NodeId statement) {
    switch (ast_.kind(statement)) {
    case NodeKind::import_statement:
      if (!only_types(statement)) import(ast_.text(statement));
      break;
    case NodeKind::export_list:
      export_list(statement);
      break;
    case NodeKind::export_all:
      export_all(statement);
      break;
    case NodeKind::export_declaration:
      export_declared(ast_.child(statement, 0));
      break;
    case NodeKind::export_default:
      export_default(ast_.child(statement, 0));
      break;
    case NodeKind::export_assignment:
      common(ast_.child(statement, 0));
      break;
    case NodeKind::expression_statement:
      expression(ast_.child(statement, 0));
      break;
    case NodeKind::unknown:
      for (const NodeId part : ast_.children(statement))
        if (part != kNoNode) top(part);
      break;
    default:
      break;
    }
  }

  bool only_types(NodeId statement) const {
    if (ast_.has(statement, kTypeOnly)) return true;
    const auto specifiers = ast_.rest(statement, 1);
    for (const NodeId specifier : specifiers)
      if (!ast_.has(specifier, kTypeOnly)) return false;
    return !specifiers.empty();
  }

  void export_list(NodeId statement) {
    if (ast_.has(statement, kTypeOnly)) return;
    const std::string_view from = ast_.text(statement);
    if (!from.empty()) import(from);
    for (const NodeId specifier : ast_.rest(statement, 1)) {
      const NodeId local = ast_.child(specifier, 0);
      if (from.empty())
        give(ast_.text(specifier), {.binding = file_.scopes.of(local)});
      else
        give(ast_.text(specifier), {.from = from, .from_name = ast_.text(local)});
    }
  }

  void export_all(NodeId statement) {
    if (ast_.has(statement, kTypeOnly)) return;
    const std::string_view from = ast_.text(statement);
    import(from);
    if (const NodeId space = ast_.child(statement, 1); space != kNoNode)
      give(ast_.text(space), {.from = from, .from_name = "*"});
    else
      file_.stars.push_back({from});
  }

  void export_declared(NodeId declared) {
    switch (ast_.kind(declared)) {
    case NodeKind::variable_declaration:
      for (const NodeId declarator : ast_.children(declared))
        export_pattern(ast_.child(declarator, 0));
      break;
    case NodeKind::function:
    case NodeKind::class_:
    case NodeKind::enum_declaration:
    case NodeKind::namespace_declaration:
      if (const NodeId name = ast_.child(declared, 0); name != kNoNode) give_binding(name);
      break;
    default:
      break;
    }
  }

  void export_pattern(NodeId pattern) {
    if (pattern == kNoNode) return;
    if (ast_.is(pattern, NodeKind::identifier) && ast_.has(pattern, kDeclares)) give_binding(pattern);
    if (!ast_.is(pattern, NodeKind::function))
      for (const NodeId part : ast_.children(pattern))
        export_pattern(part);
  }

  void export_default(NodeId value) {
    const NodeId name = ast_.has(value, kDeclaration) ? ast_.child(value, 0) : kNoNode;
    if (name != kNoNode)
      give("default", {.binding = file_.scopes.of(name)});
    else if (ast_.is(value, NodeKind::identifier) && file_.scopes.of(value) != kNoBinding)
      give("default", {.binding = file_.scopes.of(value)});
    else
      give("default", {.node = value});
  }

  void common(NodeId value) {
    file_.common_js = true;
    file_.module_exports = value;
  }

  bool is_exports(NodeId id) const {
    if (ast_.is(id, NodeKind::identifier))
      return ast_.text(id) == "exports" && file_.scopes.of(id) == kNoBinding;
    return ast_.is(id, NodeKind::member) && ast_.text(id) == "exports" && is_global_module(ast_.child(id, 0));
  }

  // A module that names its own object "module" has no CommonJS one.
  bool is_global_module(NodeId id) const {
    return ast_.is(id, NodeKind::identifier) && ast_.text(id) == "module" &&
           file_.scopes.of(id) == kNoBinding;
  }

  void expression(NodeId id) {
    if (ast_.is(id, NodeKind::sequence))
      for (const NodeId part : ast_.children(id))
        expression(part);
    if (ast_.is(id, NodeKind::assignment) && ast_[id].op == Op::assign) assignment(id);
    if (ast_.is(id, NodeKind::call)) define_property(id);
  }

  void assignment(NodeId id) {
    const NodeId target = ast_.child(id, 0);
    const NodeId value = ast_.child(id, 1);
    if (ast_.is(target, NodeKind::member) && is_exports(target)) {
      if (ast_.is(value, NodeKind::assignment)) assignment(value);  // module.exports = exports.x = …
      common(value);
    } else if (ast_.is(target, NodeKind::member) && is_exports(ast_.child(target, 0))) {
      file_.common_js = true;
      if (ast_.is(value, NodeKind::assignment)) assignment(value);  // exports.a = exports.b = void 0
      const bool declares_only = ast_.is(value, NodeKind::unary) && ast_[value].op == Op::void_;
      if (!declares_only && !ast_.is(value, NodeKind::assignment)) give(ast_.text(target), {.node = value});
    } else if (ast_.is(target, NodeKind::identifier) && is_exports(target) &&
               ast_.is(value, NodeKind::assignment)) {
      assignment(value);  // exports = module.exports = …
    }
  }

  // Object.defineProperty(exports, "x", { get: function () { return y; } }), as compilers write it.
  void define_property(NodeId id) {
    const NodeId callee = ast_.child(id, 0);
    const NodeId on = ast_.child(id, 1);
    const NodeId name = ast_.child(id, 2);
    if (!ast_.is(callee, NodeKind::member) || ast_.text(callee) != "defineProperty" || on == kNoNode ||
        !is_exports(on) || !ast_.is(name, NodeKind::string))
      return;
    file_.common_js = true;
    for (const NodeId property : ast_.children(ast_.child(id, 3))) {
      const NodeId value = ast_.child(property, 1);
      if (ast_.text(property) == "value" && ast_.text(name) != "__esModule")
        give(ast_.text(name), {.node = value});
      if (ast_.text(property) != "get" || !ast_.is(value, NodeKind::function)) continue;
      const NodeId body = ast_.child(value, 1);
      const NodeId last = ast_.is(body, NodeKind::block) && !ast_.children(body).empty()
                              ? ast_.children(body).back()
                              : kNoNode;
      if (ast_.is(last, NodeKind::return_statement)) give(ast_.text(name), {.node = ast_.child(last, 0)});
      if (ast_.has(value, kExpressionBody)) give(ast_.text(name), {.node = body});
    }
  }

  ParsedFile& file_;
  const Ast& ast_;
};

}  // namespace

void find_links(ParsedFile& file) {
  if (!file.json) {
    Linker(file).run();
    return;
  }
  const NodeId statement = file.ast.child(file.ast.root(), 0);
  const NodeId value = file.ast.child(statement, 0);
  if (value != kNoNode) file.module_exports = value;
}

std::string_view required_specifier(const ParsedFile& file, NodeId call) {
  const Ast& ast = file.ast;
  if (ast.is(call, NodeKind::import_call)) {
    const NodeId name = ast.child(call, 0);
    return ast.is(name, NodeKind::string) ? ast.text(name) : std::string_view{};
  }
  if (!ast.is(call, NodeKind::call)) return {};
  const NodeId callee = ast.child(call, 0);
  const NodeId name = ast.child(call, 1);
  const bool required = ast.is(callee, NodeKind::identifier) && ast.text(callee) == "require" &&
                        file.scopes.of(callee) == kNoBinding && ast.is(name, NodeKind::string);
  return required ? ast.text(name) : std::string_view{};
}

}  // namespace convotic::lint
