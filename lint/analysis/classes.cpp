#include "lint/analysis/interpreter.hpp"

#include <algorithm>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

Outcomes Interpreter::superclass(const Value* klass, State state) {
  const FileId source = static_cast<FileId>(klass->site >> 32);
  const NodeId node = static_cast<NodeId>(klass->site);
  const NodeId parent = project_.file(source)->ast.child(node, 1);
  if (parent == kNoNode || klass->frame == nullptr) return one(std::move(state), undefined());
  return evaluate(parent, klass->frame, std::move(state));
}

// The class_member of that name, and the class that has it.
NodeId Interpreter::find_member(const Value* klass, std::string_view name, bool is_static,
                                const Value** owner, State& state) {
  constexpr unsigned kInheritance = 8;
  for (unsigned depth = 0; klass != nullptr && klass->kind == Kind::klass && depth < kInheritance; ++depth) {
    const FileId source = static_cast<FileId>(klass->site >> 32);
    const Ast& tree = project_.file(source)->ast;
    for (const NodeId member : tree.rest(static_cast<NodeId>(klass->site), 2)) {
      if (!tree.is(member, NodeKind::class_member) || tree.text(member) != name) continue;
      if (tree.has(member, kStatic) != is_static || tree.has(member, kSetter)) continue;
      *owner = klass;
      return member;
    }
    Outcomes parents = superclass(klass, state);
    klass = parents.empty() || parents.front().threw ? nullptr : parents.front().value;
  }
  return kNoNode;
}

Outcomes Interpreter::initialise_fields(const Value* klass, const Value* instance, const Frame* frame,
                                        State state) {
  const FileId source = static_cast<FileId>(klass->site >> 32);
  const Ast& tree = project_.file(source)->ast;
  Outcomes out = one(std::move(state), instance);
  for (const NodeId member : tree.rest(static_cast<NodeId>(klass->site), 2)) {
    if (!tree.is(member, NodeKind::class_member) || tree.has(member, kStatic) || tree.has(member, kMethod) ||
        tree.has(member, kGetter) || tree.has(member, kSetter))
      continue;
    const NodeId value = tree.child(member, 1);
    if (tree.child(member, 0) != kNoNode) continue;
    // A method is looked up in the class; a field that holds a function is a value of the instance.
    if (value != kNoNode && tree.is(value, NodeKind::function) && !tree.has(value, kArrow) &&
        tree.has(value, kMethod))
      continue;
    out = after(std::move(out), [&](State held, const Value*) {
      Outcomes given =
          value == kNoNode ? one(std::move(held), undefined()) : evaluate(value, frame, std::move(held));
      return after(std::move(given), [&](State ready, const Value* field) {
        // A parameter property of the same name is not cleared by its declaration.
        const Record* const content = record(instance, ready);
        if (value != kNoNode || content == nullptr || property(*content, tree.text(member)) == nullptr)
          set_property(instance, tree.text(member), field, ready);
        return one(std::move(ready), instance);
      });
    });
  }
  return out;
}

// Static fields and blocks, in order, when the class is first asked for one of them.
void Interpreter::initialise_statics(const Value* klass, State& state) {
  if (state.heap.find(klass->id) != nullptr || klass->frame == nullptr) return;
  const FileId source = static_cast<FileId>(klass->site >> 32);
  const Ast& tree = project_.file(source)->ast;
  bool any = false;
  for (const NodeId member : tree.rest(static_cast<NodeId>(klass->site), 2))
    any =
        any || tree.is(member, NodeKind::static_block) ||
        (tree.is(member, NodeKind::class_member) && tree.has(member, kStatic) && !tree.has(member, kMethod));
  if (!any) return;
  state.heap.set(klass->id, arena_.make<Record>());
  Frame* const frame = arena_.make<Frame>(*klass->frame);
  frame->self = klass;
  frame->klass = klass;
  for (const NodeId member : tree.rest(static_cast<NodeId>(klass->site), 2)) {
    if (tree.is(member, NodeKind::static_block)) {
      Exits exits = execute(tree.child(member, 0), frame, state);
      std::erase_if(exits, [](const Exit& exit) { return exit.how == Exit::How::threw; });
      if (exits.empty()) continue;
      // The way that has done most. What its lists hold is then there or not.
      const bool several = exits.size() > 1;
      const auto held = [&](const State& after_it) {
        std::size_t count = 0;
        if (const Record* const fields = after_it.heap.find(klass->id))
          for (const Property& property : fields->properties)
            if (const Record* const list = record(property.value, after_it)) count += list->elements.size();
        return count;
      };
      const auto most = std::max_element(exits.begin(), exits.end(), [&](const Exit& a, const Exit& b) {
        return held(a.state) < held(b.state);
      });
      state = std::move(most->state);
      const Record* const statics = state.heap.find(klass->id);
      for (const Property& property :
           several&& statics != nullptr ? statics->properties : std::span<const Property>{}) {
        const Record* const list = record(property.value, state);
        if (list == nullptr || list->type != Record::Type::array || list->elements.empty()) continue;
        Record open = *list;
        open.rest = list->elements.back();
        open.elements = {};
        put(property.value, open, state);
      }
      continue;
    }
    const bool field = tree.is(member, NodeKind::class_member) && tree.has(member, kStatic) &&
                       !tree.has(member, kMethod) && !tree.has(member, kGetter) && !tree.has(member, kSetter);
    if (!field || tree.child(member, 1) == kNoNode) continue;
    for (Outcome& outcome : evaluate(tree.child(member, 1), frame, state)) {
      if (outcome.threw) continue;
      state = std::move(outcome.state);
      set_property(klass, tree.text(member), outcome.value, state);
      break;
    }
  }
}

// What a namespace exports, as an object.
Outcomes Interpreter::make_namespace(NodeId declaration, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  std::vector<Property> properties;
  const auto add = [&](NodeId name) {
    if (name == kNoNode || !tree.is(name, NodeKind::identifier)) return;
    for (Outcome& outcome : lookup(name, frame, state)) {
      if (outcome.threw) continue;
      state = std::move(outcome.state);
      properties.push_back({tree.text(name), outcome.value});
      return;
    }
  };
  for (const NodeId statement : tree.children(tree.child(declaration, 1))) {
    if (!tree.is(statement, NodeKind::export_declaration)) continue;
    const NodeId declared = tree.child(statement, 0);
    if (tree.is(declared, NodeKind::variable_declaration)) {
      for (const NodeId declarator : tree.children(declared))
        add(tree.child(declarator, 0));
    } else {
      add(tree.child(declared, 0));
    }
  }
  Record content;
  content.properties = arena_.copy(properties);
  const Value* const made = object(content, {declaration, frame, nullptr, 0}, state);
  return one(std::move(state), made);
}

Outcomes Interpreter::construct(const Value* klass, const Arguments& arguments, const Call& call,
                                State state) {
  const Place code{static_cast<FileId>(klass->site >> 32), static_cast<NodeId>(klass->site)};
  const Ast& tree = project_.file(code.file)->ast;
  const Value* instance = call.self;
  if (instance == nullptr) {
    Record content;
    content.type = Record::Type::instance;
    content.klass = klass;
    instance = object(content, call, state);
  }
  constexpr std::ptrdiff_t kRecursion = 2;
  if (std::count(stack_.begin(), stack_.end(), code) >= kRecursion) return one(std::move(state), instance);
  stack_.push_back(code);
  Frame* const fields = arena_.make<Frame>(*klass->frame);
  fields->self = instance;
  fields->klass = klass;
  NodeId constructor = kNoNode;
  for (const NodeId member : tree.rest(code.node, 2))
    if (tree.is(member, NodeKind::class_member) && tree.text(member) == "constructor" &&
        !tree.has(member, kStatic) && tree.child(member, 1) != kNoNode &&
        tree.is(tree.child(member, 1), NodeKind::function) && tree.child(tree.child(member, 1), 1) != kNoNode)
      constructor = member;
  const NodeId parent = tree.child(code.node, 1);
  Outcomes out;
  if (parent != kNoNode && constructor == kNoNode) {
    for (Outcome& above : superclass(klass, std::move(state))) {
      if (!above.threw && above.value->kind == Kind::klass) {
        Call inherited = call;
        inherited.self = instance;
        for (Outcome& made : construct(above.value, arguments, inherited, std::move(above.state)))
          out.push_back(std::move(made));
      } else {
        if (Record* const open = arena_.make<Record>(*record(instance, above.state)); open->rest == nullptr) {
          const bool is_error = above.value->kind == Kind::global && above.value->text.ends_with("Error");
          std::vector<Property> properties(open->properties.begin(), open->properties.end());
          if (is_error) {
            open->type = Record::Type::error;
            properties.push_back({"message", arguments.empty() ? text("") : arguments[0]});
            open->properties = arena_.copy(properties);
          }
          open->rest = fresh(call, may::kAnything, origins(origin::kOpaque), above.state, 7);
          above.state.heap.set(instance->id, open);
        }
        out.push_back({std::move(above.state), instance, false});
      }
    }
  } else {
    out = one(std::move(state), instance);
  }
  out = after(std::move(out), [&](State held, const Value*) {
    return initialise_fields(klass, instance, fields, std::move(held));
  });
  if (constructor != kNoNode) {
    const Value* const code_value = closure({code.file, tree.child(constructor, 1)}, klass->frame, instance);
    const NodeId body_parent = parent;
    out = after(std::move(out), [&](State held, const Value*) {
      if (body_parent != kNoNode) {
        // Where what is extended cannot be seen, the instance may have more than its own.
        for (Outcome& above : superclass(klass, held)) {
          if (above.threw || above.value->kind == Kind::klass) continue;
          Record open = *record(instance, held);
          if (above.value->kind == Kind::global && above.value->text.ends_with("Error"))
            open.type = Record::Type::error;
          if (open.rest == nullptr)
            open.rest = fresh(call, may::kAnything, origins(origin::kOpaque), held, 7);
          put(instance, open, held);
        }
      }
      return this->call(code_value, arguments, call, std::move(held));
    });
  }
  stack_.pop_back();
  for (Outcome& outcome : out)
    if (!outcome.threw) outcome.value = instance;
  return out;
}

Outcomes Interpreter::evaluate_new(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  const Call here{node, frame, nullptr, 0};
  return after(evaluate(tree.child(node, 0), frame, std::move(state)), [&](State held, const Value* what) {
    Outcomes out;
    for (ListOutcome& list : evaluate_list(tree.rest(node, 1), frame, std::move(held))) {
      if (list.thrown != nullptr) {
        out.push_back({std::move(list.state), list.thrown, true});
        continue;
      }
      Outcomes made;
      if (what->kind == Kind::klass) {
        made = construct(what, list.values, here, std::move(list.state));
      } else if (what->kind == Kind::global) {
        made = new_global(what->text, list.values, here, std::move(list.state));
      } else if (what->kind == Kind::package) {
        const std::size_t cut = what->text.find('\x02');
        const Value* const instance = made_by_package(
            package_value(what->text.substr(0, cut), what->text.substr(cut + 1), list.values));
        made = one(std::move(list.state), instance);
      } else {
        const Value* const unknown =
            fresh(here, may::kObject, joined(all_facts(list.values, list.state), origins(origin::kOpaque)),
                  list.state);
        made = one(std::move(list.state), unknown);
      }
      std::move(made.begin(), made.end(), std::back_inserter(out));
    }
    return out;
  });
}

// What decorators make of a method: those of the standard return another one, older ones put it in a
// descriptor.
Outcomes Interpreter::decorated(const Value* method, std::span<const NodeId> decorators, const Value* owner,
                                std::string_view name, State state) {
  Outcomes out = one(std::move(state), method);
  for (auto decorator = decorators.rbegin(); decorator != decorators.rend(); ++decorator) {
    const Call here{*decorator, owner->frame, nullptr, 0};
    out = after(std::move(out), [&](State held, const Value* current) {
      return after(evaluate(*decorator, owner->frame, std::move(held)), [&](State ready,
                                                                            const Value* function) {
        bool old_style = false;
        if (function->kind == Kind::function) {
          const Ast& theirs = project_.file(static_cast<FileId>(function->site >> 32))->ast;
          old_style = theirs.rest(static_cast<NodeId>(function->site), 2).size() >= 3;
        }
        if (!old_style) {
          Record described;
          const Property properties[] = {{"kind", text("method")}, {"name", text(name)}};
          described.properties = arena_.copy(std::span<const Property>(properties));
          const Value* const context = object(described, here, ready);
          return after(
              call(function, {current, context}, here, std::move(ready)), [&](State done, const Value* made) {
                return one(std::move(done),
                           made->kind == Kind::function || made->kind == Kind::native ? made : current);
              });
        }
        Record holder;
        const Property properties[] = {{"value", current}};
        holder.properties = arena_.copy(std::span<const Property>(properties));
        const Value* const descriptor = object(holder, here, ready);
        return after(call(function, {owner, text(name), descriptor}, here, std::move(ready)),
                     [&](State done, const Value* made) {
                       const Value* const from = record(made, done) != nullptr ? made : descriptor;
                       const Record* const content = record(from, done);
                       const Value* const value = content == nullptr ? nullptr : property(*content, "value");
                       return one(std::move(done), value == nullptr ? current : value);
                     });
      });
    });
  }
  // Whoever calls it does so as a method.
  const Value* const self = method->receiver;
  for (Outcome& outcome : out) {
    if (outcome.threw || outcome.value == method || outcome.value->kind != Kind::function) continue;
    Value* bound = arena_.make<Value>(*outcome.value);
    if (bound->receiver == nullptr) bound->receiver = self;
    outcome.value = bound;
  }
  return out;
}

}  // namespace convotic::lint::outcome
