// What code does to objects as it runs: "this.routes.push(route)" in a method that is called, "o.auth =
// false" in a function that was given the object. fold_changes.cpp has what can be seen at the name of an
// object.
#include "lint/model/folder_state.hpp"
#include "lint/model/written_members.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace convotic::lint {

namespace {

constexpr std::array<std::string_view, 12> kListMethods = {
    "push", "unshift", "add", "set", "pop", "shift", "splice", "delete", "clear", "sort", "reverse", "fill"};

bool changes_list(std::string_view name) {
  return std::find(kListMethods.begin(), kListMethods.end(), name) != kListMethods.end();
}

// All objects are made by the folder, which alone may change them.
Object& changeable(const Object& object) {
  return const_cast<Object&>(object);
}

bool has_members(const Value& value) {
  return value.object != nullptr && value.object->space == kNoFile;
}

}  // namespace

NodeId root_of(const Ast& tree, NodeId at) {
  while (tree.is(at, NodeKind::member) || tree.is(at, NodeKind::index))
    at = tree.child(at, 0);
  return at;
}

bool runs_always(const Ast& tree, NodeId at, NodeId body) {
  const NodeId statement = tree.parent(at);
  if (!tree.is(statement, NodeKind::expression_statement) || tree.parent(statement) != body) return false;
  for (NodeId id = body; id < at; ++id)
    if (tree.is(id, NodeKind::return_statement) && tree.enclosing_function(id) == tree.enclosing_function(at))
      return false;
  return true;
}

// The object that a reference leads to, which what is performed changes; not the copy that `changed` makes.
Value Folder::State::holder(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  const auto child = [&](std::uint32_t n) { return Place{at.file, tree.child(at.node, n)}; };
  switch (tree.kind(at.node)) {
  case NodeKind::identifier: {
    const BindingId id = scopes(at.file).of(at.node);
    if (id == kNoBinding) return unknown(at);
    const Binding& named = scopes(at.file)[id];
    if (named.kind != Binding::Kind::import) return binding(at.file, id, frame);
    const Export found = project.find_import(at.file, named);
    return found.kind == Export::Kind::binding ? binding(found.file, found.binding, nullptr)
                                               : exported(found);
  }
  case NodeKind::member:
    return member(holder(child(0), frame), tree.text(at.node), at);
  case NodeKind::index: {
    const KnownKey key = as_key(fold(child(1), frame));
    return key ? member(holder(child(0), frame), *key, at) : unknown(at);
  }
  default:
    return fold(at, frame);
  }
}

void Folder::State::perform(Place at, const Frame* frame, Certain certain) {
  const Ast& tree = ast(at.file);
  if (tree.is(at.node, NodeKind::call)) {
    perform_call(at, frame, certain);
    return;
  }
  const bool sets = tree.is(at.node, NodeKind::assignment) || tree.is(at.node, NodeKind::update) ||
                    (tree.is(at.node, NodeKind::unary) && tree[at.node].op == Op::delete_);
  const NodeId target = tree.child(at.node, 0);
  if (sets && (tree.is(target, NodeKind::array_pattern) || tree.is(target, NodeKind::object_pattern))) {
    for (NodeId id = target; id < tree.size() && tree.within(id, target); ++id)
      if (tree.is(id, NodeKind::member) || tree.is(id, NodeKind::index))
        spoil_all({at.file, tree.child(id, 0)}, frame);
    return;
  }
  if (!sets || (!tree.is(target, NodeKind::member) && !tree.is(target, NodeKind::index))) return;
  const Value on = holder({at.file, tree.child(target, 0)}, frame);
  if (!has_members(on)) return;
  Object& object = changeable(*on.object);
  const KnownKey key = tree.is(target, NodeKind::member)
                           ? KnownKey(tree.text(target))
                           : as_key(fold({at.file, tree.child(target, 1)}, frame));
  Value value = unknown(at);
  if (tree.is(at.node, NodeKind::assignment) && tree[at.node].op == Op::assign)
    value = fold({at.file, tree.child(at.node, 1)}, frame);
  if (tree.is(at.node, NodeKind::unary)) value = Value::of_undefined(at);
  performed.insert({at, holder({at.file, root_of(tree, target)}, frame).object});
  performed.insert({at, on.object});
  if (on.is(Value::Kind::array)) {
    std::size_t index = object.members.size();
    const bool counts =
        key && std::from_chars(key->data(), key->data() + key->size(), index).ec == std::errc();
    if (counts && index < object.members.size() && !object.may_lack) {
      Value& element = object.members[index].value;
      element = certain == Certain::yes ? value : choice({element, value}, at);
      return;
    }
    object.open = true;
    object.may_lack = object.may_lack || (key && *key == "length");
    return;
  }
  if (!key) {
    spoil(object);
    return;
  }
  // What was not known is no reason to forget that it is what the platform hands out.
  const auto before = std::find_if(object.members.begin(), object.members.end(),
                                   [&](const Member& one) { return one.name == *key; });
  const bool replaces =
      certain == Certain::yes || (before != object.members.end() && before->value.is(Value::Kind::unknown) &&
                                  value.is(Value::Kind::symbol));
  Member made{.name = *key, .value = value, .name_at = {at.file, target}, .at = at};
  if (replaces)
    set(object, std::move(made));
  else
    set_maybe(object, std::move(made));
}

// What is done to an object in a way that is not gone through.
void Folder::State::spoil_all(Place target, const Frame* frame) {
  const Value on = holder(target, frame);
  if (!has_members(on)) return;
  Object& object = changeable(*on.object);
  if (on.is(Value::Kind::array))
    object.open = object.may_lack = true;
  else
    spoil(object);
}

// routes.push(…), Object.assign(options, …)
void Folder::State::perform_call(Place at, const Frame* frame, Certain certain) {
  const Ast& tree = ast(at.file);
  const NodeId callee = tree.child(at.node, 0);
  if (!tree.is(callee, NodeKind::member)) return;
  const std::string_view name = tree.text(callee);
  if (name == "assign" && tree.text(tree.child(callee, 0)) == "Object") {
    const NodeId target = tree.child(at.node, 1);
    const Value on = target == kNoNode ? Value{} : holder({at.file, target}, frame);
    if (!has_members(on) || on.is(Value::Kind::array)) return;
    const ArgumentValues given = arguments(at, frame);
    performed.insert({at, holder({at.file, root_of(tree, target)}, frame).object});
    performed.insert({at, on.object});
    Object& object = changeable(*on.object);
    for (std::size_t n = 1; n < given.values.size(); ++n)
      merge(object, given.values[n], at, certain);
    if (given.how == Arguments::open) spoil(object);
    return;
  }
  if (name.starts_with("defineProp") || name == "setPrototypeOf" ||
      (name == "set" && tree.text(tree.child(callee, 0)) == "Reflect")) {
    const NodeId target = tree.child(at.node, 1);
    if (target != kNoNode) spoil_all({at.file, target}, frame);
    return;
  }
  if (!changes_list(name)) return;
  const Value on = holder({at.file, tree.child(callee, 0)}, frame);
  if (!on.is(Value::Kind::array)) return;
  performed.insert({at, holder({at.file, root_of(tree, callee)}, frame).object});
  performed.insert({at, on.object});
  perform_on_list(changeable(*on.object), name, arguments(at, frame), certain);
}

void Folder::State::perform_on_list(Object& list, std::string_view name, const ArgumentValues& given,
                                    Certain certain) {
  const bool adds = name == "push" || name == "add" || name == "unshift";
  if (!adds && name != "set") {
    const bool none = list.members.empty() && !list.open;
    list.may_lack = list.may_lack || !none;
    if (name == "splice" && given.values.size() > 2) list.open = true;
    if (name == "fill") list.open = true;
    return;
  }
  list.open = list.open || given.how == Arguments::open;
  list.may_lack = list.may_lack || certain == Certain::no;
  std::vector<Member> more;
  if (name == "set") {
    if (given.values.size() != 2) return;
    const Value pair = array_value({given.values[0], given.values[1]}, false, given.values[0].at);
    const KnownKey key = as_key(given.values[0]);
    for (Member& entry : list.members) {
      const bool there = key && certain == Certain::yes && entry.value.is(Value::Kind::array) &&
                         !entry.value.object->members.empty() &&
                         as_key(entry.value.object->members.front().value) == key;
      if (!there) continue;
      entry.value = pair;
      return;
    }
    more.push_back({.name = "", .value = pair, .name_at = pair.at, .at = pair.at});
  } else {
    for (const Value& value : given.values)
      more.push_back({.name = "", .value = value, .name_at = value.at, .at = value.at});
  }
  if (list.members.size() + more.size() > kMostElements) {
    list.open = true;
    return;
  }
  list.members.insert(name == "unshift" ? list.members.begin() : list.members.end(), more.begin(),
                      more.end());
}

// What a method of an instance that nobody has named does to it: "route(path).guard(check).handle(fn)".
void Folder::State::perform_method(const Closure& method, const Frame* frame) {
  if (method.self == nullptr || !method.self->is(Value::Kind::instance)) return;
  const Object* const instance = method.self->object;
  const bool alone =
      std::any_of(unnamed.begin(), unnamed.end(), [&](const auto& one) { return one.second == instance; });
  if (!alone) return;
  changeable(*instance).chained = true;
  const FileId file = method.code.file;
  const Ast& tree = ast(file);
  const NodeId body = tree.child(method.code.node, 1);
  for (NodeId id = body; id < tree.size() && tree.within(id, body); ++id) {
    const bool changes = tree.is(id, NodeKind::assignment) || tree.is(id, NodeKind::call);
    if (!changes || tree.enclosing_function(id) != method.code.node) continue;
    const NodeId target = tree.child(id, 0);
    const bool to_self = target != root_of(tree, target) && tree.is(root_of(tree, target), NodeKind::this_);
    if (!to_self) continue;
    perform({file, id}, frame, runs_always(tree, id, body) ? Certain::yes : Certain::no);
  }
}

// The name at the start of "a.b.c".
BindingId Folder::State::root_binding(Place at) const {
  const NodeId root = root_of(ast(at.file), at.node);
  return ast(at.file).is(root, NodeKind::identifier) ? scopes(at.file).of(root) : kNoBinding;
}

// Whether some code that was not performed writes to a member of an object; through another name than
// `through`, whose changes are known.
bool Folder::State::is_written(const Value& object, std::string_view name, BindingId through) const {
  const auto counts = [&](const MemberWrite& write) {
    if (!write.key.empty() && !name.empty() && write.key != name) return false;
    // A method of its own that has the name of one of lists.
    if (write.what != MemberWrite::What::set && !object.is(Value::Kind::array)) return false;
    if (performed.contains({write.at, object.object})) return false;
    if (through == kNoBinding) return true;
    return root_binding({write.at.file, ast(write.at.file).child(write.at.node, 0)}) != through;
  };
  const auto any = [&](const std::vector<MemberWrite>& writes) {
    return std::any_of(writes.begin(), writes.end(), counts);
  };
  if (object.at && any(project.written().to(object.at))) return true;
  return object.is(Value::Kind::instance) && object.object->made_of != nullptr &&
         any(project.written().to_instances_of(object.object->made_of->code));
}

bool Folder::State::may_change(Place expression, const Frame* frame) {
  std::set<std::pair<Place, const Frame*>> seen;
  return may_change(expression, frame, seen);
}

// `seen` are the initialisers that were looked at.
bool Folder::State::may_change(Place expression, const Frame* frame,
                               std::set<std::pair<Place, const Frame*>>& seen) {
  constexpr std::size_t kMostSeen = 64;
  const Ast& tree = ast(expression.file);
  if (expression.node == kNoNode || !seen.insert({expression, frame}).second) return false;
  if (seen.size() > kMostSeen) return true;
  const bool outermost = seen.size() == 1;
  for (NodeId id = expression.node; id < tree.size() && tree.within(id, expression.node); ++id) {
    const Place here{expression.file, id};
    if (++steps >= kMostSteps) return true;
    if (!outermost && (tree.is(id, NodeKind::function) || tree.is(id, NodeKind::class_))) {
      // What a function does is no part of what its name stands for.
      while (id + 1 < tree.size() && tree.within(id + 1, here.node))
        ++id;
      continue;
    }
    if (tree.is(id, NodeKind::member) || tree.is(id, NodeKind::index)) {
      const Value of = holder({expression.file, tree.child(id, 0)}, frame);
      const BindingId root = root_binding(here);
      // What is done to objects by their name is known, but for what a class holds.
      const BindingId through =
          root != kNoBinding && has_members(binding(expression.file, root, frame)) ? root : kNoBinding;
      if (has_members(of) &&
          is_written(of, tree.is(id, NodeKind::member) ? tree.text(id) : std::string_view{}, through))
        return true;
      // "this.routes": what is done to the list.
      const Value held = holder(here, frame);
      if (held.is(Value::Kind::array) && is_written(held, {}, through)) return true;
      continue;
    }
    if (!tree.is(id, NodeKind::identifier)) continue;
    const BindingId name = scopes(expression.file).of(id);
    if (name == kNoBinding) continue;
    const Value held = binding(expression.file, name, frame);
    if (held.is(Value::Kind::array) && has_members(held) && is_written(held, {}, name)) return true;
    const Binding& named = scopes(expression.file)[name];
    const bool value = named.kind == Binding::Kind::variable && named.value != kNoNode && named.settled();
    if (value && !tree.within(expression.node, named.value) &&
        may_change({expression.file, named.value}, frame_of_scope(expression.file, named.scope, frame), seen))
      return true;
  }
  return false;
}

}  // namespace convotic::lint
