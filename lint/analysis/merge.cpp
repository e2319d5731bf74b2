#include "lint/analysis/interpreter.hpp"

#include <fmt/format.h>

#include <set>

namespace convotic::lint::outcome {
namespace {

// States that one point of the code is looked at with. Beyond the first number those that differ only in
// values are taken together, beyond the second the rest is given up on.
constexpr std::size_t kFew = 12;
constexpr std::size_t kMany = 256;
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
  for (std::size_t i = 0; !into.variables.shares(other.variables) && i < mine.size(); ++i)
    if (mine[i].first != theirs[i].first || !same(mine[i].second, theirs[i].second)) return false;
  for (std::size_t i = 0; !into.heap.shares(other.heap) && i < into.heap.slots().size(); ++i) {
    const auto& [id, a] = into.heap.slots()[i];
    const auto& [other_id, b] = other.heap.slots()[i];
    if (id != other_id) return false;
    if (a == b) continue;
    if (a->type != b->type || a->properties.size() != b->properties.size() ||
        a->elements.size() != b->elements.size() || (a->rest == nullptr) != (b->rest == nullptr) ||
        (a->digest == nullptr) != (b->digest == nullptr))
      return false;
    for (std::size_t p = 0; p < a->properties.size(); ++p)
      if (a->properties[p].key != b->properties[p].key ||
          !same(a->properties[p].value, b->properties[p].value))
        return false;
    for (std::size_t e = 0; e < a->elements.size(); ++e)
      if (!same(a->elements[e], b->elements[e])) return false;
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

void Interpreter::merge(Outcomes& outcomes) {
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    for (std::size_t k = outcomes.size(); k-- > i + 1;)
      if (outcomes[i].threw == outcomes[k].threw && same(outcomes[i].value, outcomes[k].value) &&
          merge_into(outcomes[i].state, outcomes[k].state))
        outcomes.erase(outcomes.begin() + static_cast<std::ptrdiff_t>(k));
  within_limit(outcomes.size());
}

void Interpreter::merge(Exits& exits) {
  const auto value_of = [&](const Exit& exit) { return exit.value == nullptr ? undefined() : exit.value; };
  for (std::size_t i = 0; i < exits.size(); ++i)
    for (std::size_t k = exits.size(); k-- > i + 1;)
      if (exits[i].how == exits[k].how && exits[i].label == exits[k].label &&
          same(value_of(exits[i]), value_of(exits[k])) && merge_into(exits[i].state, exits[k].state))
        exits.erase(exits.begin() + static_cast<std::ptrdiff_t>(k));
  if (exits.size() <= kFew) return;
  // Too many: values of variables that differ become one that can be either. Whether something has verified
  // stays apart, and so does how the code goes on.
  for (std::size_t i = 0; i < exits.size() && exits.size() > kFew; ++i) {
    for (std::size_t k = exits.size(); k-- > i + 1 && exits.size() > kFew;) {
      Exit& into = exits[i];
      Exit& other = exits[k];
      if (into.how != other.how || into.label != other.label || into.state.verified != other.state.verified ||
          into.state.ghost != other.state.ghost ||
          truth(value_of(into), into.state) != truth(value_of(other), other.state))
        continue;
      State joined_state = into.state;
      for (const auto& [key, value] : other.state.variables.slots()) {
        const Value* const mine = joined_state.variables.find(key);
        if (mine == nullptr || same(mine, value)) {
          joined_state.variables.set(key, value);
        } else if (truth(mine, into.state) == truth(value, other.state)) {
          joined_state.variables.set(key, join(mine, value, intern(key, 0, "joined"), joined_state));
        }
      }
      for (const auto& [id, content] : other.state.heap.slots())
        if (joined_state.heap.find(id) == nullptr) joined_state.heap.set(id, content);
      State rest = other.state;
      rest.variables = joined_state.variables;
      rest.heap = joined_state.heap;
      rest.verifications = joined_state.verifications;
      rest.assumptions = joined_state.assumptions;
      rest.clock_tested = joined_state.clock_tested = joined_state.clock_tested && rest.clock_tested;
      rest.duplicate_tested = joined_state.duplicate_tested =
          joined_state.duplicate_tested && rest.duplicate_tested;
      rest.settled = joined_state.settled;
      const bool keeps_control = [&] {
        for (const auto& [key, value] : other.state.variables.slots()) {
          const Value* const mine = into.state.variables.find(key);
          if (mine != nullptr && !same(mine, value) && truth(mine, into.state) != truth(value, other.state))
            return false;
        }
        return true;
      }();
      if (!keeps_control) continue;
      if (!merge_into(joined_state, rest)) continue;
      if (into.value != nullptr && other.value != nullptr && !same(into.value, other.value))
        into.value = join(into.value, other.value, intern(0, 0, "joined result"), joined_state);
      into.state = std::move(joined_state);
      exits.erase(exits.begin() + static_cast<std::ptrdiff_t>(k));
    }
  }
  within_limit(exits.size());
}

// Drops what a call has made and left unreachable, so that states which differ only in that are the same.
// What was there before the call stays: something half evaluated may hold it.
void Interpreter::collect(State& state, const Value* result, const State& before) {
  std::set<std::uint32_t> frames;
  std::set<std::uint32_t> objects;
  std::vector<const Value*> pending;
  std::vector<std::uint32_t> new_frames;
  const auto keep = [&](std::uint32_t frame) {
    if (frames.insert(frame).second) new_frames.push_back(frame);
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
    objects.insert(static_cast<std::uint32_t>(id));
    keep_contents(state.heap.find(id));
  }
  if (result != nullptr) pending.push_back(result);
  if (state.settled != nullptr) pending.push_back(state.settled);
  if (state.yielded != nullptr) pending.push_back(state.yielded);
  while (!pending.empty() || !new_frames.empty()) {
    if (!new_frames.empty()) {
      const std::uint32_t kept = new_frames.back();
      new_frames.pop_back();
      for (const auto& [key, value] : state.variables.slots())
        if (key >> 32 == kept) pending.push_back(value);
      continue;
    }
    const Value* const value = pending.back();
    pending.pop_back();
    if (value->frame != nullptr) keep_chain(value->frame);
    if (value->receiver != nullptr) pending.push_back(value->receiver);
    pending.insert(pending.end(), value->items.begin(), value->items.end());
    const bool has_record = value->kind == Value::Kind::object || value->kind == Value::Kind::context ||
                            value->kind == Value::Kind::klass || value->kind == Value::Kind::function ||
                            (value->kind == Value::Kind::unknown && state.heap.find(value->id) != nullptr);
    if (has_record && objects.insert(value->id).second) keep_contents(state.heap.find(value->id));
  }
  state.variables.keep_if(
      [&](std::uint64_t key) { return frames.contains(static_cast<std::uint32_t>(key >> 32)); });
  state.heap.keep_if([&](std::uint64_t id) { return objects.contains(static_cast<std::uint32_t>(id)); });
}

// Whether so many ways can be looked at from here on; else the analysis is given up.
bool Interpreter::within_limit(std::size_t ways) {
  if (ways > kMany && stopped_.empty())
    stopped_ = fmt::format("the code has more than {} ways to go on", kMany);
  return stopped_.empty();
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
