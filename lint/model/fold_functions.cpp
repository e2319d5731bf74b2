#include "lint/model/folder_state.hpp"

#include <algorithm>
#include <utility>

namespace convotic::lint {

Value Folder::State::closure(Place code, const Frame* frame, Value::Kind kind) {
  Value value;
  value.kind = kind;
  value.at = code;
  Closure& made = closures.emplace_back();
  made.code = code;
  made.frame = frame;
  value.closure = &made;
  return value;
}

const Frame* Folder::State::bind(const Closure& function, std::span<const Value> arguments, Arguments how) {
  const FileId file = function.code.file;
  const Ast& tree = ast(file);
  const NodeId node = function.code.node;
  Frame& frame = frames.emplace_back();
  frame.parent = function.frame;
  frame.file = file;
  frame.function = node;
  frame.depth = calls + 1;
  if (function.self != nullptr)
    frame.self = *function.self;
  else if (!tree.has(node, kArrow))
    frame.self = Value::of_undefined();
  std::vector<Value> all = function.bound;
  all.insert(all.end(), arguments.begin(), arguments.end());

  std::size_t index = 0;
  for (const NodeId parameter : tree.rest(node, 2)) {
    const Place here{file, parameter};
    const Place pattern{file, tree.child(parameter, 0)};
    Value value;
    if (tree.has(parameter, kRest)) {
      std::vector<Value> rest(all.begin() + static_cast<std::ptrdiff_t>(std::min(index, all.size())),
                              all.end());
      value = array_value(std::move(rest), how == Arguments::open, here);
    } else if (index < all.size()) {
      value = with_default(all[index], {file, tree.child(parameter, 1)}, &frame);
    } else if (how == Arguments::complete) {
      value = with_default(Value::of_undefined(here), {file, tree.child(parameter, 1)}, &frame);
    } else {
      value = unknown(here);
    }
    ++index;
    bind_leaves(pattern, value, &frame, frame);
  }
  return &frame;
}

// How a statement ends: with which values it may return, and whether it may go on to the next one.
struct Folder::State::Ending {
  std::vector<Value> returns;
  bool goes_on = true;

  // One of two ways is taken.
  void or_else(Ending other) {
    returns.insert(returns.end(), other.returns.begin(), other.returns.end());
    goes_on = goes_on || other.goes_on;
  }
  // The other follows.
  void then(Ending other) {
    returns.insert(returns.end(), other.returns.begin(), other.returns.end());
    goes_on = goes_on && other.goes_on;
  }
};

Folder::State::Ending Folder::State::run_all(FileId file, std::span<const NodeId> statements,
                                             const Frame* frame) {
  Ending ending;
  for (const NodeId statement : statements) {
    if (statement == kNoNode) continue;
    ending.then(run(file, statement, frame));
    if (!ending.goes_on) break;
  }
  return ending;
}

Folder::State::Ending Folder::State::run(FileId file, NodeId statement, const Frame* frame) {
  const Ast& tree = ast(file);
  Ending ending;
  if (++steps >= kMostSteps || depth >= kMostFolding) return ending;
  ++depth;
  switch (tree.kind(statement)) {
  case NodeKind::return_statement: {
    const NodeId value = tree.child(statement, 0);
    ending.goes_on = false;
    ending.returns.push_back(value == kNoNode ? Value::of_undefined({file, statement})
                                              : fold({file, value}, frame));
    break;
  }
  case NodeKind::throw_statement:
    ending.goes_on = false;
    break;
  case NodeKind::block:
    ending = run_all(file, tree.children(statement), frame);
    break;
  case NodeKind::if_statement: {
    const NodeId otherwise = tree.child(statement, 2);
    const auto test = truthy(fold({file, tree.child(statement, 0)}, frame));
    if (test != false) ending = run(file, tree.child(statement, 1), frame);
    if (test == true) break;
    Ending second;
    if (otherwise != kNoNode) second = run(file, otherwise, frame);
    if (test == false)
      ending = std::move(second);
    else
      ending.or_else(std::move(second));
    break;
  }
  case NodeKind::try_statement:
    ending = run(file, tree.child(statement, 0), frame);
    if (const NodeId handler = tree.child(statement, 1); handler != kNoNode)
      ending.or_else(run(file, tree.child(handler, 1), frame));
    break;
  case NodeKind::switch_statement: {
    const Value discriminant = fold({file, tree.child(statement, 0)}, frame);
    Ending any;
    bool all_end = false;
    for (const NodeId branch : tree.rest(statement, 1)) {
      if (!tree.is(branch, NodeKind::switch_case)) continue;
      const NodeId test = tree.child(branch, 0);
      const auto taken =
          test == kNoNode ? std::optional(true) : strictly_equal(discriminant, fold({file, test}, frame));
      if (taken == false) continue;
      Ending one = run_all(file, tree.rest(branch, 1), frame);
      all_end = test == kNoNode || taken == true;
      const bool first_one = any.returns.empty() && any.goes_on;
      const bool goes_on = one.goes_on && !tree.rest(branch, 1).empty();
      any.returns.insert(any.returns.end(), one.returns.begin(), one.returns.end());
      any.goes_on = first_one ? goes_on : any.goes_on || goes_on;
      if (taken == true && !one.goes_on) break;
    }
    ending = std::move(any);
    ending.goes_on = ending.goes_on || !all_end;
    break;
  }
  case NodeKind::labeled_statement:
    ending = run(file, tree.child(statement, 0), frame);
    break;
  case NodeKind::for_statement:
    ending = run(file, tree.child(statement, 3), frame);
    ending.goes_on = true;
    break;
  case NodeKind::for_in_statement:
    ending = run(file, tree.child(statement, 2), frame);
    ending.goes_on = true;
    break;
  case NodeKind::while_statement:
    ending = run(file, tree.child(statement, 1), frame);
    ending.goes_on = true;
    break;
  case NodeKind::do_statement:
    ending = run(file, tree.child(statement, 0), frame);
    break;
  case NodeKind::unknown:
    ending.returns.push_back(unknown({file, statement}));
    break;
  default:
    break;
  }
  --depth;
  return ending;
}

Value Folder::State::call(const Closure& function, std::span<const Value> arguments, Arguments how) {
  const FileId file = function.code.file;
  const Ast& tree = ast(file);
  const NodeId body = tree.child(function.code.node, 1);
  const bool opaque = body == kNoNode || tree.has(function.code.node, kGenerator);
  if (opaque || calls >= kMostCalls || steps >= kMostSteps) return unknown(function.code);
  ++calls;
  const Frame* frame = bind(function, arguments, how);
  Value value;
  if (tree.has(function.code.node, kExpressionBody)) {
    value = fold({file, body}, frame);
  } else {
    perform_method(function, frame);
    Ending ending = run(file, body, frame);
    if (ending.goes_on) ending.returns.push_back(Value::of_undefined(function.code));
    value = choice(std::move(ending.returns), function.code);
  }
  --calls;
  return value;
}

}  // namespace convotic::lint
