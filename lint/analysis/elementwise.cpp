#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

// Comparing a signature one byte or character after the other: one of them that is right says nothing.

// Marks a part of a signature or secret as one of many. Written with a number it is that one and no other.
const Value* Interpreter::as_element(const Value* part, const Value* whole, const Call& call, NodeId index,
                                     const State& state) {
  if (whole->kind != Kind::unknown || part->kind == Kind::undefined) return part;
  const bool digest = whole->facts != nullptr && whole->facts->digest != nullptr;
  const bool secret = whole->has(origin::kSecret) && !whole->has(origin::kFromRequest) &&
                      (may_be(whole, state) & may::kObject) == 0;
  if (!digest && !secret) return part;
  Facts of = part->facts == nullptr ? Facts{} : *part->facts;
  if (index != kNoNode && ast(call.frame).is(index, NodeKind::number)) {
    of.origin |= origin::kPrefix;
    of.length = 1;
  } else {
    of.origin |= origin::kElement;
  }
  return with_facts(part, facts(of));
}

// The loop around a place in its function, where there is one; a callback counts, with no loop of its own.
// False where the function has no loop either, so that who calls it may have one.
bool Interpreter::within_loop(NodeId node, const Frame* frame, NodeId* loop) const {
  const Ast& tree = ast(frame);
  const auto loops = [&](NodeId at) {
    const NodeKind kind = tree.kind(at);
    return kind == NodeKind::for_statement || kind == NodeKind::for_in_statement ||
           kind == NodeKind::while_statement || kind == NodeKind::do_statement;
  };
  *loop = kNoNode;
  NodeId at = node;
  for (; at != kNoNode && !tree.is(at, NodeKind::function); at = tree.parent(at)) {
    if (!loops(at)) continue;
    *loop = at;
    return true;
  }
  for (NodeId inner = at + 1; at != kNoNode && inner < tree.size() && tree.within(inner, at); ++inner)
    if (loops(inner)) return true;
  return false;
}

// buffer.copy, set and the like: the target holds what the source does, at the length that it has.
void Interpreter::fill(const Value* target, const Value* source, State& state) {
  if (target->kind != Kind::unknown) return;
  const Facts* const added = all_facts(source, state);
  if (added == nullptr) return;
  std::vector<std::pair<std::uint64_t, const Value*>> changed;
  for (const auto& [key, value] : state.variables.slots()) {
    if (value->kind != Kind::unknown || value->id != target->id) continue;
    Facts of = *joined(value->facts, added);
    of.length = value->facts == nullptr ? std::uint16_t{0} : value->facts->length;
    changed.emplace_back(key, with_facts(value, facts(of)));
  }
  for (const auto& [key, value] : changed)
    state.variables.set(key, value);
}

}  // namespace convotic::lint::outcome
