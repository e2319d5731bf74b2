#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

bool is_comparison(Op op) {
  switch (op) {
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
    return true;
  default:
    return false;
  }
}

}  // namespace

Outcomes Interpreter::evaluate_binary(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  const Op op = tree[node].op;
  const Call here{node, frame, nullptr, 0};
  if (tree.is(node, NodeKind::unary)) {
    if (op == Op::not_) return evaluate_condition(node, frame, std::move(state));
    return after(evaluate(tree.child(node, 0), frame, std::move(state)), [&](State held, const Value* value) {
      switch (op) {
      case Op::typeof_: {
        const std::uint8_t mask = may_be(value, held);
        std::string_view name;
        if (mask == may::kString)
          name = "string";
        else if (mask == may::kNumber)
          name = "number";
        else if (mask == may::kBoolean)
          name = "boolean";
        else if (mask == may::kUndefined)
          name = "undefined";
        else if (mask == may::kFunction)
          name = "function";
        else if ((mask & ~(may::kObject | may::kNull)) == 0)
          name = "object";
        const Value* const said = name.empty() ? fresh(here, may::kString, value->facts, held) : text(name);
        return one(std::move(held), said);
      }
      case Op::void_:
        return one(std::move(held), undefined());
      case Op::minus:
        if (value->kind == Kind::number) return one(std::move(held), number(-value->number));
        break;
      case Op::plus:
        if (value->kind == Kind::number) return one(std::move(held), value);
        if (value->kind == Kind::boolean)
          return one(std::move(held), with_facts(number(value->flag ? 1 : 0), value->facts));
        break;
      case Op::bit_not:
        if (value->kind == Kind::number) {
          const Value* const made = arithmetic(Op::bit_xor, value, number(-1), node, frame, held);
          return one(std::move(held), made);
        }
        break;
      case Op::delete_: {
        const NodeId target = tree.child(node, 0);
        if (tree.is(target, NodeKind::member))
          for (Outcome& object : evaluate(tree.child(target, 0), frame, held))
            if (!object.threw) set_property(object.value, tree.text(target), undefined(), held);
        return one(std::move(held), boolean(true));
      }
      default:
        break;
      }
      const Value* const made = fresh(here, may::kNumber, value->facts, held);
      return one(std::move(held), made);
    });
  }
  if (is_comparison(op)) return evaluate_condition(node, frame, std::move(state));
  return after(evaluate(tree.child(node, 0), frame, std::move(state)), [&](State held, const Value* left) {
    return after(evaluate(tree.child(node, 1), frame, std::move(held)), [&](State ready, const Value* right) {
      const Value* const made = arithmetic(op, left, right, node, frame, ready);
      return one(std::move(ready), made);
    });
  });
}

std::optional<bool> Interpreter::known_equal(const Value* left, const Value* right, bool strict,
                                             const State& state) const {
  const auto constant = [&](const Value* value) {
    if (value->open())
      if (const Known* const known = state.known.find(value->id);
          known != nullptr && known->equals != nullptr)
        return known->equals;
    return value;
  };
  const Value* const a = constant(left);
  const Value* const b = constant(right);
  const std::uint8_t may_a = may_be(a, state);
  const std::uint8_t may_b = may_be(b, state);
  if (!strict && a->nullish() && b->nullish()) return true;
  const bool nullish_pair = !strict && (may_a & may::kNullish) != 0 && (may_b & may::kNullish) != 0;
  if ((may_a & may_b) == 0 && (strict || !nullish_pair)) {
    if (strict) return false;
    // "1" == 1 and the like are not worked out; null equals only undefined.
    if (a->nullish() || b->nullish()) return false;
  }
  if (a->open() || b->open()) {
    if (a->kind == b->kind && a->id == b->id) return true;
    return std::nullopt;
  }
  if (a->kind != b->kind) return strict ? std::optional<bool>(false) : std::nullopt;
  switch (a->kind) {
  case Kind::undefined:
  case Kind::null:
    return true;
  case Kind::boolean:
    return a->flag == b->flag;
  case Kind::number:
    return a->number == b->number;
  case Kind::string:
    return a->text == b->text;
  case Kind::object:
  case Kind::function:
  case Kind::klass:
    return a->id == b->id;
  default:
    return std::nullopt;
  }
}

Outcomes Interpreter::evaluate_update(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  const NodeId target = tree.child(node, 0);
  return after(evaluate(target, frame, std::move(state)), [&](State held, const Value* value) {
    const double step = tree[node].op == Op::increment ? 1 : -1;
    // One more or less is no length any longer.
    const Facts* other = value->facts;
    if (other != nullptr && other->length_of != nullptr) {
      Facts plain = *other;
      plain.length_of = nullptr;
      other = facts(plain);
    }
    const Value* const changed = value->text == kCounted && value->kind == Kind::unknown && step > 0 ? value
                                 : value->kind == Kind::number
                                     ? number(value->number + step)
                                     : fresh({node, frame, nullptr, 0}, may::kNumber, other, held);
    return after(bind(target, changed, frame, std::move(held)), [&](State done, const Value*) {
      return one(std::move(done), tree.has(node, kPrefix) ? changed : value);
    });
  });
}

Outcomes Interpreter::evaluate_assignment(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  const NodeId target = tree.child(node, 0);
  const NodeId value = tree.child(node, 1);
  const Op op = tree[node].op;
  const auto store = [&](State held, const Value* given) {
    return after(bind(target, given, frame, std::move(held)),
                 [&](State done, const Value*) { return one(std::move(done), given); });
  };
  if (op == Op::assign)
    return after(evaluate(value, frame, std::move(state)),
                 [&](State held, const Value* given) { return store(std::move(held), given); });
  if (op == Op::and_ || op == Op::or_ || op == Op::coalesce) {
    return after(evaluate(target, frame, std::move(state)), [&](State held, const Value* old) {
      Outcomes out;
      Branches sides;
      if (op == Op::coalesce) {
        State there = held;
        if (refine_may(old, static_cast<std::uint8_t>(may::kAnything & ~may::kNullish), there))
          sides.push_back({std::move(there), true, nullptr});
        if (refine_may(old, may::kNullish, held)) sides.push_back({std::move(held), false, nullptr});
      } else {
        sides = test(old, target, frame, std::move(held));
      }
      for (Branch& side : sides) {
        if (side.taken == (op != Op::and_)) {
          out.push_back({std::move(side.state), old, false});
          continue;
        }
        Outcomes stored =
            after(evaluate(value, frame, std::move(side.state)),
                  [&](State ready, const Value* given) { return store(std::move(ready), given); });
        std::move(stored.begin(), stored.end(), std::back_inserter(out));
      }
      return out;
    });
  }
  return after(evaluate(target, frame, std::move(state)), [&](State held, const Value* old) {
    return after(evaluate(value, frame, std::move(held)), [&](State ready, const Value* given) {
      // `ok &= verify()`: on booleans that are known it is what it says.
      if (old->kind == Kind::boolean && given->kind == Kind::boolean &&
          (op == Op::bit_and || op == Op::bit_or)) {
        const bool both = op == Op::bit_and ? (old->flag && given->flag) : (old->flag || given->flag);
        return store(std::move(ready), with_facts(boolean(both), joined(old->facts, given->facts)));
      }
      const Value* const made = arithmetic(op, old, given, node, frame, ready);
      return store(std::move(ready), made);
    });
  });
}

namespace {

// Whether it matters to who may do what that a value is this one and not another.
bool tells_of_sender(const Value* value) {
  constexpr Origin kTells = origin::kVerdict | origin::kSecret | origin::kFallback | origin::kAlwaysTrue |
                            origin::kAnswer | origin::kFoundByHash;
  const Facts* const of = value->facts;
  return of != nullptr && ((of->origin & kTells) != 0 || of->digest != nullptr || of->left != nullptr ||
                           of->length_of != nullptr);
}

}  // namespace

Outcomes Interpreter::evaluate_logical(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  const Op op = tree[node].op;
  const NodeId left = tree.child(node, 0);
  const NodeId right = tree.child(node, 1);
  const bool condition = (tree.is(left, NodeKind::unary) && tree[left].op == Op::not_) ||
                         (tree.is(left, NodeKind::binary) && is_comparison(tree[left].op)) ||
                         (tree.is(left, NodeKind::logical) && tree[left].op != Op::coalesce);
  if (condition && op != Op::coalesce) {
    // Each side goes on with what it has found out.
    const Step* const before = state.steps;
    Outcomes out;
    for (Branch& side : branch(left, frame, std::move(state))) {
      if (side.thrown != nullptr) {
        out.push_back({std::move(side.state), side.thrown, true});
      } else if (side.taken != (op == Op::and_)) {
        const Value* const value = verdict_since(before, side.state, boolean(side.taken));
        out.push_back({std::move(side.state), value, false});
      } else {
        for (Outcome& other : evaluate(right, frame, std::move(side.state)))
          out.push_back(std::move(other));
      }
    }
    merge(out);
    return out;
  }
  return after(evaluate(left, frame, std::move(state)), [&](State held, const Value* value) {
    Outcomes out;
    const Reason reason = reason_of(value);
    const bool plain = value->kind == Kind::unknown &&
                       (reason == Reason::content || reason == Reason::other || reason == Reason::stored);
    if (op == Op::coalesce && (may_be(value, held) & may::kNullish) == 0) return one(std::move(held), value);
    const Truth known = op == Op::coalesce ? Truth::depends : truth(value, held);
    if (plain && known == Truth::depends && is_simple(right, frame)) {
      Outcomes others = evaluate(right, frame, held);
      if (others.size() == 1 && !others.front().threw && others.front().value->kind != Kind::function &&
          !tells_of_sender(others.front().value)) {
        // The difference is of no consequence for who may do what: one value that may be either.
        const Value* const other = others.front().value;
        State ready = std::move(others.front().state);
        const Value* const either = join(value, other, intern(site(node, frame), 0, "either"), ready);
        return one(std::move(ready), either);
      }
    }
    Branches sides;
    if (op == Op::coalesce) {
      State there = held;
      if (refine_may(value, static_cast<std::uint8_t>(may::kAnything & ~may::kNullish), there)) {
        if (value->open()) decide(left, frame, true, reason, there);
        sides.push_back({std::move(there), true, nullptr});
      }
      if (refine_may(value, may::kNullish, held)) {
        if (value->open()) decide(left, frame, false, reason, held);
        sides.push_back({std::move(held), false, nullptr});
      }
    } else {
      sides = test(value, left, frame, std::move(held));
    }
    for (Branch& side : sides) {
      if (side.taken != (op == Op::and_)) {
        out.push_back({std::move(side.state), value, false});
        continue;
      }
      Outcomes others = evaluate(right, frame, std::move(side.state));
      for (Outcome& other : others) {
        if (!other.threw && value->has(origin::kSecret) && op != Op::and_ &&
            other.value->kind == Kind::string) {
          // What stands in for a secret that is not set.
          Facts mark = other.value->facts == nullptr ? Facts{} : *other.value->facts;
          mark.origin |= origin::kFallback;
          if (mark.source.end == 0) mark.source = range(right, frame);
          other.value = with_facts(other.value, facts(mark));
        } else if (!other.threw && value->has(origin::kFromRequest) && op != Op::and_ &&
                   other.value->kind == Kind::string) {
          // What stands in for something that was not sent is still the sender's choice.
          other.value = with_facts(other.value, joined(value->facts, other.value->facts));
        }
        out.push_back(std::move(other));
      }
    }
    return out;
  });
}

Outcomes Interpreter::evaluate_conditional(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  const bool simple = is_simple(tree.child(node, 0), frame) && is_simple(tree.child(node, 1), frame) &&
                      is_simple(tree.child(node, 2), frame);
  const State before = simple ? state : State{};
  Outcomes out;
  for (Branch& side : branch(tree.child(node, 0), frame, std::move(state))) {
    if (side.thrown != nullptr) {
      out.push_back({std::move(side.state), side.thrown, true});
      continue;
    }
    for (Outcome& outcome : evaluate(tree.child(node, side.taken ? 1 : 2), frame, std::move(side.state)))
      out.push_back(std::move(outcome));
  }
  if (simple && make_no_difference(out, before)) {
    State held = before;
    const Value* const either =
        join(out[0].value, out[1].value, intern(site(node, frame), 0, "either"), held);
    return one(std::move(held), either);
  }
  return out;
}

// Whether the two sides of a condition about what is in the request give values of which either will do:
// texts and the like that are both true or both not, and tell nothing of who sent it. Code that has many such
// conditions would have too many ways otherwise.
bool Interpreter::make_no_difference(const Outcomes& sides, const State& before) {
  if (sides.size() != 2) return false;
  for (const Outcome& side : sides) {
    if (side.threw || side.state.verified != before.verified) return false;
    for (const Step* step = side.state.steps; step != nullptr && step != before.steps; step = step->previous)
      if (step->type != Step::Type::decision ||
          (step->reason != Reason::content && step->reason != Reason::other &&
           step->reason != Reason::stored))
        return false;
    if (side.value->kind != Kind::string && side.value->kind != Kind::unknown) return false;
    if (tells_of_sender(side.value) || side.value->has(origin::kTimestamp)) return false;
    if (side.value->facts != nullptr && side.value->facts->length != 0) return false;
  }
  const Truth truthy = truth(sides[0].value, sides[0].state);
  return truthy == truth(sides[1].value, sides[1].state);
}

}  // namespace convotic::lint::outcome
