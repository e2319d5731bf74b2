#include "lint/analysis/decided.hpp"

namespace convotic::lint::outcome {
namespace {

// The if whose condition holds a place, with what negates and joins it; none where it is no condition of one.
NodeId statement_of(const Ast& tree, NodeId node) {
  if (node >= tree.size()) return kNoNode;
  while (tree.is(tree.parent(node), NodeKind::unary) || tree.is(tree.parent(node), NodeKind::logical))
    node = tree.parent(node);
  const NodeId statement = tree.parent(node);
  return tree.is(statement, NodeKind::if_statement) && tree.child(statement, 0) == node ? statement : kNoNode;
}

}  // namespace

bool contains(const Range& outer, const Range& inner) {
  return inner.file == outer.file && inner.begin >= outer.begin && inner.end <= outer.end;
}

Range accepting(const Step& step, const Project& project) {
  const ParsedFile* const file = project.file(step.at.file);
  if (file == nullptr) return step.at;
  const Ast& tree = file->ast;
  const NodeId statement = statement_of(tree, static_cast<NodeId>(step.site));
  if (statement == kNoNode) return step.at;
  NodeId then = tree.child(statement, 1);
  if (tree.is(then, NodeKind::block) && tree.children(then).size() == 1) then = tree.child(then, 0);
  const NodeId given = tree.is(then, NodeKind::return_statement) ? tree.child(then, 0) : kNoNode;
  const bool accepts = given != kNoNode && tree.is(given, NodeKind::boolean) && tree.text(given) == "true";
  return accepts ? project.range({file->id, then}) : step.at;
}

bool acts_within(const Step& step, const Range& at, const Project& project) {
  const ParsedFile* const file = project.file(step.at.file);
  if (file == nullptr) return false;
  const NodeId statement = statement_of(file->ast, static_cast<NodeId>(step.site));
  return statement != kNoNode && contains(project.range({file->id, statement}), at);
}

}  // namespace convotic::lint::outcome
