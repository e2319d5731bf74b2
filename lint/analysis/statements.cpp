#include "lint/analysis/interpreter.hpp"
#include "lint/analysis/nesting.hpp"

namespace convotic::lint::outcome {
Exits Interpreter::from(Outcomes outcomes, Exit::How how) {
  Exits exits;
  exits.reserve(outcomes.size());
  for (Outcome& outcome : outcomes)
    exits.push_back({outcome.threw ? Exit::How::threw : how,
                     std::move(outcome.state),
                     outcome.threw || how == Exit::How::returned ? outcome.value : nullptr,
                     {}});
  return exits;
}

Exits Interpreter::execute_all(std::span<const NodeId> statements, const Frame* frame, State state) {
  Exits done;
  Exits running;
  running.push_back({Exit::How::normal, std::move(state), nullptr, {}});
  for (const NodeId statement : statements) {
    if (statement == kNoNode) continue;
    Exits next;
    for (Exit& exit : running) {
      for (Exit& after_it : execute(statement, frame, std::move(exit.state))) {
        if (after_it.how == Exit::How::normal)
          next.push_back(std::move(after_it));
        else
          done.push_back(std::move(after_it));
      }
    }
    if (next.size() > 1) merge(next);
    if (done.size() > 8) merge(done);
    running = std::move(next);
    if (running.empty()) break;
  }
  std::move(running.begin(), running.end(), std::back_inserter(done));
  if (done.size() > 1) merge(done);
  return done;
}

Exits Interpreter::execute(NodeId node, const Frame* frame, State state) {
  const auto nothing = [&] {
    Exits exits;
    exits.push_back({Exit::How::normal, std::move(state), nullptr, {}});
    return exits;
  };
  if (node == kNoNode || !spend()) return nothing();
  const Nesting nesting(nesting_, stopped_);
  if (!nesting.allowed()) return nothing();
  const Ast& tree = ast(frame);
  switch (tree.kind(node)) {
  case NodeKind::block:
  case NodeKind::program:
    return execute_all(tree.children(node), frame, std::move(state));
  case NodeKind::variable_declaration:
    return execute_declaration(node, frame, std::move(state));
  case NodeKind::expression_statement:
    return from(evaluate(tree.child(node, 0), frame, std::move(state)), Exit::How::normal);
  case NodeKind::if_statement:
    return execute_if(node, frame, std::move(state));
  case NodeKind::for_statement:
  case NodeKind::while_statement:
  case NodeKind::do_statement:
    return execute_loop(node, frame, std::move(state), {});
  case NodeKind::for_in_statement:
    return execute_for_in(node, frame, std::move(state), {});
  case NodeKind::return_statement: {
    const NodeId value = tree.child(node, 0);
    if (value == kNoNode) return from(one(std::move(state), undefined()), Exit::How::returned);
    return from(evaluate(value, frame, std::move(state)), Exit::How::returned);
  }
  case NodeKind::throw_statement:
    return [&] {
      Exits exits;
      for (Outcome& outcome : evaluate(tree.child(node, 0), frame, std::move(state)))
        exits.push_back({Exit::How::threw, std::move(outcome.state), outcome.value, {}});
      return exits;
    }();
  case NodeKind::try_statement:
    return execute_try(node, frame, std::move(state));
  case NodeKind::switch_statement:
    return execute_switch(node, frame, std::move(state));
  case NodeKind::break_statement:
  case NodeKind::continue_statement: {
    Exits exits;
    const bool breaks = tree.is(node, NodeKind::break_statement);
    exits.push_back(
        {breaks ? Exit::How::broke : Exit::How::continued, std::move(state), nullptr, tree.text(node)});
    return exits;
  }
  case NodeKind::labeled_statement: {
    const std::string_view label = tree.text(node);
    const NodeId inner = tree.child(node, 0);
    const NodeKind kind = tree.kind(inner);
    Exits exits;
    if (kind == NodeKind::for_in_statement)
      exits = execute_for_in(inner, frame, std::move(state), label);
    else if (kind == NodeKind::for_statement || kind == NodeKind::while_statement ||
             kind == NodeKind::do_statement)
      exits = execute_loop(inner, frame, std::move(state), label);
    else
      exits = execute(inner, frame, std::move(state));
    for (Exit& exit : exits)
      if (exit.how == Exit::How::broke && exit.label == label)
        exit = {Exit::How::normal, std::move(exit.state), nullptr, {}};
    return exits;
  }
  case NodeKind::export_declaration:
  case NodeKind::export_default:
    return execute(tree.child(node, 0), frame, std::move(state));
  case NodeKind::function:
  case NodeKind::class_:
    // Declared already; a class expression as a statement does nothing.
    return nothing();
  case NodeKind::unknown:
    incomplete_ = true;
    return nothing();
  default:
    return nothing();
  }
}

Exits Interpreter::execute_declaration(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  // What is disposed of at the end is so on every way out: also on those that are as far as this.
  const auto dispose = [&](const Value* given, NodeId at, const State& ready) {
    const Record* const content = record(given, ready);
    if (content == nullptr) return;
    const Value* disposer =
        content->rest != nullptr && content->rest->kind == Value::Kind::function ? content->rest : nullptr;
    if (content->klass != nullptr && content->klass->kind == Value::Kind::klass) {
      const FileId source = static_cast<FileId>(content->klass->site >> 32);
      const Ast& theirs = project_.file(source)->ast;
      for (const NodeId member : theirs.rest(static_cast<NodeId>(content->klass->site), 2)) {
        const NodeId key = theirs.child(member, 0);
        const bool named = theirs.is(member, NodeKind::class_member) && key != kNoNode &&
                           theirs.is(key, NodeKind::member) &&
                           (theirs.text(key) == "dispose" || theirs.text(key) == "asyncDispose");
        if (named) disposer = closure({source, theirs.child(member, 1)}, content->klass->frame, given);
      }
    }
    if (disposer != nullptr) call(disposer, {}, {at, frame, given, 90}, ready);
  };
  Outcomes running = one(std::move(state), undefined());
  for (const NodeId declarator : tree.children(node)) {
    const NodeId pattern = tree.child(declarator, 0);
    const NodeId value = tree.child(declarator, 1);
    running = after(std::move(running), [&](State held, const Value*) {
      if (value == kNoNode) {
        // "var x;" again does not clear it; the others start as undefined.
        if (tree[node].op != Op::var_) return bind(pattern, undefined(), frame, std::move(held));
        return one(std::move(held), undefined());
      }
      return after(evaluate(value, frame, std::move(held)), [&](State ready, const Value* given) {
        if (tree[node].op == Op::using_) dispose(given, declarator, ready);
        return bind(pattern, given, frame, std::move(ready));
      });
    });
  }
  return from(std::move(running), Exit::How::normal);
}

Exits Interpreter::execute_if(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  Exits out;
  for (Branch& side : branch(tree.child(node, 0), frame, std::move(state))) {
    if (side.thrown != nullptr) {
      out.push_back({Exit::How::threw, std::move(side.state), side.thrown, {}});
      continue;
    }
    const NodeId body = side.taken ? tree.child(node, 1) : tree.child(node, 2);
    if (body == kNoNode) {
      out.push_back({Exit::How::normal, std::move(side.state), nullptr, {}});
      continue;
    }
    for (Exit& exit : execute(body, frame, std::move(side.state)))
      out.push_back(std::move(exit));
  }
  if (out.size() > 1) merge(out);
  return out;
}

Exits Interpreter::execute_switch(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  const std::span<const NodeId> cases = tree.rest(node, 1);
  Exits out;
  // Runs the statements of a case and of those that it falls into.
  const auto run_from = [&](std::size_t first, State entered) {
    Exits running;
    running.push_back({Exit::How::normal, std::move(entered), nullptr, {}});
    for (std::size_t i = first; i < cases.size(); ++i) {
      Exits next;
      for (Exit& exit : running)
        for (Exit& after_it : execute_all(tree.rest(cases[i], 1), frame, std::move(exit.state))) {
          if (after_it.how == Exit::How::normal)
            next.push_back(std::move(after_it));
          else if (after_it.how == Exit::How::broke && after_it.label.empty())
            out.push_back({Exit::How::normal, std::move(after_it.state), nullptr, {}});
          else
            out.push_back(std::move(after_it));
        }
      running = std::move(next);
      if (running.empty()) break;
    }
    std::move(running.begin(), running.end(), std::back_inserter(out));
  };
  Outcomes given = evaluate(tree.child(node, 0), frame, std::move(state));
  for (Outcome& outcome : given) {
    if (outcome.threw) {
      out.push_back({Exit::How::threw, std::move(outcome.state), outcome.value, {}});
      continue;
    }
    std::vector<State> undecided;
    undecided.push_back(std::move(outcome.state));
    std::size_t fallback = cases.size();
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const NodeId test = tree.child(cases[i], 0);
      if (test == kNoNode) {
        fallback = i;
        continue;
      }
      std::vector<State> others;
      for (State& held : undecided) {
        for (Outcome& wanted : evaluate(test, frame, std::move(held))) {
          if (wanted.threw) {
            out.push_back({Exit::How::threw, std::move(wanted.state), wanted.value, {}});
            continue;
          }
          // switch (true) tests conditions.
          const bool plain_true = outcome.value->kind == Value::Kind::boolean && outcome.value->flag;
          Branches sides = plain_true ? this->test(wanted.value, test, frame, std::move(wanted.state))
                                      : compare_values(Op::strict_equal, outcome.value, wanted.value, test,
                                                       frame, std::move(wanted.state));
          for (Branch& side : sides) {
            // The event that a header names is content, as is one in the body.
            if (side.state.steps != nullptr && side.state.steps->type == Step::Type::decision &&
                side.state.steps->reason == Reason::header_value) {
              Step* step = arena_.make<Step>(*side.state.steps);
              step->reason = Reason::content;
              side.state.steps = step;
            }
            if (side.taken)
              run_from(i, std::move(side.state));
            else
              others.push_back(std::move(side.state));
          }
        }
      }
      undecided = std::move(others);
    }
    for (State& held : undecided) {
      if (fallback < cases.size())
        run_from(fallback, std::move(held));
      else
        out.push_back({Exit::How::normal, std::move(held), nullptr, {}});
    }
  }
  if (out.size() > 1) merge(out);
  return out;
}

Exits Interpreter::execute_try(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  const NodeId handler = tree.child(node, 1);
  const NodeId finalizer = tree.child(node, 2);
  Exits out;
  ++catchers_;
  Exits tried = execute(tree.child(node, 0), frame, std::move(state));
  --catchers_;
  for (Exit& exit : tried) {
    if (exit.how != Exit::How::threw || handler == kNoNode) {
      out.push_back(std::move(exit));
      continue;
    }
    if (finalizer != kNoNode) ++catchers_;
    decide(handler, frame, true, Reason::error, exit.state);
    const NodeId parameter = tree.child(handler, 0);
    Outcomes bound = parameter == kNoNode ? one(std::move(exit.state), undefined())
                                          : bind(parameter, exit.value, frame, std::move(exit.state));
    for (Outcome& caught : bound) {
      if (caught.threw) {
        out.push_back({Exit::How::threw, std::move(caught.state), caught.value, {}});
        continue;
      }
      for (Exit& handled : execute(tree.child(handler, 1), frame, std::move(caught.state)))
        out.push_back(std::move(handled));
    }
    if (finalizer != kNoNode) --catchers_;
  }
  if (out.size() > 1) merge(out);
  if (finalizer == kNoNode) return out;
  Exits finished;
  for (Exit& exit : out) {
    const Exit::How how = exit.how;
    const Value* const value = exit.value;
    const std::string_view label = exit.label;
    if (how != Exit::How::normal) decide(finalizer, frame, true, Reason::finally_, exit.state);
    for (Exit& last : execute(finalizer, frame, std::move(exit.state))) {
      if (last.how == Exit::How::normal)
        finished.push_back({how, std::move(last.state), value, label});
      else
        finished.push_back(std::move(last));
    }
  }
  if (finished.size() > 1) merge(finished);
  return finished;
}

}  // namespace convotic::lint::outcome
