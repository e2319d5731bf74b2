#include "lint/model/folder_state.hpp"

#include <utility>

namespace convotic::lint {

NodeId Folder::State::constructor_of(const Closure& cls) const {
  const Ast& tree = ast(cls.code.file);
  for (const NodeId id : tree.rest(cls.code.node, 2)) {
    const bool found = tree.is(id, NodeKind::class_member) && tree.has(id, kMethod) &&
                       !tree.has(id, kStatic) && tree.text(id) == "constructor";
    if (found && tree.child(tree.child(id, 1), 1) != kNoNode) return tree.child(id, 1);
  }
  return kNoNode;
}

std::optional<Closure> Folder::State::superclass(const Closure& cls) {
  const NodeId above = ast(cls.code.file).child(cls.code.node, 1);
  if (above == kNoNode) return std::nullopt;
  const Value value = fold({cls.code.file, above}, cls.frame);
  if (!value.is(Value::Kind::class_) || value.closure->code == cls.code) return std::nullopt;
  return *value.closure;
}

Value Folder::State::construct(const Value& callee, const ArgumentValues& given, Place at,
                               const Frame* frame) {
  switch (callee.kind) {
  case Value::Kind::class_: {
    if (calls >= kMostCalls) return unknown(at);
    ++calls;
    const std::size_t place = objects.size();
    Object& made = new_object();
    made.made_of = callee.closure;
    const Value value = object_value(made, Value::Kind::instance, at);
    initialise(*callee.closure, given, made, keep_value(value));
    unnamed.emplace_back(place, &made);
    --calls;
    return value;
  }
  case Value::Kind::global:
    if ((callee.text == "Set" || callee.text == "Map") && given.values.size() == 1 &&
        given.values.front().is(Value::Kind::array))
      return given.values.front();
    if ((callee.text == "Set" || callee.text == "Map") && given.values.empty() &&
        given.how == Arguments::complete)
      return array_value({}, false, at);
    [[fallthrough]];
  case Value::Kind::external: {
    Value value = callee;
    value.text = keep(std::string(callee.text) + "#");
    value.at = at;
    value.made = at;
    value.made_in = frame;
    return value;
  }
  default:
    return unknown(at);
  }
}

// Gives an instance the fields of its class and of those above it.
void Folder::State::initialise(const Closure& cls, const ArgumentValues& given, Object& made,
                               const Value* itself) {
  const FileId file = cls.code.file;
  const Ast& tree = ast(file);
  Frame& fields = frames.emplace_back();
  fields.parent = cls.frame;
  fields.file = file;
  fields.function = cls.code.node;
  fields.self = *itself;
  const NodeId constructor = constructor_of(cls);
  const Frame* within = &fields;
  if (constructor != kNoNode) {
    Closure code;
    code.code = {file, constructor};
    code.frame = &fields;
    code.self = itself;
    within = bind(code, given.values, given.how);
  }
  if (tree.child(cls.code.node, 1) != kNoNode) {
    ArgumentValues passed = given;
    for (NodeId id = constructor; constructor != kNoNode && id < tree.size(); ++id) {
      if (!tree.within(id, constructor)) break;
      if (!tree.is(id, NodeKind::call) || !tree.is(tree.child(id, 0), NodeKind::super_)) continue;
      passed = arguments({file, id}, within);
      break;
    }
    if (const auto above = superclass(cls); above && calls < kMostCalls) {
      ++calls;
      initialise(*above, passed, made, itself);
      --calls;
    } else {
      made.open = true;
    }
  }
  for (const NodeId id : tree.rest(cls.code.node, 2)) {
    const bool field =
        tree.is(id, NodeKind::class_member) && !tree.has(id, kStatic | kMethod | kGetter | kSetter);
    if (!field || tree.child(id, 0) != kNoNode) continue;
    const NodeId value = tree.child(id, 1);
    // One without a value keeps what the class above has set, or gets one from the constructor.
    if (value == kNoNode) continue;
    set(made, {.name = tree.text(id),
               .value = fold({file, value}, &fields),
               .name_at = {file, id},
               .at = {file, id}});
  }
  if (constructor != kNoNode) run_constructor({file, constructor}, within, made);
}

void Folder::State::run_constructor(Place constructor, const Frame* frame, Object& made) {
  const FileId file = constructor.file;
  const Ast& tree = ast(file);
  for (const NodeId parameter : tree.rest(constructor.node, 2)) {
    const NodeId name = tree.child(parameter, 0);
    if (!tree.has(parameter, kParameterProperty) || !tree.is(name, NodeKind::identifier)) continue;
    set(made, {.name = tree.text(name),
               .value = fold({file, name}, frame),
               .name_at = {file, name},
               .at = {file, parameter}});
  }
  const NodeId body = tree.child(constructor.node, 1);
  for (NodeId id = body; id < tree.size() && tree.within(id, body); ++id) {
    if (tree.enclosing_function(id) != constructor.node) continue;
    if (tree.is(id, NodeKind::call) && tree.is(tree.child(id, 1), NodeKind::this_) &&
        tree.text(tree.child(id, 0)) == "assign") {
      for (const NodeId from : tree.rest(id, 2))
        merge(made, fold({file, from}, frame), {file, id}, Certain::yes);
      continue;
    }
    if (tree.is(id, NodeKind::call)) {
      if (tree.is(root_of(tree, tree.child(id, 0)), NodeKind::this_))
        perform_call({file, id}, frame, runs_always(tree, id, body) ? Certain::yes : Certain::no);
      continue;
    }
    const NodeId target = tree.child(id, 0);
    if (!tree.is(id, NodeKind::assignment) || !tree.is(target, NodeKind::member) ||
        !tree.is(tree.child(target, 0), NodeKind::this_))
      continue;
    Value value = fold({file, tree.child(id, 1)}, frame);
    if (tree[id].op != Op::assign) value = unknown({file, id});
    Member member{.name = tree.text(target), .value = value, .name_at = {file, target}, .at = {file, id}};
    if (runs_always(tree, id, body))
      set(made, std::move(member));
    else
      set_maybe(made, std::move(member));
  }
}

// A method, accessor or static one of a class or of those above it; unknown where there is none.
Value Folder::State::method_of(const Closure& cls, std::string_view name, const Value& on, bool is_static) {
  Closure in = cls;
  for (unsigned levels = 0; levels < kMostCalls; ++levels) {
    const Ast& tree = ast(in.code.file);
    for (const NodeId id : tree.rest(in.code.node, 2)) {
      const bool found = tree.is(id, NodeKind::class_member) && tree.has(id, kMethod | kGetter) &&
                         tree.has(id, kStatic) == is_static && tree.text(id) == name &&
                         tree.child(id, 0) == kNoNode && tree.child(tree.child(id, 1), 1) != kNoNode;
      if (!found) continue;
      Value value = closure({in.code.file, tree.child(id, 1)}, in.frame, Value::Kind::function);
      Closure& method = closures.back();
      method.self = keep_value(on);
      return tree.has(id, kGetter) ? call(method, {}, Arguments::complete) : value;
    }
    const auto above = superclass(in);
    if (!above) break;
    in = *above;
  }
  return unknown(cls.code);
}

}  // namespace convotic::lint
