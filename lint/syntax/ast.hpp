#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::lint {

// A node of one file's tree. 0 is no node: what is optional and not there.
using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = 0;

// The forms of the lowered tree, with what child(id, n) is. "?" may be kNoNode; "…" are the rest of the
// children. Parentheses, casts, "!", type arguments, types, interfaces and comments are not in it.
enum class NodeKind : std::uint8_t {
  none,
  program,               // … statements
  block,                 // … statements
  variable_declaration,  // … declarators; op: var_, let_, const_, using_
  declarator,            // 0 pattern, 1 initialiser?
  expression_statement,  // 0 expression
  if_statement,          // 0 condition, 1 then, 2 else?
  for_statement,         // 0 initialiser?, 1 condition?, 2 update?, 3 body
  for_in_statement,      // 0 pattern or variable_declaration, 1 what is gone over, 2 body; flags of, await
  while_statement,       // 0 condition, 1 body
  do_statement,          // 0 body, 1 condition
  return_statement,      // 0 expression?
  throw_statement,       // 0 expression
  try_statement,         // 0 block, 1 catch_clause?, 2 finally block?
  catch_clause,          // 0 pattern?, 1 block
  switch_statement,      // 0 discriminant, … switch_case
  switch_case,           // 0 test? (kNoNode: default), … statements
  break_statement,       // text: label or ""
  continue_statement,    // text: label or ""
  labeled_statement,     // text: label; 0 statement
  empty_statement,
  import_statement,       // text: specifier; 0 string of the specifier, … import_specifier; kTypeOnly
  import_specifier,       // text: imported name, "default" or "*"; 0 identifier that it declares; kTypeOnly
  export_list,            // text: specifier or ""; 0 string?, … export_specifier; kTypeOnly
  export_specifier,       // text: exported name; 0 identifier of the local (or re-exported) name
  export_all,             // text: specifier; 0 string, 1 identifier of "as name"?
  export_default,         // 0 expression, function or class
  export_declaration,     // 0 declaration
  export_assignment,      // 0 expression: "export = x"
  enum_declaration,       // 0 identifier, … enum_member
  enum_member,            // text: name; 0 value?
  namespace_declaration,  // 0 identifier?, 1 block

  identifier,  // text: name; flag declares where it introduces a binding
  this_,
  super_,
  string,   // text: value, escapes undone
  number,   // text: as written; value: number_of()
  boolean,  // text: "true" or "false"
  null,
  undefined_,
  regex,            // text: between the slashes; flags follow in the source
  template_string,  // … string (flag chunk) and expressions, in order; no empty chunks
  tagged_template,  // 0 tag, 1 template_string
  array,            // … elements; a hole is kNoNode
  object,           // … property, spread
  property,   // text: name ("" where computed); 0 computed key?, 1 value; flags shorthand, method, getter…
  spread,     // 0 expression; in array, object, call
  function,   // 0 identifier?, 1 body (block, or expression with flag expression_body), … parameter
  parameter,  // 0 pattern, 1 default?, … decorators' expressions; flags rest, parameter_property
  class_,     // 0 identifier?, 1 superclass?, … class_member, static_block, decorator
  class_member,   // text: name, with "#"; 0 computed key?, 1 function or field's value?, … decorators'
                  // expressions
  static_block,   // 0 block
  decorator,      // 0 expression
  unary,          // 0 operand; op
  update,         // 0 operand; op: increment, decrement; flag prefix
  binary,         // 0 left, 1 right; op: arithmetic, comparison, in, instanceof
  logical,        // 0 left, 1 right; op: and_, or_, coalesce
  assignment,     // 0 target (pattern or expression), 1 value; op: assign, or that of "+="
  conditional,    // 0 condition, 1 yes, 2 no
  sequence,       // … expressions
  call,           // 0 callee, … arguments; flag optional for "f?.()"
  new_,           // 0 callee, … arguments
  import_call,    // 0 specifier: "import(x)"
  member,         // 0 object; text: name, with "#"; flag optional
  index,          // 0 object, 1 key; flag optional
  await_,         // 0 expression
  yield_,         // 0 expression?; flag delegate
  meta_property,  // text: "import.meta", "new.target"

  object_pattern,    // … pattern_property, rest_pattern
  pattern_property,  // text: name ("" where computed); 0 computed key?, 1 pattern, 2 default?
  array_pattern,     // … patterns; a hole is kNoNode
  default_pattern,   // 0 pattern, 1 default: in array patterns and assignments
  rest_pattern,      // 0 pattern

  unknown,  // what is not understood, a syntax error or too deep; … what could be understood within
};

enum class Op : std::uint8_t {
  none,
  var_,
  let_,
  const_,
  using_,
  not_,
  minus,
  plus,
  bit_not,
  typeof_,
  void_,
  delete_,
  increment,
  decrement,
  add,
  subtract,
  multiply,
  divide,
  remainder,
  power,
  shift_left,
  shift_right,
  shift_right_unsigned,
  bit_and,
  bit_or,
  bit_xor,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  strict_equal,
  strict_not_equal,
  in_,
  instanceof_,
  and_,
  or_,
  coalesce,
  assign,
};

// Bits of Node::flags, and the kinds that they are found on.
enum NodeFlag : std::uint16_t {
  kAsync = 1 << 0,               // function; for_in_statement ("for await")
  kGenerator = 1 << 1,           // function
  kArrow = 1 << 2,               // function
  kExpressionBody = 1 << 3,      // function
  kDeclaration = 1 << 4,         // function, class_: a statement that binds its name
  kStatic = 1 << 5,              // class_member
  kGetter = 1 << 6,              // property, class_member, and the function in it
  kSetter = 1 << 7,              // the same
  kMethod = 1 << 8,              // the same
  kOptional = 1 << 9,            // call, member, index: "?."
  kShorthand = 1 << 10,          // property, pattern_property
  kDeclares = 1 << 11,           // identifier
  kRest = 1 << 12,               // parameter
  kParameterProperty = 1 << 13,  // parameter: "constructor(private readonly x)"
  kForOf = 1 << 13,              // for_in_statement: "of", not "in"
  kPrefix = 1 << 13,             // update
  kDelegate = 1 << 13,           // yield_: "yield*"
  kTypeOnly = 1 << 14,           // import_statement, import_specifier, export_list, export_all
  kChunk = 1 << 14,              // string: literal part of a template_string
  kDamaged = 1 << 15,            // any: a syntax error lies within
};

struct Node {
  NodeKind kind = NodeKind::none;
  Op op = Op::none;
  std::uint16_t flags = 0;
  std::uint32_t begin = 0;  // bytes; with the parentheses and casts that were taken off left out
  std::uint32_t end = 0;
  NodeId parent = kNoNode;
  std::uint32_t first_child = 0;
  std::uint32_t child_count = 0;
  std::string_view text;
};

// A syntax error: what the parser skipped, or where something is missing.
struct SyntaxFault {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// The lowered tree of one file. Ids ascend in the order of lowering; a parent's id is lower than its
// children's. Texts are views of the source or of `cooked`, and valid as long as both.
class Ast {
public:
  Ast();
  Ast(Ast&&) noexcept = default;
  Ast& operator=(Ast&&) noexcept = default;

  const Node& operator[](NodeId id) const { return nodes_[id]; }
  NodeKind kind(NodeId id) const { return nodes_[id].kind; }
  bool is(NodeId id, NodeKind kind) const { return nodes_[id].kind == kind; }
  bool has(NodeId id, std::uint16_t flag) const { return (nodes_[id].flags & flag) != 0; }
  std::string_view text(NodeId id) const { return nodes_[id].text; }
  NodeId parent(NodeId id) const { return nodes_[id].parent; }
  std::span<const NodeId> children(NodeId id) const {
    return {children_.data() + nodes_[id].first_child, nodes_[id].child_count};
  }
  // kNoNode where there are not so many.
  NodeId child(NodeId id, std::uint32_t n) const {
    return n < nodes_[id].child_count ? children_[nodes_[id].first_child + n] : kNoNode;
  }
  // The children from the nth on: the arguments of a call are rest(id, 1).
  std::span<const NodeId> rest(NodeId id, std::uint32_t from) const;

  NodeId root() const { return 1; }
  std::size_t size() const { return nodes_.size(); }

  // The innermost function around a node (not itself), or kNoNode at the top of the file. A field's value or
  // static block of a class counts as part of what is around the class.
  NodeId enclosing_function(NodeId id) const;
  // Whether `inner` is `outer` or lies within it.
  bool within(NodeId inner, NodeId outer) const;

  std::vector<SyntaxFault> faults;
  std::vector<NodeId> too_deep;  // unknown nodes whose contents were left out: nested too deeply

private:
  friend class AstBuilder;
  std::vector<Node> nodes_;
  std::vector<NodeId> children_;
  std::vector<std::unique_ptr<std::string>> cooked_;
};

// The value of a number node's text: decimal, hexadecimal, octal, binary, with "_", or a bigint. NaN where it
// is none.
double number_of(std::string_view text);

// The name of an operator in the source: "&&", "===".
std::string_view spelling(Op op);

}  // namespace convotic::lint
