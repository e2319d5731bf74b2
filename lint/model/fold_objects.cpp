#include "lint/model/folder_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace convotic::lint {

namespace {

std::optional<std::size_t> as_index(std::string_view name) {
  std::size_t index = 0;
  const auto read = std::from_chars(name.data(), name.data() + name.size(), index);
  const bool whole = read.ec == std::errc() && read.ptr == name.data() + name.size();
  return whole ? std::optional(index) : std::nullopt;
}

}  // namespace

Value Folder::State::object_value(Object& made, Value::Kind kind, Place at) {
  Value value;
  value.kind = kind;
  value.object = &made;
  value.at = at;
  return value;
}

Value Folder::State::array_value(std::vector<Value> elements, bool open, Place at) {
  Object& made = new_object();
  made.open = open || elements.size() > kMostElements;
  for (const Value& element : elements) {
    if (made.members.size() >= kMostElements) break;
    made.members.push_back({.name = "", .value = element, .name_at = element.at, .at = element.at});
  }
  return object_value(made, Value::Kind::array, at);
}

KnownKey Folder::State::as_key(const Value& value) {
  if (value.is(Value::Kind::string)) return value.text;
  if (value.is(Value::Kind::number)) return keep(fmt::format("{}", value.number));
  return std::nullopt;
}

// Of a property, pattern_property or class_member.
KnownKey Folder::State::key_of(Place property, const Frame* frame) {
  const Ast& tree = ast(property.file);
  const NodeId computed = tree.child(property.node, 0);
  if (computed == kNoNode) return tree.text(property.node);
  return as_key(fold({property.file, computed}, frame));
}

Value Folder::State::array(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  Object& made = new_object();
  for (const NodeId id : tree.children(at.node)) {
    if (made.members.size() >= kMostElements) {
      made.open = true;
      break;
    }
    const Place here{at.file, id};
    if (id == kNoNode) {
      made.members.push_back({.name = "", .value = Value::of_undefined(at), .name_at = at, .at = at});
    } else if (tree.is(id, NodeKind::spread)) {
      const Value spread = fold({at.file, tree.child(id, 0)}, frame);
      if (!spread.is(Value::Kind::array)) {
        made.open = true;
        continue;
      }
      const auto more = members(spread);
      made.members.insert(made.members.end(), more.begin(), more.end());
      made.open = made.open || spread.object->open;
      made.may_lack = made.may_lack || spread.object->may_lack;
    } else {
      made.members.push_back({.name = "", .value = fold(here, frame), .name_at = here, .at = here});
    }
  }
  return object_value(made, Value::Kind::array, at);
}

Value Folder::State::object(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  Object& made = new_object();
  const Value value = object_value(made, Value::Kind::object, at);
  const Value* itself = nullptr;
  for (const NodeId id : tree.children(at.node)) {
    const Place here{at.file, id};
    if (tree.is(id, NodeKind::spread)) {
      merge(made, fold({at.file, tree.child(id, 0)}, frame), here, Certain::yes);
      continue;
    }
    if (!tree.is(id, NodeKind::property)) {
      spoil(made);  // something that the parser did not understand
      continue;
    }
    const KnownKey key = key_of(here, frame);
    if (!key) {
      spoil(made);
      continue;
    }
    if (tree.has(id, kSetter)) continue;
    Value given = fold({at.file, tree.child(id, 1)}, frame);
    const bool own_function = given.is(Value::Kind::function) &&
                              given.at == Place{at.file, tree.child(id, 1)} &&
                              !tree.has(given.at.node, kArrow);
    if (own_function) {
      if (itself == nullptr) itself = keep_value(value);
      Closure method = *given.closure;
      method.self = itself;
      given.closure = &closures.emplace_back(std::move(method));
    }
    const NodeId named = tree.child(id, 0) != kNoNode ? tree.child(id, 0) : id;
    set(made, {.name = *key,
               .value = std::move(given),
               .name_at = {at.file, named},
               .at = here,
               .getter = tree.has(id, kGetter)});
  }
  return value;
}

void Folder::State::set(Object& made, Member member) {
  // Where it stands stays as it was, as in JavaScript.
  const auto before = std::find_if(made.members.begin(), made.members.end(),
                                   [&](const Member& other) { return other.name == member.name; });
  if (before != made.members.end())
    *before = std::move(member);
  else
    made.members.push_back(std::move(member));
}

// It may be set, or keep what it has.
void Folder::State::set_maybe(Object& made, Member member) {
  const auto before = std::find_if(made.members.begin(), made.members.end(),
                                   [&](const Member& other) { return other.name == member.name; });
  const Value old = before != made.members.end() ? before->value
                    : made.open                  ? unknown(member.at)
                                                 : Value::of_undefined(member.at);
  member.value = choice({old, member.value}, member.at);
  set(made, std::move(member));
}

// Something unknown was laid over it.
void Folder::State::spoil(Object& made) {
  made.open = true;
  for (Member& member : made.members) {
    member.value = unknown(member.value.at);
    member.getter = false;
  }
}

void Folder::State::merge(Object& into, const Value& from, Place at, Certain certain) {
  switch (from.kind) {
  case Value::Kind::undefined:
  case Value::Kind::null:
  case Value::Kind::boolean:
  case Value::Kind::number:
    return;
  case Value::Kind::object:
  case Value::Kind::array:
  case Value::Kind::instance: {
    if (from.object->open) spoil(into);
    std::size_t index = 0;
    for (const Member& member : members(from)) {
      Member copy = member;
      if (from.is(Value::Kind::array)) copy.name = keep(std::to_string(index++));
      if (certain == Certain::yes)
        set(into, std::move(copy));
      else
        set_maybe(into, std::move(copy));
    }
    return;
  }
  case Value::Kind::choice:
    for (const Value& option : from.options)
      merge(into, option, at, Certain::no);
    return;
  default:
    spoil(into);
  }
}

std::span<const Member> Folder::State::members(const Value& of) {
  if (of.object == nullptr) return {};
  const FileId space = of.object->space;
  if (space != kNoFile && filled_spaces.insert(of.object).second) {
    Object& fill = *spaces[space];
    const ParsedFile& file = *project.file(space);
    for (const auto& [name, given] : file.exports)
      set(fill, {.name = name,
                 .value = exported(project.find_export(space, name)),
                 .name_at = {space, file.ast.root()},
                 .at = {space, file.ast.root()}});
    if (!file.stars.empty()) fill.open = true;
    for (const ParsedFile::Star& star : file.stars) {
      const ImportTarget& target = project.target(space, star.from);
      if (target.kind != ImportTarget::Kind::file || target.file == space) continue;
      for (const Member& member : members(space_of(target.file)))
        if (member.name != "default" && !file.exports.contains(std::string(member.name))) set(fill, member);
    }
  }
  return of.object->members;
}

Value Folder::State::member(const Value& of, std::string_view name, Place at) {
  switch (of.kind) {
  case Value::Kind::object:
  case Value::Kind::array:
  case Value::Kind::instance:
    return member_of_object(of, name, at);
  case Value::Kind::class_:
    return member_of_class(of, name, at);
  case Value::Kind::choice: {
    std::vector<Value> options;
    for (const Value& option : of.options)
      options.push_back(member(option, name, at));
    return choice(std::move(options), at);
  }
  case Value::Kind::string: {
    Value value;
    value.at = at;
    if (name != "length") return value;
    value.kind = Value::Kind::number;
    value.number = static_cast<double>(of.text.size());
    return value;
  }
  case Value::Kind::symbol:
  case Value::Kind::external:
  case Value::Kind::global:
    return part(of, name, at);
  default:
    return unknown(at);
  }
}

Value Folder::State::member_of_object(const Value& of, std::string_view name, Place at) {
  if (of.object->space != kNoFile) {
    const Export found = project.find_export(of.object->space, name);
    return found.kind == Export::Kind::none ? Value::of_undefined(at) : exported(found);
  }
  if (of.is(Value::Kind::array)) {
    const auto all = members(of);
    Value value = unknown(at);
    if (of.object->open || of.object->may_lack) return value;
    if (name == "length") {
      value.kind = Value::Kind::number;
      value.number = static_cast<double>(all.size());
      return value;
    }
    const auto index = as_index(name);
    if (!index) return value;
    return *index < all.size() ? all[*index].value : Value::of_undefined(at);
  }
  for (const Member& one : of.object->members) {
    if (one.name != name) continue;
    if (!one.getter) return one.value;
    return call(*one.value.closure, {}, Arguments::complete);
  }
  if (of.is(Value::Kind::instance)) return method_of(*of.object->made_of, name, of, false);
  return of.object->open ? unknown(at) : Value::of_undefined(at);
}

Value Folder::State::member_of_class(const Value& of, std::string_view name, Place at) {
  const Closure& cls = *of.closure;
  const Ast& tree = ast(cls.code.file);
  for (const NodeId id : tree.rest(cls.code.node, 2)) {
    const bool field = tree.is(id, NodeKind::class_member) && tree.has(id, kStatic) &&
                       !tree.has(id, kMethod | kGetter | kSetter) && tree.text(id) == name;
    if (!field) continue;
    Frame& frame = frames.emplace_back();
    frame.parent = cls.frame;
    frame.file = cls.code.file;
    frame.function = cls.code.node;
    frame.self = of;
    const NodeId value = tree.child(id, 1);
    return value == kNoNode ? Value::of_undefined({cls.code.file, id}) : fold({cls.code.file, value}, &frame);
  }
  const Value method = method_of(cls, name, of, true);
  return method.is(Value::Kind::unknown) ? unknown(at) : method;
}

namespace {

bool is_environment(std::string_view path) {
  return path == "process.env" || path == "import.meta.env" || path == "Bun.env";
}

}  // namespace

// The part of something that the platform, a package or the language gives.
Value Folder::State::part(const Value& of, std::string_view name, Place at) {
  Value value = of;
  value.at = at;
  const bool whole_process = of.is(Value::Kind::external) && of.package == "process";
  if ((of.is(Value::Kind::global) && is_environment(of.text)) ||
      (whole_process && (of.text == "env" || of.text == "default.env"))) {
    const std::string defined = fmt::format("{}.{}", whole_process ? "process.env" : of.text, name);
    const auto found = config.defines.find(defined);
    if (found != config.defines.end()) return text_value(found->second, at);
    value = {};
    value.kind = Value::Kind::env;
    value.text = keep(std::string(name));
    value.at = at;
    return value;
  }
  value.text = join(of.text, ".", name);
  return value;
}

}  // namespace convotic::lint
