#include "lint/model/registration.hpp"

#include "lint/model/route_assembly.hpp"

#include <algorithm>
#include <utility>

namespace convotic::lint {

namespace {

constexpr unsigned kMostNodes = 200'000;
constexpr unsigned kMostRounds = 512;

// What a block ends with, or a statement without one.
NodeId last_of(const Ast& tree, NodeId statement) {
  if (!tree.is(statement, NodeKind::block) || tree.children(statement).empty()) return statement;
  return tree.children(statement).back();
}

}  // namespace

bool is_register_name(std::string_view path) {
  return path == "registerRoute" || path.ends_with(".registerRoute");
}

void Registration::run(const Closure& function, std::span<const Value> arguments, Folder::Arguments how) {
  enter(function, arguments, how, 0);
}

void Registration::top(FileId file) {
  Branching branch = 0;
  statements(file, ast(file).children(ast(file).root()), nullptr, branch);
}

void Registration::load(FileId file) {
  const ParsedFile* const source = project_.file(file);
  if (source == nullptr || source->json || !loaded_.insert(file).second) return;
  for (const auto& [specifier, target] : source->imports)
    if (target.kind == ImportTarget::Kind::file) load(target.file);
  loading_ = true;
  const Ast& tree = source->ast;
  for (const NodeId id : tree.children(tree.root())) {
    const bool does = tree.is(id, NodeKind::expression_statement) || tree.is(id, NodeKind::if_statement) ||
                      tree.is(id, NodeKind::for_in_statement) || tree.is(id, NodeKind::for_statement) ||
                      tree.is(id, NodeKind::try_statement) || tree.is(id, NodeKind::block) ||
                      tree.is(id, NodeKind::switch_statement) || tree.is(id, NodeKind::while_statement) ||
                      tree.is(id, NodeKind::do_statement);
    Branching branch = 0;
    if (does) statement({file, id}, nullptr, branch);
  }
  loading_ = false;
  // What is read at the start of a file is not what registers.
  steps_ = 0;
  stopped_ = false;
}

void Registration::alone(Place call_at) {
  if (!out_.seen.insert(call_at).second) return;
  const Folder::ArgumentValues given = folder_.arguments(call_at, nullptr);
  route(call_at, given.values.empty() ? Value::of_unknown(call_at) : given.values.front(), 0);
}

bool Registration::exhausted(Place at) {
  if (!stopped_ && ++steps_ > kMostNodes) {
    stopped_ = true;
    if (loading_) return true;
    out_.stops.push_back({project_.range(at), "the module registers its routes in too many steps; those that "
                                              "come after this were not checked"});
  }
  return stopped_;
}

Registration::Branching Registration::side(Branching in, std::uint32_t choice, std::uint32_t side) {
  out_.branches.push_back({in, choice, side});
  return static_cast<Branching>(out_.branches.size() - 1);
}

// What is never run has no routes.
void Registration::skip(Place part) {
  if (!part || loading_) return;
  const Ast& tree = ast(part.file);
  for (NodeId id = part.node; id < tree.size() && tree.within(id, part.node); ++id)
    if (tree.is(id, NodeKind::call)) out_.seen.insert({part.file, id});
}

Registration::Ends Registration::statements(FileId file, std::span<const NodeId> all, const Frame* frame,
                                            Branching& branch) {
  for (std::size_t n = 0; n < all.size(); ++n) {
    if (all[n] == kNoNode || statement({file, all[n]}, frame, branch) == Ends::no) continue;
    // After a syntax error nobody knows what follows what.
    if (ast(file).has(ast(file).parent(all[n]), kDamaged)) continue;
    for (const NodeId never : all.subspan(n + 1))
      if (!ast(file).is(never, NodeKind::function)) skip({file, never});
    return Ends::yes;
  }
  return Ends::no;
}

Registration::Ends Registration::statement(Place at, const Frame* frame, Branching& branch) {
  if (exhausted(at)) return Ends::yes;
  const Ast& tree = ast(at.file);
  const auto part = [&](std::uint32_t n) { return Place{at.file, tree.child(at.node, n)}; };
  switch (tree.kind(at.node)) {
  case NodeKind::block: {
    Branching inner = branch;
    const Ends ends = statements(at.file, tree.children(at.node), frame, inner);
    branch = inner;
    return ends;
  }
  case NodeKind::if_statement:
    return if_statement(at, frame, branch);
  case NodeKind::switch_statement:
    return switch_statement(at, frame, branch);
  case NodeKind::for_in_statement:
    for_in(at, frame, branch);
    return Ends::no;
  case NodeKind::for_statement:
    counting_loop(at, frame, branch);
    return Ends::no;
  case NodeKind::while_statement: {
    expression(part(0), frame, branch);
    Branching inner = branch;
    unsure(part(1), frame, inner);
    return Ends::no;
  }
  case NodeKind::do_statement: {
    Branching inner = branch;
    unsure(part(0), frame, inner);
    expression(part(1), frame, branch);
    return Ends::no;
  }
  case NodeKind::try_statement: {
    Branching inner = branch;
    // What comes after something that has thrown and was caught is not done.
    const bool maybe = part(1) && !registers(part(0));
    const Ends ends = maybe ? unsure(part(0), frame, inner) : statement(part(0), frame, inner);
    if (part(1)) {
      Branching caught = branch;
      unsure({at.file, tree.child(part(1).node, 1)}, frame, caught);
    }
    if (part(2)) statement(part(2), frame, branch);
    return part(1) ? Ends::no : ends;
  }
  case NodeKind::labeled_statement:
    return statement(part(0), frame, branch);
  case NodeKind::return_statement:
  case NodeKind::throw_statement:
    expression(part(0), frame, branch);
    return Ends::yes;
  case NodeKind::break_statement:
  case NodeKind::continue_statement:
    return Ends::yes;
  case NodeKind::function:
  case NodeKind::class_:
  case NodeKind::import_statement:
  case NodeKind::enum_declaration:
    return Ends::no;
  case NodeKind::variable_declaration:
    for (const NodeId declarator : tree.children(at.node)) {
      expression({at.file, declarator}, frame, branch);
      // What a name stands for now, whatever is done to that later.
      const NodeId name = tree.child(declarator, 0);
      if (tree.is(name, NodeKind::identifier)) folder_.fold({at.file, name}, frame);
    }
    return Ends::no;
  default:
    for (const NodeId inner : tree.children(at.node))
      expression({at.file, inner}, frame, branch);
    return Ends::no;
  }
}

// What is written now may be read before a value that is known here has changed: then both sides are taken.
bool Registration::prunes(Place test, const Frame* frame) {
  return !folder_.may_change(test, frame);
}

// Whether something in it registers a route by that name: what it does is done for those.
bool Registration::registers(Place part) const {
  const Ast& tree = ast(part.file);
  for (NodeId id = part.node; id < tree.size() && tree.within(id, part.node); ++id)
    if (tree.is(id, NodeKind::member) && tree.text(id) == "registerRoute") return true;
  return false;
}

// The function or the round may have been left here: for what is registered elsewhere, the rest is not sure.
void Registration::leave_maybe(Place at) {
  const Ast& tree = ast(at.file);
  NodeId around = tree.parent(at.node);
  while (around != kNoNode && !tree.is(around, NodeKind::function) &&
         !tree.is(around, NodeKind::for_statement) && !tree.is(around, NodeKind::for_in_statement) &&
         !tree.is(around, NodeKind::program))
    around = tree.parent(around);
  if (around != kNoNode && !registers({at.file, around})) ++unsure_;
}

// A statement that may not be run, or more often than once.
Registration::Ends Registration::unsure(Place at, const Frame* frame, Branching& branch) {
  const unsigned unsure_before = unsure_++;
  const Ends ends = statement(at, frame, branch);
  unsure_ = unsure_before;
  return ends;
}

Registration::Ends Registration::if_statement(Place at, const Frame* frame, Branching& branch) {
  const Ast& tree = ast(at.file);
  const Place test{at.file, tree.child(at.node, 0)};
  const Place then{at.file, tree.child(at.node, 1)};
  const Place otherwise{at.file, tree.child(at.node, 2)};
  expression(test, frame, branch);
  const auto known = Folder::truthy(folder_.fold(test, frame));
  if (known && prunes(test, frame)) {
    skip(*known ? otherwise : then);
    const Place taken = *known ? then : otherwise;
    return taken ? statement(taken, frame, branch) : Ends::no;
  }
  const std::uint32_t choice = ++choices_;
  Branching first = side(branch, choice, 0);
  Branching second = side(branch, choice, 1);
  const Ends first_ends = unsure(then, frame, first);
  const Ends second_ends = otherwise ? unsure(otherwise, frame, second) : Ends::no;
  // What follows a side that returns is run on the other side only.
  if (first_ends == Ends::yes && second_ends == Ends::yes) return Ends::yes;
  const bool throws = tree.is(last_of(tree, then.node), NodeKind::throw_statement);
  if (first_ends != second_ends && !throws) leave_maybe(at);
  if (first_ends == Ends::yes) branch = second;
  if (second_ends == Ends::yes) branch = first;
  return Ends::no;
}

Registration::Ends Registration::switch_statement(Place at, const Frame* frame, Branching branch) {
  const Ast& tree = ast(at.file);
  const Place on{at.file, tree.child(at.node, 0)};
  expression(on, frame, branch);
  const Value discriminant = prunes(on, frame) ? folder_.fold(on, frame) : Value::of_unknown(on);
  const std::uint32_t choice = ++choices_;
  std::uint32_t number = 0;
  Branching inner = branch;
  bool falls = false;  // the case before goes on into this one
  for (const NodeId id : tree.rest(at.node, 1)) {
    const NodeId test = tree.child(id, 0);
    const bool differs =
        test != kNoNode && strictly_equal(discriminant, folder_.fold({at.file, test}, frame)) == false;
    if (!tree.is(id, NodeKind::switch_case) || (differs && !falls)) {
      skip({at.file, id});
      continue;
    }
    if (!falls) inner = side(branch, choice, number++);
    const unsigned unsure_before = unsure_++;
    falls = statements(at.file, tree.rest(id, 1), frame, inner) == Ends::no;
    unsure_ = unsure_before;
  }
  return Ends::no;
}

void Registration::for_in(Place at, const Frame* frame, Branching branch) {
  const Ast& tree = ast(at.file);
  const Place over{at.file, tree.child(at.node, 1)};
  const Place body{at.file, tree.child(at.node, 2)};
  const NodeId left = tree.child(at.node, 0);
  const NodeId pattern =
      tree.is(left, NodeKind::variable_declaration) ? tree.child(tree.child(left, 0), 0) : kNoNode;
  expression(over, frame, branch);
  const Value values = folder_.fold(over, frame);
  const bool of = tree.has(at.node, kForOf);
  const bool known =
      pattern != kNoNode && (of ? values.is(Value::Kind::array) : values.is(Value::Kind::object));
  if (known) {
    const bool open = values.object->open;
    // What the body does to the list is not gone through: a copy.
    const auto members = folder_.members(values);
    const std::vector<Member> elements(members.begin(), members.end());
    for (const Member& element : elements) {
      Value value = element.value;
      if (!of) {
        value = {};
        value.kind = Value::Kind::string;
        value.text = element.name;
        value.at = element.name_at;
      }
      const Frame* round = folder_.bind_pattern({at.file, pattern}, value, frame);
      anchors_.push_back(element.value.at ? element.value.at : element.at);
      Branching inner = branch;
      const unsigned unsure_before = unsure_;
      statement(body, round, inner);
      unsure_ = unsure_before;
      anchors_.pop_back();
    }
    // What the body has added to a list is gone through as well.
    const bool grew = of && folder_.members(values).size() > elements.size();
    if (!open && !grew && prunes(over, frame)) {
      if (elements.empty()) skip(body);
      return;
    }
  }
  Branching inner = branch;
  const Frame* round =
      pattern == kNoNode ? frame : folder_.bind_pattern({at.file, pattern}, Value::of_unknown(over), frame);
  unsure(body, round, inner);
}

// for (let i = 0; i < routes.length; i++)
void Registration::counting_loop(Place at, const Frame* frame, Branching branch) {
  const Ast& tree = ast(at.file);
  const NodeId start = tree.child(at.node, 0);
  const Place test{at.file, tree.child(at.node, 1)};
  const NodeId update = tree.child(at.node, 2);
  const Place body{at.file, tree.child(at.node, 3)};
  const NodeId declarator = tree.is(start, NodeKind::variable_declaration) ? tree.child(start, 0) : kNoNode;
  const NodeId counter = tree.child(declarator, 0);
  const bool counts = tree.is(counter, NodeKind::identifier) && test && tree.is(update, NodeKind::update) &&
                      tree[update].op == Op::increment;
  Value value = counts ? folder_.fold({at.file, tree.child(declarator, 1)}, frame) : Value{};
  if (counts && value.is(Value::Kind::number)) {
    const BindingId binding = project_.file(at.file)->scopes.of(counter);
    for (unsigned rounds = 0; rounds < kMostRounds; ++rounds) {
      const Frame* round = folder_.bind_one(at, binding, value, frame);
      const auto goes_on = Folder::truthy(folder_.fold(test, round));
      if (!goes_on) break;
      if (!*goes_on) return;
      Branching inner = branch;
      const unsigned unsure_before = unsure_;
      statement(body, round, inner);
      unsure_ = unsure_before;
      value.number += 1;
    }
  }
  Branching inner = branch;
  unsure(body, frame, inner);
}

void Registration::finish() {
  // A route is pointed at where its object stands, unless that is one place for several routes or what makes
  // it stands at a call that led there.
  for (std::size_t n = 0; n < out_.module.routes.size(); ++n) {
    Route& route = out_.module.routes[n];
    const Place object = out_.codes[n].object;
    const auto shared = [&](const Place& place) {
      std::size_t count = 0;
      for (std::size_t other = 0; other < out_.codes.size(); ++other) {
        if (out_.codes[other].object != object) continue;
        count += std::find(led_by_[other].begin(), led_by_[other].end(), place) != led_by_[other].end();
      }
      return count > 1;
    };
    std::size_t same = 0;
    for (const RouteCode& code : out_.codes)
      same += code.object == object;
    const auto holds = [&](const Range& outer, const Range& inner) {
      return outer.file == inner.file && outer.begin <= inner.begin && inner.end <= outer.end;
    };
    const auto& led_by = led_by_[n];
    bool told = same == 1;
    for (auto place = led_by.rbegin(); place != led_by.rend(); ++place) {
      const Range there = project_.range(*place);
      const bool makes_it =
          std::any_of(route.properties.begin(), route.properties.end(), [&](const RouteProperty& property) {
            return property.value.kind != Folded::Kind::unknown && holds(there, property.value.at) &&
                   !holds(route.site, property.value.at);
          });
      if (same > 1 ? shared(*place) : !makes_it) continue;
      route.site = there;
      told = true;
      break;
    }
    if (told) continue;
    // Nothing on the way differs: what is written of it elsewhere does.
    for (const RouteProperty& property : route.properties) {
      if (property.name != "path" || holds(project_.range(object), property.at)) continue;
      route.site = property.at;
    }
  }
}

}  // namespace convotic::lint
