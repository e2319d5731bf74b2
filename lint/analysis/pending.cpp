// Code that runs when its caller has gone on: behind the await of a function that nobody waits for, in a
// callback of then(), in a timer.
#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

// Whether nobody waits for what this expression promises.
bool Interpreter::is_left_alone(NodeId node, const Frame* frame) const {
  if (frame == nullptr || frame->function == kNoNode) return false;
  const ParsedFile& source = file(frame);
  const Ast& tree = source.ast;
  for (;;) {
    const NodeId around = tree.parent(node);
    if (around == kNoNode) return false;
    switch (tree.kind(around)) {
    case NodeKind::expression_statement:
      return true;
    case NodeKind::unary:
      return tree[around].op == Op::void_;
    case NodeKind::sequence:
      if (tree.children(around).back() != node) return true;
      break;
    case NodeKind::logical:
      if (tree.child(around, 1) != node) return false;
      break;
    case NodeKind::conditional:
      if (tree.child(around, 0) == node) return false;
      break;
    case NodeKind::member: {
      const std::string_view name = tree.text(around);
      if (tree.child(around, 0) != node || (name != "then" && name != "catch" && name != "finally"))
        return false;
      node = tree.parent(around);
      if (!tree.is(node, NodeKind::call) || tree.child(node, 0) != around) return false;
      continue;
    }
    case NodeKind::declarator: {
      const BindingId binding = source.scopes.of(tree.child(around, 0));
      return binding != kNoBinding && source.scopes.uses(binding).empty();
    }
    // What a function gives is for its caller to wait for.
    case NodeKind::return_statement:
      return frame->left_alone;
    case NodeKind::function:
      return frame->left_alone && around == frame->function && tree.has(around, kExpressionBody) &&
             tree.child(around, 1) == node;
    default:
      return false;
    }
    node = around;
  }
}

// Whether it matters that something has not run yet: once the sender is known, nothing does.
bool Interpreter::may_be_early(const State& state) const {
  return serving_ && !state.verified && !state.ghost;
}

// Where a verification has not come to its end: nothing has waited for it.
void Interpreter::note_early(Outcomes& early, const Outcomes& late, const Call& call) {
  const bool verifies =
      std::any_of(late.begin(), late.end(), [](const Outcome& outcome) { return outcome.state.verified; });
  if (!verifies) return;
  for (Outcome& outcome : early) {
    if (outcome.state.verified) continue;
    push_rejection(outcome.state, nullptr, call);
    Step* step = arena_.make<Step>(*outcome.state.steps);
    step->promise = true;
    outcome.state.steps = step;
  }
}

// The function waits. If its caller does not, that one goes on from here.
void Interpreter::suspend(const Frame* frame, State& state) {
  if (frame->suspensions == nullptr || state.suspended) return;
  frame->suspensions->push_back(state);
  state.suspended = true;
}

// The ways in which a caller goes on that does not wait.
Outcomes Interpreter::with_early(std::vector<State>& suspensions, Outcomes late, const State& before,
                                 const Call& call) {
  Outcomes all;
  for (State& early : suspensions) {
    early.suspended = before.suspended;
    collect(early, nullptr, before);
    all.push_back({std::move(early), pending(), false});
  }
  note_early(all, late, call);
  std::move(late.begin(), late.end(), std::back_inserter(all));
  merge(all);
  return all;
}

// A promise as it is before it is settled. Who waits for it does not go on with what is known now: there is
// another way for when it is.
const Value* Interpreter::pending() {
  Value* out = arena_.make<Value>();
  out->kind = Kind::promise;
  out->native = Value::Native::pending;
  out->receiver = undefined();
  return out;
}

}  // namespace convotic::lint::outcome
