#pragma once

#include "lint/syntax/ast.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace convotic::lint {

// A binding of one file: a name that the file declares. 0 is none, and means a global.
using BindingId = std::uint32_t;
inline constexpr BindingId kNoBinding = 0;

struct Binding {
  enum class Kind : std::uint8_t {
    variable,   // var, let, const, using; also "for (const x of …)"
    parameter,  // of a function, plain or within a pattern
    function,
    class_,
    import,
    enum_,
    namespace_,
    caught,  // of a catch clause
  } kind = Kind::variable;
  Op declared_with = Op::none;  // var_, let_, const_, using_
  std::string_view name;
  NodeId identifier = kNoNode;   // that declares it
  NodeId declaration = kNoNode;  // declarator, parameter, function, class_, import_specifier, catch_clause …
  NodeId owner = kNoNode;        // the function in whose scope it lives; kNoNode: the file
  NodeId scope = kNoNode;        // the program, block, function, loop … that it is visible in
  // The expression that is destructured into or is its value: a declarator's initialiser, or the one
  // assignment of a variable without initialiser. kNoNode where there is none or more than one.
  NodeId value = kNoNode;
  std::vector<NodeId>
      assignments;  // assignment, update and for_in nodes that set it, besides its declaration
  // What may change the object that it holds: assignments to x.y and x[y], delete x.y, and calls of
  // x.push(…), Object.assign(x, …) and the like. In source order.
  std::vector<NodeId> mutations;
  std::string_view import_from;  // of an import: the specifier
  std::string_view import_name;  // of an import: exported name, "default" or "*"
  bool type_only = false;        // of an import

  bool late = false;  // `value` is that of an assignment, which runs whenever what follows it does

  // It holds what `value` says from its declaration (late: from that assignment) on.
  bool settled() const { return assignments.size() == (late ? 1u : 0u); }
};

// Which declaration each name of a file means. Made once for a file (build_scopes).
class Scopes {
public:
  // The binding that an identifier (use or declaration) stands for; kNoBinding: a global, or no identifier.
  BindingId of(NodeId identifier) const {
    return identifier < of_node_.size() ? of_node_[identifier] : kNoBinding;
  }
  const Binding& operator[](BindingId id) const { return bindings_[id]; }
  std::size_t size() const { return bindings_.size(); }
  // The binding of the file's own scope with this name.
  BindingId at_top(std::string_view name) const;
  // Every identifier that uses the binding, without its declaration, in source order.
  const std::vector<NodeId>& uses(BindingId id) const { return uses_[id]; }

private:
  friend class ScopeBuilder;
  std::vector<Binding> bindings_;
  std::vector<BindingId> of_node_;
  std::vector<std::vector<NodeId>> uses_;
  std::unordered_map<std::string_view, BindingId> top_;
};

Scopes build_scopes(const Ast& ast);

}  // namespace convotic::lint
