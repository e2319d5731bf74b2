#include "lint/analysis/elements.hpp"
#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

bool counts(const Value* value) {
  return value->kind == Kind::number || value->kind == Kind::string;
}

}  // namespace

// What a list may hold: the elements that are sure to be there, then one that stands for as many more.
std::vector<Element> Interpreter::elements_of(const Record& list, const Call& call, State& state) {
  std::vector<Element> out;
  const Value* rest = list.rest;
  for (const Value* element : list.elements) {
    if (out.size() < kElements)
      out.push_back({element, true});
    else if (rest == nullptr)
      rest = element;
    else
      rest = join(rest, element, intern(site(call.site, call.frame), call.round, "more of them"), state);
  }
  for (std::uint32_t i = 0; i < kRounds && rest != nullptr; ++i)
    out.push_back({rest, false});
  return out;
}

// One more of the same kind, which need not be equal to it.
const Value* Interpreter::another(const Value* element, State& state) {
  if (element->kind != Kind::unknown || element->has(origin::kVerdict)) return element;
  Value* out = arena_.make<Value>(*element);
  out->id = intern(element->id, 0, "another");
  const Known* const known = state.known.find(element->id);
  if (known == nullptr)
    state.known.erase(out->id);
  else
    state.known.set(out->id, known);
  return out;
}

// Whether a list that is not known has something in it: its length, when that is asked for, says the same.
void Interpreter::know_emptiness(const Value* list, bool empty, State& state) {
  if (list->kind != Kind::unknown) return;
  Known known;
  known.may = may::kNumber;
  known.truth = empty ? Known::Truth::falsy : Known::Truth::truthy;
  if (empty) known.equals = number(0);
  state.known.set(intern(list->id, 0, "length"), arena_.make<Known>(known));
}

// Forgets what a loop has counted so far: numbers and texts that are not what they were in any of the states
// that it was entered with, and how much more or less lists hold. What remains stands for any later round.
void Interpreter::widen(State& state, const std::vector<State>& starts, NodeId loop, const Frame* frame) {
  const std::uint64_t here = site(loop, frame);
  const auto open = [&](const Value* value, std::uint64_t which, std::string_view name) {
    const std::uint32_t id = intern(here, which, name);
    state.known.erase(id);
    return symbol(id, value->kind == Kind::number ? may::kNumber : may::kString, value->facts);
  };
  std::vector<std::pair<std::uint64_t, const Value*>> variables;
  for (const auto& [key, value] : state.variables.slots()) {
    if (!counts(value)) continue;
    bool there = false;
    bool kept = false;
    bool rises = value->kind == Kind::number && value->number > 0;
    for (const State& start : starts) {
      const Value* const old = start.variables.find(key);
      there = there || old != nullptr;
      kept = kept || (old != nullptr && same(old, value));
      rises = rises && old != nullptr && old->kind == Kind::number && old->number >= 0 &&
              old->number < value->number;
    }
    if (!there || kept) continue;
    const Value* unknown = open(value, key, "counted");
    if (rises) {
      // However far it was counted, it is more than nothing.
      Value* positive = arena_.make<Value>(*unknown);
      positive->text = kCounted;
      unknown = positive;
      Known more;
      more.may = may::kNumber;
      more.truth = Known::Truth::truthy;
      state.known.set(unknown->id, arena_.make<Known>(more));
    }
    variables.emplace_back(key, unknown);
  }
  for (const auto& [key, value] : variables)
    state.variables.set(key, value);
  const Value* const given = state.yielded;
  const bool gave = given != nullptr && std::none_of(starts.begin(), starts.end(), [&](const State& start) {
                      return start.yielded != nullptr && start.yielded->items.size() == given->items.size();
                    });
  if (gave) {
    Value* more = arena_.make<Value>(*given);
    for (const Value* item : given->items)
      more->receiver =
          more->receiver == nullptr ? item : join(more->receiver, item, intern(here, 1, "given"), state);
    if (more->items.size() > kElements) more->items = more->items.first(kElements);
    state.yielded = more;
  }
  std::vector<std::pair<std::uint64_t, Record>> records;
  for (const auto& [id, content] : state.heap.slots()) {
    const Record* old = nullptr;
    bool kept = false;
    for (const State& start : starts) {
      const Record* const mine = start.heap.find(id);
      if (mine != nullptr) old = mine;
      kept = kept || mine == content;
    }
    if (old == nullptr || kept) continue;
    Record changed = *content;
    bool any = false;
    std::vector<Property> properties(content->properties.begin(), content->properties.end());
    for (Property& entry : properties) {
      const Value* const before = property(*old, entry.key);
      if (!counts(entry.value) || before == nullptr || same(before, entry.value)) continue;
      entry.value = open(entry.value, (std::uint64_t{id} << 8) ^ static_cast<std::uint64_t>(entry.key.size()),
                         entry.key);
      any = true;
    }
    if (any) changed.properties = arena_.copy(properties);
    const std::size_t now = content->elements.size();
    const std::size_t then = old->elements.size();
    if (now != then && content->digest == nullptr) {
      // Some are sure to be there only where more and more come.
      const Value* rest = content->rest;
      for (std::size_t at = now > then ? then : 0; at < now; ++at)
        rest = rest == nullptr ? content->elements[at]
                               : join(rest, content->elements[at], intern(here, id, "listed"), state);
      changed.rest = rest;
      if (now < then) changed.elements = {};
      any = true;
    }
    if (any) records.emplace_back(id, changed);
  }
  for (const auto& [id, content] : records)
    state.heap.set(id, arena_.make<Record>(content));
}

// A loop over the parts of a signature that was left as soon as one of them was right.
void Interpreter::check_left_early(const State& state, NodeId loop, const Frame* frame) {
  if (state.ghost) return;
  for (const Step* step = state.steps; step != nullptr; step = step->previous) {
    if (step->type == Step::Type::rejected) return;
    if (step->type != Step::Type::verified) continue;
    if (step->verification != nullptr && step->verification->loop == site(loop, frame))
      report_.add("crypto/truncated-compare", Severity::error, step->verification->at,
                  "one part of the signature that is right is enough", "compare all of it");
    return;
  }
}

}  // namespace convotic::lint::outcome
