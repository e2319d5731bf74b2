#include "lint/analysis/interpreter.hpp"

#include <fmt/format.h>

namespace convotic::lint::outcome {
namespace {

constexpr std::uint32_t kSteps = 250'000;

const Step* common(const Step* a, const Step* b) {
  while (a != b) {
    if (a == nullptr || b == nullptr) return nullptr;
    if (a->depth >= b->depth)
      a = a->previous;
    else
      b = b->previous;
  }
  return a;
}

// Whether something other than decisions has happened since.
bool only_decisions(const Step* step, const Step* until) {
  for (; step != until; step = step->previous)
    if (step->type != Step::Type::decision && step->type != Step::Type::awaited) return false;
  return true;
}

}  // namespace

// The decisions that both ways have made, behind what they share.
const Step* Interpreter::agreed(const Step* mine, const Step* theirs, const Step* shared) {
  std::vector<const Step*> kept;
  const auto count = [&](const Step* from) {
    std::size_t steps = 0;
    for (; from != shared; from = from->previous)
      ++steps;
    return steps;
  };
  const std::size_t mine_count = count(mine);
  const bool sides = mine_count == 1 && count(theirs) == 1 && mine->site == theirs->site;
  const Step* const whole = mine;
  for (; mine != shared; mine = mine->previous)
    for (const Step* other = theirs; other != shared; other = other->previous)
      if (other->type == mine->type && other->site == mine->site && other->taken == mine->taken) {
        kept.push_back(mine);
        break;
      }
  // Two sides of one condition: it made no difference. Else this is one of several reasons.
  const bool weak = kept.empty() && !sides;
  if (weak)
    for (const Step* step = whole; step != shared; step = step->previous)
      kept.push_back(step);
  for (; !kept.empty(); kept.pop_back()) {
    Step* step = arena_.make<Step>(*kept.back());
    step->weak = step->weak || weak;
    step->previous = shared;
    step->depth = shared == nullptr ? 1 : shared->depth + 1;
    shared = step;
  }
  return shared;
}

// Takes `other` into `into` where both go on in the same way. Decisions that made no difference are
// forgotten.
bool Interpreter::merge_into(State& into, const State& other) {
  if (into.verified != other.verified || into.ghost != other.ghost ||
      into.clock_tested != other.clock_tested || into.duplicate_tested != other.duplicate_tested ||
      into.verifications != other.verifications || into.assumptions != other.assumptions ||
      into.settled != other.settled || into.suspended != other.suspended)
    return false;
  if (into.yielded != other.yielded &&
      (into.yielded == nullptr || other.yielded == nullptr || !same(into.yielded, other.yielded)))
    return false;
  const auto& mine = into.variables.slots();
  const auto& theirs = other.variables.slots();
  if (mine.size() != theirs.size() || into.heap.slots().size() != other.heap.slots().size()) return false;
  // The newest first: those are what most ways differ in.
  for (std::size_t i = into.variables.shares(other.variables) ? 0 : mine.size(); i-- > 0;)
    if (mine[i].first != theirs[i].first || !same(mine[i].second, theirs[i].second)) return false;
  for (std::size_t i = into.heap.shares(other.heap) ? 0 : into.heap.slots().size(); i-- > 0;) {
    const auto& [id, a] = into.heap.slots()[i];
    const auto& [other_id, b] = other.heap.slots()[i];
    if (id != other_id || (a != b && !same_content(*a, *b))) return false;
  }
  if (into.steps != other.steps) {
    const Step* const shared = common(into.steps, other.steps);
    const bool mine_plain = only_decisions(into.steps, shared);
    const bool theirs_plain = only_decisions(other.steps, shared);
    if (mine_plain && theirs_plain)
      into.steps = agreed(into.steps, other.steps, shared);
    else if (mine_plain)
      into.steps = other.steps;
  }
  // Only what both know is still known.
  std::vector<std::pair<std::uint64_t, const Known*>> changed;
  for (const auto& [id, known] : into.known.slots()) {
    if (into.known.shares(other.known)) break;
    const Known* const also = other.known.find(id);
    if (also == known) continue;
    if (also != nullptr && also->may == known->may && also->truth == known->truth &&
        also->length == known->length && also->decoded == known->decoded && also->filled == known->filled &&
        (also->equals == known->equals ||
         (also->equals != nullptr && known->equals != nullptr && same(also->equals, known->equals))))
      continue;
    if (also == nullptr) {
      changed.emplace_back(id, nullptr);
      continue;
    }
    Known both;
    both.may = static_cast<std::uint8_t>(also->may | known->may);
    if (also->truth == known->truth) both.truth = known->truth;
    if (also->length == known->length) both.length = known->length;
    if (also->decoded == known->decoded) both.decoded = known->decoded;
    both.filled = also->filled && known->filled;
    changed.emplace_back(id, arena_.make<Known>(both));
  }
  for (const auto& [id, known] : changed) {
    if (known == nullptr)
      into.known.erase(id);
    else
      into.known.set(id, known);
  }
  if (into.equal_lengths != other.equal_lengths) into.equal_lengths = nullptr;
  into.medium = into.medium || other.medium;
  return true;
}

// Whether going on from a state would show nothing that going on from those has not shown.
bool Interpreter::is_among(const std::vector<State>& seen, const State& state) {
  return std::any_of(seen.begin(), seen.end(), [&](const State& other) {
    State both = other;
    return merge_into(both, state);
  });
}

// Drops what a call has made and left unreachable, so that states which differ only in that are the same.
// What was there before the call stays: something half evaluated may hold it.
void Interpreter::collect(State& state, const Value* result, const State& before) {
  if (state.variables.shares(before.variables) && state.heap.shares(before.heap)) return;
  kept_frames_.clear();
  kept_objects_.clear();
  std::vector<const Value*> pending;
  const auto keep = [&](std::uint32_t frame) {
    if (!kept_frames_.insert(frame)) return;
    state.variables.each_from(std::uint64_t{frame} << 32, [&](std::uint64_t key, const Value* value) {
      if (key >> 32 != frame) return false;
      pending.push_back(value);
      return true;
    });
  };
  const auto keep_chain = [&](const Frame* frame) {
    for (; frame != nullptr; frame = frame->parent) {
      keep(frame->id);
      if (frame->self != nullptr) pending.push_back(frame->self);
      for (const auto& [binding, value] : frame->captured)
        pending.push_back(value);
    }
  };
  const auto keep_contents = [&](const Record* content) {
    if (content == nullptr) return;
    for (const Property& property : content->properties)
      pending.push_back(property.value);
    pending.insert(pending.end(), content->elements.begin(), content->elements.end());
    if (content->rest != nullptr) pending.push_back(content->rest);
    if (content->klass != nullptr) pending.push_back(content->klass);
  };
  for (const auto& [key, value] : before.variables.slots())
    keep(static_cast<std::uint32_t>(key >> 32));
  for (const auto& [file, top] : file_frames_)
    keep(top->id);
  for (const auto& [folded, made] : folded_frames_)
    keep(made->id);
  for (const auto& [id, content] : before.heap.slots()) {
    kept_objects_.insert(static_cast<std::uint32_t>(id));
    keep_contents(state.heap.find(id));
  }
  if (result != nullptr) pending.push_back(result);
  if (state.settled != nullptr) pending.push_back(state.settled);
  if (state.yielded != nullptr) pending.push_back(state.yielded);
  while (!pending.empty()) {
    const Value* const value = pending.back();
    pending.pop_back();
    if (value->frame != nullptr) keep_chain(value->frame);
    if (value->receiver != nullptr) pending.push_back(value->receiver);
    pending.insert(pending.end(), value->items.begin(), value->items.end());
    const bool has_record = value->kind == Value::Kind::object || value->kind == Value::Kind::context ||
                            value->kind == Value::Kind::klass || value->kind == Value::Kind::function ||
                            (value->kind == Value::Kind::unknown && state.heap.find(value->id) != nullptr);
    if (has_record && kept_objects_.insert(value->id)) keep_contents(state.heap.find(value->id));
  }
  state.variables.keep_if(
      [&](std::uint64_t key) { return kept_frames_.contains(static_cast<std::uint32_t>(key >> 32)); });
  state.heap.keep_if(
      [&](std::uint64_t id) { return kept_objects_.contains(static_cast<std::uint32_t>(id)); });
}

// Counts a step of the analysis; false where there have been too many.
bool Interpreter::spend() {
  if (!stopped_.empty()) return false;
  if (++spent_ > kSteps) {
    stopped_ = fmt::format("its code takes more than {} steps to follow", kSteps);
    return false;
  }
  return true;
}

}  // namespace convotic::lint::outcome
