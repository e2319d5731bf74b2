#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

const Frame* Interpreter::frame_of(FileId file, NodeId function, const Frame* from) const {
  for (; from != nullptr; from = from->parent)
    if (from->file == file && from->function == function) return from;
  return nullptr;
}

const Frame* Interpreter::file_frame(FileId file) {
  const Frame*& frame = file_frames_[file];
  if (frame == nullptr) {
    Frame* made = arena_.make<Frame>();
    made->id = intern(file, 0, "file");
    made->file = file;
    made->lazy = true;
    frame = made;
    frames_[made->id] = made;
  }
  return frame;
}

// The call of a function that was followed while folding: its parameters are known, and its other names are
// worked out when they are asked for.
const Frame* Interpreter::frame_of_folded(const lint::Frame* folded, FileId file) {
  if (folded == nullptr) return file_frame(file);
  if (const auto known = folded_frames_.find(folded); known != folded_frames_.end()) return known->second;
  Frame* made = arena_.make<Frame>();
  folded_frames_.emplace(folded, made);
  made->id = intern(folded_frames_.size(), 0, "folded");
  frames_[made->id] = made;
  made->file = folded->file;
  made->function = folded->function;
  made->lazy = true;
  made->folded = folded;
  made->parent =
      folded->parent == nullptr ? file_frame(folded->file) : frame_of_folded(folded->parent, folded->file);
  return made;
}

const Value* Interpreter::closure(Place code, const Frame* frame, const Value* self) {
  const Node& node = project_.node(code);
  Value* out = arena_.make<Value>();
  out->kind = node.kind == NodeKind::class_ ? Kind::klass : Kind::function;
  out->site = (std::uint64_t{code.file} << 32) | code.node;
  out->frame = frame;
  out->receiver = self;
  out->id = intern(out->site, frame->id, "closure");
  return out;
}

const Value* Interpreter::package_value(std::string_view package, std::string_view path,
                                        Arguments made_with) {
  Value* out = arena_.make<Value>();
  out->kind = Kind::package;
  if (package.starts_with("node:")) package.remove_prefix(5);
  out->text = arena_.copy(std::string(package) + '\x02' + std::string(path));
  out->items = arena_.copy(made_with);
  out->id = intern(0, 0, std::string("package:") + std::string(out->text));
  out->may = imported_may_be(package, path);
  out->facts = origins(origin::kOpaque);
  return out;
}

Outcomes Interpreter::lookup(NodeId identifier, const Frame* frame, State state) {
  BindingId binding = file(frame).scopes.of(identifier);
  // Decorators are lowered before what they decorate, and belong to no scope.
  if (binding == kNoBinding) binding = file(frame).scopes.at_top(ast(frame).text(identifier));
  if (binding != kNoBinding) return lookup_binding(binding, frame, std::move(state));
  const std::string_view name = ast(frame).text(identifier);
  if (name == "undefined") return one(std::move(state), undefined());
  if (name == "NaN") return one(std::move(state), number(0));
  if (name == "Infinity") return one(std::move(state), number(1e308 * 10));
  return one(std::move(state), global_value(name));
}

Outcomes Interpreter::lookup_binding(BindingId binding, const Frame* frame, State state) {
  const Binding& what = file(frame).scopes[binding];
  const Frame* const owner = frame_of(frame->file, what.owner, frame);
  // What a round of a loop has given, where routes are registered in one.
  for (const Frame* at = frame; at != nullptr && at != owner; at = at->parent) {
    if (at->file != frame->file) continue;
    for (const auto& [name, captured] : at->captured)
      if (name == binding) return one(std::move(state), captured);
    if (at->folded == nullptr) continue;
    for (const auto& [name, folded] : at->folded->values) {
      if (name != binding) continue;
      const std::uint64_t key = (std::uint64_t{at->id} << 32) | binding;
      if (const Value* const known = state.variables.find(key)) return one(std::move(state), known);
      const State before = state;
      const Value* const value = imported(folded, state);
      state.variables.set(key, value);
      return lasting(value, before, std::move(state));
    }
  }
  if (owner == nullptr) {
    // A name of a function that is not followed, as the sdk of register.
    const Frame* const top = file_frame(frame->file);
    if (what.owner == kNoNode) return lookup_binding(binding, top, std::move(state));
    if (what.kind == Binding::Kind::parameter || !what.settled())
      return one(std::move(state),
                 symbol(intern(frame->file, binding, "outside"), may::kAnything, origins(origin::kOpaque)));
    Frame* made = arena_.make<Frame>();
    made->id = intern(frame->file, what.owner, "not followed");
    frames_[made->id] = made;
    made->file = frame->file;
    made->function = what.owner;
    made->lazy = true;
    made->parent = top;
    return lookup_lazily(binding, made, std::move(state));
  }
  const std::uint64_t key = (std::uint64_t{owner->id} << 32) | binding;
  if (const Value* const known = state.variables.find(key)) return one(std::move(state), known);
  if (owner->lazy) return lookup_lazily(binding, owner, std::move(state));
  // Functions and classes are there before the statement that declares them.
  if (what.kind == Binding::Kind::function || what.kind == Binding::Kind::class_) {
    const Value* const made = closure({frame->file, what.declaration}, owner);
    state.variables.set(key, made);
    return one(std::move(state), made);
  }
  if (what.kind == Binding::Kind::enum_ || what.kind == Binding::Kind::namespace_)
    return lookup_lazily(binding, owner, std::move(state));
  return one(std::move(state), undefined());
}

Outcomes Interpreter::lookup_lazily(BindingId binding, const Frame* frame, State state) {
  const ParsedFile& source = file(frame);
  const Binding& what = source.scopes[binding];
  const std::uint64_t key = (std::uint64_t{frame->id} << 32) | binding;
  if (const Value* const known = state.variables.find(key)) return one(std::move(state), known);
  const auto unknown = [&] {
    return symbol(intern(frame->id, binding, "variable"), may::kAnything, origins(origin::kOpaque));
  };
  if (frame->folded != nullptr) {
    if (const lint::Value* const folded = frame->folded->find(frame->file, binding)) {
      const State before = state;
      const Value* const value = imported(*folded, state);
      state.variables.set(key, value);
      return lasting(value, before, std::move(state));
    }
  }
  if (what.kind == Binding::Kind::import) return lookup_import(frame->file, what, std::move(state));
  if (what.kind == Binding::Kind::function || what.kind == Binding::Kind::class_) {
    const Value* const made = closure({frame->file, what.declaration}, frame);
    if (!what.assignments.empty()) return lookup_reassigned(binding, frame, made, std::move(state));
    state.variables.set(key, made);
    return one(std::move(state), made);
  }
  if (what.kind == Binding::Kind::enum_) {
    Record content;
    std::vector<Property> members;
    double next = 0;
    for (const NodeId member : source.ast.rest(what.declaration, 1)) {
      const NodeId given = source.ast.child(member, 0);
      const Value* value = nullptr;
      if (given != kNoNode && source.ast.is(given, NodeKind::string)) {
        value = text(source.ast.text(given));
      } else {
        if (given != kNoNode && source.ast.is(given, NodeKind::number))
          next = number_of(source.ast.text(given));
        value = number(next++);
      }
      members.push_back({source.ast.text(member), value});
    }
    content.properties = arena_.copy(members);
    const Value* const made = object(content, {what.declaration, frame, nullptr, 0}, state);
    state.variables.set(key, made);
    return one(std::move(state), made);
  }
  if (what.kind == Binding::Kind::namespace_ && evaluating_.insert(key).second) {
    Outcomes out = make_namespace(what.declaration, frame, std::move(state));
    evaluating_.erase(key);
    for (Outcome& outcome : out)
      outcome.state.variables.set(key, outcome.value);
    return out;
  }
  // Set by assignments that can be seen: not by a loop, and not declared only ("declare let").
  const bool plain =
      what.kind == Binding::Kind::variable && !what.assignments.empty() &&
      source.ast.is(what.declaration, NodeKind::declarator) &&
      source.ast.child(what.declaration, 0) == what.identifier &&
      !source.ast.is(source.ast.parent(source.ast.parent(what.declaration)), NodeKind::for_in_statement);
  const bool whole = what.kind == Binding::Kind::variable && what.value != kNoNode && what.settled();
  if ((!whole && !plain) || !evaluating_.insert(key).second) {
    const Value* const value = unknown();
    return one(std::move(state), value);
  }
  if (!whole) {
    const State before = state;
    const Value* initial = undefined();
    if (what.value != kNoNode && !what.late) {
      Outcomes made = at_other_time(what.value, frame, state);
      initial = made.size() == 1 ? made.front().value : nullptr;
      if (made.size() == 1) state = std::move(made.front().state);
    }
    Outcomes out =
        after(lookup_reassigned(binding, frame, initial, std::move(state)),
              [&](State held, const Value* value) { return lasting(value, before, std::move(held)); });
    evaluating_.erase(key);
    return out;
  }
  const State before = state;
  // A declaration may give several names; all of them are there afterwards.
  Outcomes out;
  const std::uint32_t catchers = catchers_;
  catchers_ = 0;
  for (Outcome& outcome : evaluate(what.value, frame, std::move(state))) {
    if (outcome.threw) continue;  // the file would not have loaded
    const NodeId declarator = what.declaration;
    const NodeId pattern =
        source.ast.is(declarator, NodeKind::declarator) ? source.ast.child(declarator, 0) : what.identifier;
    Outcomes bound;
    if (what.late || source.ast.is(pattern, NodeKind::identifier)) {
      outcome.state.variables.set(key, outcome.value);
      bound = one(std::move(outcome.state), outcome.value);
    } else {
      bound = bind(pattern, outcome.value, frame, std::move(outcome.state));
    }
    for (Outcome& each_bound : bound) {
      const Value* value = each_bound.state.variables.find(key);
      if (value == nullptr) value = undefined();
      // What is changed while requests are answered is not known to be what it was. In a WeakMap nothing
      // waits for a request, which is an object of its own.
      const bool weak = source.ast.is(what.value, NodeKind::new_) &&
                        source.ast.text(source.ast.child(what.value, 0)).starts_with("Weak");
      if (const Record* const content = record(value, each_bound.state);
          content != nullptr && !what.mutations.empty() && !weak) {
        Record open = *content;
        if (open.rest == nullptr) {
          Facts mixed;
          mixed.origin = origin::kOpaque;
          const Facts* const inside = all_facts(value, each_bound.state);
          open.rest = symbol(intern(key, 1, "rest"), may::kAnything, joined(facts(mixed), inside));
        }
        put(value, open, each_bound.state);
      }
      for (Outcome& lasts : lasting(value, before, std::move(each_bound.state)))
        out.push_back(std::move(lasts));
    }
  }
  catchers_ = catchers;
  evaluating_.erase(key);
  return out;
}

Outcomes Interpreter::lookup_import(FileId from, const Binding& import, State state) {
  return lookup_export(project_.find_import(from, import), std::move(state));
}

Outcomes Interpreter::lookup_export(const Export& found, State state) {
  switch (found.kind) {
  case Export::Kind::binding:
    return lookup_binding(found.binding, file_frame(found.file), std::move(state));
  case Export::Kind::value: {
    const Frame* const frame = file_frame(found.file);
    const std::uint64_t key = (std::uint64_t{frame->id} << 32) | 0x80000000u | found.node;
    if (const Value* const known = state.variables.find(key)) return one(std::move(state), known);
    if (!evaluating_.insert(key).second)
      return one(std::move(state),
                 symbol(intern(found.file, found.node, "cycle"), may::kAnything, origins(origin::kOpaque)));
    Outcomes out;
    const State before = state;
    for (Outcome& outcome : evaluate(found.node, frame, std::move(state))) {
      if (outcome.threw) continue;
      outcome.state.variables.set(key, outcome.value);
      for (Outcome& lasts : lasting(outcome.value, before, std::move(outcome.state)))
        out.push_back(std::move(lasts));
    }
    evaluating_.erase(key);
    return out;
  }
  case Export::Kind::space: {
    const NodeId assigned = project_.file(found.file)->module_exports;
    if (assigned != kNoNode && !found.name.empty()) {
      // What "module.exports = x" gives is a part of x.
      Export whole = found;
      whole.kind = Export::Kind::value;
      whole.node = assigned;
      return after(lookup_export(whole, std::move(state)), [&](State held, const Value* exported) {
        return member(exported, found.name, assigned, file_frame(found.file), std::move(held));
      });
    }
    // The members of a file are looked up when they are asked for.
    Value* space = arena_.make<Value>();
    space->kind = Kind::global;
    space->may = may::kObject;
    space->native = Value::Native::constant;
    space->site = found.file;
    space->text = "module";
    return one(std::move(state), space);
  }
  case Export::Kind::outside: {
    if (found.target != nullptr && found.target->kind == ImportTarget::Kind::package) {
      const std::string_view name =
          found.name == "default" || found.name == "*" ? std::string_view{} : found.name;
      return one(std::move(state), package_value(found.target->package, name));
    }
    const std::string_view name = found.name == "*" ? std::string_view{} : found.name;
    return one(std::move(state), package_value("./", name));
  }
  case Export::Kind::none:
    return one(std::move(state), undefined());
  case Export::Kind::cycle:
    break;
  }
  return one(std::move(state),
             symbol(intern(found.file, found.node, "cycle"), may::kAnything, origins(origin::kOpaque)));
}

}  // namespace convotic::lint::outcome
