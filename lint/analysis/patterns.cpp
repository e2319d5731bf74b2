#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

void Interpreter::set_variable(NodeId identifier, const Value* value, const Frame* frame, State& state) {
  const BindingId binding = file(frame).scopes.of(identifier);
  if (binding == kNoBinding) return;
  const Frame* owner = frame_of(frame->file, file(frame).scopes[binding].owner, frame);
  if (owner == nullptr) owner = frame;
  state.variables.set((std::uint64_t{owner->id} << 32) | binding, value);
}

// Each member is itself or this value.
Record Interpreter::with_any_set(const Value* object, Record content, const Value* value, State& state) {
  std::vector<Property> properties(content.properties.begin(), content.properties.end());
  for (Property& property : properties)
    if (property.value->kind != Kind::function)
      property.value =
          join(property.value, value, intern(object->id, 3, "written " + std::string(property.key)), state);
  content.properties = arena_.copy(properties);
  std::vector<const Value*> elements(content.elements.begin(), content.elements.end());
  for (std::size_t at = 0; at < elements.size(); ++at)
    elements[at] = join(elements[at], value, intern(object->id, at, "element written"), state);
  content.elements = arena_.copy(elements);
  return content;
}

Outcomes Interpreter::assign_member(NodeId target, const Value* value, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  return after(evaluate(tree.child(target, 0), frame, std::move(state)), [&](State held,
                                                                             const Value* object) {
    if (tree.is(target, NodeKind::member))
      return assign_property(object, tree.text(target), value, {target, frame, nullptr, 0}, std::move(held));
    return after(evaluate(tree.child(target, 1), frame, std::move(held)), [&](State keyed, const Value* key) {
      if (key->kind == Kind::string) {
        set_property(object, key->text, value, keyed);
      } else if (const Record* const content = record(object, keyed)) {
        Record open = *content;
        // Who names the member may name any of them.
        if (key->has(origin::kFromRequest)) open = with_any_set(object, open, value, keyed);
        open.rest =
            open.rest == nullptr ? value : join(open.rest, value, intern(object->id, 2, "written"), keyed);
        if (open.type == Record::Type::array && key->kind == Kind::number && key->number >= 0 &&
            key->number <= static_cast<double>(open.elements.size()) && key->number < 16) {
          std::vector<const Value*> elements(open.elements.begin(), open.elements.end());
          const auto at = static_cast<std::size_t>(key->number);
          if (at == elements.size())
            elements.push_back(value);
          else
            elements[at] = value;
          open.elements = arena_.copy(elements);
          open.rest = content->rest;
        }
        put(object, open, keyed);
      }
      return one(std::move(keyed), value);
    });
  });
}

Outcomes Interpreter::assign_property(const Value* object, std::string_view name, const Value* value,
                                      const Call& call, State state) {
  const Record* const content = record(object, state);
  const Value* setter = content == nullptr ? nullptr : property(*content, "set " + std::string(name));
  if (setter == nullptr && content != nullptr && content->klass != nullptr &&
      content->klass->kind == Kind::klass) {
    const FileId source = static_cast<FileId>(content->klass->site >> 32);
    const Ast& tree = project_.file(source)->ast;
    for (const NodeId member : tree.rest(static_cast<NodeId>(content->klass->site), 2))
      if (tree.is(member, NodeKind::class_member) && tree.has(member, kSetter) && tree.text(member) == name)
        setter = closure({source, tree.child(member, 1)}, content->klass->frame, object);
  }
  if (setter == nullptr) {
    set_property(object, name, value, state);
    return one(std::move(state), value);
  }
  Call as_method = call;
  as_method.self = object;
  return after(this->call(setter, {value}, as_method, std::move(state)),
               [&](State held, const Value*) { return one(std::move(held), value); });
}

Outcomes Interpreter::bind_with_default(NodeId pattern, NodeId fallback, const Value* value,
                                        const Frame* frame, State state) {
  if (fallback == kNoNode || (may_be(value, state) & may::kUndefined) == 0)
    return bind(pattern, value, frame, std::move(state));
  Outcomes out;
  if (value->open()) {
    State there = state;
    const bool plain = reason_of(value) == Reason::content || reason_of(value) == Reason::other;
    if (refine_may(value, static_cast<std::uint8_t>(may::kAnything & ~may::kUndefined), there)) {
      if (plain && is_simple(fallback, frame)) {
        // One value that may be either: the difference is of no consequence for who may do what.
        return after(evaluate(fallback, frame, std::move(state)), [&](State held, const Value* other) {
          const Value* const either = join(value, other, intern(frame->id, pattern, "default"), held);
          return bind(pattern, either, frame, std::move(held));
        });
      }
      out = bind(pattern, value, frame, std::move(there));
    }
    if (!refine_may(value, may::kUndefined, state)) return out;
  }
  const bool secret = value->has(origin::kSecret);
  const Facts* const sent =
      value->kind == Kind::unknown && value->has(origin::kFromRequest) ? value->facts : nullptr;
  Outcomes missing = after(evaluate(fallback, frame, std::move(state)), [&](State held, const Value* other) {
    const Value* given = other;
    if (secret && (other->kind == Kind::string)) {
      Facts mark = other->facts == nullptr ? Facts{} : *other->facts;
      mark.origin |= origin::kFallback;
      if (mark.source.end == 0) mark.source = range(fallback, frame);
      given = with_facts(other, facts(mark));
    }
    if (sent != nullptr && other->kind == Kind::string) given = with_facts(other, joined(sent, other->facts));
    return bind(pattern, given, frame, std::move(held));
  });
  std::move(missing.begin(), missing.end(), std::back_inserter(out));
  return out;
}

Outcomes Interpreter::bind_object(NodeId pattern, const Value* value, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  Outcomes out = one(std::move(state), value);
  std::vector<std::string_view> taken;
  for (const NodeId part : tree.children(pattern)) {
    if (tree.is(part, NodeKind::rest_pattern)) {
      out = after(std::move(out), [&](State held, const Value*) {
        const Record* const content = record(value, held);
        const Value* rest = nullptr;
        if (content == nullptr) {
          rest = value;
        } else {
          Record left = *content;
          std::vector<Property> properties;
          for (const Property& property : content->properties)
            if (std::find(taken.begin(), taken.end(), property.key) == taken.end())
              properties.push_back(property);
          left.properties = arena_.copy(properties);
          rest = object(left, {part, frame, nullptr, 0}, held);
        }
        return bind(tree.child(part, 0), rest, frame, std::move(held));
      });
      continue;
    }
    const NodeId key = tree.child(part, 0);
    const NodeId target = tree.child(part, 1);
    const NodeId fallback = tree.child(part, 2);
    const std::string_view name = tree.text(part);
    if (key == kNoNode) {
      taken.push_back(name);
      out = after(std::move(out), [&](State held, const Value*) {
        return after(member(value, name, part, frame, std::move(held)), [&](State read, const Value* found) {
          return bind_with_default(target, fallback, found, frame, std::move(read));
        });
      });
      continue;
    }
    out = after(std::move(out), [&](State held, const Value*) {
      return after(evaluate(key, frame, std::move(held)), [&](State keyed, const Value* which) {
        return after(element(value, which, part, frame, std::move(keyed)),
                     [&](State read, const Value* found) {
                       return bind_with_default(target, fallback, found, frame, std::move(read));
                     });
      });
    });
  }
  for (Outcome& outcome : out)
    if (!outcome.threw) outcome.value = value;
  return out;
}

Outcomes Interpreter::bind_array(NodeId pattern, const Value* value, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  Outcomes out = one(std::move(state), value);
  double index = 0;
  for (const NodeId part : tree.children(pattern)) {
    const double at = index++;
    if (part == kNoNode) continue;
    if (tree.is(part, NodeKind::rest_pattern)) {
      out = after(std::move(out), [&](State held, const Value*) {
        const Record* const content = record(value, held);
        const Value* rest = value;
        if (content != nullptr && content->type == Record::Type::array) {
          Record left = *content;
          const auto skip = std::min(content->elements.size(), static_cast<std::size_t>(at));
          left.elements = content->elements.subspan(skip);
          rest = object(left, {part, frame, nullptr, 0}, held);
        }
        return bind(tree.child(part, 0), rest, frame, std::move(held));
      });
      continue;
    }
    out = after(std::move(out), [&](State held, const Value*) {
      return after(element(value, number(at), part, frame, std::move(held)),
                   [&](State read, const Value* found) { return bind(part, found, frame, std::move(read)); });
    });
  }
  for (Outcome& outcome : out)
    if (!outcome.threw) outcome.value = value;
  return out;
}

Outcomes Interpreter::bind(NodeId pattern, const Value* value, const Frame* frame, State state) {
  if (pattern == kNoNode || !spend()) return one(std::move(state), value);
  const Ast& tree = ast(frame);
  switch (tree.kind(pattern)) {
  case NodeKind::identifier:
    set_variable(pattern, value, frame, state);
    return one(std::move(state), value);
  case NodeKind::object_pattern:
    if (value->nullish()) return thrown(std::move(state), error({pattern, frame, nullptr, 0}, state));
    return bind_object(pattern, value, frame, std::move(state));
  case NodeKind::array_pattern:
    if (value->nullish()) return thrown(std::move(state), error({pattern, frame, nullptr, 0}, state));
    return after(
        iterated(value, {pattern, frame, nullptr, 0}, std::move(state)),
        [&](State held, const Value* list) { return bind_array(pattern, list, frame, std::move(held)); });
  case NodeKind::default_pattern:
    return bind_with_default(tree.child(pattern, 0), tree.child(pattern, 1), value, frame, std::move(state));
  case NodeKind::rest_pattern:
    return bind(tree.child(pattern, 0), value, frame, std::move(state));
  case NodeKind::member:
  case NodeKind::index:
    return assign_member(pattern, value, frame, std::move(state));
  case NodeKind::variable_declaration: {
    const NodeId declarator = tree.child(pattern, 0);
    return bind(declarator == kNoNode ? kNoNode : tree.child(declarator, 0), value, frame, std::move(state));
  }
  case NodeKind::declarator:
    return bind(tree.child(pattern, 0), value, frame, std::move(state));
  default:
    return one(std::move(state), value);
  }
}

}  // namespace convotic::lint::outcome
