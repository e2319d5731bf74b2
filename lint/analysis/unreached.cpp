#include "lint/analysis/unreached.hpp"

#include "lint/effect_names.hpp"
#include "lint/model/chain_facts.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace convotic::lint::outcome {
namespace {

constexpr std::uint8_t kTaken = 1, kNotTaken = 2;

// One file of those that the route has run code of.
class Search {
public:
  Search(const Report& report, const Config& config, const ParsedFile& file)
      : report_(report), config_(config), file_(file), tree_(file.ast) {}

  // Begin and end of the calls that are known to change something, whatever they look like.
  std::set<std::pair<std::uint32_t, std::uint32_t>> known;

  // The first call within a function that should have been reached.
  NodeId within(NodeId function) const {
    std::vector<NodeId> pending(tree_.children(function).rbegin(), tree_.children(function).rend());
    while (!pending.empty()) {
      const NodeId node = pending.back();
      pending.pop_back();
      if (node == kNoNode) continue;
      if (tree_.is(node, NodeKind::function) && !is_uncalled_argument(node)) continue;
      if (tree_.is(node, NodeKind::class_)) {
        // Of a class that is declared here, what its static parts do.
        for (const NodeId member : tree_.children(node))
          if (member != kNoNode && (tree_.is(member, NodeKind::static_block) ||
                                    (tree_.has(member, kStatic) && !tree_.has(member, kMethod))))
            pending.push_back(member);
        continue;
      }
      if (tree_.is(node, NodeKind::call) && changes(node) && !is_dead(node)) return node;
      pending.insert(pending.end(), tree_.children(node).rbegin(), tree_.children(node).rend());
    }
    return kNoNode;
  }

private:
  std::uint64_t key(NodeId node) const { return (std::uint64_t{file_.id} << 32) | node; }

  // A function that is written where a call takes it, or that the language calls, so that it is there to be
  // called.
  bool is_uncalled_argument(NodeId function) const {
    const NodeId holder = tree_.parent(function);
    const bool argument = (tree_.is(holder, NodeKind::call) || tree_.is(holder, NodeKind::new_)) &&
                          tree_.child(holder, 0) != function;
    const std::string_view name = tree_.is(holder, NodeKind::property) ? tree_.text(holder) : "";
    const bool implicit = tree_.is(holder, NodeKind::property) &&
                          (tree_.has(holder, kGetter | kSetter) || name == "toString" || name == "toJSON" ||
                           name == "valueOf" || name == "then" || tree_.child(holder, 0) != kNoNode);
    return (argument || implicit) && !report_.entered.contains(key(function));
  }

  bool changes(NodeId call) const {
    const Node& node = tree_[call];
    if (known.contains({node.begin, node.end})) return !report_.effects_reached.contains(key(call));
    const NodeId callee = tree_.child(call, 0);
    if (!tree_.is(callee, NodeKind::member)) return false;
    const NodeId area = tree_.child(callee, 0);
    if (!tree_.is(area, NodeKind::member)) return false;
    constexpr std::array<std::string_view, 5> kAreas{"contacts", "conversations", "messages", "workflows",
                                                     "storage"};
    if (std::find(kAreas.begin(), kAreas.end(), tree_.text(area)) == kAreas.end()) return false;
    const bool reads =
        std::any_of(config_.effects_read.begin(), config_.effects_read.end(),
                    [&](const std::string& pattern) { return name_matches(pattern, tree_.text(callee)); });
    return !reads && !report_.called.contains(key(call));
  }

  // Whether it only went one way there, and that is written in the code.
  bool never(NodeId condition, std::uint8_t side) const {
    const auto sides = report_.sides.find(key(condition));
    return sides != report_.sides.end() && (sides->second & side) == 0 && is_fixed(condition);
  }

  bool is_fixed(NodeId node, unsigned depth = 0) const {
    constexpr unsigned kDepth = 12;
    if (node == kNoNode) return true;
    if (depth > kDepth) return false;
    switch (tree_.kind(node)) {
    case NodeKind::this_:
    case NodeKind::super_:
    case NodeKind::new_:
    case NodeKind::assignment:
    case NodeKind::update:
    case NodeKind::yield_:
    case NodeKind::unknown:
      return false;
    case NodeKind::function:
    case NodeKind::class_:
      return true;
    case NodeKind::call: {
      // What only looks at a text or list.
      constexpr std::array<std::string_view, 6> kLooks{"includes", "startsWith", "endsWith",
                                                       "has",      "test",       "toLowerCase"};
      const NodeId callee = tree_.child(node, 0);
      return tree_.is(callee, NodeKind::member) &&
             std::find(kLooks.begin(), kLooks.end(), tree_.text(callee)) != kLooks.end() &&
             std::all_of(tree_.children(node).begin(), tree_.children(node).end(),
                         [&](NodeId child) { return is_fixed(child, depth + 1); });
    }
    case NodeKind::identifier: {
      const BindingId binding = file_.scopes.of(node);
      if (binding == kNoBinding) return true;
      const Binding& what = file_.scopes[binding];
      if (!what.mutations.empty()) return false;
      if (what.kind != Binding::Kind::variable) return what.assignments.empty();
      return what.settled() && is_fixed(what.value, depth + 1);
    }
    default:
      return std::all_of(tree_.children(node).begin(), tree_.children(node).end(),
                         [&](NodeId child) { return is_fixed(child, depth + 1); });
    }
  }

  // Whether nothing that stands behind this statement runs.
  bool ends_all(NodeId statement) const {
    if (statement == kNoNode) return false;
    switch (tree_.kind(statement)) {
    case NodeKind::return_statement:
    case NodeKind::throw_statement:
    case NodeKind::break_statement:
    case NodeKind::continue_statement:
      return true;
    case NodeKind::if_statement: {
      const NodeId condition = tree_.child(statement, 0);
      return never(condition, kTaken) || never(condition, kNotTaken);
    }
    default:
      return false;
    }
  }

  bool is_dead(NodeId node) const {
    for (NodeId below = node, above = tree_.parent(node); above != kNoNode;
         below = above, above = tree_.parent(above)) {
      switch (tree_.kind(above)) {
      case NodeKind::if_statement:
      case NodeKind::conditional:
        if (below == tree_.child(above, 1) && never(tree_.child(above, 0), kTaken)) return true;
        if (below == tree_.child(above, 2) && never(tree_.child(above, 0), kNotTaken)) return true;
        break;
      case NodeKind::logical:
        if (below == tree_.child(above, 1) && is_fixed(tree_.child(above, 0))) return true;
        break;
      case NodeKind::switch_statement:
        if (below != tree_.child(above, 0) && is_fixed(tree_.child(above, 0))) return true;
        break;
      case NodeKind::for_in_statement:
        if (below == tree_.child(above, 2) && is_fixed(tree_.child(above, 1))) return true;
        break;
      case NodeKind::while_statement:
        if (below == tree_.child(above, 1) && never(tree_.child(above, 0), kTaken)) return true;
        break;
      case NodeKind::catch_clause:
        // Nothing that was followed throws there.
        return true;
      case NodeKind::block:
      case NodeKind::switch_case:
        for (const NodeId statement : tree_.children(above)) {
          if (statement == below) break;
          if (ends_all(statement)) return true;
        }
        break;
      case NodeKind::function:
        if (report_.entered.contains(key(above))) return false;
        break;
      default:
        break;
      }
    }
    return false;
  }

  const Report& report_;
  const Config& config_;
  const ParsedFile& file_;
  const Ast& tree_;
};

}  // namespace

std::optional<Range> unreached_effect(const Report& report, const ChainFacts& chain, const Config& config,
                                      const Project& project) {
  std::vector<std::uint64_t> functions(report.entered.begin(), report.entered.end());
  std::sort(functions.begin(), functions.end());
  for (std::size_t i = 0; i < functions.size();) {
    const auto id = static_cast<FileId>(functions[i] >> 32);
    const ParsedFile& file = *project.file(id);
    Search search(report, config, file);
    for (const EffectSite& effect : chain.effects)
      if (effect.write && effect.at.file == id) search.known.insert({effect.at.begin, effect.at.end});
    for (; i < functions.size() && functions[i] >> 32 == id; ++i)
      if (const NodeId call = search.within(static_cast<NodeId>(functions[i])); call != kNoNode)
        return project.range({id, call});
  }
  return std::nullopt;
}

}  // namespace convotic::lint::outcome
