#include "lint/syntax/lowering.hpp"

namespace convotic::lint {

NodeId Lowering::function(Raw n) {
  const NodeId id = open(NodeKind::function, n);
  if (kind(n) == Grammar::arrow_function) flag(id, kArrow);
  if (has(n, Grammar::token_async)) flag(id, kAsync);
  const bool generator =
      kind(n) == Grammar::generator_function || kind(n) == Grammar::generator_function_declaration;
  if (generator || (kind(n) == Grammar::method_definition && has(n, Grammar::token_star)))
    flag(id, kGenerator);

  Children all(*this);
  const bool named = kind(n) != Grammar::method_definition;
  all.add(named ? name(field(n, Field::name), Names::declared) : kNoNode);
  const Raw body = field(n, Field::body);
  if (body == 0) {
    all.add(kNoNode);
  } else if (kind(body) == Grammar::statement_block) {
    all.add(statement(body));
  } else {
    flag(id, kExpressionBody);
    all.add(expression(body));
  }
  parameters(n, all);
  return all.close(id);
}

void Lowering::parameters(Raw n, Children& into) {
  if (const Raw only = field(n, Field::parameter); only != 0) {
    const NodeId id = open(NodeKind::parameter, only);
    into.add(adopt(id, {name(only, Names::declared), kNoNode}));
    return;
  }
  const Raw all = field(n, Field::parameters);
  for (Raw part = all == 0 ? 0 : first(all); part != 0; part = next(part))
    if (const NodeId id = parameter(part); id != kNoNode) into.add(id);
}

NodeId Lowering::parameter(Raw n) {
  if (kind(n) != Grammar::required_parameter && kind(n) != Grammar::optional_parameter) return kNoNode;
  Raw target = field(n, Field::pattern);
  if (target == 0) target = field(n, Field::name);
  if (target == 0 || kind(target) == Grammar::this_) return kNoNode;  // "this: Type" is no parameter
  const NodeId id = open(NodeKind::parameter, n);
  if (has(n, Grammar::accessibility_modifier) || has(n, Grammar::token_readonly) ||
      has(n, Grammar::override_modifier))
    flag(id, kParameterProperty);
  if (kind(target) == Grammar::rest_pattern) {
    flag(id, kRest);
    target = first(target);
  }
  Children all(*this);
  all.add(target == 0 ? open(NodeKind::unknown, n) : pattern(target, Names::declared));
  all.add(optional_expression(field(n, Field::value)));
  for (Raw part = first(n); part != 0; part = next(part))
    if (kind(part) == Grammar::decorator && first(part) != 0) all.add(expression(first(part)));
  return all.close(id);
}

std::uint16_t Lowering::member_flags(Raw n) const {
  std::uint16_t flags = 0;
  if (kind(n) == Grammar::method_definition) flags = kMethod;
  if (has(n, Grammar::token_get)) flags = kGetter;
  if (has(n, Grammar::token_set)) flags = kSetter;
  if (has(n, Grammar::token_static)) flags = static_cast<std::uint16_t>(flags | kStatic);
  return flags;
}

NodeId Lowering::method(Raw n, NodeKind kind_of_node, const std::vector<NodeId>& decorators) {
  const NodeId id = flag(open(kind_of_node, n), member_flags(n));
  const Raw named = field(n, Field::name);
  const Key called = named == 0 ? Key{} : key(named);
  builder_.at(id).text = called.text;
  Children all(*this);
  all.add(called.computed);
  all.add(flag(function(n), static_cast<std::uint16_t>(member_flags(n) & ~kStatic)));
  for (const NodeId decorator : decorators)
    all.add(decorator);
  return all.close(id);
}

NodeId Lowering::class_field(Raw n, const std::vector<NodeId>& decorators) {
  const NodeId id = flag(open(NodeKind::class_member, n), member_flags(n));
  const Raw named = field(n, Field::name);
  const Key called = named == 0 ? Key{} : key(named);
  builder_.at(id).text = called.text;
  Children all(*this);
  all.add(called.computed);
  all.add(optional_expression(field(n, Field::value)));
  for (const NodeId decorator : decorators)
    all.add(decorator);
  for (Raw part = first(n); part != 0; part = next(part))
    if (kind(part) == Grammar::decorator && first(part) != 0) all.add(expression(first(part)));
  return all.close(id);
}

NodeId Lowering::class_(Raw n) {
  const NodeId id = open(NodeKind::class_, n);
  Children all(*this);
  all.add(name(field(n, Field::name), Names::declared));
  NodeId super = kNoNode;
  for (Raw part = first(n); part != 0; part = next(part)) {
    if (kind(part) != Grammar::class_heritage) continue;
    for (Raw clause = first(part); clause != 0; clause = next(clause)) {
      if (kind(clause) == Grammar::extends_clause)
        super = optional_expression(field(clause, Field::value));
      else if (super == kNoNode && is_expression(kind(clause)))
        super = expression(clause);
    }
  }
  all.add(super);
  for (Raw part = first(n); part != 0; part = next(part)) {
    if (kind(part) != Grammar::decorator || first(part) == 0) continue;
    const NodeId decorator = open(NodeKind::decorator, part);
    all.add(adopt(decorator, {expression(first(part))}));
  }

  const Raw body = field(n, Field::body);
  std::vector<NodeId> decorators;  // of the next member
  for (Raw part = body == 0 ? 0 : first(body); part != 0; part = next(part)) {
    switch (kind(part)) {
    case Grammar::decorator:
      if (first(part) != 0) decorators.push_back(expression(first(part)));
      continue;
    case Grammar::method_definition:
      all.add(method(part, NodeKind::class_member, decorators));
      break;
    case Grammar::public_field_definition:
      all.add(class_field(part, decorators));
      break;
    case Grammar::class_static_block: {
      const NodeId fixed = open(NodeKind::static_block, part);
      all.add(adopt(fixed, {body_of(field(part, Field::body))}));
      break;
    }
    default:
      all.add_if(unknown(part));
    }
    decorators.clear();
  }
  return all.close(id);
}

NodeId Lowering::pattern(Raw wrapped, Names names) {
  const Raw n = unwrapped(wrapped);
  switch (kind(n)) {
  case Grammar::identifier:
  case Grammar::shorthand_property_identifier_pattern:
  case Grammar::shorthand_property_identifier:
    return name(n, names);
  case Grammar::undefined:
    return leaf(NodeKind::identifier, n, text(n));
  case Grammar::object_pattern:
  case Grammar::array_pattern: {
    if (depth_ >= kMostNesting) return open(NodeKind::unknown, n);
    ++depth_;
    const NodeId id = kind(n) == Grammar::object_pattern ? object_pattern(n, names) : array_pattern(n, names);
    --depth_;
    return id;
  }
  case Grammar::assignment_pattern: {
    const NodeId id = open(NodeKind::default_pattern, n);
    const Raw left = field(n, Field::left);
    const NodeId target = left == 0 ? open(NodeKind::unknown, n) : pattern(left, names);
    return adopt(id, {target, optional_expression(field(n, Field::right))});
  }
  case Grammar::rest_pattern: {
    const NodeId id = open(NodeKind::rest_pattern, n);
    return adopt(id, {first(n) == 0 ? open(NodeKind::unknown, n) : pattern(first(n), names)});
  }
  default:
    return expression(n);
  }
}

NodeId Lowering::object_pattern(Raw n, Names names) {
  const NodeId id = open(NodeKind::object_pattern, n);
  Children all(*this);
  for (Raw part = first(n); part != 0; part = next(part)) {
    switch (kind(part)) {
    case Grammar::shorthand_property_identifier_pattern: {
      const NodeId property = flag(leaf(NodeKind::pattern_property, part, text(part)), kShorthand);
      all.add(adopt(property, {kNoNode, name(part, names), kNoNode}));
      break;
    }
    case Grammar::object_assignment_pattern: {
      const Raw left = field(part, Field::left);
      const NodeId property = open(NodeKind::pattern_property, part);
      const bool plain = left != 0 && kind(left) == Grammar::shorthand_property_identifier_pattern;
      if (plain) {
        flag(property, kShorthand);
        builder_.at(property).text = text(left);
      }
      const NodeId target = left == 0 ? open(NodeKind::unknown, part) : pattern(left, names);
      all.add(adopt(property, {kNoNode, target, optional_expression(field(part, Field::right))}));
      break;
    }
    case Grammar::pair_pattern: {
      const NodeId property = open(NodeKind::pattern_property, part);
      const Raw named = field(part, Field::key);
      const Key called = named == 0 ? Key{} : key(named);
      builder_.at(property).text = called.text;
      const Raw value = field(part, Field::value);
      const bool defaulted = value != 0 && kind(value) == Grammar::assignment_pattern;
      const Raw target = defaulted ? field(value, Field::left) : value;
      const NodeId bound = target == 0 ? open(NodeKind::unknown, part) : pattern(target, names);
      const NodeId otherwise = defaulted ? optional_expression(field(value, Field::right)) : kNoNode;
      all.add(adopt(property, {called.computed, bound, otherwise}));
      break;
    }
    case Grammar::rest_pattern:
      all.add(pattern(part, names));
      break;
    default:
      all.add_if(unknown(part));
    }
  }
  return all.close(id);
}

NodeId Lowering::array_pattern(Raw n, Names names) {
  const NodeId id = open(NodeKind::array_pattern, n);
  Children all(*this);
  std::uint32_t from = tree_.nodes[n].begin + 1;
  for (Raw part = first(n); part != 0; part = next(part)) {
    add_holes(from, part, part == first(n), all);
    all.add(pattern(part, names));
    from = tree_.nodes[part].end;
  }
  return all.close(id);
}

}  // namespace convotic::lint
