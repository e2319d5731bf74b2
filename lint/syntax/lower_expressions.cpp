#include "lint/syntax/lowering.hpp"
#include "lint/syntax/string_escapes.hpp"

#include <algorithm>

namespace convotic::lint {

// A view of the source where nothing is escaped.
std::string_view Lowering::cooked(std::string_view inner) {
  if (inner.find('\\') == std::string_view::npos) return inner;
  return builder_.keep(unescaped(inner));
}

std::string_view Lowering::string_value(Raw n) {
  const std::string_view whole = text(n);
  if (whole.size() < 2) return {};
  return cooked(whole.substr(1, whole.size() - (whole.back() == whole.front() ? 2 : 1)));
}

bool Lowering::is_expression(Grammar kind) {
  switch (kind) {
  case Grammar::identifier:
  case Grammar::nested_identifier:
  case Grammar::property_identifier:
  case Grammar::shorthand_property_identifier:
  case Grammar::this_:
  case Grammar::super_:
  case Grammar::string:
  case Grammar::number:
  case Grammar::true_:
  case Grammar::false_:
  case Grammar::null:
  case Grammar::undefined:
  case Grammar::regex:
  case Grammar::template_string:
  case Grammar::array:
  case Grammar::object:
  case Grammar::function_expression:
  case Grammar::generator_function:
  case Grammar::arrow_function:
  case Grammar::class_:
  case Grammar::unary_expression:
  case Grammar::update_expression:
  case Grammar::binary_expression:
  case Grammar::assignment_expression:
  case Grammar::augmented_assignment_expression:
  case Grammar::ternary_expression:
  case Grammar::sequence_expression:
  case Grammar::call_expression:
  case Grammar::new_expression:
  case Grammar::member_expression:
  case Grammar::subscript_expression:
  case Grammar::await_expression:
  case Grammar::yield_expression:
  case Grammar::meta_property:
  case Grammar::parenthesized_expression:
  case Grammar::as_expression:
  case Grammar::satisfies_expression:
  case Grammar::non_null_expression:
  case Grammar::type_assertion:
  case Grammar::instantiation_expression:
    return true;
  default:
    return false;
  }
}

Lowering::Raw Lowering::unwrapped(Raw n) const {
  while (true) {
    switch (kind(n)) {
    case Grammar::parenthesized_expression:
    case Grammar::as_expression:
    case Grammar::satisfies_expression:
    case Grammar::non_null_expression:
    case Grammar::type_assertion:
    case Grammar::instantiation_expression:
      if (first(n) == 0 || kind(first(n)) == Grammar::error) return n;
      n = first(n);
      break;
    default:
      return n;
    }
  }
}

NodeId Lowering::expression(Raw wrapped) {
  const Raw n = unwrapped(wrapped);
  if (depth_ < kMostNesting) {
    ++depth_;
    const NodeId id = expression_at_depth(n);
    --depth_;
    return id;
  }
  const NodeId id = open(NodeKind::unknown, n);
  builder_.ast().too_deep.push_back(id);
  return id;
}

NodeId Lowering::expression_at_depth(Raw n) {
  switch (kind(n)) {
  case Grammar::identifier:
  case Grammar::property_identifier:
  case Grammar::shorthand_property_identifier:
    return name(n, Names::used);
  case Grammar::array:
    return array(n);
  case Grammar::object:
    return object(n);
  case Grammar::object_pattern:
  case Grammar::array_pattern:
    return pattern(n, Names::used);
  case Grammar::function_expression:
  case Grammar::generator_function:
  case Grammar::arrow_function:
    return function(n);
  case Grammar::class_:
    return class_(n);
  case Grammar::unary_expression:
  case Grammar::update_expression:
  case Grammar::binary_expression:
    return operation(n);
  case Grammar::assignment_expression:
  case Grammar::augmented_assignment_expression:
    return assignment(n);
  case Grammar::ternary_expression: {
    const NodeId id = open(NodeKind::conditional, n);
    const NodeId test = condition(n);
    const NodeId yes = optional_expression(field(n, Field::consequence));
    return adopt(id, {test, yes, optional_expression(field(n, Field::alternative))});
  }
  case Grammar::sequence_expression:
    return list(NodeKind::sequence, n);
  case Grammar::call_expression:
  case Grammar::new_expression:
    return call(n);
  case Grammar::member_expression:
  case Grammar::subscript_expression:
  case Grammar::nested_identifier:
    return access(n);
  case Grammar::await_expression:
    return list(NodeKind::await_, n);
  case Grammar::yield_expression: {
    const NodeId id = open(NodeKind::yield_, n);
    if (has(n, Grammar::token_star)) flag(id, kDelegate);
    for (Raw part = first(n); part != 0; part = next(part))
      if (is_expression(kind(part))) return adopt(id, {expression(part)});
    return adopt(id, {kNoNode});
  }
  default:
    return literal(n);
  }
}

NodeId Lowering::literal(Raw n) {
  switch (kind(n)) {
  case Grammar::this_:
    return open(NodeKind::this_, n);
  case Grammar::super_:
    return open(NodeKind::super_, n);
  case Grammar::string:
    return leaf(NodeKind::string, n, string_value(n));
  case Grammar::number:
    return leaf(NodeKind::number, n, text(n));
  case Grammar::true_:
  case Grammar::false_:
    return leaf(NodeKind::boolean, n, text(n));
  case Grammar::null:
    return open(NodeKind::null, n);
  case Grammar::undefined:
    return open(NodeKind::undefined_, n);
  case Grammar::regex:
    return leaf(NodeKind::regex, n, text(field(n, Field::pattern)));
  case Grammar::template_string:
    return template_string(n);
  case Grammar::meta_property:
    return leaf(NodeKind::meta_property, n, text(n));
  default:
    break;
  }
  const NodeId id = unknown(n);
  return id != kNoNode ? id : open(NodeKind::unknown, n);
}

NodeId Lowering::template_string(Raw n) {
  const NodeId id = open(NodeKind::template_string, n);
  Children all(*this);
  std::uint32_t from = tree_.nodes[n].begin + 1;
  const auto chunk = [&](std::uint32_t to) {
    if (to <= from) return;
    const NodeId part = builder_.open(NodeKind::string, from, to);
    builder_.at(part).text = cooked(source_.substr(from, to - from));
    all.add(flag(part, kChunk));
  };
  for (Raw part = first(n); part != 0; part = next(part)) {
    if (kind(part) != Grammar::template_substitution) continue;
    chunk(tree_.nodes[part].begin);
    all.add(first(part) == 0 ? open(NodeKind::unknown, part) : expression(first(part)));
    from = tree_.nodes[part].end;
  }
  const std::uint32_t end = tree_.nodes[n].end;
  chunk(end > from && source_[end - 1] == '`' ? end - 1 : end);
  return all.close(id);
}

// Nodes whose children are expressions in a row.
NodeId Lowering::list(NodeKind kind_of_node, Raw n) {
  const NodeId id = open(kind_of_node, n);
  Children all(*this);
  for (Raw part = first(n); part != 0; part = next(part))
    if (is_expression(kind(part)) || kind(part) == Grammar::other || kind(part) == Grammar::error)
      all.add(expression(part));
  return all.close(id);
}

void Lowering::arguments(Raw n, Children& into) {
  for (Raw part = first(n); part != 0; part = next(part))
    into.add(kind(part) == Grammar::spread_element ? spread(part) : expression(part));
}

NodeId Lowering::array(Raw n) {
  const NodeId id = open(NodeKind::array, n);
  Children all(*this);
  std::uint32_t from = tree_.nodes[n].begin + 1;
  for (Raw part = first(n); part != 0; part = next(part)) {
    add_holes(from, part, part == first(n), all);
    all.add(kind(part) == Grammar::spread_element ? spread(part) : expression(part));
    from = tree_.nodes[part].end;
  }
  return all.close(id);
}

// A hole for each comma between `from` and an element that does not end an element. Comments were left out of
// the tree and may hold commas as well.
void Lowering::add_holes(std::uint32_t from, Raw element, bool first_one, Children& into) {
  const std::string_view between = source_.substr(from, tree_.nodes[element].begin - from);
  bool separates = !first_one;
  for (std::size_t at = 0; at < between.size(); ++at) {
    if (between.substr(at, 2) == "/*") {
      at = std::min(between.find("*/", at), between.size() - 1) + 1;
    } else if (between.substr(at, 2) == "//") {
      at = std::min(between.find('\n', at), between.size());
    } else if (between[at] == ',') {
      if (!separates) into.add(kNoNode);
      separates = false;
    }
  }
}

NodeId Lowering::spread(Raw n) {
  const NodeId id = open(NodeKind::spread, n);
  return adopt(id, {optional_expression(first(n))});
}

Lowering::Key Lowering::key(Raw n) {
  switch (kind(n)) {
  case Grammar::string:
    return {string_value(n), kNoNode};
  case Grammar::computed_property_name: {
    const Raw inner = first(n) == 0 ? n : unwrapped(first(n));
    if (kind(inner) == Grammar::string) return {string_value(inner), kNoNode};
    if (kind(inner) == Grammar::number) return {text(inner), kNoNode};
    return {"", inner == n ? open(NodeKind::unknown, n) : expression(inner)};
  }
  default:
    return {text(n), kNoNode};
  }
}

NodeId Lowering::pair(Raw n) {
  const NodeId id = open(NodeKind::property, n);
  const Raw named = field(n, Field::key);
  const Key called = named == 0 ? Key{"", open(NodeKind::unknown, n)} : key(named);
  builder_.at(id).text = called.text;
  const Raw value = field(n, Field::value);
  const NodeId given = value == 0 ? open(NodeKind::unknown, n) : expression(value);
  return adopt(id, {called.computed, given});
}

NodeId Lowering::object(Raw n) {
  const NodeId id = open(NodeKind::object, n);
  Children all(*this);
  for (Raw part = first(n); part != 0; part = next(part)) {
    switch (kind(part)) {
    case Grammar::pair:
      all.add(pair(part));
      break;
    case Grammar::shorthand_property_identifier: {
      const NodeId property = flag(leaf(NodeKind::property, part, text(part)), kShorthand);
      all.add(adopt(property, {kNoNode, name(part, Names::used)}));
      break;
    }
    case Grammar::method_definition:
      all.add(method(part, NodeKind::property, {}));
      break;
    case Grammar::spread_element:
      all.add(spread(part));
      break;
    default:
      all.add_if(unknown(part));
    }
  }
  return all.close(id);
}

NodeId Lowering::operation(Raw n) {
  const Raw sign = field(n, Field::operator_);
  const std::string_view token = sign == 0 ? "" : text(sign);
  if (kind(n) == Grammar::binary_expression) {
    const Op op = operator_of(token, Fixity::infix);
    const bool logical = op == Op::and_ || op == Op::or_ || op == Op::coalesce;
    const NodeId id = open(logical ? NodeKind::logical : NodeKind::binary, n);
    builder_.at(id).op = op;
    const NodeId left = optional_expression(field(n, Field::left));
    return adopt(id, {left, optional_expression(field(n, Field::right))});
  }
  const bool updates = kind(n) == Grammar::update_expression;
  const NodeId id = open(updates ? NodeKind::update : NodeKind::unary, n);
  builder_.at(id).op = operator_of(token, Fixity::prefix);
  const Raw operand = field(n, Field::argument);
  if (updates && operand != 0 && tree_.nodes[n].begin < tree_.nodes[operand].begin) flag(id, kPrefix);
  return adopt(id, {optional_expression(operand)});
}

NodeId Lowering::assignment(Raw n) {
  const NodeId id = open(NodeKind::assignment, n);
  const Raw sign = field(n, Field::operator_);
  const std::string_view token = sign == 0 ? "=" : text(sign);
  builder_.at(id).op =
      token == "=" ? Op::assign : operator_of(token.substr(0, token.size() - 1), Fixity::infix);
  const Raw left = field(n, Field::left);
  const NodeId target = left == 0 ? open(NodeKind::unknown, n) : pattern(left, Names::used);
  return adopt(id, {target, optional_expression(field(n, Field::right))});
}

NodeId Lowering::call(Raw n) {
  const bool constructs = kind(n) == Grammar::new_expression;
  const Raw callee = field(n, constructs ? Field::constructor : Field::function);
  const Raw given = field(n, Field::arguments);
  if (!constructs && given != 0 && kind(given) == Grammar::template_string) {
    const NodeId id = open(NodeKind::tagged_template, n);
    const NodeId tag = optional_expression(callee);
    return adopt(id, {tag, template_string(given)});
  }
  Children all(*this);
  if (callee != 0 && kind(callee) == Grammar::import_) {
    const NodeId id = open(NodeKind::import_call, n);
    if (given != 0) arguments(given, all);
    return all.close(id);
  }
  const NodeId id = open(constructs ? NodeKind::new_ : NodeKind::call, n);
  if (has(n, Grammar::optional_chain)) flag(id, kOptional);
  all.add(callee == 0 ? open(NodeKind::unknown, n) : expression(callee));
  if (given != 0) arguments(given, all);
  return all.close(id);
}

NodeId Lowering::access(Raw n) {
  const Raw object = field(n, Field::object);
  const bool by_key = kind(n) == Grammar::subscript_expression;
  const Raw property = field(n, by_key ? Field::index : Field::property);
  const NodeId id = open(by_key ? NodeKind::index : NodeKind::member, n);
  if (has(n, Grammar::optional_chain)) flag(id, kOptional);
  const NodeId of = object == 0 ? open(NodeKind::unknown, n) : expression(object);
  if (by_key) return adopt(id, {of, property == 0 ? open(NodeKind::unknown, n) : expression(property)});
  builder_.at(id).text = property == 0 ? "" : text(property);
  return adopt(id, {of});
}

}  // namespace convotic::lint
