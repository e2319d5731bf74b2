// What a function keeps of where it was made, when the same code runs once more.
#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

namespace {

bool is_loop(const Ast& tree, NodeId node) {
  switch (tree.kind(node)) {
  case NodeKind::for_statement:
  case NodeKind::for_in_statement:
  case NodeKind::while_statement:
  case NodeKind::do_statement:
    return true;
  default:
    return false;
  }
}

// Whether each round of a loop has a variable of its own with this name, which stays as it was made: what
// counts it on is the next round's.
bool is_of_a_round(const Ast& tree, const Binding& binding) {
  if (binding.kind != Binding::Kind::variable ||
      (binding.declared_with != Op::const_ && binding.declared_with != Op::let_))
    return false;
  NodeId at = binding.scope;
  while (at != kNoNode && at != binding.owner && !is_loop(tree, at))
    at = tree.parent(at);
  if (at == kNoNode || at == binding.owner) return false;
  return std::all_of(binding.assignments.begin(), binding.assignments.end(), [&](NodeId assignment) {
    return tree.is(binding.scope, NodeKind::for_statement) && tree.child(binding.scope, 2) != kNoNode &&
           tree.within(assignment, tree.child(binding.scope, 2));
  });
}

}  // namespace

// The variables of the rounds around it that a function uses.
const std::vector<BindingId>& Interpreter::round_variables(NodeId code, const Frame* frame) {
  const auto [at, is_new] = round_variables_.try_emplace((std::uint64_t{frame->file} << 32) | code);
  if (!is_new) return at->second;
  const Ast& tree = ast(frame);
  NodeId outer = tree.parent(code);
  while (outer != kNoNode && !is_loop(tree, outer) && !tree.is(outer, NodeKind::function))
    outer = tree.parent(outer);
  if (outer == kNoNode || tree.is(outer, NodeKind::function)) return at->second;
  const Scopes& scopes = file(frame).scopes;
  const std::uint32_t begin = range(code, frame).begin;
  for (BindingId id = 1; id < scopes.size(); ++id) {
    const Binding& binding = scopes[id];
    if (binding.owner != frame->function || !is_of_a_round(tree, binding)) continue;
    // What is declared further on is not there yet.
    if (range(binding.identifier, frame).begin > begin || tree.within(code, binding.declaration)) continue;
    const std::vector<NodeId>& uses = scopes.uses(id);
    if (std::any_of(uses.begin(), uses.end(), [&](NodeId use) { return tree.within(use, code); }))
      at->second.push_back(id);
  }
  return at->second;
}

// Where a function is made: in a loop, with the variables of this round.
const Frame* Interpreter::frame_of_round(NodeId code, const Frame* frame, const State& state) {
  constexpr std::size_t kRoundsKept = 12;
  std::vector<Captured> values;
  for (const BindingId binding : round_variables(code, frame))
    if (const Value* const value = state.variables.find((std::uint64_t{frame->id} << 32) | binding))
      values.push_back({binding, value});
  if (values.empty()) return frame;
  std::vector<const Frame*>& kept = rounds_kept_[site(code, frame)];
  for (const Frame* known : kept)
    if (std::equal(
            values.begin(), values.end(), known->captured.begin(), known->captured.end(),
            [&](const auto& a, const auto& b) { return a.binding == b.binding && same(a.value, b.value); }))
      return known;
  if (kept.size() >= kRoundsKept) return frame;
  Frame* const made = arena_.make<Frame>();
  made->id = intern(site(code, frame), kept.size(), "round");
  made->parent = frame;
  made->file = frame->file;
  made->function = code;
  made->captured = arena_.copy(values);
  kept.push_back(made);
  return made;
}

// Identifies a run of a function. In a loop, where functions that an earlier run has made are still there,
// with its variables, this one has others.
std::uint32_t Interpreter::run_id(const Value* function, const Call& call, const State& state) {
  constexpr std::uint64_t kInstances = 8;
  const std::uint64_t what = function->site ^ (std::uint64_t{call.round} << 40);
  std::uint32_t id = intern(site(call.site, call.frame), what, "frame");
  if (call.frame == nullptr) return id;
  const Ast& tree = ast(call.frame);
  NodeId outer = tree.parent(call.site);
  while (outer != kNoNode && !is_loop(tree, outer) && !tree.is(outer, NodeKind::function))
    outer = tree.parent(outer);
  if (outer == kNoNode || tree.is(outer, NodeKind::function)) return id;
  for (std::uint64_t n = 0; n < kInstances; ++n) {
    id = intern(site(call.site, call.frame), what ^ (n << 60), "frame");
    const std::uint64_t first = std::uint64_t{id} << 32;
    const auto& slots = state.variables.slots();
    const auto at = std::lower_bound(slots.begin(), slots.end(), first,
                                     [](const auto& slot, std::uint64_t key) { return slot.first < key; });
    if (at == slots.end() || at->first >> 32 != id) break;
  }
  return id;
}

}  // namespace convotic::lint::outcome
