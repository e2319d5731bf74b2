#pragma once

#include "lint/syntax/ast.hpp"

#include <span>
#include <string>
#include <utility>

namespace convotic::lint {

// Writes an Ast: a node is opened before its children and closed with their list.
class AstBuilder {
public:
  NodeId open(NodeKind kind, std::uint32_t begin, std::uint32_t end) {
    Node node;
    node.kind = kind;
    node.begin = begin;
    node.end = end;
    ast_.nodes_.push_back(node);
    return static_cast<NodeId>(ast_.nodes_.size() - 1);
  }

  Node& at(NodeId id) { return ast_.nodes_[id]; }

  void close(NodeId id, std::span<const NodeId> children) {
    ast_.nodes_[id].first_child = static_cast<std::uint32_t>(ast_.children_.size());
    ast_.nodes_[id].child_count = static_cast<std::uint32_t>(children.size());
    for (const NodeId child : children) {
      ast_.children_.push_back(child);
      if (child != kNoNode) ast_.nodes_[child].parent = id;
    }
  }

  // A text that does not stand in the source as it is meant.
  std::string_view keep(std::string text) {
    return *ast_.cooked_.emplace_back(std::make_unique<std::string>(std::move(text)));
  }

  void reserve(std::size_t nodes) {
    ast_.nodes_.reserve(nodes);
    ast_.children_.reserve(nodes);
  }

  Ast& ast() { return ast_; }
  Ast take() { return std::move(ast_); }

private:
  Ast ast_;
};

}  // namespace convotic::lint
