#include "lint/analysis/interpreter.hpp"

#include <cmath>
#include <cstdint>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

std::int32_t as_int32(double value) {
  if (!std::isfinite(value)) return 0;
  return static_cast<std::int32_t>(static_cast<std::int64_t>(std::fmod(value, 4294967296.0)));
}

std::optional<double> computed(Op op, double a, double b) {
  switch (op) {
  case Op::add:
    return a + b;
  case Op::subtract:
    return a - b;
  case Op::multiply:
    return a * b;
  case Op::divide:
    return a / b;
  case Op::remainder:
    return std::fmod(a, b);
  case Op::power:
    return std::pow(a, b);
  case Op::bit_and:
    return as_int32(a) & as_int32(b);
  case Op::bit_or:
    return as_int32(a) | as_int32(b);
  case Op::bit_xor:
    return as_int32(a) ^ as_int32(b);
  case Op::shift_left:
    return static_cast<double>(
        static_cast<std::int32_t>(static_cast<std::uint32_t>(as_int32(a)) << (as_int32(b) & 31)));
  case Op::shift_right:
    return as_int32(a) >> (as_int32(b) & 31);
  case Op::shift_right_unsigned:
    return static_cast<std::uint32_t>(as_int32(a)) >> (as_int32(b) & 31);
  default:
    return std::nullopt;
  }
}

}  // namespace

// What an operator makes of two values, and what that says of their difference.
const Value* Interpreter::arithmetic(Op op, const Value* left, const Value* right, NodeId node,
                                     const Frame* frame, State& state) {
  const Call here{node, frame, nullptr, 0};
  const auto counts = [](const Value* value) {
    return value->kind == Kind::number || value->kind == Kind::boolean;
  };
  const auto amount = [](const Value* value) {
    return value->kind == Kind::boolean ? (value->flag ? 1.0 : 0.0) : value->number;
  };
  if (counts(left) && counts(right))
    if (const auto value = computed(op, amount(left), amount(right)))
      return with_facts(number(*value), joined(left->facts, right->facts));
  if (op == Op::add && left->kind == Kind::unknown && left->text == kCounted && right->kind == Kind::number &&
      right->number > 0)
    return left;
  const Facts* const mine = all_facts(left, state);
  const Facts* const theirs = all_facts(right, state);
  // Differences that are gathered tell of all parts, not of the last one.
  const auto gathered = [&](const Facts* of) {
    if (of == nullptr) return of;
    const auto whole = [&](const Value* value) -> const Value* {
      if (value == nullptr || !value->has(origin::kElement)) return value;
      Facts plain = *value->facts;
      plain.origin &= ~origin::kElement;
      return with_facts(value, facts(plain));
    };
    Facts out = *of;
    out.origin &= ~origin::kElement;
    out.left = whole(of->left);
    out.right = whole(of->right);
    return facts(out);
  };
  if (op == Op::bit_and) {
    const bool nothing = (left->kind == Kind::number && left->number == 0) ||
                         (right->kind == Kind::number && right->number == 0);
    const bool differs =
        (mine != nullptr && mine->left != nullptr) || (theirs != nullptr && theirs->left != nullptr);
    if (nothing && differs)
      report_.add_decoy("auth/always-true", range(node, frame),
                        "& leaves nothing of the differences that it gathers: all requests pass");
    if (nothing) return number(0);
  }
  if (op == Op::add) {
    // Texts that are doubled again and again are not written out.
    constexpr std::size_t kLongest = 65'536;
    if (left->kind == Kind::string && right->kind == Kind::string &&
        left->text.size() + right->text.size() <= kLongest)
      return text(std::string(left->text) + std::string(right->text), joined(mine, theirs));
    // Adding up is no concatenation of secrets: the pair that a difference tells of stays.
    const bool numbers =
        (may_be(left, state) & ~may::kNumber) == 0 && (may_be(right, state) & ~may::kNumber) == 0;
    const Facts* both = gathered(joined(mine, theirs));
    // "undefined" stands in for a secret that is not set.
    if (may_be_unset(left, state) || may_be_unset(right, state))
      both = joined(both, origins(origin::kFallback));
    const Value* const sum = fresh(
        here, numbers ? may::kNumber : static_cast<std::uint8_t>(may::kString | may::kNumber), both, state);
    // What it begins with is known where that is a text with a separator: of a key, of an address.
    const bool begins = (left->kind == Kind::string || (may_be(left, state) & may::kThing) == 0) &&
                        left->text.find_first_of(":/=") != std::string_view::npos;
    if (!begins) return sum;
    Value* const open = arena_.make<Value>(*sum);
    open->text = left->text;
    return open;
  }
  Facts out;
  if (const Facts* const both = joined(mine, theirs)) out = *both;
  // What is reckoned with is an amount, which nobody proves with who they are.
  if (op == Op::multiply || op == Op::divide || op == Op::remainder || op == Op::power)
    out.origin &= ~(origin::kSecret | origin::kFallback);
  if (op == Op::bit_xor || op == Op::subtract) {
    // Zero just where the two are equal.
    const bool with_literal = left->kind == Kind::number || right->kind == Kind::number;
    if (!with_literal) {
      out.left = left;
      out.right = right;
      out.constant_time = op == Op::bit_xor;
    }
    if (op == Op::bit_xor) out.length_of = nullptr;
  } else if (op == Op::bit_or) {
    // A sum of differences. What differs in content says more than what differs in length.
    const auto content = [](const Facts* of) {
      return of != nullptr && of->left != nullptr && !of->left->has(origin::kLength);
    };
    const Facts* const tells = content(theirs) ? theirs : content(mine) ? mine : nullptr;
    if (tells != nullptr) {
      out.left = tells->left;
      out.right = tells->right;
      out.constant_time = tells->constant_time;
    }
    return fresh(here, may::kNumber, gathered(facts(out)), state);
  } else if (op == Op::bit_and && left->kind != Kind::number && right->kind != Kind::number) {
    out.left = out.right = nullptr;
  }
  return fresh(here, may::kNumber, facts(out), state);
}

}  // namespace convotic::lint::outcome
