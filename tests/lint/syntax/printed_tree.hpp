#pragma once

#include "lint/syntax/ast.hpp"

#include <array>
#include <string>
#include <string_view>

namespace convotic::tests {

// In the order of lint::NodeKind.
inline constexpr std::array<std::string_view, 74> kNodeNames = {"none",
                                                                "program",
                                                                "block",
                                                                "variable_declaration",
                                                                "declarator",
                                                                "expression_statement",
                                                                "if_statement",
                                                                "for_statement",
                                                                "for_in_statement",
                                                                "while_statement",
                                                                "do_statement",
                                                                "return_statement",
                                                                "throw_statement",
                                                                "try_statement",
                                                                "catch_clause",
                                                                "switch_statement",
                                                                "switch_case",
                                                                "break_statement",
                                                                "continue_statement",
                                                                "labeled_statement",
                                                                "empty_statement",
                                                                "import_statement",
                                                                "import_specifier",
                                                                "export_list",
                                                                "export_specifier",
                                                                "export_all",
                                                                "export_default",
                                                                "export_declaration",
                                                                "export_assignment",
                                                                "enum_declaration",
                                                                "enum_member",
                                                                "namespace_declaration",
                                                                "identifier",
                                                                "this",
                                                                "super",
                                                                "string",
                                                                "number",
                                                                "boolean",
                                                                "null",
                                                                "undefined",
                                                                "regex",
                                                                "template_string",
                                                                "tagged_template",
                                                                "array",
                                                                "object",
                                                                "property",
                                                                "spread",
                                                                "function",
                                                                "parameter",
                                                                "class",
                                                                "class_member",
                                                                "static_block",
                                                                "decorator",
                                                                "unary",
                                                                "update",
                                                                "binary",
                                                                "logical",
                                                                "assignment",
                                                                "conditional",
                                                                "sequence",
                                                                "call",
                                                                "new",
                                                                "import_call",
                                                                "member",
                                                                "index",
                                                                "await",
                                                                "yield",
                                                                "meta_property",
                                                                "object_pattern",
                                                                "pattern_property",
                                                                "array_pattern",
                                                                "default_pattern",
                                                                "rest_pattern",
                                                                "unknown"};
static_assert(kNodeNames.size() == static_cast<std::size_t>(lint::NodeKind::unknown) + 1);

// What a node's flags say, by the names that a bit has on its kind.
inline std::string flags_of(const lint::Ast& ast, lint::NodeId id) {
  using lint::NodeKind;
  std::string out;
  const auto say = [&](std::uint16_t flag, const char* name) {
    if (ast.has(id, flag)) out += std::string(" ") + name;
  };
  say(lint::kAsync, "async");
  say(lint::kGenerator, "generator");
  say(lint::kArrow, "arrow");
  say(lint::kDeclaration, "declaration");
  say(lint::kStatic, "static");
  say(lint::kGetter, "getter");
  say(lint::kSetter, "setter");
  say(lint::kMethod, "method");
  say(lint::kOptional, "optional");
  say(lint::kShorthand, "shorthand");
  say(lint::kDeclares, "declares");
  say(lint::kRest, "rest");
  if (ast.is(id, NodeKind::parameter)) say(lint::kParameterProperty, "property");
  if (ast.is(id, NodeKind::for_in_statement)) say(lint::kForOf, "of");
  if (ast.is(id, NodeKind::update)) say(lint::kPrefix, "prefix");
  if (ast.is(id, NodeKind::yield_)) say(lint::kDelegate, "delegate");
  if (ast.is(id, NodeKind::string)) {
    say(lint::kChunk, "chunk");
  } else {
    say(lint::kTypeOnly, "type");
  }
  say(lint::kDamaged, "damaged");
  return out;
}

// A tree as one text: "(call f 1)". Identifiers and numbers stand as they are, "_" for what is not there.
inline std::string printed(const lint::Ast& ast, lint::NodeId id) {
  using lint::NodeKind;
  if (id == lint::kNoNode) return "_";
  const std::string text(ast.text(id));
  const std::string flags = flags_of(ast, id);
  if (ast.is(id, NodeKind::identifier) && flags.empty()) return text;
  if (ast.is(id, NodeKind::identifier) && flags == " declares") return "^" + text;
  if (ast.is(id, NodeKind::string)) return "'" + text + "'";
  if (ast.is(id, NodeKind::number) || ast.is(id, NodeKind::boolean)) return text;
  std::string out = "(" + std::string(kNodeNames.at(static_cast<std::size_t>(ast.kind(id)))) + flags;
  if (ast[id].op != lint::Op::none) out += " " + std::string(lint::spelling(ast[id].op));
  if (!text.empty()) out += " ." + text;
  for (const lint::NodeId child : ast.children(id))
    out += " " + printed(ast, child);
  return out + ")";
}

}  // namespace convotic::tests
