#include "lint/analysis/interpreter.hpp"
#include "lint/analysis/nesting.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

std::uint8_t Interpreter::may_be(const Value* value, const State& state) const {
  switch (value->kind) {
  case Kind::undefined:
    return may::kUndefined;
  case Kind::null:
    return may::kNull;
  case Kind::boolean:
    return may::kBoolean;
  case Kind::number:
    return may::kNumber;
  case Kind::string:
    return may::kString;
  case Kind::global:
  case Kind::package:
  case Kind::context:
    if (!value->option()) return static_cast<std::uint8_t>(value->may & may::kThing);
    [[fallthrough]];
  case Kind::unknown: {
    const Known* const known = state.known.find(value->id);
    return static_cast<std::uint8_t>(value->may & may::kAnything &
                                     (known == nullptr ? may::kAnything : known->may));
  }
  case Kind::function:
  case Kind::klass:
  case Kind::method:
  case Kind::native:
    return may::kFunction;
  case Kind::object:
  case Kind::promise:
    return may::kObject;
  }
  return may::kAnything;
}

// A secret that nothing on the way has found to be set.
bool Interpreter::may_be_unset(const Value* value, const State& state) const {
  constexpr Origin kOther = origin::kFromRequest | origin::kOpaque | origin::kStored | origin::kLiteral;
  return value->kind == Kind::unknown && value->has(origin::kSecret) && !value->has(kOther) &&
         value->may == (may::kString | may::kUndefined) && (may_be(value, state) & may::kUndefined) != 0;
}

Truth Interpreter::truth(const Value* value, const State& state) const {
  switch (value->kind) {
  case Kind::undefined:
  case Kind::null:
    return Truth::no;
  case Kind::boolean:
    return value->flag ? Truth::yes : Truth::no;
  case Kind::number:
    return value->number != 0 && value->number == value->number ? Truth::yes : Truth::no;
  case Kind::string:
    return value->text.empty() ? Truth::no : Truth::yes;
  case Kind::unknown:
  case Kind::global:
  case Kind::package:
  case Kind::context:
    break;
  default:
    return Truth::yes;
  }
  const std::uint8_t mask = may_be(value, state);
  if ((mask & ~may::kNullish) == 0) return Truth::no;
  if ((mask & ~(may::kObject | may::kFunction)) == 0) return Truth::yes;
  const Known* const known = state.known.find(value->id);
  if (known == nullptr) return Truth::depends;
  if (known->equals != nullptr) return truth(known->equals, state);
  if (known->truth == Known::Truth::truthy) return Truth::yes;
  if (known->truth == Known::Truth::falsy) return Truth::no;
  return Truth::depends;
}

bool Interpreter::refine(const Value* value, bool truthy, State& state) {
  const Truth already = truth(value, state);
  if (already != Truth::depends) return (already == Truth::yes) == truthy;
  Known known;
  if (const Known* const old = state.known.find(value->id)) known = *old;
  known.may = static_cast<std::uint8_t>(known.may & may_be(value, state));
  if (truthy)
    known.may = static_cast<std::uint8_t>(known.may & ~may::kNullish);
  else
    known.may = static_cast<std::uint8_t>(known.may & ~(may::kObject | may::kFunction));
  if (known.may == 0) return false;
  known.truth = truthy ? Known::Truth::truthy : Known::Truth::falsy;
  state.known.set(value->id, arena_.make<Known>(known));
  return true;
}

bool Interpreter::refine_may(const Value* value, std::uint8_t mask, State& state) {
  const std::uint8_t now = may_be(value, state);
  if ((now & mask) == 0) return false;
  if (!value->open() || (now & ~mask) == 0) return true;
  Known known;
  if (const Known* const old = state.known.find(value->id)) known = *old;
  if (known.equals != nullptr && (may_be(known.equals, state) & mask) == 0) return false;
  known.may = now & mask;
  if ((known.may & ~may::kNullish) == 0) known.truth = Known::Truth::falsy;
  if (known.truth == Known::Truth::truthy && (known.may & ~may::kNullish) == 0) return false;
  state.known.set(value->id, arena_.make<Known>(known));
  return true;
}

bool Interpreter::refine_equal(const Value* value, const Value* constant, bool equal, State& state) {
  if (!value->open()) return true;
  if (constant->nullish()) {
    const std::uint8_t mask = may_be(constant, state);
    return refine_may(value, equal ? mask : static_cast<std::uint8_t>(may::kAnything & ~mask), state);
  }
  const bool fixed =
      constant->kind == Kind::boolean || constant->kind == Kind::number || constant->kind == Kind::string;
  if (!fixed) return true;
  if (value->kind == Kind::unknown && !value->items.empty()) {
    // One of several constants.
    const auto is_it = [&](const Value* one) { return same_constant(one, constant); };
    if (equal && std::none_of(value->items.begin(), value->items.end(), is_it)) return false;
    if (!equal && std::all_of(value->items.begin(), value->items.end(), is_it)) return false;
  }
  Known known;
  if (const Known* const old = state.known.find(value->id)) known = *old;
  if (equal) {
    if (known.equals != nullptr && !same(known.equals, constant) && known.equals->kind == constant->kind)
      return false;
    if (!refine_may(value, may_be(constant, state), state)) return false;
    if (const Known* const old = state.known.find(value->id)) known = *old;
    known.equals = constant;
    state.known.set(value->id, arena_.make<Known>(known));
    return true;
  }
  if (constant->kind == Kind::boolean && (may_be(value, state) & ~may::kBoolean) == 0)
    return refine(value, !constant->flag, state);
  if (constant->kind == Kind::string && constant->text.empty() && (may_be(value, state) & ~may::kString) == 0)
    return refine(value, true, state);
  return true;
}

// What a condition on this value depends on.
Reason Interpreter::reason_of(const Value* value) const {
  const Origin from = value->origin();
  if (value->option()) return Reason::environment;
  if ((from & origin::kVerdict) != 0) return value->kind == Kind::promise ? Reason::promise : Reason::verdict;
  if (value->facts != nullptr && value->facts->digest != nullptr) return Reason::other;
  if ((from & origin::kSecret) != 0 && (from & origin::kFromRequest) == 0) return Reason::secret_missing;
  if ((from & origin::kOpaque) != 0) return Reason::other;
  if ((from & (origin::kHeaders | origin::kQuery)) != 0) return Reason::header_missing;
  if ((from & origin::kStored) != 0) return Reason::stored;
  if ((from & origin::kFromRequest) != 0) return Reason::content;
  return Reason::other;
}

// A constant that says whether to check: `const ENFORCE = false`, or an option with a default.
bool Interpreter::is_flag(NodeId node, const Frame* frame) const {
  const Ast& tree = ast(frame);
  while (tree.is(node, NodeKind::unary) && tree[node].op == Op::not_)
    node = tree.child(node, 0);
  if (tree.is(node, NodeKind::member)) {
    const NodeId object = tree.child(node, 0);
    if (!tree.is(object, NodeKind::identifier)) return false;
    const BindingId holder = file(frame).scopes.of(object);
    if (holder == kNoBinding) return false;
    const Binding& what = file(frame).scopes[holder];
    return what.kind == Binding::Kind::variable && what.value != kNoNode &&
           tree.is(what.value, NodeKind::object) && what.owner == kNoNode;
  }
  if (tree.is(node, NodeKind::boolean)) return true;
  if (!tree.is(node, NodeKind::identifier)) return false;
  const BindingId binding = file(frame).scopes.of(node);
  if (binding == kNoBinding) return false;
  const Binding& what = file(frame).scopes[binding];
  if (!what.assignments.empty()) return false;
  if (what.kind == Binding::Kind::parameter) {
    for (NodeId at = what.identifier; at != kNoNode && !tree.is(at, NodeKind::function);
         at = tree.parent(at)) {
      const NodeKind kind = tree.kind(at);
      const NodeId fallback = kind == NodeKind::pattern_property ? tree.child(at, 2)
                              : kind == NodeKind::default_pattern || kind == NodeKind::parameter
                                  ? tree.child(at, 1)
                                  : kNoNode;
      if (fallback != kNoNode &&
          (tree.is(fallback, NodeKind::boolean) || tree.is(fallback, NodeKind::object)))
        return true;
    }
    return false;
  }
  return what.kind == Binding::Kind::variable && what.value != kNoNode &&
         (tree.is(what.value, NodeKind::boolean) ||
          (tree.is(what.value, NodeKind::unary) && tree[what.value].op == Op::not_));
}

Branches Interpreter::test(const Value* value, NodeId node, const Frame* frame, State state) {
  // A difference is truthy where the two differ.
  if (value->kind == Kind::unknown && value->facts != nullptr && value->facts->left != nullptr &&
      (may_be(value, state) & ~may::kNumber) == 0)
    return compare_values(Op::strict_not_equal, value, number(0), node, frame, std::move(state));
  Branches out;
  const Value* const measured = value->facts == nullptr ? nullptr : value->facts->length_of;
  const bool some = measured != nullptr && value->kind == Kind::unknown && measured->facts != nullptr &&
                    measured->facts->digest != nullptr;
  const Truth known = some ? Truth::yes : truth(value, state);
  const Reason reason = reason_of(value);
  if (value->has(origin::kNow) && value->has(origin::kFromRequest)) state.clock_tested = true;
  if (known != Truth::depends) {
    const bool yes = known == Truth::yes;
    if (yes && value->has(origin::kAlwaysTrue)) report_.believe_stubs(value->facts->source);
    if (value->has(origin::kVerdict)) {
      const bool promised = value->kind == Kind::promise;
      const bool holds = value->kind == Kind::object ||
                         (value->kind == Kind::unknown && (may_be(value, state) & may::kObject) != 0);
      decide(node, frame, yes,
             promised       ? Reason::promise
             : holds && yes ? Reason::always_truthy
                            : Reason::verdict,
             state);
    } else if (value->kind == Kind::boolean && !state.ghost && is_flag(node, frame)) {
      State other = state;
      other.ghost = true;
      decide(node, frame, !yes, Reason::flag, other);
      out.push_back({std::move(other), !yes, nullptr});
      decide(node, frame, yes, Reason::flag, state);
    }
    out.push_back({std::move(state), yes, nullptr});
    return out;
  }
  State there = state;
  if (refine(value, true, there)) {
    decide(node, frame, true, reason, there);
    if (value->facts != nullptr && value->facts->length_of != nullptr)
      note_filled(value->facts->length_of, there);
    if (reason == Reason::stored)
      there.duplicate_tested = there.duplicate_tested || value->has(origin::kStored);
    if (value->has(origin::kAnswer | origin::kFoundByHash)) believe_answer(value, node, frame, there);
    if (value->text == "failure") revoke(value, node, frame, there);
    out.push_back({std::move(there), true, nullptr});
  }
  if (refine(value, false, state)) {
    decide(node, frame, false, reason, state);
    if (reason == Reason::stored)
      state.duplicate_tested = state.duplicate_tested || value->has(origin::kStored);
    if (value->text != "failure") revoke(value, node, frame, state);
    out.push_back({std::move(state), false, nullptr});
  }
  return out;
}

Branches Interpreter::branch(NodeId node, const Frame* frame, State state) {
  Branches out = branch_parts(node, frame, std::move(state));
  std::uint8_t& sides = report_.sides[(std::uint64_t{frame->file} << 32) | node];
  for (const Branch& side : out)
    if (side.thrown == nullptr) sides |= side.taken ? 1 : 2;
  return out;
}

Branches Interpreter::branch_parts(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  if (node == kNoNode) {
    Branches out;
    out.push_back({std::move(state), true, nullptr});
    return out;
  }
  const Nesting nesting(nesting_, stopped_);
  if (!spend() || !nesting.allowed()) {
    Branches out;
    out.push_back({std::move(state), true, nullptr});
    return out;
  }
  if (tree.is(node, NodeKind::unary) && tree[node].op == Op::not_) {
    Branches out = branch(tree.child(node, 0), frame, std::move(state));
    for (Branch& side : out)
      side.taken = !side.taken;
    return out;
  }
  if (tree.is(node, NodeKind::logical) && tree[node].op != Op::coalesce) {
    const bool goes_on = tree[node].op == Op::and_;
    Branches out;
    for (Branch& left : branch(tree.child(node, 0), frame, std::move(state))) {
      if (left.thrown != nullptr || left.taken != goes_on) {
        out.push_back(std::move(left));
        continue;
      }
      for (Branch& right : branch(tree.child(node, 1), frame, std::move(left.state)))
        out.push_back(std::move(right));
    }
    return out;
  }
  if (tree.is(node, NodeKind::binary)) {
    switch (tree[node].op) {
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::equal:
    case Op::not_equal:
    case Op::strict_equal:
    case Op::strict_not_equal:
    case Op::in_:
    case Op::instanceof_:
      return branch_comparison(node, frame, std::move(state));
    default:
      break;
    }
  }
  Branches out;
  for (Outcome& outcome : evaluate(node, frame, std::move(state))) {
    if (outcome.threw) {
      out.push_back({std::move(outcome.state), false, outcome.value});
      continue;
    }
    for (Branch& side : test(outcome.value, node, frame, std::move(outcome.state)))
      out.push_back(std::move(side));
  }
  return out;
}

// Marks a value that depends on what a verifier has found since.
const Value* Interpreter::verdict_since(const Step* before, const State& state, const Value* value) {
  for (const Step* step = state.steps; step != nullptr && step != before; step = step->previous)
    if (step->type == Step::Type::verified || step->type == Step::Type::rejected ||
        step->reason == Reason::verdict || step->reason == Reason::promise)
      return with_facts(value, joined(value->facts, origins(origin::kVerdict)));
  return value;
}

// A condition as a value. Where it matters for who may do what, each side is a way of its own; else it is one
// value that can be either.
Outcomes Interpreter::evaluate_condition(NodeId node, const Frame* frame, State state) {
  const Step* const before = state.steps;
  Outcomes out;
  for (Branch& side : branch(node, frame, std::move(state))) {
    if (side.thrown != nullptr) {
      out.push_back({std::move(side.state), side.thrown, true});
      continue;
    }
    const Value* const value = verdict_since(before, side.state, boolean(side.taken));
    out.push_back({std::move(side.state), value, false});
  }
  if (out.size() > 2) merge(out);
  const bool lengths = out.size() == 2 && out[0].state.equal_lengths != out[1].state.equal_lengths;
  const bool plain = !lengths && std::all_of(out.begin(), out.end(), [&](const Outcome& outcome) {
    if (outcome.threw || outcome.value->has(origin::kVerdict)) return false;
    for (const Step* step = outcome.state.steps; step != nullptr && step != before; step = step->previous)
      if (step->reason != Reason::content && step->reason != Reason::other) return false;
    return true;
  });
  if (plain && out.size() == 2) {
    State first = std::move(out[0].state);
    const State second = std::move(out[1].state);
    if (merge_into(first, second)) {
      const Value* const either = fresh({node, frame, nullptr, 0}, may::kBoolean, nullptr, first);
      return one(std::move(first), either);
    }
    out[0].state = std::move(first);
    out[1].state = second;
  }
  return out;
}

}  // namespace convotic::lint::outcome
