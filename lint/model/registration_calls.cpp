#include "lint/model/registration.hpp"
#include "lint/model/route_assembly.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace convotic::lint {

namespace {

constexpr std::size_t kMostEntered = 12;

// Methods of arrays that call what they are given for each element.
constexpr std::array<std::string_view, 7> kIterating = {"forEach", "map",   "flatMap", "filter",
                                                        "some",    "every", "reduce"};

}  // namespace

void Registration::expression(Place at, const Frame* frame, Branching branch) {
  if (!at || exhausted(at)) return;
  const Ast& tree = ast(at.file);
  const auto part = [&](std::uint32_t n) { return Place{at.file, tree.child(at.node, n)}; };
  switch (tree.kind(at.node)) {
  case NodeKind::function:
  case NodeKind::class_:
    return;
  case NodeKind::logical: {
    expression(part(0), frame, branch);
    const auto left = Folder::truthy(folder_.fold(part(0), frame));
    const bool is_and = tree[at.node].op == Op::and_;
    if (left && *left != is_and && tree[at.node].op != Op::coalesce && prunes(part(0), frame)) {
      skip(part(1));
      return;
    }
    ++unsure_;
    expression(part(1), frame, left ? branch : side(branch, ++choices_, 0));
    --unsure_;
    return;
  }
  case NodeKind::conditional: {
    expression(part(0), frame, branch);
    const auto test = Folder::truthy(folder_.fold(part(0), frame));
    if (test && prunes(part(0), frame)) {
      skip(part(*test ? 2 : 1));
      expression(part(*test ? 1 : 2), frame, branch);
      return;
    }
    const std::uint32_t choice = ++choices_;
    ++unsure_;
    expression(part(1), frame, side(branch, choice, 0));
    expression(part(2), frame, side(branch, choice, 1));
    --unsure_;
    return;
  }
  case NodeKind::assignment:
    expression(part(1), frame, branch);
    perform(at, frame);
    return;
  case NodeKind::update:
  case NodeKind::unary:
    expression(part(0), frame, branch);
    perform(at, frame);
    return;
  case NodeKind::call:
    call(at, frame, branch);
    return;
  case NodeKind::new_:
    for (const NodeId inner : tree.rest(at.node, 1))
      expression({at.file, inner}, frame, branch);
    construct(at, frame, branch);
    return;
  default:
    for (const NodeId inner : tree.children(at.node))
      expression({at.file, inner}, frame, branch);
  }
}

// this.sdk = sdk, this.routes.push(route)
void Registration::perform(Place at, const Frame* frame) {
  // What a constructor does to its instance was done when that was made.
  const Ast& tree = ast(at.file);
  const NodeId member = tree.parent(tree.enclosing_function(at.node));
  NodeId root = tree.child(at.node, 0);
  while (tree.is(root, NodeKind::member) || tree.is(root, NodeKind::index))
    root = tree.child(root, 0);
  if (tree.is(root, NodeKind::this_) && tree.is(member, NodeKind::class_member) &&
      tree.text(member) == "constructor")
    return;
  folder_.perform(at, frame, unsure_ == 0 ? Folder::Certain::yes : Folder::Certain::no);
}

void Registration::call(Place at, const Frame* frame, Branching branch) {
  const Ast& tree = ast(at.file);
  const Place callee{at.file, tree.child(at.node, 0)};
  if (tree.is(callee.node, NodeKind::member))
    expression({at.file, tree.child(callee.node, 0)}, frame, branch);
  else if (!tree.is(callee.node, NodeKind::identifier))
    expression(callee, frame, branch);
  for (const NodeId argument : tree.rest(at.node, 1))
    expression({at.file, argument}, frame, branch);
  perform(at, frame);
  if (iteration(at, frame, branch)) return;

  const std::string_view name =
      tree.is(callee.node, NodeKind::member) || tree.is(callee.node, NodeKind::identifier)
          ? tree.text(callee.node)
          : std::string_view{};
  const auto [target, given] = folder_.called(at, frame);
  const bool by_name = name == "registerRoute" && !target.is(Value::Kind::function);
  if (by_name || (target.is(Value::Kind::symbol) && is_register_name(target.text))) {
    if (!loading_) out_.seen.insert(at);
    route(at, given.values.empty() ? Value::of_unknown(at) : given.values.front(), branch);
    return;
  }
  call_of(target, given, at, frame, branch);
}

void Registration::call_of(const Value& callee, const Folder::ArgumentValues& given, Place at,
                           const Frame* frame, Branching branch) {
  if (callee.is(Value::Kind::choice)) {
    const std::uint32_t choice = ++choices_;
    std::uint32_t number = 0;
    ++unsure_;
    for (const Value& option : callee.options)
      call_of(option, given, at, frame, side(branch, choice, number++));
    --unsure_;
    return;
  }
  if (callee.is(Value::Kind::symbol) && is_register_name(callee.text)) {
    if (!loading_) out_.seen.insert(at);
    route(at, given.values.empty() ? Value::of_unknown(at) : given.values.front(), branch);
    return;
  }
  if (callee.is(Value::Kind::function)) {
    if (!loading_) out_.seen.insert(at);
    anchors_.push_back(at);
    enter(*callee.closure, given.values, given.how, branch);
    anchors_.pop_back();
    return;
  }
  // Something that is not seen may call what it is given: lodash's each, for one.
  ++unsure_;
  for (const Value& argument : given.values)
    if (argument.is(Value::Kind::function) && ast(argument.at.file).within(argument.at.node, at.node) &&
        argument.at.file == at.file)
      enter(*argument.closure, {}, Folder::Arguments::open, branch);
  --unsure_;
}

// routes.forEach((route) => …): a round for each element.
bool Registration::iteration(Place at, const Frame* frame, Branching branch) {
  const Ast& tree = ast(at.file);
  const NodeId callee = tree.child(at.node, 0);
  const bool iterates = tree.is(callee, NodeKind::member) && std::find(kIterating.begin(), kIterating.end(),
                                                                       tree.text(callee)) != kIterating.end();
  const NodeId first = tree.child(at.node, 1);
  if (!iterates || first == kNoNode) return false;
  const Value over = folder_.fold({at.file, tree.child(callee, 0)}, frame);
  const Value function = folder_.fold({at.file, first}, frame);
  if (over.is(Value::Kind::symbol) || over.is(Value::Kind::object) || over.is(Value::Kind::instance))
    return false;  // a method of that name
  const bool registers = function.is(Value::Kind::symbol) && is_register_name(function.text);
  if (!function.is(Value::Kind::function) && !registers) return over.is(Value::Kind::array);
  const auto round = [&](std::span<const Value> arguments, Folder::Arguments how) {
    if (registers) {
      if (!loading_) out_.seen.insert(at);
      route(at, arguments.empty() ? Value::of_unknown(at) : arguments.front(), branch);
    } else {
      enter(*function.closure, arguments, how, branch);
    }
  };
  bool open = true;
  if (over.is(Value::Kind::array)) {
    open = over.object->open;
    const auto members = folder_.members(over);
    const std::vector<Member> elements(members.begin(),
                                       members.end());  // what a round does to it comes later
    Value index;
    index.kind = Value::Kind::number;
    for (const Member& element : elements) {
      anchors_.push_back(element.value.at ? element.value.at : element.at);
      std::vector<Value> arguments{element.value, index, over};
      if (tree.text(callee) == "reduce") arguments.insert(arguments.begin(), Value{});
      round(arguments, Folder::Arguments::complete);
      anchors_.pop_back();
      index.number += 1;
    }
    if (!open && elements.empty() && prunes({at.file, tree.child(callee, 0)}, frame)) skip({at.file, first});
  }
  if (open || !prunes({at.file, tree.child(callee, 0)}, frame)) {
    ++unsure_;
    round({}, Folder::Arguments::open);
    --unsure_;
  }
  return true;
}

void Registration::enter(const Closure& function, std::span<const Value> arguments, Folder::Arguments how,
                         Branching branch) {
  const Place code = function.code;
  const Ast& tree = ast(code.file);
  const NodeId body = tree.child(code.node, 1);
  const auto times = std::count(entered_.begin(), entered_.end(), code);
  if (body == kNoNode || entered_.size() >= kMostEntered || times > 1 || exhausted(code)) return;
  entered_.push_back(code);
  const Frame* frame = folder_.bind(function, arguments, how);
  const unsigned unsure_before = unsure_;
  if (tree.has(code.node, kExpressionBody)) {
    expression({code.file, body}, frame, branch);
  } else {
    Branching inner = branch;
    statement({code.file, body}, frame, inner);
  }
  unsure_ = unsure_before;
  entered_.pop_back();
}

// new Router(sdk): what its constructor does.
void Registration::construct(Place at, const Frame* frame, Branching branch) {
  // The instance that a name has, where it gets one.
  const Ast& tree = ast(at.file);
  const NodeId declarator = tree.parent(at.node);
  const bool named = tree.is(declarator, NodeKind::declarator) && tree.child(declarator, 1) == at.node &&
                     tree.is(tree.child(declarator, 0), NodeKind::identifier);
  const BindingId name = named ? project_.file(at.file)->scopes.of(tree.child(declarator, 0)) : kNoBinding;
  const bool settled = name != kNoBinding && project_.file(at.file)->scopes[name].settled();
  const Value made = settled ? folder_.fold_binding(at.file, name, frame) : folder_.fold(at, frame);
  if (!made.is(Value::Kind::instance)) return;
  const Value constructor = folder_.member(made, "constructor", at);
  if (!constructor.is(Value::Kind::function)) return;
  const Folder::ArgumentValues given = folder_.arguments(at, frame);
  anchors_.push_back(at);
  enter(*constructor.closure, given.values, given.how, branch);
  anchors_.pop_back();
}

void Registration::route(Place call_at, const Value& argument, Branching branch) {
  if (loading_) return;
  if (out_.module.routes.size() >= kMostRoutes) {
    if (!stopped_)
      out_.stops.push_back({project_.range(call_at),
                            "the module registers more than 2,000 routes; those that "
                            "come after this were not checked"});
    stopped_ = true;
    return;
  }
  if (argument.is(Value::Kind::choice)) {
    const std::uint32_t choice = ++choices_;
    std::uint32_t number = 0;
    for (const Value& option : argument.options)
      route(call_at, option, side(branch, choice, number++));
    return;
  }
  AssembledRoute assembled = assemble_route(folder_, call_at, argument);
  assembled.route.branch = branch;
  out_.module.routes.push_back(std::move(assembled.route));
  out_.codes.push_back(std::move(assembled.code));
  led_by_.push_back(anchors_);
  const NodeId written = ast(call_at.file).child(call_at.node, 1);
  if (written != kNoNode) led_by_.back().push_back({call_at.file, written});
}

}  // namespace convotic::lint
