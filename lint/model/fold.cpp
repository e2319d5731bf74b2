#include "lint/model/folder_state.hpp"
#include "lint/model/model.hpp"

#include <fmt/format.h>

#include <utility>

namespace convotic::lint {

Folder::Folder(const Project& project, const Config& config)
    : state_(std::make_unique<State>(*this, project, config)) {}
Folder::~Folder() = default;

const Project& Folder::project() const {
  return state_->project;
}

namespace {

// Each question from outside has its own budget.
void reset(Folder::State& state) {
  if (state.depth != 0) return;
  state.steps = 0;
  state.unnamed.clear();
}

}  // namespace

Value Folder::fold(Place expression, const Frame* frame) {
  reset(*state_);
  return state_->fold(expression, frame);
}

Value Folder::fold_binding(FileId file, BindingId binding, const Frame* frame) {
  reset(*state_);
  return state_->binding(file, binding, frame);
}

const Frame* Folder::bind(const Closure& function, std::span<const Value> arguments, Arguments how) {
  reset(*state_);
  return state_->bind(function, arguments, how);
}

const Frame* Folder::bind_pattern(Place pattern, const Value& value, const Frame* parent) {
  reset(*state_);
  Frame& frame = state_->frames.emplace_back();
  frame.parent = parent;
  frame.file = pattern.file;
  // The loop is the node above the declaration, so that what is declared in its body is worked out anew.
  const Ast& ast = state_->ast(pattern.file);
  NodeId owner = pattern.node;
  while (owner != kNoNode && !ast.is(owner, NodeKind::for_in_statement) && !ast.is(owner, NodeKind::function))
    owner = ast.parent(owner);
  frame.function = owner;
  frame.depth = parent == nullptr ? 0 : parent->depth;
  state_->bind_leaves(pattern, value, &frame, frame);
  return &frame;
}

const Frame* Folder::bind_one(Place loop, BindingId binding, const Value& value, const Frame* parent) {
  Frame& frame = state_->frames.emplace_back();
  frame.parent = parent;
  frame.file = loop.file;
  frame.function = loop.node;
  frame.depth = parent == nullptr ? 0 : parent->depth;
  frame.values.emplace_back(binding, value);
  return &frame;
}

void Folder::perform(Place expression, const Frame* frame, Certain certain) {
  reset(*state_);
  state_->perform(expression, frame, certain);
}

bool Folder::may_change(Place expression, const Frame* frame) {
  reset(*state_);
  return state_->may_change(expression, frame);
}

void Folder::forget() {
  if (state_->performed.empty()) return;
  state_->performed.clear();
  state_->known.clear();
  state_->spaces.clear();
  state_->filled_spaces.clear();
}

Value Folder::call(const Closure& function, std::span<const Value> arguments, Arguments how) {
  reset(*state_);
  return state_->call(function, arguments, how);
}

Folder::ArgumentValues Folder::arguments(Place call, const Frame* frame) {
  reset(*state_);
  return state_->arguments(call, frame);
}

Folder::Called Folder::called(Place call, const Frame* frame) {
  reset(*state_);
  return state_->called(call, frame);
}

Value Folder::construct(const Value& callee, const ArgumentValues& arguments, Place at, const Frame* frame) {
  reset(*state_);
  return state_->construct(callee, arguments, at, frame);
}

Value Folder::member(const Value& object, std::string_view name, Place at) {
  reset(*state_);
  return state_->member(object, name, at);
}

std::span<const Member> Folder::members(const Value& object) {
  reset(*state_);
  return state_->members(object);
}

Value Folder::match(Place pattern, NodeId leaf, const Value& value, const Frame* frame) {
  reset(*state_);
  return state_->match(pattern, leaf, value, frame);
}

std::string_view Folder::keep(std::string text) {
  return state_->keep(std::move(text));
}

Folder::State::State(Folder& of, const Project& in, const Config& with)
    : self(of), project(in), config(with) {}

std::string_view Folder::State::keep(std::string text) {
  return *texts.insert(std::move(text)).first;
}

std::string_view Folder::State::join(std::string_view path, std::string_view separator,
                                     std::string_view name) {
  if (path.empty()) return keep(std::string(name));
  const bool joined = path.back() == '#';
  return keep(fmt::format("{}{}{}", path, joined ? "" : separator, name));
}

Value Folder::State::text_value(std::string text, Place at) {
  Value value;
  value.kind = text.find(kHole) == std::string::npos ? Value::Kind::string : Value::Kind::pattern;
  value.text = keep(std::move(text));
  value.at = at;
  return value;
}

// One of several; the value itself where they are one, unknown where one is, or they are
// too many.
Value Folder::State::choice(std::vector<Value> options, Place at) {
  std::vector<Value> flat;
  for (const Value& option : options) {
    const auto parts = option.is(Value::Kind::choice) ? option.options : std::span<const Value>(&option, 1);
    for (const Value& part : parts) {
      if (part.is(Value::Kind::unknown)) return unknown(at);
      bool there = false;
      for (const Value& other : flat)
        there = there || strictly_equal(part, other).value_or(false) ||
                (part.closure != nullptr && other.closure != nullptr && part.kind == other.kind &&
                 part.closure->code == other.closure->code && part.closure->frame == other.closure->frame);
      if (!there) flat.push_back(part);
    }
  }
  if (flat.size() == 1) return flat.front();
  if (flat.size() > kMostOptions || flat.empty()) return unknown(at);
  Value value;
  value.kind = Value::Kind::choice;
  value.at = at;
  value.options = option_lists.emplace_back(std::move(flat));
  return value;
}

Value Folder::State::fold(Place at, const Frame* frame) {
  if (!at || depth >= kMostFolding || steps >= kMostSteps) return unknown(at);
  ++depth;
  ++steps;
  Value value = expression(at, frame);
  --depth;
  return value;
}

Value Folder::State::expression(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  const auto child = [&](std::uint32_t n) { return Place{at.file, tree.child(at.node, n)}; };
  switch (tree.kind(at.node)) {
  case NodeKind::identifier:
    return identifier(at, frame);
  case NodeKind::this_:
    return this_value(frame);
  case NodeKind::template_string:
    return string_template(at, frame);
  case NodeKind::tagged_template:
    return tagged(at, frame);
  case NodeKind::array:
    return array(at, frame);
  case NodeKind::object:
    return object(at, frame);
  case NodeKind::function:
    return closure(at, frame, Value::Kind::function);
  case NodeKind::class_:
    return closure(at, frame, Value::Kind::class_);
  case NodeKind::enum_declaration:
    return enumeration(at.file, at.node);
  case NodeKind::unary:
    return unary(at, frame);
  case NodeKind::binary:
    return binary(at, frame);
  case NodeKind::logical:
    return logical(at, frame);
  case NodeKind::assignment:
    return assignment(at, frame);
  case NodeKind::conditional: {
    const auto test = truthy(fold(child(0), frame));
    if (test) return fold(child(*test ? 1 : 2), frame);
    return choice({fold(child(1), frame), fold(child(2), frame)}, at);
  }
  case NodeKind::sequence: {
    const auto parts = tree.children(at.node);
    return parts.empty() ? unknown(at) : fold({at.file, parts.back()}, frame);
  }
  case NodeKind::await_:
    return fold(child(0), frame);
  case NodeKind::call:
  case NodeKind::import_call:
    return call_expression(at, frame);
  case NodeKind::new_:
    return construct(fold(child(0), frame), arguments(at, frame), at, frame);
  case NodeKind::member: {
    if (tree.is(child(0).node, NodeKind::super_)) {
      const Value here = this_value(frame);
      if (!here.is(Value::Kind::instance)) return unknown(at);
      const auto above = superclass(*here.object->made_of);
      return above ? method_of(*above, tree.text(at.node), here, false) : unknown(at);
    }
    const Value of = fold(child(0), frame);
    Value value = member(of, tree.text(at.node), at);
    // A flag that somebody else sets is not what it was made as.
    const bool flag = value.is(Value::Kind::boolean) && of.object != nullptr;
    if (flag && is_written(of, tree.text(at.node), root_binding(at))) value = unknown(at);
    return value;
  }
  case NodeKind::index: {
    const Value of = fold(child(0), frame);
    const KnownKey key = as_key(fold(child(1), frame));
    if (key) return member(of, *key, at);
    const bool has_parts = of.is(Value::Kind::symbol) || of.is(Value::Kind::external);
    return has_parts ? part(of, "[]", at) : unknown(at);
  }
  case NodeKind::export_default:
    return fold(child(0), frame);
  default:
    return literal(at);
  }
}

Value Folder::State::literal(Place at) {
  const Ast& tree = ast(at.file);
  Value value;
  value.at = at;
  switch (tree.kind(at.node)) {
  case NodeKind::string:
    value.kind = Value::Kind::string;
    value.text = tree.text(at.node);
    break;
  case NodeKind::number:
    value.kind = Value::Kind::number;
    value.number = number_of(tree.text(at.node));
    break;
  case NodeKind::boolean:
    return Value::of_boolean(tree.text(at.node) == "true", at);
  case NodeKind::null:
    value.kind = Value::Kind::null;
    break;
  case NodeKind::undefined_:
    value.kind = Value::Kind::undefined;
    break;
  case NodeKind::regex:
    value.kind = Value::Kind::regex;
    value.text = tree.text(at.node);
    break;
  case NodeKind::meta_property:
    value.kind = Value::Kind::global;
    value.text = tree.text(at.node);
    break;
  default:
    break;
  }
  return value;
}

std::optional<std::string> Folder::State::as_text(const Value& value) const {
  switch (value.kind) {
  case Value::Kind::string:
  case Value::Kind::pattern:
    return std::string(value.text);
  case Value::Kind::number:
    return fmt::format("{}", value.number);
  case Value::Kind::boolean:
    return value.boolean ? "true" : "false";
  case Value::Kind::null:
    return "null";
  case Value::Kind::undefined:
    return "undefined";
  default:
    return std::nullopt;
  }
}

Value Folder::State::string_template(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  std::string text;
  for (const NodeId id : tree.children(at.node)) {
    if (tree.is(id, NodeKind::string) && tree.has(id, kChunk))
      text += tree.text(id);
    else
      text += as_text(fold({at.file, id}, frame)).value_or(std::string(1, kHole));
  }
  return text_value(std::move(text), at);
}

Value Folder::State::tagged(Place at, const Frame* frame) {
  const Ast& tree = ast(at.file);
  const Value tag = fold({at.file, tree.child(at.node, 0)}, frame);
  if (!tag.is(Value::Kind::global) || tag.text != "String.raw") return unknown(at);
  std::string text;
  for (const NodeId id : tree.children(tree.child(at.node, 1))) {
    if (tree.is(id, NodeKind::string) && tree.has(id, kChunk))
      text += project.source({at.file, id});
    else
      text += as_text(fold({at.file, id}, frame)).value_or(std::string(1, kHole));
  }
  return text_value(std::move(text), at);
}

Value Folder::State::this_value(const Frame* frame) const {
  for (; frame != nullptr; frame = frame->parent)
    if (!frame->self.is(Value::Kind::unknown)) return frame->self;
  return {};
}

}  // namespace convotic::lint
