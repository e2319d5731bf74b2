// Variables and objects that outlive a request: what they hold when the next one comes is what they were made
// with, or what any code of the project sets them to.
#include "lint/analysis/interpreter.hpp"
#include "lint/model/written_members.hpp"

#include <algorithm>
#include <map>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

constexpr std::size_t kWays = 6;

bool keeps_object(Op op) {
  return op == Op::assign || op == Op::coalesce || op == Op::or_ || op == Op::and_;
}

// What an object or a class holds.
const Record* kept(const Value* value, const State& state) {
  return value->kind == Kind::object || value->kind == Kind::klass ? state.heap.find(value->id) : nullptr;
}

// A parameter, or an object into which one is spread: what a setter is given.
bool is_given(const ParsedFile& file, NodeId node) {
  if (file.ast.is(node, NodeKind::object)) {
    const auto parts = file.ast.children(node);
    return std::any_of(parts.begin(), parts.end(), [&](NodeId part) {
      return file.ast.is(part, NodeKind::spread) && is_given(file, file.ast.child(part, 0));
    });
  }
  if (!file.ast.is(node, NodeKind::identifier)) return false;
  const BindingId binding = file.scopes.of(node);
  return binding != kNoBinding && file.scopes[binding].kind == Binding::Kind::parameter;
}

// Whether it is a part of what a function is given: "req.headers.id", or a name for it.
bool is_part_of_given(const ParsedFile& file, NodeId node, unsigned depth = 0) {
  constexpr unsigned kDepth = 6;
  while (file.ast.is(node, NodeKind::member) || file.ast.is(node, NodeKind::index))
    node = file.ast.child(node, 0);
  if (is_given(file, node)) return true;
  const BindingId binding = file.ast.is(node, NodeKind::identifier) ? file.scopes.of(node) : kNoBinding;
  if (binding == kNoBinding || depth > kDepth) return false;
  const NodeId value = file.scopes[binding].value;
  return value != kNoNode && is_part_of_given(file, value, depth + 1);
}

}  // namespace

// The value of an expression that runs at some other time: what it does besides is of no interest now.
Outcomes Interpreter::at_other_time(NodeId node, const Frame* frame, const State& state) {
  const std::uint64_t key = site(node, frame) | (std::uint64_t{1} << 31);
  if (!evaluating_.insert(key).second) return {};
  const std::uint32_t catchers = catchers_;
  catchers_ = 0;
  ++elsewhere_;
  const bool simple = is_simple(node, frame);
  const Report kept = simple ? Report{} : report_;
  Outcomes out;
  for (Outcome& outcome : evaluate(node, frame, state)) {
    if (outcome.threw || out.size() >= kWays) continue;
    State held = state;
    held.variables = std::move(outcome.state.variables);
    held.heap = std::move(outcome.state.heap);
    held.known = std::move(outcome.state.known);
    out.push_back({std::move(held), outcome.value, false});
  }
  if (!simple) report_ = kept;
  --elsewhere_;
  catchers_ = catchers;
  evaluating_.erase(key);
  return out;
}

// Whether it matters which of several values it is, and not only what they are made of.
bool Interpreter::is_code(const Value* value, const State& state) const {
  switch (value->kind) {
  case Kind::undefined:
  case Kind::null:
  case Kind::boolean:
  case Kind::number:
  case Kind::string:
  case Kind::unknown:
    return false;
  case Kind::object: {
    const Record* const content = record(value, state);
    if (content == nullptr) return false;
    return content->klass != nullptr ||
           std::any_of(content->properties.begin(), content->properties.end(),
                       [](const Property& property) { return property.value->kind == Kind::function; });
  }
  default:
    return true;
  }
}

// One of several values, as few ways as that needs.
Outcomes Interpreter::one_of(const Outcomes& values, std::uint32_t id, const State& state) {
  Outcomes out;
  bool code = false;
  for (const Outcome& value : values) {
    code = code || is_code(value.value, value.state);
    const bool known = std::any_of(out.begin(), out.end(),
                                   [&](const Outcome& other) { return same(other.value, value.value); });
    if (!known) out.push_back(value);
  }
  if (out.size() <= 1 || (code && out.size() <= kWays)) return out;
  State held = state;
  held.known.erase(id);
  std::uint8_t mask = 0;
  const Facts* made_of = nullptr;
  for (const Outcome& value : out) {
    mask = static_cast<std::uint8_t>(mask | may_be(value.value, value.state));
    made_of = joined(made_of, all_facts(value.value, value.state));
  }
  if (code) made_of = joined(made_of, origins(origin::kOpaque));
  return one(std::move(held), symbol(id, mask, made_of));
}

// A variable that is set more often than once.
Outcomes Interpreter::lookup_reassigned(BindingId binding, const Frame* frame, const Value* initial,
                                        State state) {
  const ParsedFile& source = file(frame);
  const Binding& what = source.scopes[binding];
  const std::uint64_t key = (std::uint64_t{frame->id} << 32) | binding;
  Outcomes values;
  bool unknown = initial == nullptr;
  if (initial != nullptr) {
    values.push_back({state, initial, false});
    state.variables.set(key, initial);  // for what is set to something made of itself
  }
  for (const NodeId assignment : what.assignments) {
    const bool plain = source.ast.is(assignment, NodeKind::assignment) &&
                       source.ast.is(source.ast.child(assignment, 0), NodeKind::identifier) &&
                       keeps_object(source.ast[assignment].op);
    if (!plain) {
      unknown = true;
      continue;
    }
    const NodeId given = source.ast.child(assignment, 1);
    const NodeId statement = source.ast.parent(assignment);
    const bool certain = what.owner == kNoNode && source.ast[assignment].op == Op::assign &&
                         source.ast.is(statement, NodeKind::expression_statement) &&
                         source.ast.parent(statement) == source.ast.root();
    Outcomes found = at_other_time(given, frame, state);
    // What a setter is given is what tests or the file's own start give it: one like the others.
    const bool passed = is_given(source, given) && !values.empty() &&
                        std::any_of(values.begin(), values.end(),
                                    [&](const Outcome& value) { return is_code(value.value, value.state); });
    if (passed) continue;
    if (certain && !found.empty()) {
      values.clear();
      unknown = false;
    }
    if (found.empty()) unknown = true;
    std::move(found.begin(), found.end(), std::back_inserter(values));
  }
  if (unknown)
    values.push_back(
        {state, symbol(intern(frame->id, binding, "variable"), may::kAnything, origins(origin::kOpaque)),
         false});
  Outcomes out = one_of(values, intern(frame->id, binding, "reassigned"), state);
  for (Outcome& outcome : out)
    outcome.state.variables.set(key, outcome.value);
  return out;
}

// The objects and the calls that a value leads to, as far as they were made since.
void Interpreter::reach(const Value* value, const State& before, const State& state, Reached& reached,
                        unsigned depth) const {
  constexpr unsigned kDepth = 5;
  if (depth > kDepth || value == nullptr) return;
  if (value->receiver != nullptr) reach(value->receiver, before, state, reached, depth + 1);
  if (value->kind == Kind::function) {
    for (const Frame* at = value->frame; at != nullptr; at = at->parent) {
      if (at->self != nullptr && at->self != value) reach(at->self, before, state, reached, depth + 1);
      for (const auto& [binding, captured] : at->captured)
        reach(captured, before, state, reached, depth + 1);
      const bool ran = !at->lazy && at->function != kNoNode &&
                       std::find(stack_.begin(), stack_.end(), Place{at->file, at->function}) == stack_.end();
      if (ran && std::find(reached.frames.begin(), reached.frames.end(), at) == reached.frames.end())
        reached.frames.push_back(at);
    }
    return;
  }
  const Record* const content = kept(value, state);
  if (content == nullptr || before.heap.find(value->id) != nullptr) return;
  const bool known = std::any_of(reached.objects.begin(), reached.objects.end(),
                                 [&](const Value* other) { return other->id == value->id; });
  if (known) return;
  reached.objects.push_back(value);
  for (const Property& property : content->properties)
    reach(property.value, before, state, reached, depth + 1);
  for (const Value* element : content->elements)
    reach(element, before, state, reached, depth + 1);
}

// What is written to one member, in each state that is possible so far.
Outcomes Interpreter::with_writes(const Value* object, std::string_view key,
                                  std::span<const MemberWrite> writes, State state) {
  const Record* const content = kept(object, state);
  if (content == nullptr) return one(std::move(state), object);
  std::size_t index = content->elements.size();
  if (content->type == Record::Type::array && !key.empty() &&
      key.find_first_not_of("0123456789") == std::string_view::npos && key.size() < 4)
    index = static_cast<std::size_t>(std::stoul(std::string(key)));
  const bool element = index < content->elements.size();
  const Value* const now = element ? content->elements[index] : property(*content, key);
  Outcomes values;
  // What is not there may still be found in the class.
  values.push_back({state, now == nullptr ? undefined() : now, false});
  bool absent = now == nullptr;
  for (const MemberWrite& write : writes) {
    Outcomes found;
    if (write.value) found = at_other_time(write.value.node, file_frame(write.value.file), state);
    const bool passed = write.value && is_given(*project_.file(write.value.file), write.value.node) &&
                        now != nullptr && is_code(now, state);
    if (passed) continue;
    if (found.empty())
      found = one(state, symbol(intern(object->id, write.at.node, "written"), may::kAnything,
                                origins(origin::kOpaque)));
    if (write.certain && write.value) {
      values.clear();
      absent = false;
    }
    std::move(found.begin(), found.end(), std::back_inserter(values));
  }
  Outcomes out = one_of(values, intern(object->id, 0, "written " + std::string(key)), state);
  for (Outcome& outcome : out) {
    if (!(absent && outcome.value == undefined())) {
      if (element) {
        Record changed = *record(object, outcome.state);
        std::vector<const Value*> elements(changed.elements.begin(), changed.elements.end());
        elements[index] = outcome.value;
        changed.elements = arena_.copy(elements);
        put(object, changed, outcome.state);
      } else {
        set_property(object, key, outcome.value, outcome.state);
      }
    }
    outcome.value = object;
  }
  return out;
}

// A member that is not known gets a function or a constant: all of them may be it.
Outcomes Interpreter::with_any_written(const Value* object, const MemberWrite& write, State state) {
  Outcomes out = one(state, object);
  if (!write.value) return out;
  for (Outcome& found : at_other_time(write.value.node, file_frame(write.value.file), state)) {
    const bool known = found.value->kind == Kind::function || found.value->kind == Kind::boolean;
    const Record* const content = record(object, found.state);
    if (!known || content == nullptr || (content->properties.empty() && content->elements.empty())) continue;
    Record changed = *content;
    std::vector<Property> properties(content->properties.begin(), content->properties.end());
    for (Property& property : properties)
      property.value = found.value;
    changed.properties = arena_.copy(properties);
    const std::vector<const Value*> elements(content->elements.size(), found.value);
    changed.elements = arena_.copy(elements);
    put(object, changed, found.state);
    out.push_back({std::move(found.state), object, false});
  }
  return out;
}

// An element that is there once the file was loaded. One that requests leave is what they have sent.
Outcomes Interpreter::with_added(const Value* object, const MemberWrite& write, State state) {
  const Record* const content = record(object, state);
  if (content == nullptr || !write.value ||
      (content->type != Record::Type::array && content->type != Record::Type::set))
    return one(std::move(state), object);
  const ParsedFile& source = *project_.file(write.value.file);
  if (!write.certain) {
    if (content->type != Record::Type::set || content->rest == nullptr || !content->elements.empty() ||
        !is_part_of_given(source, write.value.node))
      return one(std::move(state), object);
    Record open = *content;
    open.rest = symbol(content->rest->id, may::kAnything, origins(origin::kRequest));
    put(object, open, state);
    return one(std::move(state), object);
  }
  Outcomes out;
  for (Outcome& found : at_other_time(write.value.node, file_frame(write.value.file), state)) {
    Record grown = *record(object, found.state);
    std::vector<const Value*> elements(grown.elements.begin(), grown.elements.end());
    elements.push_back(found.value);
    grown.elements = arena_.copy(elements);
    put(object, grown, found.state);
    out.push_back({std::move(found.state), object, false});
  }
  return out.empty() ? one(std::move(state), object) : out;
}

// Elements that are taken away at some time: all of them are there, or none.
Outcomes Interpreter::with_removed(const Value* object, const MemberWrite& write, State state) {
  const Record* const content = record(object, state);
  if (content == nullptr || (content->elements.empty() && content->properties.empty()) ||
      content->type == Record::Type::plain || content->type == Record::Type::instance)
    return one(std::move(state), object);
  State without = state;
  Record left = *content;
  if (write.key.empty() || write.key == "length") {
    left.elements = {};
    left.properties = {};
  } else {
    std::vector<Property> properties;
    for (const Property& property : content->properties)
      if (property.key != write.key) properties.push_back(property);
    left.properties = arena_.copy(properties);
  }
  put(object, left, without);
  Outcomes out = one(std::move(state), object);
  out.push_back({std::move(without), object, false});
  return out;
}

// A value that was made since `before`, and lives on.
Outcomes Interpreter::lasting(const Value* value, const State& before, State state) {
  Reached reached;
  reach(value, before, state, reached, 0);
  const WrittenMembers& written = project_.written();
  Outcomes out = one(std::move(state), value);
  const auto each_state = [&](const auto& change) {
    if (out.size() >= kWays) return;
    Outcomes next;
    for (Outcome& outcome : out)
      for (Outcome& changed : change(std::move(outcome.state)))
        next.push_back({std::move(changed.state), value, false});
    out = std::move(next);
    if (out.size() > 1) merge(out);
  };
  for (const Value* const object : reached.objects) {
    std::vector<MemberWrite> writes;
    const Place maker{static_cast<FileId>(object->site >> 32), static_cast<NodeId>(object->site)};
    if (object->site != 0) writes = written.to(maker);
    const Record* const content = kept(object, out.front().state);
    const Value* klass = content == nullptr ? nullptr : content->klass;
    for (unsigned depth = 0; klass != nullptr && klass->kind == Kind::klass && depth < 8; ++depth) {
      const std::vector<MemberWrite>& more =
          written.to_instances_of({static_cast<FileId>(klass->site >> 32), static_cast<NodeId>(klass->site)});
      writes.insert(writes.end(), more.begin(), more.end());
      Outcomes parents = superclass(klass, out.front().state);
      klass = parents.empty() || parents.front().threw ? nullptr : parents.front().value;
    }
    std::map<std::string_view, std::vector<MemberWrite>> by_key;
    for (const MemberWrite& write : writes) {
      if (write.what == MemberWrite::What::added)
        each_state([&](State held) { return with_added(object, write, std::move(held)); });
      else if (write.what == MemberWrite::What::removed)
        each_state([&](State held) { return with_removed(object, write, std::move(held)); });
      else if (write.key.empty())
        each_state([&](State held) { return with_any_written(object, write, std::move(held)); });
      else
        by_key[write.key].push_back(write);
    }
    for (const auto& [key, of_key] : by_key)
      each_state([&](State held) { return with_writes(object, key, of_key, std::move(held)); });
  }
  // What a call has left to the functions that it made.
  for (const Frame* const frame : reached.frames) {
    const Scopes& scopes = file(frame).scopes;
    const SlotMap<Value>::Slots slots = out.front().state.variables.slots();
    for (const auto& [key, initial] : slots) {
      const auto binding = static_cast<BindingId>(key);
      if (key >> 32 != frame->id || binding >= scopes.size() || before.variables.find(key) != nullptr)
        continue;
      const bool elsewhere = std::any_of(
          scopes[binding].assignments.begin(), scopes[binding].assignments.end(),
          [&](NodeId assignment) { return ast(frame).enclosing_function(assignment) != frame->function; });
      const Value* const first = initial;
      if (elsewhere)
        each_state([&](State held) { return lookup_reassigned(binding, frame, first, std::move(held)); });
    }
  }
  return out;
}

}  // namespace convotic::lint::outcome
