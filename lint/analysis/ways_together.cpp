// Keeps the ways in which code can go on few: those that are the same are one, and where there are too many,
// those that differ in values are taken together.
#include "lint/analysis/interpreter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <type_traits>

namespace convotic::lint::outcome {
namespace {

// How many ways one point of the code is looked at with: of those that have verified the request, after which
// nothing can come that matters as much as what comes of the others; of all, beyond which those that differ
// only in what was sent are taken together; of all, beyond which even those are that differ in what has been
// found out. The more has been looked at, the fewer.
struct Limits {
  std::uint32_t spent;
  std::size_t verified;
  std::size_t few;
  std::size_t some;
  std::size_t times;  // as many of them for an expression: its value is looked at soon, and it matters which
};
constexpr Limits kLimits[] = {{8'000, 4, 12, 32, 3},
                              {30'000, 1, 6, 16, 3},
                              {80'000, 1, 3, 8, 1},
                              {140'000, 1, 1, 4, 1},
                              {std::numeric_limits<std::uint32_t>::max(), 1, 1, 1, 1}};
// Of what runs at some other time only the value is asked for.
constexpr Limits kElsewhere = {0, 1, 2, 4, 1};

const Limits& limits_at(std::uint32_t spent) {
  return *std::find_if(std::begin(kLimits), std::end(kLimits),
                       [&](const Limits& of) { return spent < of.spent; });
}

// The analysis is given up beyond this.
constexpr std::size_t kMany = 256;

// Whether what comes of a way is known: nothing that happens later can undo its verification, or it has just
// come to an effect without one, and only whether one follows is still of interest.
bool is_settled(const State& state) {
  if (state.ghost || state.assumptions != nullptr) return false;
  return state.verified || (state.steps != nullptr && state.steps->type == Step::Type::effect);
}

template <typename Way> void erase(PooledVector<Way>& ways, std::size_t at) {
  ways.erase(ways.begin() + static_cast<std::ptrdiff_t>(at));
}

const Value* as_undefined(const Value* value, const Value* undefined) {
  return value == nullptr ? undefined : value;
}

}  // namespace

// `alike` says whether two ways end in the same manner, `values` calls what it is given with each value of
// theirs, in the same order for ways that are alike. Whether something has verified stays apart, and so does
// how the code goes on.
template <typename Ways, typename Alike, typename Values>
void Interpreter::take_together(Ways& ways, Alike alike, Values values) {
  const auto together = [&](std::size_t i, std::size_t k, Widening how) {
    if (!alike(ways[i], ways[k])) return false;
    ++joins_;
    State both = ways[i].state;
    if (!join_into(both, ways[k].state, how)) return false;
    Arguments theirs;
    values(ways[k], [&](const Value*& value) { theirs.push_back(value); });
    Arguments of_both;
    bool joins = true;
    values(ways[i], [&](const Value*& value) {
      if (!joins) return;
      const std::size_t at = of_both.size();
      const Value* const either = either_of(value, ways[i].state, theirs[at], ways[k].state,
                                            intern(at, joins_, "joined result"), both, how);
      joins = either != nullptr;
      of_both.push_back(either);
    });
    if (!joins) return false;
    std::size_t at = 0;
    values(ways[i], [&](const Value*& value) { value = of_both[at++]; });
    ways[i].state = std::move(both);
    erase(ways, k);
    return true;
  };
  const auto settled = [&] {
    return static_cast<std::size_t>(
        std::count_if(ways.begin(), ways.end(), [](const auto& way) { return is_settled(way.state); }));
  };
  const Limits& limits = elsewhere_ != 0 ? kElsewhere : limits_at(spent_);
  std::size_t left = settled();
  for (std::size_t i = 0; i < ways.size() && left > limits.verified; ++i)
    for (std::size_t k = ways.size(); k-- > i + 1 && left > limits.verified;)
      if (is_settled(ways[i].state) && is_settled(ways[k].state) && together(i, k, Widening::any)) --left;
  const std::size_t times = std::is_same_v<Ways, Exits> ? 1 : limits.times;
  const std::pair<Widening, std::size_t> phases[] = {{Widening::careful, times * limits.few},
                                                     {Widening::plain, times * limits.few},
                                                     {Widening::any, times * limits.some},
                                                     {Widening::loose, 2 * times * limits.some}};
  for (const auto& [how, limit] : phases)
    for (std::size_t i = 0; i < ways.size() && ways.size() > limit; ++i)
      for (std::size_t k = ways.size(); k-- > i + 1 && ways.size() > limit;)
        together(i, k, how);
  if (ways.size() > kMany && stopped_.empty())
    stopped_ = fmt::format("the code has more than {} ways to go on", kMany);
}

// So many ways in which an expression can end are not looked at for such as are the same.
std::size_t Interpreter::merges_above() const {
  return spent_ < kLimits[0].spent ? 3 : 1;
}

void Interpreter::merge(Outcomes& outcomes) {
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    for (std::size_t k = outcomes.size(); k-- > i + 1;)
      if (outcomes[i].threw == outcomes[k].threw && same(outcomes[i].value, outcomes[k].value) &&
          merge_into(outcomes[i].state, outcomes[k].state))
        erase(outcomes, k);
  if (outcomes.size() == 1) return;
  take_together(
      outcomes, [](const Outcome& a, const Outcome& b) { return a.threw == b.threw; },
      [](Outcome& outcome, const auto& visit) { visit(outcome.value); });
}

void Interpreter::merge(Exits& exits) {
  for (std::size_t i = 0; i < exits.size(); ++i)
    for (std::size_t k = exits.size(); k-- > i + 1;)
      if (exits[i].how == exits[k].how && exits[i].label == exits[k].label &&
          same(as_undefined(exits[i].value, undefined()), as_undefined(exits[k].value, undefined())) &&
          merge_into(exits[i].state, exits[k].state))
        erase(exits, k);
  if (exits.size() == 1) return;
  take_together(
      exits,
      [](const Exit& a, const Exit& b) {
        return a.how == b.how && a.label == b.label && (a.value == nullptr) == (b.value == nullptr);
      },
      [](Exit& exit, const auto& visit) {
        if (exit.value != nullptr) visit(exit.value);
      });
}

void Interpreter::merge(ListOutcomes& lists) {
  if (lists.size() == 1) return;
  take_together(
      lists,
      [](const ListOutcome& a, const ListOutcome& b) {
        return (a.thrown == nullptr) == (b.thrown == nullptr) && a.values.size() == b.values.size();
      },
      [](ListOutcome& list, const auto& visit) {
        for (const Value*& value : list.values)
          visit(value);
        if (list.thrown != nullptr) visit(list.thrown);
      });
}

void Interpreter::merge(ObjectOutcomes& objects) {
  if (objects.size() == 1) return;
  take_together(
      objects,
      [](const ObjectOutcome& a, const ObjectOutcome& b) {
        return (a.thrown == nullptr) == (b.thrown == nullptr) && (a.rest == nullptr) == (b.rest == nullptr) &&
               std::equal(a.properties.begin(), a.properties.end(), b.properties.begin(), b.properties.end(),
                          [](const Property& x, const Property& y) { return x.key == y.key; });
      },
      [](ObjectOutcome& object, const auto& visit) {
        for (Property& property : object.properties)
          visit(property.value);
        if (object.rest != nullptr) visit(object.rest);
        if (object.thrown != nullptr) visit(object.thrown);
      });
}

}  // namespace convotic::lint::outcome
