#include "lint/model/folder_state.hpp"
#include "lint/model/model.hpp"

#include <cmath>
#include <utility>

namespace convotic::lint {

Value Folder::State::unary(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  const Value operand = fold({at.file, tree.child(at.node, 0)}, frame);
  switch (tree[at.node].op) {
  case Op::not_: {
    const auto test = truthy(operand);
    return test ? Value::of_boolean(!*test, at) : unknown(at);
  }
  case Op::minus:
  case Op::plus: {
    if (!operand.is(Value::Kind::number)) return unknown(at);
    Value value = operand;
    value.at = at;
    if (tree[at.node].op == Op::minus) value.number = -value.number;
    return value;
  }
  case Op::void_:
    return Value::of_undefined(at);
  case Op::typeof_:
    switch (operand.kind) {
    case Value::Kind::undefined:
      return text_value("undefined", at);
    case Value::Kind::boolean:
      return text_value("boolean", at);
    case Value::Kind::number:
      return text_value("number", at);
    case Value::Kind::string:
    case Value::Kind::pattern:
      return text_value("string", at);
    case Value::Kind::function:
    case Value::Kind::class_:
      return text_value("function", at);
    case Value::Kind::null:
    case Value::Kind::regex:
    case Value::Kind::object:
    case Value::Kind::array:
    case Value::Kind::instance:
      return text_value("object", at);
    default:
      return unknown(at);
    }
  default:
    return unknown(at);
  }
}

Value Folder::State::binary(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  const Value left = fold({at.file, tree.child(at.node, 0)}, frame);
  const Value right = fold({at.file, tree.child(at.node, 1)}, frame);
  const Op op = tree[at.node].op;
  const bool numbers = left.is(Value::Kind::number) && right.is(Value::Kind::number);
  const auto number = [&](double result) {
    Value value;
    value.kind = Value::Kind::number;
    value.number = result;
    value.at = at;
    return value;
  };
  switch (op) {
  case Op::equal:
  case Op::not_equal:
  case Op::strict_equal:
  case Op::strict_not_equal: {
    const bool nullish_left = left.is(Value::Kind::null) || left.is(Value::Kind::undefined);
    const bool nullish_right = right.is(Value::Kind::null) || right.is(Value::Kind::undefined);
    const bool loose = op == Op::equal || op == Op::not_equal;
    std::optional<bool> same = strictly_equal(left, right);
    if (loose && nullish_left && nullish_right) same = true;
    // What "==" makes of two types is left alone.
    if (loose && same == false && left.kind != right.kind && !nullish_left && !nullish_right) same.reset();
    if (!same) return unknown(at);
    const bool negated = op == Op::not_equal || op == Op::strict_not_equal;
    return Value::of_boolean(*same != negated, at);
  }
  case Op::add: {
    if (numbers) return number(left.number + right.number);
    const auto is_text = [](const Value& value) {
      return value.is(Value::Kind::string) || value.is(Value::Kind::pattern);
    };
    if (!is_text(left) && !is_text(right)) return unknown(at);
    const std::string hole(1, kHole);
    // Nobody writes a path or a key as long as this.
    constexpr std::size_t kLongest = 65536;
    std::string both = as_text(left).value_or(hole) + as_text(right).value_or(hole);
    return both.size() > kLongest ? unknown(at) : text_value(std::move(both), at);
  }
  case Op::subtract:
    return numbers ? number(left.number - right.number) : unknown(at);
  case Op::multiply:
    return numbers ? number(left.number * right.number) : unknown(at);
  case Op::divide:
    return numbers ? number(left.number / right.number) : unknown(at);
  case Op::remainder:
    return numbers ? number(std::fmod(left.number, right.number)) : unknown(at);
  case Op::less:
    return numbers ? Value::of_boolean(left.number < right.number, at) : unknown(at);
  case Op::less_equal:
    return numbers ? Value::of_boolean(left.number <= right.number, at) : unknown(at);
  case Op::greater:
    return numbers ? Value::of_boolean(left.number > right.number, at) : unknown(at);
  case Op::greater_equal:
    return numbers ? Value::of_boolean(left.number >= right.number, at) : unknown(at);
  default:
    return unknown(at);
  }
}

Value Folder::State::logical(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  const Op op = tree[at.node].op;
  const Value left = fold({at.file, tree.child(at.node, 0)}, frame);
  const auto right = [&] { return fold({at.file, tree.child(at.node, 1)}, frame); };
  const auto test = truthy(left);
  if (op == Op::and_) {
    if (test) return *test ? right() : left;
    // What is false there spreads nothing and is called by nobody: undefined stands for it.
    return choice({Value::of_undefined(at), right()}, at);
  }
  const bool nullish = left.is(Value::Kind::undefined) || left.is(Value::Kind::null);
  if (op == Op::or_ && test) return *test ? left : right();
  if (op == Op::coalesce && nullish) return right();
  switch (left.kind) {
  case Value::Kind::env: {
    if (!left.options.empty()) return left;
    Value value = left;
    value.at = at;
    value.options = option_lists.emplace_back(1, right());
    return value;
  }
  case Value::Kind::symbol:
    return left;  // the part of a request stays what it is
  case Value::Kind::choice: {
    std::vector<Value> options;
    for (const Value& option : left.options) {
      const bool absent = option.is(Value::Kind::undefined) || option.is(Value::Kind::null);
      const bool passed = op == Op::coalesce ? absent : truthy(option) == false;
      options.push_back(passed ? right() : option);
    }
    return choice(std::move(options), at);
  }
  case Value::Kind::unknown:
  case Value::Kind::pattern:
  case Value::Kind::external:
  case Value::Kind::global:
    return choice({left, right()}, at);
  default:
    return left;
  }
}

Value Folder::State::assignment(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  return tree[at.node].op == Op::assign ? fold({at.file, tree.child(at.node, 1)}, frame) : unknown(at);
}

}  // namespace convotic::lint
