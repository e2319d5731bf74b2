// What is sure once a module was loaded and its routes were registered: "if (!process.env.KEY) throw …" at
// the top of a file, or before a route is registered, lets no request through where the key is not set.
#include "lint/analysis/interpreter.hpp"

#include <algorithm>

namespace convotic::lint::outcome {

namespace {

// "process.exit(1)"
bool is_exit(const Ast& tree, NodeId node) {
  const NodeId callee = tree.is(node, NodeKind::call) ? tree.child(node, 0) : kNoNode;
  return callee != kNoNode && tree.is(callee, NodeKind::member) && tree.text(callee) == "exit" &&
         (tree.text(tree.child(callee, 0)) == "process" || tree.text(tree.child(callee, 0)) == "Deno");
}

// Whether the last statement of a branch is that.
bool ends_in_exit(const Ast& tree, NodeId branch) {
  const auto statements = tree.children(branch);
  const NodeId last =
      tree.is(branch, NodeKind::block) ? (statements.empty() ? kNoNode : statements.back()) : branch;
  return last != kNoNode && tree.is(last, NodeKind::expression_statement) &&
         is_exit(tree, tree.child(last, 0));
}

// Whether something in it stops the program, besides in functions that it only makes.
bool may_stop(const Ast& tree, NodeId node, bool leaves) {
  if (node == kNoNode || tree.is(node, NodeKind::function) || tree.is(node, NodeKind::class_)) return false;
  if (tree.is(node, NodeKind::throw_statement) || is_exit(tree, node)) return true;
  if (leaves && tree.is(node, NodeKind::return_statement)) return true;
  const auto children = tree.children(node);
  return std::any_of(children.begin(), children.end(),
                     [&](NodeId child) { return may_stop(tree, child, leaves); });
}

// A call of a function of the file that throws: "checkEnvironment()".
bool calls_a_check(const ParsedFile& file, NodeId statement) {
  const Ast& tree = file.ast;
  const NodeId call = tree.is(statement, NodeKind::expression_statement) ? tree.child(statement, 0) : kNoNode;
  if (call == kNoNode || !tree.is(call, NodeKind::call) ||
      !tree.is(tree.child(call, 0), NodeKind::identifier))
    return false;
  const BindingId binding = file.scopes.of(tree.child(call, 0));
  if (binding == kNoBinding || file.scopes[binding].kind != Binding::Kind::function) return false;
  return may_stop(tree, tree.child(file.scopes[binding].declaration, 1), false);
}

}  // namespace

// The ways in which the statements of a file, or of a function before a place in it, are passed.
Outcomes Interpreter::passed(std::span<const NodeId> statements, NodeId until, const Frame* frame,
                             State state) {
  const ParsedFile& source = file(frame);
  const Ast& tree = source.ast;
  Outcomes out = one(std::move(state), undefined());
  for (const NodeId statement : statements) {
    if (until != kNoNode && tree[statement].begin >= tree[until].begin) break;
    const bool guard =
        (tree.is(statement, NodeKind::if_statement) || tree.is(statement, NodeKind::for_in_statement)) &&
        may_stop(tree, statement, until != kNoNode);
    if (!guard && !calls_a_check(source, statement)) continue;
    const Report kept = report_;
    const std::uint32_t catchers = catchers_;
    catchers_ = 0;
    Outcomes next;
    for (Outcome& outcome : out) {
      Exits exits;
      if (tree.is(statement, NodeKind::if_statement) && tree.child(statement, 2) == kNoNode &&
          ends_in_exit(tree, tree.child(statement, 1))) {
        for (Branch& side : branch(tree.child(statement, 0), frame, outcome.state))
          if (!side.taken && side.thrown == nullptr)
            exits.push_back({Exit::How::normal, std::move(side.state), nullptr, {}});
      } else {
        exits = execute(statement, frame, outcome.state);
      }
      for (Exit& exit : exits) {
        if (exit.how != Exit::How::normal) continue;
        State held = outcome.state;
        held.variables = std::move(exit.state.variables);
        held.heap = std::move(exit.state.heap);
        held.known = std::move(exit.state.known);
        next.push_back({std::move(held), undefined(), false});
      }
    }
    report_ = kept;
    catchers_ = catchers;
    constexpr std::size_t kWays = 4;
    if (!next.empty() && next.size() <= kWays) out = std::move(next);
    merge(out);
  }
  return out;
}

// The same for all that has run before a function of the chain is called.
Outcomes Interpreter::started(const Value* function, State state) {
  Outcomes out = one(std::move(state), undefined());
  if (function->kind == Value::Kind::native && function->receiver != nullptr) function = function->receiver;
  if (function->kind != Value::Kind::function) return out;
  auto inner = static_cast<NodeId>(function->site);
  for (const Frame* at = function->frame; at != nullptr; at = at->parent) {
    const Ast& tree = ast(at);
    if (at->function == kNoNode) break;
    const NodeId body = tree.child(at->function, 1);
    // What is not lazy was followed as it ran.
    if (at->lazy && body != kNoNode && tree.is(body, NodeKind::block) && tree.within(inner, body))
      out = after(std::move(out), [&](State held, const Value*) {
        return passed(tree.children(body), inner, at, std::move(held));
      });
    inner = at->function;
  }
  return out;
}

// Files that a file is made of, itself first.
std::vector<FileId> Interpreter::files_behind(FileId first) const {
  std::vector<FileId> out{first};
  for (std::size_t at = 0; at < out.size(); ++at) {
    const ParsedFile* const source = project_.file(out[at]);
    if (source == nullptr) continue;
    for (const auto& [specifier, target] : source->imports)
      if (target.kind == ImportTarget::Kind::file && project_.file(target.file) != nullptr &&
          std::find(out.begin(), out.end(), target.file) == out.end())
        out.push_back(target.file);
  }
  return out;
}

}  // namespace convotic::lint::outcome
