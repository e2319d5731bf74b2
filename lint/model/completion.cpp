#include "lint/model/completion.hpp"

#include <algorithm>
#include <string_view>

namespace convotic::lint {

namespace {

// Goes over the statements of one function; whatever a loop or switch does with its value is left out.
class Completion {
public:
  Completion(Folder& folder, Place function, const Frame* frame, unsigned levels)
      : folder_(folder), file_(function.file), ast_(folder.project().file(function.file)->ast), frame_(frame),
        levels_(levels) {}

  std::vector<Place> empty_returns;
  bool returns_value = false;

  // Whether control may come out at the end of a statement.
  bool goes_on(NodeId id) {
    switch (ast_.kind(id)) {
    case NodeKind::return_statement:
      if (ast_.child(id, 0) == kNoNode)
        empty_returns.push_back({file_, id});
      else
        returns_value = true;
      return false;
    case NodeKind::throw_statement:
      return false;
    case NodeKind::block:
      return all_go_on(ast_.children(id));
    case NodeKind::if_statement: {
      const auto test = Folder::truthy(folder_.fold({file_, ast_.child(id, 0)}, frame_));
      const NodeId otherwise = ast_.child(id, 2);
      const bool first = test != false && goes_on(ast_.child(id, 1));
      const bool second = test != true && (otherwise == kNoNode || goes_on(otherwise));
      return first || second;
    }
    case NodeKind::try_statement: {
      const NodeId handler = ast_.child(id, 1);
      const NodeId last = ast_.child(id, 2);
      const bool body = goes_on(ast_.child(id, 0));
      const bool caught = handler != kNoNode && goes_on(ast_.child(handler, 1));
      const bool finally = last == kNoNode || goes_on(last);
      return (body || caught) && finally;
    }
    case NodeKind::switch_statement:
      return switch_goes_on(id);
    case NodeKind::while_statement: {
      const auto test = Folder::truthy(folder_.fold({file_, ast_.child(id, 0)}, frame_));
      goes_on(ast_.child(id, 1));
      return test != true || breaks(id);
    }
    case NodeKind::do_statement: {
      const bool body = goes_on(ast_.child(id, 0));
      const auto test = Folder::truthy(folder_.fold({file_, ast_.child(id, 1)}, frame_));
      return (body && test != true) || breaks(id);
    }
    case NodeKind::for_statement:
      goes_on(ast_.child(id, 3));
      return ast_.child(id, 1) != kNoNode || breaks(id);
    case NodeKind::for_in_statement:
      goes_on(ast_.child(id, 2));
      return true;
    case NodeKind::labeled_statement:
      return goes_on(ast_.child(id, 0)) || breaks(id);
    case NodeKind::break_statement:
    case NodeKind::continue_statement:
      return false;
    case NodeKind::expression_statement:
      return !never_returns(ast_.child(id, 0));
    default:
      return true;
    }
  }

  // The statement after which a path just ends.
  NodeId last_of(NodeId id) const {
    if (!ast_.is(id, NodeKind::block)) return id;
    const auto all = ast_.children(id);
    for (std::size_t n = all.size(); n-- > 0;)
      if (all[n] != kNoNode && !ast_.is(all[n], NodeKind::function)) return all[n];
    return id;
  }

private:
  bool all_go_on(std::span<const NodeId> statements) {
    for (const NodeId id : statements)
      if (id != kNoNode && !goes_on(id)) return false;
    return true;
  }

  bool switch_goes_on(NodeId id) {
    bool has_default = false;
    bool last = true;
    for (const NodeId branch : ast_.rest(id, 1)) {
      if (!ast_.is(branch, NodeKind::switch_case)) continue;
      has_default = has_default || ast_.child(branch, 0) == kNoNode;
      last = all_go_on(ast_.rest(branch, 1));
    }
    return !has_default || last || breaks(id);
  }

  // Whether a "break" leads out of the loop, switch or labeled statement.
  bool breaks(NodeId out_of) const {
    for (NodeId id = out_of; id < ast_.size() && ast_.within(id, out_of); ++id) {
      if (!ast_.is(id, NodeKind::break_statement)) continue;
      NodeId at = ast_.parent(id);
      const std::string_view label = ast_.text(id);
      if (label.empty() && ast_.is(out_of, NodeKind::labeled_statement)) continue;
      if (!label.empty()) {
        while (at != kNoNode && !(ast_.is(at, NodeKind::labeled_statement) && ast_.text(at) == label))
          at = ast_.parent(at);
        if (at == out_of || ast_.parent(out_of) == at) return true;
        continue;
      }
      while (at != out_of && !is_breakable(ast_.kind(at)))
        at = ast_.parent(at);
      if (at == out_of) return true;
    }
    return false;
  }

  static bool is_breakable(NodeKind kind) {
    return kind == NodeKind::switch_statement || kind == NodeKind::while_statement ||
           kind == NodeKind::do_statement || kind == NodeKind::for_statement ||
           kind == NodeKind::for_in_statement || kind == NodeKind::function;
  }

  // A call of a function that always throws.
  bool never_returns(NodeId id) {
    if (ast_.is(id, NodeKind::await_)) id = ast_.child(id, 0);
    if (!ast_.is(id, NodeKind::call) || levels_ == 0) return false;
    const Value callee = folder_.fold({file_, ast_.child(id, 0)}, frame_);
    if (callee.is(Value::Kind::global)) return callee.text == "process.exit";
    if (!callee.is(Value::Kind::function)) return false;
    const Place code = callee.closure->code;
    const Ast& there = folder_.project().file(code.file)->ast;
    const NodeId body = there.child(code.node, 1);
    if (!there.is(body, NodeKind::block) || there.has(code.node, kGenerator)) return false;
    Completion inner(folder_, code, callee.closure->frame, levels_ - 1);
    return !inner.goes_on(body) && !inner.returns_value && inner.empty_returns.empty();
  }

  Folder& folder_;
  FileId file_;
  const Ast& ast_;
  const Frame* frame_;
  unsigned levels_;
};

}  // namespace

std::vector<Place> ends_without_value(Folder& folder, Place function, const Frame* frame) {
  const Ast& ast = folder.project().file(function.file)->ast;
  const NodeId body = ast.child(function.node, 1);
  if (!ast.is(body, NodeKind::block)) return {};
  Completion completion(folder, function, frame, 2);
  const bool ends = completion.goes_on(body);
  std::vector<Place> places = completion.empty_returns;
  if (ends) places.push_back({function.file, completion.last_of(body)});
  return places;
}

}  // namespace convotic::lint
