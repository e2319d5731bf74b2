#include "lint/model/folder_state.hpp"

#include <algorithm>
#include <utility>

namespace convotic::lint {

namespace {

bool is_global_constant(std::string_view name) {
  return name == "NaN" || name == "Infinity";
}

}  // namespace

Value Folder::State::identifier(Place at, const Frame* frame) {
  const Scopes& names = scopes(at.file);
  const BindingId id = names.of(at.node);
  const std::string_view name = ast(at.file).text(at.node);
  if (id == kNoBinding) {
    if (is_global_constant(name)) return unknown(at);
    Value value;
    value.kind = Value::Kind::global;
    // What stands in these is there without them as well.
    value.text = name == "globalThis" || name == "global" || name == "window" ? "" : name;
    value.at = at;
    return value;
  }
  Value value = binding(at.file, id, frame);
  const Binding& named = names[id];
  if (!named.mutations.empty())
    value = changed(std::move(value), at.file, named, at.node, frame_of_scope(at.file, named.scope, frame));
  return value;
}

// The innermost frame that the declarations of a scope belong to.
const Frame* Folder::State::frame_of_scope(FileId file, NodeId scope, const Frame* frame) const {
  for (; frame != nullptr; frame = frame->parent)
    if (frame->file == file && frame->function != kNoNode && ast(file).within(scope, frame->function))
      return frame;
  return nullptr;
}

Value Folder::State::binding(FileId file, BindingId id, const Frame* frame) {
  const Binding& named = scopes(file)[id];
  if (frame != nullptr && named.owner != kNoNode)
    if (const Value* given = frame->find(file, id)) return *given;
  if (frame != nullptr && named.owner == kNoNode && named.value == kNoNode)
    if (const Value* given = frame->find(file, id)) return *given;
  const Frame* owner = frame_of_scope(file, named.scope, frame);
  const BindingKey key{file, id, owner};
  if (const auto found = known.find(key); found != known.end()) return found->second;
  if (!in_progress.insert(key).second) return unknown({file, named.identifier});
  const std::size_t made_before = objects.size();
  Value value = declared(file, id, owner);
  in_progress.erase(key);
  while (!unnamed.empty() && unnamed.back().first >= made_before)
    unnamed.pop_back();
  // Where the budget ended the question, the next one may get further.
  if (steps < kMostSteps && depth < kMostFolding) known.emplace(key, value);
  return value;
}

Value Folder::State::declared(FileId file, BindingId id, const Frame* owner) {
  const Binding& named = scopes(file)[id];
  const Place declaration{file, named.declaration};
  switch (named.kind) {
  case Binding::Kind::variable:
    return variable(file, named, owner);
  case Binding::Kind::function:
    if (!named.assignments.empty()) return unknown(declaration);
    return closure(declaration, owner, Value::Kind::function);
  case Binding::Kind::class_:
    return closure(declaration, owner, Value::Kind::class_);
  case Binding::Kind::import:
    return imported(file, named);
  case Binding::Kind::enum_:
    return enumeration(file, named.declaration);
  case Binding::Kind::namespace_:
    return name_space(file, named.declaration);
  case Binding::Kind::parameter:
  case Binding::Kind::caught:
    return unknown({file, named.identifier});
  }
  return unknown(declaration);
}

Value Folder::State::variable(FileId file, const Binding& named, const Frame* owner) {
  const Ast& tree = ast(file);
  const Place here{file, named.identifier};
  const NodeId pattern = tree.child(named.declaration, 0);
  const bool plain = pattern == named.identifier;
  const NodeId loop = tree.parent(tree.parent(named.declaration));
  if (tree.is(loop, NodeKind::for_in_statement) && tree.child(loop, 0) == tree.parent(named.declaration)) {
    if (!tree.has(loop, kForOf) || !named.assignments.empty()) return unknown(here);
    const Value over = fold({file, tree.child(loop, 1)}, owner);
    if (!over.is(Value::Kind::array) || over.object->open) return unknown(here);
    std::vector<Value> options;
    for (const Member& element : members(over))
      options.push_back(match({file, pattern}, named.identifier, element.value, owner));
    return choice(std::move(options), here);
  }
  if (!plain)
    return named.assignments.empty() && named.value != kNoNode
               ? match({file, pattern}, named.identifier, fold({file, named.value}, owner), owner)
               : unknown(here);
  if (named.settled() && named.value != kNoNode) return fold({file, named.value}, owner);
  if (named.assignments.empty()) return unknown(here);  // "declare const", or set by nobody
  // One of what it is set to, where all of that is plain.
  std::vector<Value> options;
  options.push_back(named.value == kNoNode ? Value::of_undefined(here) : fold({file, named.value}, owner));
  for (const NodeId setter : named.assignments) {
    const bool sets = tree.is(setter, NodeKind::assignment) && tree[setter].op == Op::assign &&
                      tree.is(tree.child(setter, 0), NodeKind::identifier);
    if (!sets || options.size() >= kMostOptions) return unknown(here);
    // Set from within a function, it is set by a call that is not followed here.
    const NodeId within = tree.enclosing_function(setter);
    if (within != named.owner) return unknown(here);
    options.push_back(fold({file, tree.child(setter, 1)}, owner));
  }
  return choice(std::move(options), here);
}

Value Folder::State::imported(FileId file, const Binding& named) {
  return exported(project.find_import(file, named));
}

Value Folder::State::exported(const Export& found) {
  switch (found.kind) {
  case Export::Kind::binding: {
    Value value = binding(found.file, found.binding, nullptr);
    const Binding& named = scopes(found.file)[found.binding];
    if (!named.mutations.empty()) value = changed(std::move(value), found.file, named, kNoNode, nullptr);
    return value;
  }
  case Export::Kind::value:
    return fold({found.file, found.node}, nullptr);
  case Export::Kind::space: {
    const Value space = space_of(found.file);
    return found.name.empty() ? space : member(space, found.name, {});
  }
  case Export::Kind::outside: {
    Value value;
    value.kind = Value::Kind::external;
    value.missing = found.target->kind != ImportTarget::Kind::package;
    value.package = found.target->package;
    value.text = found.name;
    return value;
  }
  case Export::Kind::none:
  case Export::Kind::cycle:
    break;
  }
  return {};
}

Value Folder::State::space_of(FileId file) {
  const ParsedFile* parsed = project.file(file);
  if (parsed == nullptr) return {};
  if (parsed->module_exports != kNoNode) return fold({file, parsed->module_exports}, nullptr);
  Object*& space = spaces[file];
  if (space == nullptr) {
    space = &new_object();
    space->space = file;
  }
  return object_value(*space, Value::Kind::object, {file, parsed->ast.root()});
}

Value Folder::State::enumeration(FileId file, NodeId declaration) {
  const Ast& tree = ast(file);
  Object& made = new_object();
  double next = 0;
  for (const NodeId entry : tree.rest(declaration, 1)) {
    Value value;
    if (const NodeId given = tree.child(entry, 0); given != kNoNode) {
      value = fold({file, given}, nullptr);
    } else {
      value.kind = Value::Kind::number;
      value.number = next;
      value.at = {file, entry};
    }
    if (value.is(Value::Kind::number)) next = value.number + 1;
    set(made, {.name = tree.text(entry), .value = value, .name_at = {file, entry}, .at = {file, entry}});
  }
  return object_value(made, Value::Kind::object, {file, declaration});
}

Value Folder::State::name_space(FileId file, NodeId declaration) {
  const Ast& tree = ast(file);
  Object& made = new_object();
  const auto give = [&](NodeId name) {
    const BindingId id = scopes(file).of(name);
    if (id == kNoBinding) return;
    set(made, {.name = tree.text(name),
               .value = binding(file, id, nullptr),
               .name_at = {file, name},
               .at = {file, name}});
  };
  for (const NodeId statement : tree.children(tree.child(declaration, 1))) {
    if (!tree.is(statement, NodeKind::export_declaration)) continue;
    const NodeId inner = tree.child(statement, 0);
    if (!tree.is(inner, NodeKind::variable_declaration)) {
      if (const NodeId name = tree.child(inner, 0); name != kNoNode) give(name);
      continue;
    }
    for (const NodeId declarator : tree.children(inner))
      if (tree.is(tree.child(declarator, 0), NodeKind::identifier)) give(tree.child(declarator, 0));
  }
  return object_value(made, Value::Kind::object, {file, declaration});
}

Value Folder::State::with_default(const Value& value, Place otherwise, const Frame* frame) {
  if (!otherwise) return value;
  if (value.is(Value::Kind::undefined)) return fold(otherwise, frame);
  if (value.is(Value::Kind::env) && value.options.empty()) {
    Value with = value;
    with.options = option_lists.emplace_back(1, fold(otherwise, frame));
    return with;
  }
  if (!value.is(Value::Kind::choice)) return value;
  std::vector<Value> options;
  for (const Value& option : value.options)
    options.push_back(option.is(Value::Kind::undefined) ? fold(otherwise, frame) : option);
  return choice(std::move(options), value.at);
}

Value Folder::State::match(Place pattern, NodeId leaf, Value value, const Frame* frame) {
  const FileId file = pattern.file;
  const Ast& tree = ast(file);
  std::vector<NodeId> path;  // from below the pattern to the leaf
  for (NodeId at = leaf; at != pattern.node; at = tree.parent(at)) {
    if (at == kNoNode) return unknown(pattern);
    path.push_back(at);
  }
  std::reverse(path.begin(), path.end());
  NodeId in = pattern.node;
  for (const NodeId step : path) {
    switch (tree.kind(in)) {
    case NodeKind::object_pattern:
      if (tree.is(step, NodeKind::rest_pattern)) {
        if (value.is(Value::Kind::symbol)) break;  // the rest of a request is one, with less in it
        Object& rest = new_object();
        merge(rest, value, {file, step}, Certain::yes);
        for (const NodeId taken : tree.children(in))
          std::erase_if(rest.members, [&](const Member& one) { return one.name == tree.text(taken); });
        value = object_value(rest, Value::Kind::object, {file, step});
      }
      break;
    case NodeKind::pattern_property: {
      const KnownKey key = key_of({file, in}, frame);
      if (key)
        value = member(value, *key, {file, in});
      else
        value = value.is(Value::Kind::symbol) ? part(value, "[]", {file, in}) : unknown({file, in});
      value = with_default(value, {file, tree.child(in, 2)}, frame);
      break;
    }
    case NodeKind::array_pattern: {
      const auto elements = tree.children(in);
      const auto index =
          static_cast<std::size_t>(std::find(elements.begin(), elements.end(), step) - elements.begin());
      if (tree.is(step, NodeKind::rest_pattern)) {
        if (!value.is(Value::Kind::array)) return unknown({file, step});
        const auto all = members(value);
        std::vector<Value> rest;
        for (std::size_t at = index; at < all.size(); ++at)
          rest.push_back(all[at].value);
        value = array_value(std::move(rest), value.object->open, {file, step});
      } else {
        value = member(value, keep(std::to_string(index)), {file, step});
      }
      break;
    }
    case NodeKind::default_pattern:
      value = with_default(value, {file, tree.child(in, 1)}, frame);
      break;
    case NodeKind::rest_pattern:
      break;
    default:
      return unknown({file, leaf});
    }
    in = step;
  }
  return value;
}

// Puts every name of a pattern into the frame.
void Folder::State::bind_leaves(Place pattern, const Value& value, const Frame* in, Frame& frame) {
  const Ast& tree = ast(pattern.file);
  std::vector<NodeId> left{pattern.node};
  while (!left.empty()) {
    const NodeId id = left.back();
    left.pop_back();
    if (id == kNoNode) continue;
    if (tree.is(id, NodeKind::identifier) && tree.has(id, kDeclares)) {
      const BindingId binding = scopes(pattern.file).of(id);
      Value bound_value = match(pattern, id, value, in);
      const bool reassigned = !scopes(pattern.file)[binding].assignments.empty();
      if (reassigned) bound_value = unknown({pattern.file, id});
      frame.values.emplace_back(binding, std::move(bound_value));
      continue;
    }
    for (const NodeId part : tree.children(id))
      if (!tree.is(part, NodeKind::function)) left.push_back(part);
  }
}

}  // namespace convotic::lint
