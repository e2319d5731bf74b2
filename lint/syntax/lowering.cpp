#include "lint/syntax/lowering.hpp"

#include <utility>

namespace convotic::lint {

Ast lower(const GrammarTree& tree, std::string_view source) {
  return Lowering(tree, source).run();
}

Ast Lowering::run() {
  builder_.reserve(tree_.nodes.size());
  const NodeId root = open(NodeKind::program, 0);
  Children all(*this);
  statements(0, all);
  all.close(root);
  builder_.ast().faults = tree_.faults;
  return builder_.take();
}

std::string_view Lowering::text(Raw n) const {
  return source_.substr(tree_.nodes[n].begin, tree_.nodes[n].end - tree_.nodes[n].begin);
}

NodeId Lowering::open(NodeKind kind, Raw n) {
  const GrammarNode& raw = tree_.nodes[n];
  const NodeId id = builder_.open(kind, raw.begin, raw.end);
  if (raw.damaged) builder_.at(id).flags = kDamaged;
  return id;
}

NodeId Lowering::leaf(NodeKind kind, Raw n, std::string_view text) {
  const NodeId id = open(kind, n);
  builder_.at(id).text = text;
  return id;
}

NodeId Lowering::flag(NodeId id, std::uint16_t flags) {
  builder_.at(id).flags = static_cast<std::uint16_t>(builder_.at(id).flags | flags);
  return id;
}

NodeId Lowering::name(Raw n, Names names) {
  if (n == 0) return kNoNode;
  const NodeId id = leaf(NodeKind::identifier, n, text(n));
  return names == Names::declared ? flag(id, kDeclares) : id;
}

bool Lowering::is_statement(Grammar kind) {
  switch (kind) {
  case Grammar::statement_block:
  case Grammar::lexical_declaration:
  case Grammar::variable_declaration:
  case Grammar::expression_statement:
  case Grammar::if_statement:
  case Grammar::for_statement:
  case Grammar::for_in_statement:
  case Grammar::while_statement:
  case Grammar::do_statement:
  case Grammar::return_statement:
  case Grammar::throw_statement:
  case Grammar::try_statement:
  case Grammar::switch_statement:
  case Grammar::break_statement:
  case Grammar::continue_statement:
  case Grammar::labeled_statement:
  case Grammar::empty_statement:
  case Grammar::debugger_statement:
  case Grammar::import_statement:
  case Grammar::import_alias:
  case Grammar::export_statement:
  case Grammar::enum_declaration:
  case Grammar::internal_module:
  case Grammar::module:
  case Grammar::ambient_declaration:
  case Grammar::function_signature:
  case Grammar::function_declaration:
  case Grammar::generator_function_declaration:
  case Grammar::class_declaration:
  case Grammar::abstract_class_declaration:
    return true;
  default:
    return false;
  }
}

void Lowering::statements(Raw parent, Children& into) {
  for (Raw n = first(parent); n != 0; n = next(n))
    into.add_if(is_statement(kind(n)) ? statement(n) : is_expression(kind(n)) ? expression(n) : unknown(n));
}

// What is within an error or a form that is not known is looked at nevertheless: it may be a call.
NodeId Lowering::unknown(Raw n) {
  if (kind(n) == Grammar::left_out || (first(n) == 0 && kind(n) != Grammar::error)) return kNoNode;
  if (depth_ >= kMostNesting) return kNoNode;
  ++depth_;
  const NodeId id = open(NodeKind::unknown, n);
  Children parts(*this);
  statements(n, parts);
  --depth_;
  return parts.close(id);
}

NodeId Lowering::statement(Raw n) {
  if (depth_ < kMostNesting) {
    ++depth_;
    const NodeId id = statement_at_depth(n);
    --depth_;
    return id;
  }
  const NodeId id = open(NodeKind::unknown, n);
  builder_.ast().too_deep.push_back(id);
  return id;
}

NodeId Lowering::statement_at_depth(Raw n) {
  const auto simple = [&](NodeKind kind, NodeId (Lowering::*part)(Raw)) {
    const NodeId id = open(kind, n);
    return adopt(id, {first(n) == 0 ? kNoNode : (this->*part)(first(n))});
  };
  switch (kind(n)) {
  case Grammar::statement_block:
    return block(n);
  case Grammar::expression_statement:
    return expression_statement(n);
  case Grammar::variable_declaration:
    return variables(n, Op::var_);
  case Grammar::lexical_declaration:
    return variables(n, text(field(n, Field::kind)) == "let" ? Op::let_ : Op::const_);
  case Grammar::if_statement: {
    const NodeId id = open(NodeKind::if_statement, n);
    const NodeId test = condition(n);
    const NodeId then = body_of(field(n, Field::consequence));
    const Raw otherwise = field(n, Field::alternative);
    return adopt(id, {test, then, otherwise == 0 ? kNoNode : body_of(first(otherwise))});
  }
  case Grammar::for_statement:
    return for_statement(n);
  case Grammar::for_in_statement:
    return for_in(n);
  case Grammar::while_statement: {
    const NodeId id = open(NodeKind::while_statement, n);
    const NodeId test = condition(n);
    return adopt(id, {test, body_of(field(n, Field::body))});
  }
  case Grammar::do_statement: {
    const NodeId id = open(NodeKind::do_statement, n);
    const NodeId body = body_of(field(n, Field::body));
    return adopt(id, {body, condition(n)});
  }
  case Grammar::return_statement:
    return simple(NodeKind::return_statement, &Lowering::expression);
  case Grammar::throw_statement:
    return simple(NodeKind::throw_statement, &Lowering::expression);
  case Grammar::try_statement:
    return try_statement(n);
  case Grammar::switch_statement:
    return switch_statement(n);
  case Grammar::break_statement:
    return leaf(NodeKind::break_statement, n, first(n) == 0 ? "" : text(first(n)));
  case Grammar::continue_statement:
    return leaf(NodeKind::continue_statement, n, first(n) == 0 ? "" : text(first(n)));
  case Grammar::labeled_statement: {
    const NodeId id = leaf(NodeKind::labeled_statement, n, text(field(n, Field::label)));
    return adopt(id, {body_of(field(n, Field::body))});
  }
  case Grammar::empty_statement:
  case Grammar::debugger_statement:
    return open(NodeKind::empty_statement, n);
  case Grammar::import_statement:
    return import_statement(n);
  case Grammar::import_alias:
    return import_alias(n);
  case Grammar::export_statement:
    return export_statement(n);
  case Grammar::enum_declaration:
    return enumeration(n);
  case Grammar::internal_module:
  case Grammar::module:
    return name_space(n);
  case Grammar::ambient_declaration:
    return ambient(n);
  case Grammar::function_declaration:
  case Grammar::generator_function_declaration:
    return flag(function(n), kDeclaration);
  case Grammar::class_declaration:
  case Grammar::abstract_class_declaration:
    return flag(class_(n), kDeclaration);
  default:
    return kNoNode;  // the signature of an overload
  }
}

NodeId Lowering::block(Raw n) {
  const NodeId id = open(NodeKind::block, n);
  Children all(*this);
  statements(n, all);
  return all.close(id);
}

// The statement under an if, loop or label; never missing.
NodeId Lowering::body_of(Raw n) {
  const NodeId id = n == 0 ? kNoNode : is_statement(kind(n)) ? statement(n) : unknown(n);
  return id != kNoNode ? id : open(NodeKind::empty_statement, n);
}

NodeId Lowering::condition(Raw n) {
  const Raw test = field(n, Field::condition);
  return test == 0 ? open(NodeKind::unknown, n) : expression(test);
}

NodeId Lowering::expression_statement(Raw n) {
  const Raw inner = first(n);
  if (inner == 0) return open(NodeKind::empty_statement, n);
  if (kind(inner) == Grammar::internal_module) return name_space(inner);
  // The grammar reads "using a = f()" and "await using a = f()" as assignments.
  const Raw assigned = kind(inner) == Grammar::await_expression ? first(inner) : inner;
  for (Raw part = assigned; part != 0; part = next(part))
    if (kind(part) == Grammar::assignment_expression && has(part, Grammar::token_using))
      return using_declaration(part);
  const NodeId id = open(NodeKind::expression_statement, n);
  return adopt(id, {expression(inner)});
}

NodeId Lowering::using_declaration(Raw n) {
  const NodeId id = open(NodeKind::variable_declaration, n);
  builder_.at(id).op = Op::using_;
  const NodeId declarator = open(NodeKind::declarator, n);
  const NodeId target = pattern(field(n, Field::left), Names::declared);
  adopt(declarator, {target, optional_expression(field(n, Field::right))});
  return adopt(id, {declarator});
}

NodeId Lowering::variables(Raw n, Op op) {
  const NodeId id = open(NodeKind::variable_declaration, n);
  builder_.at(id).op = op;
  Children all(*this);
  for (Raw part = first(n); part != 0; part = next(part)) {
    if (kind(part) != Grammar::variable_declarator) {
      if (kind(part) == Grammar::error) all.add_if(unknown(part));
      continue;
    }
    const NodeId declarator = open(NodeKind::declarator, part);
    const NodeId target = pattern(field(part, Field::name), Names::declared);
    all.add(adopt(declarator, {target, optional_expression(field(part, Field::value))}));
  }
  return all.close(id);
}

NodeId Lowering::for_statement(Raw n) {
  // Each part is a statement of its own in the grammar, ";" and all.
  const auto part = [&](Raw at) -> NodeId {
    if (at == 0 || kind(at) == Grammar::empty_statement) return kNoNode;
    if (kind(at) == Grammar::expression_statement) return optional_expression(first(at));
    return is_statement(kind(at)) ? statement(at) : expression(at);
  };
  const NodeId id = open(NodeKind::for_statement, n);
  const NodeId initialiser = part(field(n, Field::initializer));
  const NodeId test = part(field(n, Field::condition));
  const NodeId update = part(field(n, Field::increment));
  return adopt(id, {initialiser, test, update, body_of(field(n, Field::body))});
}

NodeId Lowering::for_in(Raw n) {
  const NodeId id = open(NodeKind::for_in_statement, n);
  if (text(field(n, Field::operator_)) == "of") flag(id, kForOf);
  if (has(n, Grammar::token_await)) flag(id, kAsync);
  const Raw keyword = field(n, Field::kind);
  NodeId left = kNoNode;
  if (keyword != 0) {
    const std::string_view word = text(keyword);
    left = open(NodeKind::variable_declaration, field(n, Field::left));
    builder_.at(left).op = word == "var" ? Op::var_ : word == "let" ? Op::let_ : Op::const_;
    const NodeId declarator = open(NodeKind::declarator, field(n, Field::left));
    adopt(declarator, {pattern(field(n, Field::left), Names::declared), kNoNode});
    adopt(left, {declarator});
  } else {
    left = pattern(field(n, Field::left), Names::used);
  }
  const NodeId over = optional_expression(field(n, Field::right));
  return adopt(id, {left, over, body_of(field(n, Field::body))});
}

NodeId Lowering::try_statement(Raw n) {
  const NodeId id = open(NodeKind::try_statement, n);
  const NodeId body = body_of(field(n, Field::body));
  NodeId handler = kNoNode;
  if (const Raw raw = field(n, Field::handler); raw != 0) {
    handler = open(NodeKind::catch_clause, raw);
    const Raw caught = field(raw, Field::parameter);
    const NodeId parameter = caught == 0 ? kNoNode : pattern(caught, Names::declared);
    adopt(handler, {parameter, body_of(field(raw, Field::body))});
  }
  const Raw last = field(n, Field::finalizer);
  return adopt(id, {body, handler, last == 0 ? kNoNode : body_of(field(last, Field::body))});
}

NodeId Lowering::switch_statement(Raw n) {
  const NodeId id = open(NodeKind::switch_statement, n);
  Children all(*this);
  all.add(optional_expression(field(n, Field::value)));
  const Raw body = field(n, Field::body);
  for (Raw part = body == 0 ? 0 : first(body); part != 0; part = next(part)) {
    const bool branch = kind(part) == Grammar::switch_case || kind(part) == Grammar::switch_default;
    all.add_if(branch ? switch_case(part) : unknown(part));
  }
  return all.close(id);
}

NodeId Lowering::switch_case(Raw n) {
  const NodeId id = open(NodeKind::switch_case, n);
  Children all(*this);
  all.add(optional_expression(field(n, Field::value)));
  for (Raw part = first(n); part != 0; part = next(part))
    if (tree_.nodes[part].field != Field::value)
      all.add_if(is_statement(kind(part)) ? statement(part) : unknown(part));
  return all.close(id);
}

}  // namespace convotic::lint
