#pragma once

#include "lint/syntax/ast_builder.hpp"
#include "lint/syntax/grammar_tree.hpp"

#include <initializer_list>
#include <string_view>
#include <vector>

namespace convotic::lint {

// Statements and expressions that nest more deeply are left out (Ast::too_deep), so that whoever walks the
// tree may recurse.
inline constexpr unsigned kMostNesting = 1000;

// Makes the small tree of the grammar's one. `source` must outlive the result.
Ast lower(const GrammarTree& tree, std::string_view source);

// One run of lower(). Its members are spread over lowering.cpp, lower_expressions.cpp, lower_functions.cpp
// and lower_modules.cpp.
class Lowering {
public:
  Lowering(const GrammarTree& tree, std::string_view source) : tree_(tree), source_(source) {}
  Ast run();

private:
  using Raw = std::uint32_t;  // index into tree_.nodes; 0 is the root, and none where one may be missing
  enum class Names { declared, used };  // what the identifiers of a pattern do

  // The children of a node that is being made. Kept in one stack for all.
  class Children;

  // Of the grammar's tree.
  Grammar kind(Raw n) const { return tree_.nodes[n].kind; }
  Raw first(Raw n) const { return tree_.nodes[n].first_child; }
  Raw next(Raw n) const { return tree_.nodes[n].next; }
  Raw field(Raw n, Field f) const { return tree_.child(n, f); }
  bool has(Raw n, Grammar k) const { return tree_.has_child(n, k); }
  std::string_view text(Raw n) const;
  std::string_view string_value(Raw n);
  std::string_view cooked(std::string_view inner);

  // Makes nodes.
  NodeId open(NodeKind kind, Raw n);
  NodeId leaf(NodeKind kind, Raw n, std::string_view text);
  NodeId flag(NodeId id, std::uint16_t flags);
  // Gives an open node its children. It is opened first, so that a parent's id is lower than its children's.
  NodeId adopt(NodeId id, std::initializer_list<NodeId> children) {
    builder_.close(id, {children.begin(), children.size()});
    return id;
  }
  NodeId name(Raw n, Names names);
  NodeId optional_expression(Raw n) { return n == 0 ? kNoNode : expression(n); }

  // Statements. kNoNode: it has no part in what runs.
  NodeId statement(Raw n);
  NodeId statement_at_depth(Raw n);
  void statements(Raw parent, Children& into);
  NodeId block(Raw n);
  NodeId body_of(Raw n);
  NodeId condition(Raw n);
  NodeId expression_statement(Raw n);
  NodeId variables(Raw n, Op op);
  NodeId for_statement(Raw n);
  NodeId for_in(Raw n);
  NodeId try_statement(Raw n);
  NodeId switch_statement(Raw n);
  NodeId switch_case(Raw n);
  NodeId using_declaration(Raw n);
  NodeId enumeration(Raw n);
  NodeId name_space(Raw n);
  NodeId ambient(Raw n);
  NodeId unknown(Raw n);
  static bool is_statement(Grammar kind);
  static bool is_expression(Grammar kind);

  // Imports and exports.
  NodeId import_statement(Raw n);
  void import_clause(Raw n, Children& into);
  Raw named_part(Raw n) const;
  NodeId import_alias(Raw n);
  NodeId export_statement(Raw n);
  NodeId export_list(Raw n, Raw clause);

  // Expressions.
  NodeId expression(Raw n);
  NodeId expression_at_depth(Raw n);
  Raw unwrapped(Raw n) const;
  NodeId literal(Raw n);
  NodeId template_string(Raw n);
  NodeId array(Raw n);
  void add_holes(std::uint32_t from, Raw element, bool first_one, Children& into);
  NodeId spread(Raw n);
  NodeId object(Raw n);
  NodeId pair(Raw n);
  NodeId operation(Raw n);
  NodeId assignment(Raw n);
  NodeId call(Raw n);
  NodeId access(Raw n);
  NodeId list(NodeKind kind, Raw n);
  void arguments(Raw n, Children& into);

  // A property's name: its text, and its expression where it is computed.
  struct Key {
    std::string_view text;
    NodeId computed = kNoNode;
  };
  Key key(Raw n);

  // Functions, classes, patterns.
  NodeId function(Raw n);
  void parameters(Raw n, Children& into);
  NodeId parameter(Raw n);
  NodeId class_(Raw n);
  NodeId method(Raw n, NodeKind kind, const std::vector<NodeId>& decorators);
  NodeId class_field(Raw n, const std::vector<NodeId>& decorators);
  std::uint16_t member_flags(Raw n) const;
  NodeId pattern(Raw n, Names names);
  NodeId object_pattern(Raw n, Names names);
  NodeId array_pattern(Raw n, Names names);

  const GrammarTree& tree_;
  std::string_view source_;
  AstBuilder builder_;
  std::vector<NodeId> pending_;  // of all Children
  unsigned depth_ = 0;
};

// Added to while their parent's other children are made, which add theirs above and take them away again.
class Lowering::Children {
public:
  explicit Children(Lowering& of) : of_(of), from_(of.pending_.size()) {}
  ~Children() { of_.pending_.resize(from_); }
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;

  void add(NodeId id) { of_.pending_.push_back(id); }
  void add_if(NodeId id) {
    if (id != kNoNode) add(id);
  }
  NodeId close(NodeId parent) {
    of_.builder_.close(parent, std::span(of_.pending_).subspan(from_));
    return parent;
  }

private:
  Lowering& of_;
  std::size_t from_;
};

// The operator of a token, or Op::none. `prefix` tells "-a" from "a - b".
enum class Fixity { prefix, infix };
Op operator_of(std::string_view token, Fixity position);

}  // namespace convotic::lint
