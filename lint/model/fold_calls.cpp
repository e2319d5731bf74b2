#include "lint/model/file_links.hpp"
#include "lint/model/folder_state.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace convotic::lint {

namespace {

// What compilers wrap around require(); each gives what it is given, as far as its members go.
constexpr std::array<std::string_view, 6> kInterop = {
    "__importDefault",         "__importStar", "__toESM", "_interopRequireDefault",
    "_interopRequireWildcard", "__toCommonJS"};

// The package whose functions give back the object that they are given (sdk/index.d.ts: defineModule).
constexpr std::string_view kSdk = "@convotic/block-sdk";

}  // namespace

ArgumentValues Folder::State::arguments(Place call, const Frame* frame) {
  const Ast& tree = ast(call.file);
  ArgumentValues given;
  for (const NodeId id : tree.rest(call.node, tree.is(call.node, NodeKind::import_call) ? 0 : 1)) {
    if (!tree.is(id, NodeKind::spread)) {
      given.values.push_back(fold({call.file, id}, frame));
      continue;
    }
    const Value spread = fold({call.file, tree.child(id, 0)}, frame);
    if (!spread.is(Value::Kind::array) || spread.object->open || spread.object->may_lack) {
      given.how = Arguments::open;
      return given;
    }
    for (const Member& element : members(spread))
      given.values.push_back(element.value);
  }
  return given;
}

Value Folder::State::required(Place call) {
  const ParsedFile& file = *project.file(call.file);
  const std::string_view specifier = required_specifier(file, call.node);
  const auto found = file.imports.find(specifier);
  if (specifier.empty() || found == file.imports.end()) return unknown(call);
  const ImportTarget& target = found->second;
  if (target.kind == ImportTarget::Kind::file)
    return exported(project.find_export(target.file, file.ast.is(call.node, NodeKind::call) ? "=" : "*"));
  Value value;
  value.kind = Value::Kind::external;
  value.package = target.package;
  value.missing = target.kind != ImportTarget::Kind::package;
  value.at = call;
  return value;
}

// What is no module of ECMAScript becomes the default export of one.
Value Folder::State::interop(const Value& required, Place at) {
  switch (required.kind) {
  case Value::Kind::external:
  case Value::Kind::unknown:
    return required;
  case Value::Kind::object:
    if (required.object->space != kNoFile || required.object->open) return required;
    if (!member(required, "default", at).is(Value::Kind::undefined)) return required;
    break;
  default:
    break;
  }
  Object& made = new_object();
  if (required.is(Value::Kind::object)) merge(made, required, at, Certain::yes);
  set(made, {.name = "default", .value = required, .name_at = at, .at = at});
  return object_value(made, Value::Kind::object, at);
}

Folder::Called Folder::State::called(Place call_at, const Frame* frame) {
  const Ast& tree = ast(call_at.file);
  const Place callee{call_at.file, tree.child(call_at.node, 0)};
  Called made{fold(callee, frame), arguments(call_at, frame)};
  const std::string_view name = tree.text(callee.node);
  if (made.callee.is(Value::Kind::global) && made.callee.text == "Reflect.apply" &&
      made.given.values.size() == 3 && made.given.values[2].is(Value::Kind::array)) {
    const Value function = made.given.values[0];
    const Value on = made.given.values[1];
    const Value list = made.given.values[2];
    made.callee =
        function.is(Value::Kind::function) ? bound(function, {{on}, Arguments::complete}) : function;
    made.given = {};
    for (const Member& element : members(list))
      made.given.values.push_back(element.value);
    if (list.object->open || list.object->may_lack) made.given.how = Arguments::open;
    return made;
  }
  const bool indirect = tree.is(callee.node, NodeKind::member) && (name == "call" || name == "apply");
  if (!indirect || made.given.values.empty()) return made;
  const Value inner = fold({call_at.file, tree.child(callee.node, 0)}, frame);
  const bool is_it = inner.is(Value::Kind::function) || inner.is(Value::Kind::symbol);
  if (!is_it) return made;
  const Value on = made.given.values.front();
  made.callee = inner.is(Value::Kind::function) ? bound(inner, {{on}, Arguments::complete}) : inner;
  made.given.values.erase(made.given.values.begin());
  if (name == "call") return made;
  const Value list = made.given.values.empty() ? Value{} : made.given.values.front();
  made.given = {};
  if (!list.is(Value::Kind::array) || list.object->open) made.given.how = Arguments::open;
  for (const Member& element : members(list))
    made.given.values.push_back(element.value);
  return made;
}

Value Folder::State::call_expression(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  if (!required_specifier(*project.file(at.file), at.node).empty()) return required(at);
  const Place callee{at.file, tree.child(at.node, 0)};
  if (tree.is(at.node, NodeKind::import_call) || tree.is(callee.node, NodeKind::super_)) return unknown(at);
  const bool wrapped = tree.is(callee.node, NodeKind::identifier) &&
                       std::find(kInterop.begin(), kInterop.end(), tree.text(callee.node)) != kInterop.end();
  const ArgumentValues given = arguments(at, frame);
  if (wrapped) return given.values.empty() ? unknown(at) : interop(given.values.front(), at);
  const bool method =
      tree.is(callee.node, NodeKind::member) && !tree.is(tree.child(callee.node, 0), NodeKind::super_);
  if (!method) return call_value(fold(callee, frame), given, at, frame);
  return method_call(fold({at.file, tree.child(callee.node, 0)}, frame), tree.text(callee.node), given, at,
                     frame);
}

Value Folder::State::call_value(const Value& callee, const ArgumentValues& given, Place at,
                                const Frame* frame) {
  switch (callee.kind) {
  case Value::Kind::function: {
    Value value = call(*callee.closure, given.values, given.how);
    if (value.is(Value::Kind::unknown)) value.at = at;
    return value;
  }
  case Value::Kind::choice: {
    std::vector<Value> options;
    for (const Value& option : callee.options)
      if (!option.is(Value::Kind::undefined)) options.push_back(call_value(option, given, at, frame));
    return choice(std::move(options), at);
  }
  case Value::Kind::external: {
    const bool defines = callee.package == kSdk && callee.text.find("define") != std::string_view::npos;
    if (defines && !given.values.empty()) return given.values.front();
    return result_of(callee, at, frame);
  }
  case Value::Kind::global:
    return global_call(callee, given, at, frame);
  case Value::Kind::symbol:
    return result_of(callee, at, frame);
  default:
    return unknown(at);
  }
}

Value Folder::State::result_of(const Value& callee, Place at, const Frame* frame) {
  Value value = callee;
  value.text = keep(std::string(callee.text) + "()");
  value.at = at;
  value.made = at;
  value.made_in = frame;
  return value;
}

Value Folder::State::bound(const Value& function, const ArgumentValues& given) {
  Value value = function;
  Closure made = *function.closure;
  if (!given.values.empty()) {
    const Value& on = given.values.front();
    if (!ast(made.code.file).has(made.code.node, kArrow)) made.self = keep_value(on);
    made.bound.insert(made.bound.end(), given.values.begin() + 1, given.values.end());
  }
  value.closure = &closures.emplace_back(std::move(made));
  return value;
}

Value Folder::State::entries(const Value& of, std::string_view which, Place at) {
  const bool known_object = of.is(Value::Kind::object) || of.is(Value::Kind::array);
  if (!known_object) return unknown(at);
  std::vector<Value> out;
  std::size_t index = 0;
  for (const Member& member : members(of)) {
    Value key;
    key.kind = Value::Kind::string;
    key.text = of.is(Value::Kind::array) ? keep(std::to_string(index++)) : member.name;
    key.at = member.name_at;
    Value value = member.getter ? call(*member.value.closure, {}, Arguments::complete) : member.value;
    if (which == "Object.keys")
      out.push_back(key);
    else if (which == "Object.values")
      out.push_back(std::move(value));
    else
      out.push_back(array_value({key, value}, false, member.at));
  }
  return array_value(std::move(out), of.object->open, at);
}

Value Folder::State::global_call(const Value& callee, const ArgumentValues& given, Place at,
                                 const Frame* frame) {
  const std::string_view name = callee.text;
  const bool complete = given.how == Arguments::complete;
  if (given.values.empty() || !complete) {
    const bool makes = name.starts_with("Object.") || name.starts_with("Array.");
    return makes ? unknown(at) : result_of(callee, at, frame);
  }
  const Value& only = given.values.front();
  if (name == "Object.assign") {
    Object& made = new_object();
    for (const Value& value : given.values)
      merge(made, value, at, Certain::yes);
    if (!only.is(Value::Kind::instance)) return object_value(made, Value::Kind::object, at);
    made.made_of = only.object->made_of;
    return object_value(made, Value::Kind::instance, at);
  }
  if (name == "Object.freeze" || name == "Object.seal" || name == "Object.preventExtensions" ||
      name == "structuredClone" || name == "Promise.resolve" || name == "Promise.all" ||
      name == "Array.from") {
    const bool plain = given.values.size() == 1 && (name != "Array.from" || only.is(Value::Kind::array));
    return plain ? only : unknown(at);
  }
  if (name == "Object.entries" || name == "Object.values" || name == "Object.keys")
    return entries(only, name, at);
  if (name == "Object.fromEntries") {
    if (!only.is(Value::Kind::array) || only.object->open) return unknown(at);
    Object& made = new_object();
    for (const Member& entry : members(only)) {
      const KnownKey key = as_key(member(entry.value, "0", at));
      if (!key) return unknown(at);
      set(made, {.name = *key, .value = member(entry.value, "1", at), .name_at = entry.at, .at = entry.at});
    }
    return object_value(made, Value::Kind::object, at);
  }
  if (name == "Array.of") return array_value(given.values, false, at);
  if (name == "String") {
    const auto text = as_text(only);
    return text ? text_value(*text, at) : unknown(at);
  }
  if (name == "Boolean") {
    const auto test = truthy(only);
    return test ? Value::of_boolean(*test, at) : unknown(at);
  }
  if (name == "Number" && only.is(Value::Kind::number)) return only;
  if (name == "Deno.env.get" && only.is(Value::Kind::string)) {
    Value value;
    value.kind = Value::Kind::env;
    value.text = only.text;
    value.at = at;
    return value;
  }
  return result_of(callee, at, frame);
}

}  // namespace convotic::lint
