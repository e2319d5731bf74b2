#include "lint/model/route_assembly.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace convotic::lint {

namespace {

constexpr std::array<std::string_view, 5> kKnownNames = {"method", "path", "auth", "middleware", "handler"};

// Why an argument could not be known, after "the argument of registerRoute".
std::string reason(const Value& value) {
  switch (value.kind) {
  case Value::Kind::unknown:
  case Value::Kind::global:
  case Value::Kind::symbol:
  case Value::Kind::pattern:
    return "cannot be worked out before the module runs";
  case Value::Kind::external:
    if (value.missing) return "comes from \"" + std::string(value.package) + "\", which was not found";
    return "comes from the package \"" + std::string(value.package) + "\"";
  case Value::Kind::env:
    return "comes from the environment";
  case Value::Kind::array:
    return "is an array";
  case Value::Kind::function:
  case Value::Kind::class_:
    return "is a function";
  default:
    return "is no object";
  }
}

// The expression that gives a property its value.
Place value_place(const Project& project, const Member& member) {
  const Ast& ast = project.file(member.at.file)->ast;
  const bool written =
      ast.is(member.at.node, NodeKind::property) || ast.is(member.at.node, NodeKind::class_member);
  if (written && ast.child(member.at.node, 1) != kNoNode)
    return {member.at.file, ast.child(member.at.node, 1)};
  return member.value.at ? member.value.at : member.at;
}

void take_middleware(Folder& folder, const Value& value, RouteCode& code) {
  switch (value.kind) {
  case Value::Kind::undefined:
  case Value::Kind::null:
    return;
  case Value::Kind::array:
    for (const Member& element : folder.members(value))
      code.middleware.push_back(element.value);
    code.middleware_open = value.object->open;
    code.middleware_lacks = value.object->may_lack;
    return;
  case Value::Kind::function:
  case Value::Kind::external:
    code.middleware.push_back(value);
    return;
  default:
    code.middleware_open = true;
  }
}

}  // namespace

Folded folded(const Project& project, const Value& value) {
  Folded made;
  if (value.at) made.at = project.range(value.at);
  switch (value.kind) {
  case Value::Kind::undefined:
    made.kind = Folded::Kind::undefined;
    break;
  case Value::Kind::null:
    made.kind = Folded::Kind::null;
    break;
  case Value::Kind::boolean:
    made.kind = Folded::Kind::boolean;
    made.boolean = value.boolean;
    break;
  case Value::Kind::number:
    made.kind = Folded::Kind::number;
    made.number = value.number;
    break;
  case Value::Kind::string:
    made.kind = Folded::Kind::string;
    made.text = value.text;
    break;
  case Value::Kind::pattern:
    made.kind = Folded::Kind::pattern;
    made.text = value.text;
    break;
  case Value::Kind::function:
  case Value::Kind::class_:
    made.kind = Folded::Kind::function;
    break;
  case Value::Kind::regex:
  case Value::Kind::object:
  case Value::Kind::array:
  case Value::Kind::instance:
    made.kind = Folded::Kind::object;
    break;
  case Value::Kind::choice: {
    const bool functions = std::all_of(value.options.begin(), value.options.end(),
                                       [](const Value& option) { return option.is(Value::Kind::function); });
    made.kind = functions ? Folded::Kind::function : Folded::Kind::unknown;
    break;
  }
  default:
    made.kind = Folded::Kind::unknown;
  }
  return made;
}

AssembledRoute assemble_route(Folder& folder, Place call, const Value& argument) {
  const Project& project = folder.project();
  AssembledRoute made;
  Route& route = made.route;
  RouteCode& code = made.code;
  const Ast& ast = project.file(call.file)->ast;
  route.call = project.range(call);
  route.damaged = ast.has(call.node, kDamaged);
  code.object = argument.at ? argument.at : call;
  const bool known = argument.is(Value::Kind::object) || argument.is(Value::Kind::instance);
  if (!known) {
    const NodeId written = ast.child(call.node, 1);
    route.site = written == kNoNode ? route.call : project.range({call.file, written});
    route.unresolvable = written == kNoNode ? "registerRoute is called without an argument"
                                            : "the argument of registerRoute " + reason(argument);
    code.object = written == kNoNode ? call : Place{call.file, written};
    return made;
  }
  route.site = project.range(code.object);
  route.damaged = route.damaged || project.file(code.object.file)->ast.has(code.object.node, kDamaged);
  route.has_unknown_spread = argument.object->open;

  std::vector<Member> members(folder.members(argument).begin(), folder.members(argument).end());
  if (argument.is(Value::Kind::instance)) {
    // Methods and accessors of its class count as well.
    for (const std::string_view name : kKnownNames) {
      const bool there = std::any_of(members.begin(), members.end(),
                                     [&](const Member& member) { return member.name == name; });
      if (there) continue;
      const Value value = folder.member(argument, name, argument.at);
      if (value.is(Value::Kind::unknown)) continue;
      members.push_back({.name = name, .value = value, .name_at = value.at, .at = value.at});
    }
  }
  for (const Member& member : members) {
    Value value = member.getter ? folder.member(argument, member.name, member.at) : member.value;
    const Folded seen = folded(project, value);
    route.properties.push_back(
        {std::string(member.name), project.range(member.name_at), project.range(member.at), seen});
    const NodeId node = member.at.node;
    route.damaged = route.damaged || project.file(member.at.file)->ast.has(node, kDamaged);
    if (member.name == "method") route.method = seen;
    if (member.name == "path") route.path = seen;
    if (member.name == "auth") route.auth = seen;
    if (member.name == "middleware") {
      code.middleware_at = value_place(project, member);
      take_middleware(folder, value, code);
    }
    if (member.name == "handler") {
      route.handler = seen;
      code.handler = value;
      code.handler_at = value_place(project, member);
      route.handler_at = project.range(code.handler_at);
    }
  }
  return made;
}

}  // namespace convotic::lint
