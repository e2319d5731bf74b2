// What a file does to an object after it has made it: "routes.push(…)", "options.auth = false".
#include "lint/model/folder_state.hpp"

#include <algorithm>
#include <utility>

namespace convotic::lint {

struct Folder::State::Change {
  Place at;              // assignment, update, delete or call
  NodeId set = kNoNode;  // the member that is set; kNoNode for a call
  Certain certain = Certain::yes;
  const Frame* frame = nullptr;
};

namespace {

// Whether it runs whenever what stands behind it does: a statement of the block that declares the binding.
bool always_runs(const Ast& tree, NodeId change, const Binding& named) {
  NodeId statement = tree.parent(change);
  if (tree.is(statement, NodeKind::await_)) statement = tree.parent(statement);
  if (!tree.is(statement, NodeKind::expression_statement)) return false;
  const NodeId block = tree.parent(statement);
  return block == named.scope ||
         (tree.is(named.scope, NodeKind::function) && tree.parent(block) == named.scope);
}

// The members from the binding's name (not itself) to `top`.
std::vector<NodeId> members_to(const Ast& tree, NodeId top) {
  std::vector<NodeId> path;
  while (tree.is(top, NodeKind::member) || tree.is(top, NodeKind::index)) {
    path.push_back(top);
    top = tree.child(top, 0);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace

Value Folder::State::changed(Value value, FileId file, const Binding& named, NodeId use, const Frame* owner) {
  const bool has_members = value.is(Value::Kind::object) || value.is(Value::Kind::array);
  if (!has_members || value.object->space != kNoFile) return value;
  const Ast& tree = ast(file);
  const NodeId user = use == kNoNode ? kNoNode : tree.enclosing_function(use);
  Object* copy = nullptr;
  for (const NodeId change : named.mutations) {
    const bool here = tree.enclosing_function(change) == named.owner;
    if (here && use != kNoNode && user == named.owner && tree[change].begin >= tree[use].begin) continue;
    if (use != kNoNode && tree.within(use, change)) continue;
    if (performed.contains({Place{file, change}, value.object})) continue;
    if (copy == nullptr) copy = &(new_object() = *value.object);
    Change what;
    what.at = {file, change};
    what.certain = here && always_runs(tree, change, named) ? Certain::yes : Certain::no;
    what.frame = here ? owner : nullptr;
    std::vector<NodeId> path;
    if (tree.is(change, NodeKind::call)) {
      const NodeId callee = tree.child(change, 0);
      const bool assigns =
          tree.is(tree.child(change, 1), NodeKind::identifier) &&
          scopes(file)[scopes(file).of(tree.child(change, 1))].identifier == named.identifier;
      if (!assigns) path = members_to(tree, tree.child(callee, 0));
    } else {
      what.set = tree.child(change, 0);
      path = members_to(tree, what.set);
    }
    if (path.empty() && what.set != kNoNode) {
      spoil(*copy);  // a pattern that writes to parts of it
      continue;
    }
    apply(*copy, path, what);
  }
  if (copy != nullptr) value.object = copy;
  return value;
}

void Folder::State::apply(Object& object, std::span<const NodeId> path, const Change& change) {
  if (path.empty()) {
    apply_call(object, change);
    return;
  }
  const FileId file = change.at.file;
  const Ast& tree = ast(file);
  const NodeId step = path.front();
  const KnownKey key = tree.is(step, NodeKind::member)
                           ? KnownKey(tree.text(step))
                           : as_key(fold({file, tree.child(step, 1)}, change.frame));
  if (!key || tree.has(step, kDamaged)) {
    spoil(object);
    return;
  }
  if (step == change.set) {
    Member made{.name = *key, .value = {}, .name_at = {file, step}, .at = change.at};
    made.value.at = change.at;
    const bool sets = tree.is(change.at.node, NodeKind::assignment) && tree[change.at.node].op == Op::assign;
    if (sets) made.value = fold({file, tree.child(change.at.node, 1)}, change.frame);
    if (tree.is(change.at.node, NodeKind::unary)) made.value = Value::of_undefined(change.at);
    if (*key == "length") object.may_lack = true;
    if (change.certain == Certain::yes)
      set(object, std::move(made));
    else
      set_maybe(object, std::move(made));
    return;
  }
  const auto inner = std::find_if(object.members.begin(), object.members.end(),
                                  [&](const Member& one) { return one.name == *key; });
  if (inner == object.members.end() || inner->value.object == nullptr) return;
  Object& copy = new_object() = *inner->value.object;
  apply(copy, path.subspan(1), change);
  inner->value.object = &copy;
}

// x.push(…), Object.assign(x, …) and the like.
void Folder::State::apply_call(Object& object, const Change& change) {
  const Ast& tree = ast(change.at.file);
  const std::string_view name = tree.text(tree.child(change.at.node, 0));
  const ArgumentValues given = arguments(change.at, change.frame);
  if (name == "assign" && !given.values.empty()) {
    for (std::size_t n = 1; n < given.values.size(); ++n)
      merge(object, given.values[n], change.at, change.certain);
    if (given.how == Arguments::open) spoil(object);
    return;
  }
  if (name == "pop" || name == "shift" || name == "splice" || name == "delete" || name == "clear")
    object.may_lack = true;
  const bool adds = name == "push" || name == "add" || name == "unshift";
  if (!adds || change.certain == Certain::no || given.how == Arguments::open) {
    object.open = true;
    return;
  }
  std::vector<Member> more;
  for (const Value& value : given.values)
    more.push_back({.name = "", .value = value, .name_at = value.at, .at = value.at});
  object.members.insert(name == "unshift" ? object.members.begin() : object.members.end(), more.begin(),
                        more.end());
}

}  // namespace convotic::lint
