#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

std::uint8_t type_named(std::string_view name) {
  if (name == "string") return may::kString;
  if (name == "number" || name == "bigint") return may::kNumber;
  if (name == "boolean") return may::kBoolean;
  if (name == "undefined") return may::kUndefined;
  if (name == "function") return may::kFunction;
  if (name == "object") return may::kObject | may::kNull;
  return may::kAnything;
}

// Something that is sure not to be empty: a digest, a secret, a text that is written down.
bool not_empty(const Value* value) {
  if (value == nullptr) return false;
  if (value->kind == Kind::string) return !value->text.empty();
  return (value->facts != nullptr && value->facts->digest != nullptr) ||
         (value->has(origin::kSecret) && !value->has(origin::kFromRequest));
}

}  // namespace

Branches Interpreter::branch_comparison(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  const Op op = tree[node].op;
  const NodeId left = tree.child(node, 0);
  const NodeId right = tree.child(node, 1);
  Branches out;
  const auto fail = [&](Outcome& outcome) {
    out.push_back({std::move(outcome.state), false, outcome.value});
  };
  const bool equality =
      op == Op::equal || op == Op::not_equal || op == Op::strict_equal || op == Op::strict_not_equal;
  const bool negated = op == Op::not_equal || op == Op::strict_not_equal;
  // typeof x === "string"
  const bool type_left =
      tree.is(left, NodeKind::unary) && tree[left].op == Op::typeof_ && tree.is(right, NodeKind::string);
  const bool type_right =
      tree.is(right, NodeKind::unary) && tree[right].op == Op::typeof_ && tree.is(left, NodeKind::string);
  if (equality && (type_left || type_right)) {
    const NodeId operand = tree.child(type_left ? left : right, 0);
    const std::uint8_t wanted = type_named(tree.text(type_left ? right : left));
    for (Outcome& outcome : evaluate(operand, frame, std::move(state))) {
      if (outcome.threw) {
        fail(outcome);
        continue;
      }
      const std::uint8_t mask = may_be(outcome.value, outcome.state);
      const bool splits = (mask & wanted) != 0 && (mask & ~wanted) != 0;
      const Reason reason = reason_of(outcome.value);
      State other = outcome.state;
      if (refine_may(outcome.value, wanted, outcome.state)) {
        if (splits) decide(node, frame, !negated, reason, outcome.state);
        out.push_back({std::move(outcome.state), !negated, nullptr});
      }
      if (refine_may(outcome.value, static_cast<std::uint8_t>(may::kAnything & ~wanted), other)) {
        if (splits) decide(node, frame, negated, reason, other);
        out.push_back({std::move(other), negated, nullptr});
      }
    }
    return out;
  }
  for (Outcome& first : evaluate(left, frame, std::move(state))) {
    if (first.threw) {
      fail(first);
      continue;
    }
    for (Outcome& second : evaluate(right, frame, std::move(first.state))) {
      if (second.threw) {
        fail(second);
        continue;
      }
      for (Branch& side : compare_values(op, first.value, second.value, node, frame, std::move(second.state)))
        out.push_back(std::move(side));
    }
  }
  return out;
}

Branches Interpreter::compare_values(Op op, const Value* left, const Value* right, NodeId node,
                                     const Frame* frame, State state) {
  Branches out;
  const auto known = [&](bool result) {
    out.push_back({std::move(state), result, nullptr});
    return std::move(out);
  };
  const auto either = [&](Reason reason) {
    State other = state;
    decide(node, frame, true, reason, state);
    decide(node, frame, false, reason, other);
    out.push_back({std::move(state), true, nullptr});
    out.push_back({std::move(other), false, nullptr});
    return std::move(out);
  };
  const Origin both = left->origin() | right->origin();
  switch (op) {
  case Op::less:
  case Op::less_equal:
  case Op::greater:
  case Op::greater_equal: {
    if (left->kind == Kind::number && right->kind == Kind::number) {
      const double a = left->number;
      const double b = right->number;
      return known(op == Op::less         ? a < b
                   : op == Op::less_equal ? a <= b
                   : op == Op::greater    ? a > b
                                          : a >= b);
    }
    if (op == Op::greater && right->kind == Kind::number && right->number == 0 && left->text == kCounted &&
        left->kind == Kind::unknown)
      return known(true);
    // A list that is known to have something in it, or nothing.
    if (op == Op::greater && right->kind == Kind::number && right->number == 0 && left->facts != nullptr &&
        left->facts->length_of != nullptr) {
      const Record* const list = record(left->facts->length_of, state);
      const Truth some = list != nullptr && !list->elements.empty() ? Truth::yes : truth(left, state);
      if (some != Truth::depends) return known(some == Truth::yes);
    }
    // More elements than none.
    const bool more = (op == Op::greater && right->kind == Kind::number && right->number >= 0) ||
                      (op == Op::greater_equal && right->kind == Kind::number && right->number >= 1);
    if (more && left->kind == Kind::unknown && left->facts != nullptr && left->facts->length_of != nullptr) {
      State fewer = state;
      note_filled(left->facts->length_of, state);
      refine(left, true, state);
      if (op == Op::greater && right->number == 0) refine(left, false, fewer);
      const Reason reason = (both & origin::kFromRequest) != 0 ? Reason::content : Reason::other;
      decide(node, frame, true, reason, state);
      decide(node, frame, false, reason, fewer);
      out.push_back({std::move(state), true, nullptr});
      out.push_back({std::move(fewer), false, nullptr});
      return out;
    }
    // The first round of a loop over something that is not empty.
    const Value* const measured = right->facts == nullptr ? nullptr : right->facts->length_of;
    if (op == Op::less && left->kind == Kind::number && left->number == 0 && measured != nullptr) {
      bool full = not_empty(measured);
      for (const EqualLengths* pair = state.equal_lengths; pair != nullptr; pair = pair->next)
        full = full || (same(pair->left, measured) && not_empty(pair->right)) ||
               (same(pair->right, measured) && not_empty(pair->left));
      if (full) return known(true);
    }
    if (op == Op::less && left->kind == Kind::number && left->number == 0 && measured != nullptr &&
        right->kind == Kind::unknown && truth(right, state) == Truth::depends) {
      // It is a length: there is something, or nothing.
      State none = state;
      refine(right, true, state);
      refine(right, false, none);
      const Reason reason = (both & origin::kFromRequest) != 0 ? Reason::content : Reason::other;
      decide(node, frame, true, reason, state);
      decide(node, frame, false, reason, none);
      out.push_back({std::move(state), true, nullptr});
      out.push_back({std::move(none), false, nullptr});
      return out;
    }
    const bool endless = (left->kind == Kind::number && left->number > 1e300) ||
                         (right->kind == Kind::number && right->number > 1e300);
    if ((both & origin::kNow) != 0 && (both & origin::kFromRequest) != 0 && !endless) {
      state.clock_tested = true;
      return either(Reason::other);
    }
    return either((both & origin::kFromRequest) != 0 ? Reason::content : Reason::other);
  }
  case Op::in_: {
    if (const Record* const content = record(right, state);
        content != nullptr && left->kind == Kind::string) {
      if (property(*content, left->text) != nullptr) return known(true);
      if (content->rest == nullptr && content->klass == nullptr) return known(false);
    }
    if (left->kind == Kind::string && right->kind == Kind::unknown && right->has(origin::kFromRequest)) {
      const Value* const part = part_of(right, left->text);
      State other = state;
      const Reason reason = reason_of(part);
      if (refine_may(part, static_cast<std::uint8_t>(may::kAnything & ~may::kUndefined), state)) {
        decide(node, frame, true, reason, state);
        out.push_back({std::move(state), true, nullptr});
      }
      if (refine_may(part, may::kUndefined, other)) {
        decide(node, frame, false, reason, other);
        out.push_back({std::move(other), false, nullptr});
      }
      return out;
    }
    return either(Reason::other);
  }
  case Op::instanceof_: {
    const Record* const content = record(left, state);
    if (content != nullptr && right->kind == Kind::klass) {
      const Value* at = content->klass;
      for (unsigned depth = 0; at != nullptr && depth < 8; ++depth) {
        if (at->site == right->site) return known(true);
        Outcomes parents = superclass(at, state);
        at = parents.empty() || parents.front().threw || parents.front().value->kind != Kind::klass
                 ? nullptr
                 : parents.front().value;
      }
      if (content->type == Record::Type::error) return either(Reason::error);
      return known(false);
    }
    if (content != nullptr && right->kind == Kind::global) {
      if (right->text == "Error" && content->type == Record::Type::error) return known(true);
      if (right->text == "Array") return known(content->type == Record::Type::array);
      if (right->text == "Error" && content->klass == nullptr) return known(false);
    }
    if (is_constant(left)) return known(false);
    return either(left->has(origin::kError) ? Reason::error : Reason::other);
  }
  default:
    break;
  }
  const bool strict = op == Op::strict_equal || op == Op::strict_not_equal;
  const bool negated = op == Op::not_equal || op == Op::strict_not_equal;
  if (const auto equal = known_equal(left, right, strict, state)) {
    const Value* const verdict = left->has(origin::kVerdict) ? left : right;
    if (verdict->has(origin::kVerdict))
      decide(node, frame, *equal != negated,
             verdict->kind == Kind::promise ? Reason::promise : Reason::verdict, state);
    return known(*equal != negated);
  }
  // What is zero where two others are equal.
  const Value* const number_side = left->kind == Kind::number    ? left
                                   : right->kind == Kind::number ? right
                                                                 : nullptr;
  const Value* const difference = number_side == left ? right : left;
  if (number_side != nullptr && number_side->number == 0 && difference->kind == Kind::unknown &&
      difference->text == kCounted)
    return known(negated);
  const auto from_outcomes = [&](Outcomes outcomes) {
    Branches sides;
    for (Outcome& outcome : outcomes) {
      const bool equal = outcome.value->flag;
      if (outcome.value->has(origin::kVerdict)) {
        decide(node, frame, equal != negated, Reason::verdict, outcome.state);
      } else if (const Step* const last = outcome.state.steps; negated && last != nullptr &&
                                                               last->type == Step::Type::decision &&
                                                               last->site == site(node, frame)) {
        // It was decided that they are equal; the condition says the opposite.
        Step* turned = arena_.make<Step>(*last);
        turned->taken = !equal;
        outcome.state.steps = turned;
      }
      sides.push_back({std::move(outcome.state), equal != negated, nullptr});
    }
    return sides;
  };
  if (number_side != nullptr && number_side->number == 0 && difference->facts != nullptr &&
      difference->facts->left != nullptr) {
    const Facts& pair = *difference->facts;
    if (pair.left->has(origin::kLength) && pair.right->has(origin::kLength)) {
      left = pair.left;
      right = pair.right;
    } else {
      return from_outcomes(compare(pair.left, pair.right,
                                   pair.constant_time ? Comparator::constant_time : Comparator::ordinary,
                                   {node, frame, nullptr, 0}, std::move(state)));
    }
  }
  // Lengths.
  const Value* const left_of = left->facts == nullptr ? nullptr : left->facts->length_of;
  const Value* const right_of = right->facts == nullptr ? nullptr : right->facts->length_of;
  if (left_of != nullptr && right_of != nullptr) {
    State other = state;
    state.equal_lengths = arena_.make<EqualLengths>(left_of, right_of, state.equal_lengths);
    decide(node, frame, !negated, Reason::other, state);
    // A signature of another length is refused by that.
    const auto keyed = [](const Value* value) {
      return value->facts != nullptr && value->facts->digest != nullptr &&
             value->facts->digest->key != nullptr;
    };
    if (!other.verified && (keyed(left_of) || keyed(right_of))) {
      reject(other, nullptr, {node, frame, nullptr, 0});
      decide(node, frame, negated, Reason::verdict, other);
    } else {
      decide(node, frame, negated, Reason::other, other);
    }
    // What is empty is not as long as what is not.
    const bool differ = (not_empty(left_of) && truth(right, other) == Truth::no) ||
                        (not_empty(right_of) && truth(left, other) == Truth::no);
    if (!differ) out.push_back({std::move(state), !negated, nullptr});
    out.push_back({std::move(other), negated, nullptr});
    return out;
  }
  if (number_side != nullptr && (left_of != nullptr || right_of != nullptr)) {
    const Value* const measured = left_of != nullptr ? left_of : right_of;
    const std::uint16_t exactly = measured->facts == nullptr ? std::uint16_t{0} : measured->facts->length;
    const Value* const same_length = measured->facts == nullptr ? nullptr : measured->facts->as_long_as;
    if (same_length != nullptr && same_length->kind == Kind::string)
      return known((static_cast<double>(same_length->text.size()) == number_side->number) != negated);
    const Record* const list = record(measured, state);
    const bool some = (list != nullptr && !list->elements.empty()) || truth(difference, state) == Truth::yes;
    if ((number_side->number == 0 && (some || not_empty(measured))) ||
        (exactly != 0 && exactly != number_side->number))
      return known(negated);
    State other = state;
    if (measured->kind == Kind::unknown && number_side->number > 0 && number_side->number < 4096) {
      Known known_length;
      if (const Known* const old = state.known.find(measured->id)) known_length = *old;
      known_length.length = static_cast<std::uint16_t>(number_side->number);
      known_length.filled = true;
      state.known.set(measured->id, arena_.make<Known>(known_length));
    }
    if (number_side->number == 0) note_filled(measured, other);
    const Reason reason = measured->has(origin::kFromRequest) ? reason_of(measured) : Reason::empty_list;
    decide(node, frame, !negated, reason, state);
    decide(node, frame, negated, reason, other);
    out.push_back({std::move(state), !negated, nullptr});
    out.push_back({std::move(other), negated, nullptr});
    return out;
  }
  // A value that can be several things, against one that is known: each side then knows more.
  const bool flat = is_constant(left) || is_constant(right);
  const Value* const constant = is_constant(left) ? left : right;
  const Value* const open = constant == left ? right : left;
  // A header that is not there is no secret, unless that is empty.
  const bool left_out = constant->kind == Kind::string && constant->has(origin::kFromRequest) &&
                        open->has(origin::kSecret) && !open->has(origin::kFromRequest);
  if (flat && !left_out &&
      (constant->nullish() || constant->kind == Kind::boolean ||
       (constant->kind == Kind::string && constant->text.empty()))) {
    const Reason reason = reason_of(open);
    State other = state;
    bool yes = false;
    bool no = false;
    if (constant->nullish() && !strict) {
      yes = refine_may(open, may::kNullish, state);
      no = refine_may(open, static_cast<std::uint8_t>(may::kAnything & ~may::kNullish), other);
    } else {
      yes = refine_equal(open, constant, true, state);
      no = refine_equal(open, constant, false, other);
    }
    if (yes) {
      decide(node, frame, !negated, reason, state);
      if (truth(constant, state) == Truth::no) revoke(open, node, frame, state);
      if (truth(constant, state) == Truth::yes && open->has(origin::kAnswer | origin::kFoundByHash))
        believe_answer(open, node, frame, state);
      out.push_back({std::move(state), !negated, nullptr});
    }
    if (no) {
      decide(node, frame, negated, reason, other);
      if (constant->kind == Kind::boolean && constant->flag) revoke(open, node, frame, other);
      out.push_back({std::move(other), negated, nullptr});
    }
    return out;
  }
  Outcomes outcomes = compare(left, right, Comparator::ordinary, {node, frame, nullptr, 0}, std::move(state));
  return from_outcomes(std::move(outcomes));
}

}  // namespace convotic::lint::outcome
