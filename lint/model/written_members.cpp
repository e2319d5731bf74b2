#include "lint/model/written_members.hpp"

#include <algorithm>
#include <iterator>

namespace convotic::lint {
namespace {

// Names of names, of members, of arguments: people do not go further.
constexpr unsigned kDepth = 6;

const std::vector<MemberWrite> kNone;

}  // namespace

WrittenMembers::WrittenMembers(const Project& project) : project_(project) {
  for (FileId id = 0; id < project.file_count(); ++id) {
    const ParsedFile* const file = project.file(id);
    if (file == nullptr || file->json) continue;
    for (NodeId node = 1; node < file->ast.size(); ++node) {
      switch (file->ast.kind(node)) {
      case NodeKind::assignment:
      case NodeKind::update:
      case NodeKind::unary:
        note_assignment({id, node});
        break;
      case NodeKind::call:
        note_call({id, node});
        break;
      default:
        break;
      }
    }
  }
}

const std::vector<MemberWrite>& WrittenMembers::to(Place maker) const {
  const auto found = writes_.find({maker, false});
  return found == writes_.end() ? kNone : found->second;
}

const std::vector<MemberWrite>& WrittenMembers::to_instances_of(Place klass) const {
  const auto found = writes_.find({klass, true});
  return found == writes_.end() ? kNone : found->second;
}

bool WrittenMembers::is_certain(Place at) const {
  const Ast& tree = project_.file(at.file)->ast;
  const NodeId statement = tree.parent(at.node);
  return tree.is(statement, NodeKind::expression_statement) && tree.parent(statement) == tree.root();
}

std::string_view WrittenMembers::constant_key(Place key) const {
  const Ast& tree = project_.file(key.file)->ast;
  return tree.is(key.node, NodeKind::string) || tree.is(key.node, NodeKind::number) ? tree.text(key.node)
                                                                                    : std::string_view{};
}

void WrittenMembers::add(Place base, const MemberWrite& write) {
  std::vector<Made> made = makers(base, 0);
  std::sort(made.begin(), made.end());
  made.erase(std::unique(made.begin(), made.end()), made.end());
  for (const Made& one : made)
    writes_[one].push_back(write);
}

void WrittenMembers::note_assignment(Place at) {
  const Ast& tree = project_.file(at.file)->ast;
  const NodeKind kind = tree.kind(at.node);
  if (kind == NodeKind::unary && tree[at.node].op != Op::delete_) return;
  const NodeId target = tree.child(at.node, 0);
  if (!tree.is(target, NodeKind::member) && !tree.is(target, NodeKind::index)) return;
  MemberWrite write;
  write.at = at;
  write.certain = is_certain(at);
  write.key =
      tree.is(target, NodeKind::member) ? tree.text(target) : constant_key({at.file, tree.child(target, 1)});
  const bool keeps = tree[at.node].op == Op::assign || tree[at.node].op == Op::coalesce ||
                     tree[at.node].op == Op::or_ || tree[at.node].op == Op::and_;
  if (kind == NodeKind::assignment && keeps) write.value = {at.file, tree.child(at.node, 1)};
  if (kind == NodeKind::assignment && write.key == "length") write.what = MemberWrite::What::removed;
  if (tree.is(target, NodeKind::index) && write.key.empty() && !write.value) return;
  const NodeId object = tree.child(target, 0);
  // A constructor writes to what it makes, and is followed where that is made.
  if (tree.is(object, NodeKind::this_)) {
    const NodeId function = tree.enclosing_function(at.node);
    const NodeId holder = function == kNoNode ? kNoNode : tree.parent(function);
    if (holder != kNoNode && tree.is(holder, NodeKind::class_member) && tree.text(holder) == "constructor")
      return;
  }
  add({at.file, object}, write);
}

void WrittenMembers::note_call(Place at) {
  const Ast& tree = project_.file(at.file)->ast;
  const NodeId callee = tree.child(at.node, 0);
  if (!tree.is(callee, NodeKind::member)) return;
  const std::string_view name = tree.text(callee);
  const std::span<const NodeId> arguments = tree.rest(at.node, 1);
  MemberWrite write;
  write.at = at;
  write.certain = is_certain(at);
  const NodeId object = tree.child(callee, 0);
  const auto pairs = [&](NodeId literal, NodeId target) {
    if (!tree.is(literal, NodeKind::object)) return;
    for (const NodeId property : tree.children(literal)) {
      if (!tree.is(property, NodeKind::property) || tree.text(property).empty()) continue;
      write.key = tree.text(property);
      write.value = {at.file, tree.child(property, 1)};
      add({at.file, target}, write);
    }
  };
  const bool global = tree.is(object, NodeKind::identifier) &&
                      (tree.text(object) == "Object" || tree.text(object) == "Reflect");
  if (global && arguments.size() >= 2) {
    if (name == "assign") {
      for (const NodeId from : arguments.subspan(1)) {
        if (!tree.is(from, NodeKind::identifier)) {
          pairs(from, arguments[0]);
          continue;
        }
        // The members of something that has a name.
        for (const Made& made : makers({at.file, from}, 0)) {
          const Ast& theirs = project_.file(made.maker.file)->ast;
          if (made.maker.file == at.file && theirs.is(made.maker.node, NodeKind::object))
            pairs(made.maker.node, arguments[0]);
        }
      }
    } else if ((name == "defineProperty" || name == "set") && arguments.size() >= 3) {
      write.key = constant_key({at.file, arguments[1]});
      if (write.key.empty()) return;
      if (name == "set") write.value = {at.file, arguments[2]};
      if (name == "defineProperty" && tree.is(arguments[2], NodeKind::object))
        for (const NodeId property : tree.children(arguments[2]))
          if (tree.is(property, NodeKind::property) && tree.text(property) == "value")
            write.value = {at.file, tree.child(property, 1)};
      add({at.file, arguments[0]}, write);
    }
    return;
  }
  if (name == "set" && arguments.size() == 2) {
    write.key = constant_key({at.file, arguments[0]});
    if (write.key.empty()) return;
    write.value = {at.file, arguments[1]};
    add({at.file, object}, write);
    return;
  }
  if (name == "push" || name == "add" || name == "unshift") {
    write.what = MemberWrite::What::added;
    for (const NodeId added : arguments) {
      write.value = {at.file, added};
      add({at.file, object}, write);
    }
    return;
  }
  if (name == "pop" || name == "shift" || name == "splice" || name == "clear" || name == "delete") {
    write.what = MemberWrite::What::removed;
    if (name == "delete" && !arguments.empty()) write.key = constant_key({at.file, arguments[0]});
    add({at.file, object}, write);
  }
}

// Whose `this` it is: the class or the object literal in whose method it stands.
std::vector<WrittenMembers::Made> WrittenMembers::makers_of_this(Place at) const {
  const Ast& tree = project_.file(at.file)->ast;
  for (NodeId node = tree.parent(at.node); node != kNoNode; node = tree.parent(node)) {
    if (tree.is(node, NodeKind::class_member))
      return {{{at.file, tree.parent(node)}, !tree.has(node, kStatic)}};
    if (tree.is(node, NodeKind::static_block)) return {{{at.file, tree.parent(node)}, false}};
    if (!tree.is(node, NodeKind::function) || tree.has(node, kArrow)) continue;
    const NodeId holder = tree.parent(node);
    if (tree.is(holder, NodeKind::property)) return {{{at.file, tree.parent(holder)}, false}};
    if (!tree.is(holder, NodeKind::class_member)) return {};
  }
  return {};
}

std::vector<WrittenMembers::Made> WrittenMembers::makers(Place expression, unsigned depth) const {
  const Ast& tree = project_.file(expression.file)->ast;
  if (depth > kDepth || expression.node == kNoNode) return {};
  const auto both = [&](NodeId first, NodeId second) {
    std::vector<Made> out = makers({expression.file, first}, depth + 1);
    const std::vector<Made> more = makers({expression.file, second}, depth + 1);
    out.insert(out.end(), more.begin(), more.end());
    return out;
  };
  switch (tree.kind(expression.node)) {
  case NodeKind::object:
  case NodeKind::array:
  case NodeKind::new_:
  case NodeKind::class_:
    return {{expression, false}};
  case NodeKind::this_:
    return makers_of_this(expression);
  case NodeKind::conditional:
    return both(tree.child(expression.node, 1), tree.child(expression.node, 2));
  case NodeKind::logical:
    return both(tree.child(expression.node, 0), tree.child(expression.node, 1));
  case NodeKind::assignment:
    return makers({expression.file, tree.child(expression.node, 1)}, depth + 1);
  case NodeKind::call: {
    // Object.freeze(x) and Object.assign(x, …) give x.
    const NodeId callee = tree.child(expression.node, 0);
    const bool gives_first =
        tree.is(callee, NodeKind::member) && tree.text(tree.child(callee, 0)) == "Object" &&
        (tree.text(callee) == "freeze" || tree.text(callee) == "seal" || tree.text(callee) == "assign");
    if (gives_first) return makers({expression.file, tree.child(expression.node, 1)}, depth + 1);
    return {{expression, false}};
  }
  case NodeKind::identifier: {
    const BindingId id = project_.file(expression.file)->scopes.of(expression.node);
    return id == kNoBinding ? std::vector<Made>{} : makers_of_binding(expression.file, id, depth + 1);
  }
  case NodeKind::member:
    return makers_of_member(expression, depth + 1);
  default:
    return {};
  }
}

std::vector<WrittenMembers::Made> WrittenMembers::makers_of_member(Place at, unsigned depth) const {
  const ParsedFile& file = *project_.file(at.file);
  const NodeId object = file.ast.child(at.node, 0);
  const std::string_view name = file.ast.text(at.node);
  if (file.ast.is(object, NodeKind::identifier)) {
    // ns.x of "import * as ns"
    const BindingId id = file.scopes.of(object);
    if (id != kNoBinding && file.scopes[id].kind == Binding::Kind::import) {
      const Export whole = project_.find_import(at.file, file.scopes[id]);
      if (whole.kind == Export::Kind::space) {
        const Export one = project_.find_export(whole.file, name);
        if (one.kind == Export::Kind::binding) return makers_of_binding(one.file, one.binding, depth);
        if (one.kind == Export::Kind::value) return makers({one.file, one.node}, depth);
        return {};
      }
    }
  }
  std::vector<Made> out;
  for (const Made& made : makers({at.file, object}, depth)) {
    const Ast& theirs = project_.file(made.maker.file)->ast;
    if (name == "prototype" && theirs.is(made.maker.node, NodeKind::class_)) {
      out.push_back({made.maker, true});
      continue;
    }
    if (theirs.is(made.maker.node, NodeKind::object)) {
      for (const NodeId property : theirs.children(made.maker.node)) {
        if (!theirs.is(property, NodeKind::property) || theirs.text(property) != name) continue;
        const std::vector<Made> held = makers({made.maker.file, theirs.child(property, 1)}, depth);
        out.insert(out.end(), held.begin(), held.end());
      }
    } else if (theirs.is(made.maker.node, NodeKind::class_)) {
      for (const NodeId member : theirs.rest(made.maker.node, 2)) {
        if (!theirs.is(member, NodeKind::class_member) || theirs.text(member) != name ||
            theirs.has(member, kStatic) == made.instances)
          continue;
        const std::vector<Made> held = makers({made.maker.file, theirs.child(member, 1)}, depth);
        out.insert(out.end(), held.begin(), held.end());
      }
    }
  }
  return out;
}

std::vector<WrittenMembers::Made> WrittenMembers::makers_of_binding(FileId file, BindingId id,
                                                                    unsigned depth) const {
  if (depth > kDepth) return {};
  const ParsedFile& source = *project_.file(file);
  const Binding& binding = source.scopes[id];
  const Ast& tree = source.ast;
  std::vector<Made> out;
  const auto take = [&](Place from) {
    const std::vector<Made> more = makers(from, depth + 1);
    out.insert(out.end(), more.begin(), more.end());
  };
  switch (binding.kind) {
  case Binding::Kind::import: {
    const Export found = project_.find_import(file, binding);
    if (found.kind == Export::Kind::binding) return makers_of_binding(found.file, found.binding, depth + 1);
    if (found.kind == Export::Kind::value) take({found.file, found.node});
    break;
  }
  case Binding::Kind::class_:
    return {{{file, binding.declaration}, false}};
  case Binding::Kind::variable: {
    const NodeId declarator = binding.declaration;
    const bool whole =
        tree.is(declarator, NodeKind::declarator) && tree.child(declarator, 0) == binding.identifier;
    if (whole && binding.value != kNoNode) take({file, binding.value});
    for (const NodeId assignment : binding.assignments)
      if (tree.is(assignment, NodeKind::assignment) &&
          tree.is(tree.child(assignment, 0), NodeKind::identifier))
        take({file, tree.child(assignment, 1)});
    break;
  }
  case Binding::Kind::parameter: {
    // What the calls of a function with a name give it.
    const NodeId function = tree.parent(binding.declaration);
    if (!tree.is(binding.declaration, NodeKind::parameter) || function == kNoNode ||
        tree.child(binding.declaration, 0) != binding.identifier)
      break;
    const std::span<const NodeId> parameters = tree.rest(function, 2);
    const auto place = std::find(parameters.begin(), parameters.end(), binding.declaration);
    const auto index = static_cast<std::uint32_t>(std::distance(parameters.begin(), place));
    NodeId name = tree.child(function, 0);
    if (name == kNoNode && tree.is(tree.parent(function), NodeKind::declarator))
      name = tree.child(tree.parent(function), 0);
    if (name == kNoNode || !tree.is(name, NodeKind::identifier)) break;
    const BindingId named = source.scopes.of(name);
    if (named == kNoBinding) break;
    for (const NodeId use : source.scopes.uses(named)) {
      const NodeId call = tree.parent(use);
      if (tree.is(call, NodeKind::call) && tree.child(call, 0) == use)
        take({file, tree.child(call, index + 1)});
    }
    break;
  }
  default:
    break;
  }
  return out;
}

}  // namespace convotic::lint
