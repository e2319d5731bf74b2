#include "lint/model/chain_facts.hpp"

#include "lint/effect_names.hpp"
#include "lint/model/completion.hpp"
#include "lint/model/route_assembly.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace convotic::lint {

namespace {

constexpr unsigned kMostCallsDeep = 8;
constexpr std::size_t kMostEntries = 400;

using Symbol = Value::Symbol;

bool is_request(const Value& value, std::string_view path) {
  return value.is_symbol(Symbol::request) && value.text == path;
}

// "NAME" of "params.NAME".
std::string_view part_of(const Value& value, std::string_view area) {
  const bool within = value.is_symbol(Symbol::request) && value.text.size() > area.size() + 1 &&
                      value.text.starts_with(area) && value.text[area.size()] == '.';
  if (!within) return {};
  const std::string_view name = value.text.substr(area.size() + 1);
  return name.find_first_of(".(") == std::string_view::npos ? name : std::string_view{};
}

// How a call looks from within, to tell two calls of a function apart.
std::string signature(const Value& function, std::span<const Value> arguments) {
  const Closure& closure = *function.closure;
  std::string out =
      fmt::format("{}:{}:{}", closure.code.file, closure.code.node, static_cast<const void*>(closure.frame));
  for (const Value& value : arguments) {
    out += fmt::format("|{}.{}.{}", static_cast<int>(value.kind), static_cast<int>(value.symbol),
                       value.is(Value::Kind::symbol) ? value.text : "");
    if (value.closure != nullptr)
      out += fmt::format("{}:{}", value.closure->code.file, value.closure->code.node);
    if (value.object != nullptr) out += fmt::format("{}:{}", value.at.file, value.at.node);
  }
  return out;
}

}  // namespace

ChainFacts ChainReader::read(const RouteCode& code) {
  facts_ = {};
  entered_.clear();
  const Value request = Value::of_symbol(Symbol::request);
  const Value context = Value::of_symbol(Symbol::context);
  const std::vector<Value> for_middleware{request, context, Value::of_symbol(Symbol::next)};
  const std::vector<Value> for_handler{request, context};
  const auto each = [](const Value& value, auto&& then) {
    const auto options = value.is(Value::Kind::choice) ? value.options : std::span<const Value>(&value, 1);
    for (const Value& option : options)
      then(option);
  };
  for (const Value& middleware : code.middleware)
    each(middleware, [&](const Value& one) {
      if (!one.is(Value::Kind::function)) {
        facts_.params_escape = true;
        return;
      }
      enter(one, for_middleware, Folder::Arguments::complete);
      answers(one, folder_.bind(*one.closure, for_middleware));
    });
  each(code.handler, [&](const Value& one) {
    if (!one.is(Value::Kind::function)) {
      facts_.params_escape = true;
      return;
    }
    enter(one, for_handler, Folder::Arguments::complete);
    const Frame* frame = folder_.bind(*one.closure, for_handler);
    answers(one, frame);
    for (const Place& end : ends_without_value(folder_, one.closure->code, frame))
      facts_.ends_without_response.push_back(project_.range(end));
  });
  if (code.middleware_open) facts_.params_escape = true;
  return std::move(facts_);
}

void ChainReader::enter(const Value& function, std::span<const Value> arguments, Folder::Arguments how) {
  const Place code = function.closure->code;
  if (depth_ >= kMostCallsDeep || entered_.size() >= kMostEntries) {
    facts_.params_escape = true;
    return;
  }
  if (!entered_.insert(signature(function, arguments)).second) return;
  run_.push_back(code);
  ++depth_;
  walk(code, folder_.bind(*function.closure, arguments, how));
  --depth_;
}

// Everything within, functions that stand in it too: they are called from somewhere.
void ChainReader::walk(Place function, const Frame* frame) {
  const Ast& tree = ast(function.file);
  for (NodeId id = function.node + 1; id < tree.size() && tree.within(id, function.node); ++id)
    look_at({function.file, id}, frame);
}

void ChainReader::look_at(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  switch (tree.kind(at.node)) {
  case NodeKind::call:
  case NodeKind::new_:
    call(at, frame);
    return;
  case NodeKind::member:
  case NodeKind::index:
    access(at, frame);
    return;
  case NodeKind::identifier:
    if (tree.has(at.node, kDeclares)) {
      declared(at, frame);
    } else if (escapes(at)) {
      pass_on(folder_.fold(at, frame));
    }
    return;
  default:
    return;
  }
}

void ChainReader::effect(Place call_at, std::string_view path) {
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos || path.find('(') != std::string_view::npos) return;
  const std::string_view area = path.substr(0, dot);
  const std::string_view name = path.substr(dot + 1);
  if (area == "logger" || area == "secrets" || name == "bind" || name.ends_with(".bind")) return;
  const std::string full = "ctx." + std::string(path);
  const bool counts = std::any_of(config_.effects_write.begin(), config_.effects_write.end(),
                                  [&](const std::string& pattern) { return name_matches(pattern, full); });
  if (!counts) return;
  const EffectSite site{project_.range(call_at), full, !only_reads(config_, name)};
  const bool known = std::any_of(facts_.effects.begin(), facts_.effects.end(), [&](const EffectSite& other) {
    return other.at.file == site.at.file && other.at.begin == site.at.begin && other.call == site.call;
  });
  if (!known) facts_.effects.push_back(site);
}

void ChainReader::call(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  const Folder::Called called = folder_.called(at, frame);
  const Value& callee = called.callee;
  const Folder::ArgumentValues& given = called.given;
  const auto each = [&](const Value& option) {
    if (option.is_symbol(Symbol::context)) effect(at, option.text);
    if (option.is(Value::Kind::function) && tree.is(at.node, NodeKind::call)) {
      enter(option, given.values, given.how);
      return;
    }
    if (option.is_symbol(Symbol::next)) return;
    for (const Value& argument : given.values) {
      pass_on(argument);
      // A function by its name: steps.forEach(runStep). One that stands here is gone through with the rest.
      const bool elsewhere = argument.is(Value::Kind::function) &&
                             !(argument.at.file == at.file && tree.within(argument.at.node, at.node));
      if (elsewhere) enter(argument, {}, Folder::Arguments::open);
    }
  };
  if (callee.is(Value::Kind::choice)) {
    for (const Value& option : callee.options)
      each(option);
  } else {
    each(callee);
  }
}

void ChainReader::pass_on(const Value& value) {
  if (is_request(value, "") || is_request(value, "params")) facts_.params_escape = true;
  if (!value.is(Value::Kind::object) && !value.is(Value::Kind::array)) return;
  for (const Member& member : value.object->members)
    if (is_request(member.value, "") || is_request(member.value, "params")) facts_.params_escape = true;
}

// Whether what stands here is handed on to where its parts may be read: not where one of its members is
// taken, where it gets another name, or where calls (which look at their arguments) have it.
bool ChainReader::escapes(Place at) const {
  const Ast& tree = ast(at.file);
  NodeId below = at.node;
  NodeId above = tree.parent(below);
  while (true) {
    switch (tree.kind(above)) {
    case NodeKind::await_:
    case NodeKind::logical:
    case NodeKind::conditional:
    case NodeKind::sequence:
      below = above;
      above = tree.parent(above);
      continue;
    case NodeKind::return_statement:
    case NodeKind::property:
    case NodeKind::array:
    case NodeKind::assignment:
    case NodeKind::spread:
    case NodeKind::for_in_statement:
      return true;
    case NodeKind::function:
      return tree.has(above, kExpressionBody);
    default:
      return false;
    }
  }
}

Range ChainReader::name_range(Place at) const {
  const Node& node = project_.node(at);
  const auto length = static_cast<std::uint32_t>(node.text.size());
  return {at.file, node.end - length, node.end};
}

void ChainReader::access(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  const Value object = folder_.fold({at.file, tree.child(at.node, 0)}, frame);
  const bool params = is_request(object, "params");
  const bool headers = is_request(object, "headers");
  if (!params && !headers) {
    if (escapes(at)) pass_on(folder_.fold(at, frame));
    return;
  }
  auto& reads = params ? facts_.param_reads : facts_.header_reads;
  if (tree.is(at.node, NodeKind::member)) {
    const std::string_view name = tree.text(at.node);
    const NodeId above = tree.parent(at.node);
    const bool called = tree.is(above, NodeKind::call) && tree.child(above, 0) == at.node;
    const NodeId key = tree.child(above, 1);
    // A handler that takes headers for a Headers object.
    if (called && headers && (name == "get" || name == "has") && tree.is(key, NodeKind::string))
      reads.push_back({std::string(tree.text(key)), project_.range({at.file, key})});
    else if (!called)
      reads.push_back({std::string(name), name_range(at)});
    return;
  }
  const Place key{at.file, tree.child(at.node, 1)};
  const Value name = folder_.fold(key, frame);
  if (name.is(Value::Kind::string))
    reads.push_back({std::string(name.text), project_.range(key)});
  else if (params)
    facts_.params_escape = true;
}

// A name that a pattern takes out of the request.
void ChainReader::declared(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  const NodeId above = tree.parent(at.node);
  if (tree.is(above, NodeKind::rest_pattern)) {
    pass_on(folder_.fold(at, frame));
    return;
  }
  if (!tree.is(above, NodeKind::pattern_property) || tree.child(above, 1) != at.node) return;
  const Value value = folder_.fold(at, frame);
  const NodeId computed = tree.child(above, 0);
  const auto note = [&](std::string_view name, std::vector<NamedRead>& reads) {
    if (name.empty() || (computed == kNoNode && tree.text(above) != name)) return;
    Range range = project_.range({at.file, computed != kNoNode ? computed : above});
    if (computed == kNoNode) {
      // The key, with its quotes where it has some, and without brackets.
      const std::string_view written = project_.source({at.file, above});
      const std::size_t start = written.find_first_not_of("[ \t");
      const bool quoted =
          start != std::string_view::npos && (written[start] == '"' || written[start] == '\'');
      if (start != std::string_view::npos) range.begin += static_cast<std::uint32_t>(start);
      range.end = range.begin + static_cast<std::uint32_t>(name.size() + (quoted ? 2 : 0));
    }
    reads.push_back({std::string(name), range});
  };
  note(part_of(value, "params"), facts_.param_reads);
  note(part_of(value, "headers"), facts_.header_reads);
}

void ChainReader::answer(Place at, const Value& value) {
  if (value.is(Value::Kind::choice)) {
    for (const Value& option : value.options)
      answer(at, option);
    return;
  }
  if (!value.is(Value::Kind::object) && !value.is(Value::Kind::instance)) return;
  const Place place = value.at ? value.at : at;
  const Value status = folder_.member(value, "status", place);
  const auto options = status.is(Value::Kind::choice) ? status.options : std::span<const Value>(&status, 1);
  for (const Value& option : options)
    facts_.responses.push_back({project_.range(place), folded(project_, option)});
}

void ChainReader::answers(const Value& function, const Frame* frame) {
  const Place code = function.closure->code;
  const Ast& tree = ast(code.file);
  if (tree.has(code.node, kExpressionBody)) {
    const Place body{code.file, tree.child(code.node, 1)};
    answer(body, folder_.fold(body, frame));
    return;
  }
  for (NodeId id = code.node + 1; id < tree.size() && tree.within(id, code.node); ++id) {
    if (!tree.is(id, NodeKind::return_statement) || tree.enclosing_function(id) != code.node) continue;
    const Place value{code.file, tree.child(id, 0)};
    if (value) answer(value, folder_.fold(value, frame));
  }
}

}  // namespace convotic::lint
