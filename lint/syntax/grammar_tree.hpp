#pragma once

#include "lint/syntax/ast.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace convotic::lint {

// The kinds of nodes of the grammar that lowering tells apart, by their names there ("_" at the end is ours);
// token_… are words and signs. Types, comments and other punctuation are left out with all that is below
// them.
enum class Grammar : std::uint8_t {
  left_out,
  other,
  error,
  program,
  statement_block,
  lexical_declaration,
  variable_declaration,
  variable_declarator,
  expression_statement,
  if_statement,
  else_clause,
  for_statement,
  for_in_statement,
  while_statement,
  do_statement,
  return_statement,
  throw_statement,
  try_statement,
  catch_clause,
  finally_clause,
  switch_statement,
  switch_body,
  switch_case,
  switch_default,
  break_statement,
  continue_statement,
  labeled_statement,
  statement_identifier,
  empty_statement,
  debugger_statement,
  import_statement,
  import_clause,
  named_imports,
  import_specifier,
  namespace_import,
  import_require_clause,
  import_alias,
  nested_identifier,
  export_statement,
  export_clause,
  export_specifier,
  namespace_export,
  enum_declaration,
  enum_body,
  enum_assignment,
  internal_module,
  module,
  ambient_declaration,
  function_signature,
  identifier,
  property_identifier,
  private_property_identifier,
  shorthand_property_identifier,
  shorthand_property_identifier_pattern,
  this_,
  super_,
  string,
  number,
  true_,
  false_,
  null,
  undefined,
  regex,
  regex_pattern,
  template_string,
  template_substitution,
  array,
  object,
  pair,
  spread_element,
  method_definition,
  function_declaration,
  generator_function_declaration,
  function_expression,
  generator_function,
  arrow_function,
  formal_parameters,
  required_parameter,
  optional_parameter,
  accessibility_modifier,
  override_modifier,
  class_declaration,
  abstract_class_declaration,
  class_,
  class_heritage,
  extends_clause,
  class_body,
  public_field_definition,
  class_static_block,
  decorator,
  unary_expression,
  update_expression,
  binary_expression,
  assignment_expression,
  augmented_assignment_expression,
  ternary_expression,
  sequence_expression,
  call_expression,
  arguments,
  new_expression,
  import_,
  member_expression,
  subscript_expression,
  optional_chain,
  await_expression,
  yield_expression,
  meta_property,
  computed_property_name,
  parenthesized_expression,
  as_expression,
  satisfies_expression,
  non_null_expression,
  type_assertion,
  instantiation_expression,
  object_pattern,
  pair_pattern,
  object_assignment_pattern,
  array_pattern,
  assignment_pattern,
  rest_pattern,
  token_async,
  token_get,
  token_set,
  token_static,
  token_star,
  token_default,
  token_type,
  token_typeof,
  token_await,
  token_using,
  token_equals,
  token_readonly,
  token_const,
  token_let,
  token_var,
  token_of,
  token_in
};

// The fields of nodes that lowering asks for.
enum class Field : std::uint8_t {
  none,
  alias,
  alternative,
  arguments,
  argument,
  body,
  condition,
  consequence,
  constructor,
  declaration,
  decorator,
  finalizer,
  function,
  handler,
  increment,
  index,
  initializer,
  key,
  kind,
  label,
  left,
  method,
  name,
  object,
  operator_,
  parameter,
  parameters,
  pattern,
  property,
  right,
  source,
  value
};

// What the grammar calls a node or a token, and a field.
enum class Name { node, token };
Grammar grammar_kind(std::string_view name, Name what);
Field grammar_field(std::string_view name);

struct GrammarNode {
  Grammar kind = Grammar::other;
  Field field = Field::none;
  bool damaged = false;  // a syntax error lies within
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t first_child = 0;  // 0: none
  std::uint32_t next = 0;         // sibling; 0: none
};

// The tree that the parser made, without what no rule looks at, in one array: node 0 is the root.
struct GrammarTree {
  std::vector<GrammarNode> nodes;
  std::vector<SyntaxFault> faults;

  std::uint32_t child(std::uint32_t node, Field field) const;  // 0: none
  bool has_child(std::uint32_t node, Grammar kind) const;
};

enum class Language { typescript, tsx };

// Parses; one for a thread. Holds the parser of the library and buffers.
class GrammarParser {
public:
  GrammarParser();
  ~GrammarParser();
  GrammarParser(const GrammarParser&) = delete;
  GrammarParser& operator=(const GrammarParser&) = delete;

  enum class Outcome { parsed, out_of_time };
  // Fills `tree`. A text that is broken gives a tree with faults.
  Outcome parse(std::string_view text, Language language, GrammarTree& tree);

private:
  struct Library;
  Library* library_;
};

}  // namespace convotic::lint
