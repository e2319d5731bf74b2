#include "lint/syntax/lowering.hpp"

namespace convotic::lint {

NodeId Lowering::import_statement(Raw n) {
  const NodeId id = open(NodeKind::import_statement, n);
  Children all(*this);
  Raw source = field(n, Field::source);
  const Raw required = [&] {
    for (Raw part = first(n); part != 0; part = next(part))
      if (kind(part) == Grammar::import_require_clause) return part;
    return Raw{0};
  }();
  if (source == 0 && required != 0) source = field(required, Field::source);
  if (has(n, Grammar::token_type) || has(n, Grammar::token_typeof)) flag(id, kTypeOnly);
  const std::string_view specifier = source == 0 ? "" : string_value(source);
  builder_.at(id).text = specifier;
  all.add(source == 0 ? kNoNode : leaf(NodeKind::string, source, specifier));
  for (Raw part = first(n); part != 0; part = next(part)) {
    if (kind(part) == Grammar::import_clause) import_clause(part, all);
    if (kind(part) == Grammar::error) all.add_if(unknown(part));
  }
  if (required != 0) {
    const NodeId specified = leaf(NodeKind::import_specifier, required, "=");
    all.add(adopt(specified, {name(first(required), Names::declared)}));
  }
  return all.close(id);
}

void Lowering::import_clause(Raw n, Children& into) {
  const auto add = [&](Raw at, std::string_view imported, Raw local) {
    const NodeId id = leaf(NodeKind::import_specifier, at, imported);
    if (has(at, Grammar::token_type)) flag(id, kTypeOnly);
    into.add(adopt(id, {name(local, Names::declared)}));
  };
  for (Raw part = first(n); part != 0; part = next(part)) {
    if (kind(part) == Grammar::identifier) add(part, "default", part);
    if (kind(part) == Grammar::namespace_import) add(part, "*", named_part(part));
    if (kind(part) != Grammar::named_imports) continue;
    for (Raw one = first(part); one != 0; one = next(one)) {
      if (kind(one) != Grammar::import_specifier) continue;
      const Raw imported = field(one, Field::name);
      const Raw alias = field(one, Field::alias);
      const std::string_view called =
          kind(imported) == Grammar::string ? string_value(imported) : text(imported);
      add(one, called, alias == 0 ? imported : alias);
    }
  }
}

// The name in "* as name".
Lowering::Raw Lowering::named_part(Raw n) const {
  for (Raw part = first(n); part != 0; part = next(part))
    if (kind(part) == Grammar::identifier || kind(part) == Grammar::string) return part;
  return 0;
}

// "import Status = Api.Status" is a constant.
NodeId Lowering::import_alias(Raw n) {
  const NodeId id = open(NodeKind::variable_declaration, n);
  builder_.at(id).op = Op::const_;
  const NodeId declarator = open(NodeKind::declarator, n);
  const Raw declared = first(n);
  const NodeId target = name(declared, Names::declared);
  Raw meant = declared == 0 ? 0 : next(declared);
  while (meant != 0 && !is_expression(kind(meant)))
    meant = next(meant);
  adopt(declarator, {target, optional_expression(meant)});
  return adopt(id, {declarator});
}

NodeId Lowering::export_statement(Raw n) {
  const Raw source = field(n, Field::source);
  for (Raw part = first(n); part != 0; part = next(part))
    if (kind(part) == Grammar::export_clause) return export_list(n, part);
  if (has(n, Grammar::token_star) || has(n, Grammar::error) || kind(first(n)) == Grammar::namespace_export) {
    // "export type * from" is an error to the grammar, yet its source is found.
    if (source != 0) {
      const NodeId id = leaf(NodeKind::export_all, n, string_value(source));
      if (has(n, Grammar::token_type)) flag(id, kTypeOnly);
      const NodeId from = leaf(NodeKind::string, source, builder_.at(id).text);
      NodeId space = kNoNode;
      for (Raw part = first(n); part != 0; part = next(part))
        if (kind(part) == Grammar::namespace_export) space = name(named_part(part), Names::used);
      return adopt(id, {from, space});
    }
  }
  if (const Raw declared = field(n, Field::declaration); declared != 0) {
    const bool by_default = has(n, Grammar::token_default);
    const NodeId id = open(by_default ? NodeKind::export_default : NodeKind::export_declaration, n);
    const NodeId inner = statement(declared);
    if (inner != kNoNode) return adopt(id, {inner});
    return adopt(id, {open(NodeKind::empty_statement, declared)});  // a type
  }
  if (const Raw value = field(n, Field::value); value != 0) {
    const NodeId id = open(NodeKind::export_default, n);
    return adopt(id, {expression(value)});
  }
  if (has(n, Grammar::token_equals))
    for (Raw part = first(n); part != 0; part = next(part))
      if (is_expression(kind(part))) {
        const NodeId id = open(NodeKind::export_assignment, n);
        return adopt(id, {expression(part)});
      }
  return unknown(n);
}

NodeId Lowering::export_list(Raw n, Raw clause) {
  const Raw source = field(n, Field::source);
  const NodeId id = leaf(NodeKind::export_list, n, source == 0 ? "" : string_value(source));
  if (has(n, Grammar::token_type)) flag(id, kTypeOnly);
  Children all(*this);
  all.add(source == 0 ? kNoNode : leaf(NodeKind::string, source, builder_.at(id).text));
  const auto called = [&](Raw at) { return kind(at) == Grammar::string ? string_value(at) : text(at); };
  for (Raw one = first(clause); one != 0; one = next(one)) {
    if (kind(one) != Grammar::export_specifier) continue;
    const Raw local = field(one, Field::name);
    const Raw alias = field(one, Field::alias);
    const NodeId specifier = leaf(NodeKind::export_specifier, one, called(alias == 0 ? local : alias));
    all.add(adopt(specifier, {leaf(NodeKind::identifier, local, called(local))}));
  }
  return all.close(id);
}

NodeId Lowering::enumeration(Raw n) {
  const NodeId id = open(NodeKind::enum_declaration, n);
  Children all(*this);
  all.add(name(field(n, Field::name), Names::declared));
  const Raw body = field(n, Field::body);
  for (Raw part = body == 0 ? 0 : first(body); part != 0; part = next(part)) {
    const bool assigned = kind(part) == Grammar::enum_assignment;
    const Raw named = assigned ? field(part, Field::name) : part;
    if (named == 0 || kind(named) == Grammar::error) continue;
    const NodeId member = open(NodeKind::enum_member, part);
    const Key called = key(named);
    builder_.at(member).text = called.text;
    all.add(adopt(member, {assigned ? optional_expression(field(part, Field::value)) : kNoNode}));
  }
  return all.close(id);
}

NodeId Lowering::name_space(Raw n) {
  const NodeId id = open(NodeKind::namespace_declaration, n);
  const Raw named = field(n, Field::name);
  const NodeId declared =
      named != 0 && kind(named) == Grammar::identifier ? name(named, Names::declared) : kNoNode;
  const Raw body = field(n, Field::body);
  return adopt(id, {declared, body == 0 ? open(NodeKind::block, n) : block(body)});
}

// "declare function f(): boolean" names something that is there, of which nothing is known.
NodeId Lowering::ambient(Raw n) {
  for (Raw part = first(n); part != 0; part = next(part)) {
    if (kind(part) == Grammar::function_signature) {
      const NodeId id = flag(open(NodeKind::function, part), kDeclaration);
      return adopt(id, {name(field(part, Field::name), Names::declared), kNoNode});
    }
    if (kind(part) == Grammar::lexical_declaration || kind(part) == Grammar::variable_declaration ||
        kind(part) == Grammar::class_declaration || kind(part) == Grammar::abstract_class_declaration ||
        kind(part) == Grammar::enum_declaration || kind(part) == Grammar::internal_module)
      return statement(part);
  }
  return kNoNode;
}

}  // namespace convotic::lint
