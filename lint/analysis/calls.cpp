#include "lint/analysis/interpreter.hpp"
#include "lint/analysis/vocabulary.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

constexpr std::size_t kCallDepth = 24;
constexpr std::ptrdiff_t kRecursion = 2;

}  // namespace

void Interpreter::may_throw(Outcomes& out, const State& state, const Call& call) {
  if (catchers_ == 0) return;
  State held = state;
  const Value* const what = error(call, held);
  out.push_back({std::move(held), what, true});
}

void Interpreter::note_called(const Call& call) {
  if (call.frame != nullptr) report_.called.insert((std::uint64_t{call.frame->file} << 32) | call.site);
}

Outcomes Interpreter::evaluate_call(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  const NodeId callee = tree.child(node, 0);
  const Call here{node, frame, nullptr, 0};
  if (tree.is(callee, NodeKind::super_)) {
    const Value* self = nullptr;
    const Value* klass = nullptr;
    for (const Frame* at = frame; at != nullptr; at = at->parent) {
      if (self == nullptr) self = at->self;
      if (klass == nullptr) klass = at->klass;
    }
    Outcomes out;
    for (ListOutcome& list : evaluate_list(tree.rest(node, 1), frame, std::move(state))) {
      if (list.thrown != nullptr) {
        out.push_back({std::move(list.state), list.thrown, true});
        continue;
      }
      if (self == nullptr || klass == nullptr) {
        out.push_back({std::move(list.state), undefined(), false});
        continue;
      }
      for (Outcome& parent : superclass(klass, std::move(list.state))) {
        if (parent.threw || parent.value->kind != Kind::klass) {
          out.push_back({std::move(parent.state), undefined(), false});
          continue;
        }
        Call above = here;
        above.self = self;
        for (Outcome& made : construct(parent.value, list.values, above, std::move(parent.state)))
          out.push_back(std::move(made));
      }
    }
    return out;
  }
  if (tree.is(callee, NodeKind::member) || tree.is(callee, NodeKind::index))
    return call_member(node, callee, frame, std::move(state));
  const std::span<const NodeId> arguments = tree.rest(node, 1);
  if (tree.is(callee, NodeKind::identifier) && tree.text(callee) == "require" &&
      file(frame).scopes.of(callee) == kNoBinding && !arguments.empty() &&
      tree.is(arguments[0], NodeKind::string)) {
    const ImportTarget& target = project_.target(frame->file, tree.text(arguments[0]));
    Export found;
    found.name = "*";
    found.target = &target;
    found.file = target.file;
    if (target.kind != ImportTarget::Kind::file) {
      found.kind = Export::Kind::outside;
    } else {
      found = project_.find_export(target.file, "default");
      if (found.kind == Export::Kind::none) {
        found.kind = Export::Kind::space;
        found.file = target.file;
      }
      // module.exports = x gives x; exports.x = … gives the file as an object.
      if (project_.file(target.file)->module_exports == kNoNode) {
        found.kind = Export::Kind::space;
        found.file = target.file;
      }
    }
    return lookup_export(found, std::move(state));
  }
  return after(evaluate(callee, frame, std::move(state)), [&](State held, const Value* function) {
    const bool optional = tree.has(node, kOptional) || in_optional_chain(tree, callee);
    Outcomes out;
    if (function->nullish()) {
      if (optional) {
        if (tree.has(node, kOptional)) decide(callee, frame, false, Reason::optional_chain, held);
        return one(std::move(held), undefined());
      }
      if (catchers_ == 0) return out;
      return thrown(std::move(held), error(here, held, text("not a function")));
    }
    if (optional && function->kind == Kind::unknown) {
      State missing = held;
      if (refine_may(function, may::kNullish, missing)) {
        decide(callee, frame, false, Reason::optional_chain, missing);
        out.push_back({std::move(missing), undefined(), false});
      }
      decide(callee, frame, true, Reason::optional_chain, held);
    }
    for (ListOutcome& list : evaluate_list(arguments, frame, std::move(held))) {
      if (list.thrown != nullptr) {
        out.push_back({std::move(list.state), list.thrown, true});
        continue;
      }
      for (Outcome& outcome : call(function, list.values, here, std::move(list.state)))
        out.push_back(std::move(outcome));
    }
    return out;
  });
}

Outcomes Interpreter::call(const Value* function, const Arguments& arguments, const Call& call, State state) {
  if (!spend()) return one(std::move(state), undefined());
  if ((may_be(function, state) & may::kFunction) != 0 || function->kind == Kind::context) note_called(call);
  switch (function->kind) {
  case Kind::function:
    return call_closure(function, arguments, call, std::move(state));
  case Kind::method:
    return call_method(function->receiver, function->text, arguments, call, std::move(state));
  case Kind::global:
    return call_global(function->text, arguments, call, std::move(state));
  case Kind::package:
    return call_package(function, arguments, call, std::move(state));
  case Kind::context:
    return call_context(function, arguments, call, std::move(state));
  case Kind::native:
    return call_native(function, arguments, call, std::move(state));
  case Kind::unknown:
    return call_unknown(function, arguments, call, std::move(state));
  default:
    break;
  }
  if (catchers_ == 0) return {};
  return thrown(std::move(state), error(call, state, text("not a function")));
}

// What a function that gets others may do with them: call them, with something of what it was given, or not.
std::vector<State> Interpreter::may_call(const Arguments& arguments, const Facts* given, const Call& call,
                                         State state) {
  std::vector<State> running;
  running.push_back(std::move(state));
  std::uint32_t round = call.round + 1;
  for (const Value* argument : arguments) {
    const bool callable = argument->kind == Kind::function ||
                          (argument->kind == Kind::native && (argument->native == Value::Native::bound ||
                                                              argument->native == Value::Native::next));
    if (!callable) continue;
    std::vector<State> next;
    for (State& held : running) {
      next.push_back(held);
      Call back = call;
      back.round = ++round;
      back.self = nullptr;
      const Value* const passed = fresh(call, may::kAnything, given, held, round & 0xff);
      for (Outcome& outcome : this->call(argument, {passed, passed}, back, std::move(held)))
        next.push_back(std::move(outcome.state));
    }
    running = std::move(next);
  }
  return running;
}

// A function that cannot be seen. It may call what it is given, and its value may be made of anything it got.
Outcomes Interpreter::call_unknown(const Value* function, const Arguments& arguments, const Call& call,
                                   State state) {
  const bool gives_context = std::any_of(arguments.begin(), arguments.end(), [&](const Value* argument) {
    return mentions_context(argument, state);
  });
  if (gives_context) {
    state.medium = true;
    effect("a call that is given ctx", true, arguments, call, state);
  }
  const Facts* const given =
      joined(joined(all_facts(arguments, state), function->facts), origins(origin::kOpaque));
  Outcomes out;
  std::vector<State> running = may_call(arguments, given, call, std::move(state));
  for (State& held : running) {
    may_throw(out, held, call);
    const Value* const value = fresh(call, may::kAnything, given, held);
    out.push_back({std::move(held), value, false});
  }
  merge(out);
  return out;
}

Outcomes Interpreter::bind_parameters(NodeId function, const Arguments& arguments, const Frame* frame,
                                      State state) {
  const Ast& tree = ast(frame);
  Outcomes out = one(std::move(state), undefined());
  std::size_t index = 0;
  // What a spread of unknown length gives.
  const Value* more = nullptr;
  Arguments given;
  for (const Value* argument : arguments) {
    if (argument->kind == Kind::native && argument->native == Value::Native::constant)
      more = argument->receiver;
    else
      given.push_back(argument);
  }
  for (const NodeId parameter : tree.rest(function, 2)) {
    // What TypeScript says of `this` is no parameter.
    const NodeId name = tree.child(parameter, 0);
    if (name != kNoNode && (tree.is(name, NodeKind::this_) || tree.text(name) == "this")) continue;
    const std::size_t at = index++;
    out = after(std::move(out), [&](State held, const Value*) {
      if (tree.has(parameter, kRest)) {
        Record content;
        content.type = Record::Type::array;
        if (at < given.size())
          content.elements = arena_.copy(std::span<const Value* const>(given).subspan(at));
        content.rest = more;
        const Value* const rest = object(content, {parameter, frame, nullptr, 0}, held);
        return bind(tree.child(parameter, 0), rest, frame, std::move(held));
      }
      const Value* const value = at < given.size() ? given[at] : more != nullptr ? more : undefined();
      Outcomes bound = bind_with_default(tree.child(parameter, 0), tree.child(parameter, 1), value, frame,
                                         std::move(held));
      if (tree.has(parameter, kParameterProperty) && frame->self != nullptr)
        bound = after(std::move(bound), [&](State set, const Value*) {
          return after(lookup(name, frame, std::move(set)), [&](State read, const Value* held_value) {
            set_property(frame->self, tree.text(name), held_value, read);
            return one(std::move(read), held_value);
          });
        });
      return bound;
    });
  }
  return out;
}

Outcomes Interpreter::call_closure(const Value* function, const Arguments& arguments, const Call& call,
                                   State state) {
  const Place code{static_cast<FileId>(function->site >> 32), static_cast<NodeId>(function->site)};
  const Ast& tree = project_.file(code.file)->ast;
  const bool async = tree.has(code.node, kAsync);
  if (tree.has(code.node, kGenerator) && !call.resumes)
    return make_generator(function, arguments, call, std::move(state));
  const auto running = std::count(stack_.begin(), stack_.end(), code);
  if (running >= kRecursion || stack_.size() >= kCallDepth) {
    // Not followed further: its value may be anything, and nothing is verified by it.
    const bool acts = std::any_of(arguments.begin(), arguments.end(),
                                  [&](const Value* argument) { return mentions_context(argument, state); });
    if (acts && !state.verified && !state.ghost)
      report_.gaps.emplace_back(range(call.site, call.frame), "calls go too deep to follow");
    state.medium = true;
    const Value* const unknown =
        fresh(call, may::kAnything, joined(all_facts(arguments, state), origins(origin::kOpaque)), state);
    return one(std::move(state), async ? promise(unknown) : unknown);
  }
  Frame* const frame = arena_.make<Frame>();
  frame->id = run_id(function, call, state);
  frames_[frame->id] = frame;
  frame->parent = function->frame;
  frame->file = code.file;
  frame->function = code.node;
  frame->self = tree.has(code.node, kArrow)     ? function->receiver
                : function->receiver != nullptr ? function->receiver
                                                : call.self;
  frame->depth = static_cast<std::uint32_t>(stack_.size());
  if (frame->self != nullptr) {
    // Whose method it is, for super.
    const NodeId holder = tree.parent(code.node);
    if (holder != kNoNode && tree.is(holder, NodeKind::class_member)) {
      Value* klass = arena_.make<Value>();
      klass->kind = Kind::klass;
      klass->frame = function->frame;
      klass->site = (std::uint64_t{code.file} << 32) | tree.parent(holder);
      frame->klass = klass;
    }
  }
  const bool verified_before = state.verified;
  const State before = state;
  // What an async function does behind its first await happens when a caller that does not wait for it has
  // gone on. What it has done by then is one way in which the caller goes on, and all of it is another.
  std::vector<State> suspensions;
  frame->left_alone = call.round < kChainRound && may_be_early(state) &&
                      (call.ignored || is_left_alone(call.site, call.frame));
  if (frame->left_alone && async) {
    frame->suspensions = &suspensions;
    state.suspended = false;
  }
  stack_.push_back(code);
  report_.entered.insert((std::uint64_t{code.file} << 32) | code.node);
  if (tree.has(code.node, kGenerator)) state.yielded = nullptr;
  Outcomes out;
  for (Outcome& bound : bind_parameters(code.node, arguments, frame, std::move(state))) {
    if (bound.threw) {
      out.push_back(std::move(bound));
      continue;
    }
    const NodeId body = tree.child(code.node, 1);
    if (tree.has(code.node, kExpressionBody)) {
      for (Outcome& outcome : evaluate(body, frame, std::move(bound.state)))
        out.push_back(std::move(outcome));
      continue;
    }
    for (Exit& exit : execute(body, frame, std::move(bound.state))) {
      const bool returned = exit.how == Exit::How::returned && exit.value != nullptr;
      const bool threw = exit.how == Exit::How::threw;
      out.push_back({std::move(exit.state), returned || threw ? exit.value : undefined(), threw});
    }
  }
  stack_.pop_back();
  for (Outcome& outcome : out) {
    if (tree.has(code.node, kGenerator)) {
      Record list;
      list.type = Record::Type::array;
      if (const Value* const given = outcome.state.yielded) {
        list.elements = given->items;
        list.rest = given->receiver;
      }
      outcome.state.yielded = before.yielded;
      outcome.value = object(list, call, outcome.state);
    } else if (async) {
      outcome.value = outcome.threw ? promise(outcome.value, true) : promise(outcome.value);
      outcome.threw = false;
    }
    outcome.state.suspended = before.suspended;
    collect(outcome.state, outcome.value, before);
  }
  merge(out);
  if (!verified_before) notice_stub(out, arguments, function);
  out = settle_verdicts(std::move(out), verified_before, call);
  return suspensions.empty() ? out : with_early(suspensions, std::move(out), before, call);
}

}  // namespace convotic::lint::outcome
