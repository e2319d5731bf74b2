#include "lint/syntax/scopes.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace convotic::lint {

namespace {

// Methods that change what they are called on.
constexpr std::array<std::string_view, 13> kChanging = {"push",  "unshift", "splice",    "pop", "shift",
                                                        "sort",  "reverse", "fill",      "set", "add",
                                                        "clear", "delete",  "copyWithin"};

bool is_pattern(NodeKind kind) {
  return kind == NodeKind::object_pattern || kind == NodeKind::pattern_property ||
         kind == NodeKind::array_pattern || kind == NodeKind::default_pattern ||
         kind == NodeKind::rest_pattern;
}

bool opens_scope(NodeKind kind) {
  switch (kind) {
  case NodeKind::program:
  case NodeKind::block:
  case NodeKind::function:
  case NodeKind::class_:
  case NodeKind::for_statement:
  case NodeKind::for_in_statement:
  case NodeKind::switch_statement:
  case NodeKind::catch_clause:
    return true;
  default:
    return false;
  }
}

}  // namespace

class ScopeBuilder {
public:
  explicit ScopeBuilder(const Ast& ast) : ast_(ast), scope_(ast.size(), kNoNode) {
    scopes_.bindings_.emplace_back();
    scopes_.uses_.emplace_back();
    scopes_.of_node_.assign(ast.size(), kNoBinding);
  }

  Scopes run() {
    // Parents come before their children, and every declaration before any use is looked up.
    for (NodeId id = 1; id < ast_.size(); ++id)
      scope_[id] = opens_scope(ast_.kind(id)) ? id : scope_[ast_.parent(id)];
    for (NodeId id = 1; id < ast_.size(); ++id)
      if (ast_.is(id, NodeKind::identifier) && ast_.has(id, kDeclares)) declare(id);
    for (NodeId id = 1; id < ast_.size(); ++id)
      if (ast_.is(id, NodeKind::identifier) && !ast_.has(id, kDeclares)) use(id);
    for (Binding& binding : scopes_.bindings_)
      settle(binding);
    for (BindingId id = 1; id < scopes_.bindings_.size(); ++id)
      if (scopes_[id].scope == ast_.root()) scopes_.top_.try_emplace(scopes_[id].name, id);
    return std::move(scopes_);
  }

private:
  // The nearest function, or the file, that a "var" belongs to.
  NodeId function_scope(NodeId id) const {
    for (NodeId at = id; at != kNoNode; at = ast_.parent(at)) {
      if (ast_.is(at, NodeKind::function)) return at;
      if (ast_.is(at, NodeKind::block) && ast_.is(ast_.parent(at), NodeKind::namespace_declaration))
        return at;
    }
    return ast_.root();
  }

  // What declares the name: the nearest node above that is no part of a pattern.
  NodeId declaration_of(NodeId identifier) const {
    NodeId at = ast_.parent(identifier);
    while (is_pattern(ast_.kind(at)))
      at = ast_.parent(at);
    return at;
  }

  void declare(NodeId id) {
    Binding binding;
    binding.name = ast_.text(id);
    binding.identifier = id;
    const NodeId by = binding.declaration = declaration_of(id);
    binding.scope = scope_[ast_.parent(by)];
    switch (ast_.kind(by)) {
    case NodeKind::declarator: {
      const NodeId statement = ast_.parent(by);
      binding.declared_with = ast_[statement].op;
      if (binding.declared_with == Op::var_) binding.scope = function_scope(statement);
      binding.value = ast_.child(by, 1);
      break;
    }
    case NodeKind::parameter:
      binding.kind = Binding::Kind::parameter;
      break;
    case NodeKind::function:
      binding.kind = Binding::Kind::function;
      if (!ast_.has(by, kDeclaration)) binding.scope = by;
      break;
    case NodeKind::class_:
      binding.kind = Binding::Kind::class_;
      if (!ast_.has(by, kDeclaration)) binding.scope = by;
      break;
    case NodeKind::import_specifier: {
      binding.kind = Binding::Kind::import;
      const NodeId statement = ast_.parent(by);
      binding.import_from = ast_.text(statement);
      binding.import_name = ast_.text(by);
      binding.type_only = ast_.has(by, kTypeOnly) || ast_.has(statement, kTypeOnly);
      break;
    }
    case NodeKind::enum_declaration:
      binding.kind = Binding::Kind::enum_;
      break;
    case NodeKind::namespace_declaration:
      binding.kind = Binding::Kind::namespace_;
      break;
    case NodeKind::catch_clause:
      binding.kind = Binding::Kind::caught;
      binding.scope = by;
      break;
    default:
      break;  // within something that is not understood
    }
    for (NodeId at = binding.scope; at != kNoNode; at = ast_.parent(at)) {
      if (!ast_.is(at, NodeKind::function)) continue;
      binding.owner = at;
      break;
    }
    add(std::move(binding));
  }

  void add(Binding binding) {
    auto& same_name = by_name_[binding.name];
    const NodeId identifier = binding.identifier;
    for (const BindingId other : same_name) {
      Binding& before = scopes_.bindings_[other];
      if (before.scope != binding.scope) continue;
      scopes_.of_node_[identifier] = other;
      // "var x" twice is one variable that is set twice; of functions the last counts that has a body.
      if (before.kind == Binding::Kind::variable && binding.value != kNoNode)
        before.assignments.push_back(binding.declaration);
      if (before.kind == Binding::Kind::function && binding.kind == Binding::Kind::function &&
          (ast_.child(before.declaration, 1) == kNoNode || ast_.child(binding.declaration, 1) != kNoNode))
        before.declaration = binding.declaration;
      return;
    }
    const auto id = static_cast<BindingId>(scopes_.bindings_.size());
    same_name.push_back(id);
    scopes_.of_node_[identifier] = id;
    scopes_.bindings_.push_back(std::move(binding));
    scopes_.uses_.emplace_back();
  }

  void use(NodeId id) {
    const NodeKind above = ast_.kind(ast_.parent(id));
    if (above == NodeKind::export_all) return;
    if (above == NodeKind::export_specifier && !ast_.text(ast_.parent(ast_.parent(id))).empty()) return;
    const auto named = by_name_.find(ast_.text(id));
    if (named == by_name_.end()) return;
    for (NodeId scope = scope_[id]; scope != kNoNode; scope = scope_[ast_.parent(scope)]) {
      for (const BindingId candidate : named->second) {
        if (scopes_.bindings_[candidate].scope != scope) continue;
        scopes_.of_node_[id] = candidate;
        scopes_.uses_[candidate].push_back(id);
        note_change(id, scopes_.bindings_[candidate]);
        return;
      }
    }
  }

  // The assignment, update, delete or loop that writes to an expression; kNoNode where none does.
  NodeId writer_of(NodeId target) const {
    NodeId below = target;
    NodeId at = ast_.parent(target);
    while (is_pattern(ast_.kind(at))) {
      const bool is_default = (ast_.is(at, NodeKind::default_pattern) && ast_.child(at, 1) == below) ||
                              (ast_.is(at, NodeKind::pattern_property) && ast_.child(at, 1) != below);
      if (is_default) return kNoNode;
      below = at;
      at = ast_.parent(at);
    }
    const bool writes = (ast_.is(at, NodeKind::assignment) && ast_.child(at, 0) == below) ||
                        ast_.is(at, NodeKind::update) ||
                        (ast_.is(at, NodeKind::unary) && ast_[at].op == Op::delete_) ||
                        (ast_.is(at, NodeKind::for_in_statement) && ast_.child(at, 0) == below);
    return writes ? at : kNoNode;
  }

  void note_change(NodeId id, Binding& binding) {
    if (const NodeId writer = writer_of(id); writer != kNoNode) {
      binding.assignments.push_back(writer);
      return;
    }
    const NodeId above = ast_.parent(id);
    // Object.assign(x, …)
    if (ast_.is(above, NodeKind::call) && ast_.child(above, 1) == id) {
      const NodeId callee = ast_.child(above, 0);
      const bool of_object = ast_.is(callee, NodeKind::member) &&
                             ast_.text(ast_.child(callee, 0)) == "Object" &&
                             (ast_.text(callee) == "assign" || ast_.text(callee).starts_with("define"));
      if (of_object) binding.mutations.push_back(above);
      return;
    }
    NodeId part = id;
    while (is_part_of(ast_.parent(part), part))
      part = ast_.parent(part);
    if (part == id) return;
    if (const NodeId writer = writer_of(part); writer != kNoNode) {
      binding.mutations.push_back(writer);
    } else if (ast_.is(ast_.parent(part), NodeKind::call) && ast_.child(ast_.parent(part), 0) == part &&
               ast_.is(part, NodeKind::member) &&
               std::find(kChanging.begin(), kChanging.end(), ast_.text(part)) != kChanging.end()) {
      binding.mutations.push_back(ast_.parent(part));
    }
  }

  bool is_part_of(NodeId above, NodeId object) const {
    return (ast_.is(above, NodeKind::member) || ast_.is(above, NodeKind::index)) &&
           ast_.child(above, 0) == object;
  }

  // A variable that is declared without a value and set once, in the block where it lives.
  void settle(Binding& binding) {
    if (binding.kind != Binding::Kind::variable || binding.value != kNoNode) return;
    if (binding.assignments.size() != 1) return;
    const NodeId assignment = binding.assignments.front();
    const NodeId statement = ast_.parent(assignment);
    const bool plain = ast_.is(assignment, NodeKind::assignment) && ast_[assignment].op == Op::assign &&
                       ast_.is(ast_.child(assignment, 0), NodeKind::identifier) &&
                       ast_.is(statement, NodeKind::expression_statement);
    if (!plain) return;
    const NodeId home = binding.scope;
    const NodeId block = ast_.parent(statement);
    const bool at_home = block == home || (ast_.is(home, NodeKind::function) && ast_.parent(block) == home);
    if (!at_home) return;
    binding.value = ast_.child(assignment, 1);
    binding.late = true;
  }

  const Ast& ast_;
  Scopes scopes_;
  std::vector<NodeId> scope_;  // of each node: the scope that it opens or stands in
  std::unordered_map<std::string_view, std::vector<BindingId>> by_name_;
};

BindingId Scopes::at_top(std::string_view name) const {
  const auto found = top_.find(name);
  return found == top_.end() ? kNoBinding : found->second;
}

Scopes build_scopes(const Ast& ast) {
  return ScopeBuilder(ast).run();
}

}  // namespace convotic::lint
