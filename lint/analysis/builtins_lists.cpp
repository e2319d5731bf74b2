#include "lint/analysis/elements.hpp"
#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

// Takes ways together that differ only in which element has decided, and keeps that one has.
Outcomes Interpreter::summarised(Outcomes outcomes, const Step* before, const Call& call) {
  Reason reason = Reason::other;
  bool decided = false;
  for (const Outcome& outcome : outcomes)
    for (const Step* step = outcome.state.steps; step != nullptr && step != before; step = step->previous) {
      if (step->type != Step::Type::decision || step->reason == Reason::other) continue;
      reason = step->reason;
      decided = true;
    }
  merge(outcomes);
  if (!decided) return outcomes;
  for (Outcome& outcome : outcomes)
    if (outcome.state.steps == before && !outcome.threw)
      decide(call.site, call.frame, truth(outcome.value, outcome.state) == Truth::yes, reason, outcome.state);
  return outcomes;
}

// What flatMap puts in place of an element: what a list has, or the value itself.
void Interpreter::spread_into(Arguments& values, const Value*& rest, const Value* made, bool certain,
                              const Call& call, State& state) {
  const auto may_be_there = [&](const Value* value) {
    rest = rest == nullptr ? value : join(rest, value, intern(site(call.site, call.frame), 2, "flat"), state);
  };
  const Record* const list = record(made, state);
  if (list == nullptr || list->type != Record::Type::array) {
    const bool one_value = made->kind != Kind::unknown;
    if (certain && one_value)
      values.push_back(made);
    else
      may_be_there(one_value ? made : part_of(made, "[]"));
    return;
  }
  for (const Value* value : list->elements)
    if (certain)
      values.push_back(value);
    else
      may_be_there(value);
  if (list->rest != nullptr) may_be_there(list->rest);
}

Outcomes Interpreter::call_array_method(const Value* receiver, const Record& content, std::string_view name,
                                        const Arguments& arguments, const Call& call, State state) {
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  const bool callable = first->kind == Kind::function || first->kind == Kind::method ||
                        first->kind == Kind::global || first->kind == Kind::package ||
                        first->kind == Kind::native || first->kind == Kind::unknown;
  const bool known_list = receiver->kind == Kind::object;
  const Facts* const inside = all_facts(receiver, state);
  const auto made = [&](Record list) {
    const Value* const value = object(list, call, state);
    return one(std::move(state), value);
  };
  if (callable && (name == "some" || name == "every" || name == "find" || name == "findLast" ||
                   name == "filter" || name == "findIndex" || name == "findLastIndex")) {
    if (first->kind == Kind::global && first->text == "Boolean" && name == "filter") {
      // What is left of it is there.
      Record kept = content;
      Arguments elements;
      for (const Value* element : content.elements) {
        const Truth truthy = truth(element, state);
        if (truthy == Truth::yes)
          elements.push_back(element);
        else if (truthy == Truth::depends && kept.rest == nullptr)
          kept.rest = element;
        else if (truthy == Truth::depends)
          kept.rest = join(kept.rest, element, intern(site(call.site, call.frame), 0, "kept"), state);
      }
      if (kept.rest != nullptr) {
        const Value* const there =
            symbol(intern(site(call.site, call.frame), 1, "kept"),
                   static_cast<std::uint8_t>(may_be(kept.rest, state) & ~may::kNullish), kept.rest->facts);
        Known known;
        known.truth = Known::Truth::truthy;
        state.known.set(there->id, arena_.make<Known>(known));
        kept.rest = there;
      }
      kept.type = Record::Type::array;
      kept.elements = arena_.copy(elements);
      return made(kept);
    }
    const Value* list = receiver;
    if (!known_list) {
      Record some = content;
      const Known* const known = receiver->kind == Kind::unknown ? state.known.find(receiver->id) : nullptr;
      some.filled = known != nullptr && known->filled;
      list = object(some, call, state);
    }
    return quantify(list, first, name, call, std::move(state));
  }
  if (callable && (name == "map" || name == "forEach" || name == "flatMap" || name == "reduce" ||
                   name == "reduceRight")) {
    const bool reduces = name.starts_with("reduce");
    struct Running {
      State state;
      Arguments values;
      const Value* rest = nullptr;
      const Value* total = nullptr;
    };
    std::vector<Running> running;
    const std::vector<Element> elements = elements_of(content, call, state);
    running.push_back(
        {std::move(state), {}, nullptr, reduces && arguments.size() > 1 ? arguments[1] : nullptr});
    Outcomes out;
    std::vector<State> starts;
    const Value* const initial = running.front().total;
    for (std::size_t at = 0; at < elements.size(); ++at) {
      const Element& element = elements[at];
      std::vector<Running> next;
      if (!element.certain && starts.empty())
        for (const Running& held : running)
          starts.push_back(held.state);
      for (Running& held : running) {
        if (reduces && held.total == nullptr) {
          held.total = element.value;
          next.push_back(std::move(held));
          continue;
        }
        // A text that a digest or a request has made is not empty where two are compared.
        if (!element.certain && !reduces) next.push_back(held);
        Call back = call;
        back.round = static_cast<std::uint32_t>(at) + 1;
        back.self = nullptr;
        back.ignored = name == "forEach";
        const Value* const index = element.certain ? number(static_cast<double>(at))
                                                   : fresh(call, may::kNumber, nullptr, held.state, 9);
        const Arguments passed = reduces ? Arguments{held.total, element.value, index, receiver}
                                         : Arguments{element.value, index, receiver};
        for (Outcome& outcome : this->call(first, passed, back, std::move(held.state))) {
          if (outcome.threw) {
            out.push_back(std::move(outcome));
            continue;
          }
          Running grown{std::move(outcome.state), held.values, held.rest, held.total};
          if (reduces)
            grown.total = outcome.value;
          else if (element.certain && name == "map")
            grown.values.push_back(outcome.value);
          else if (name == "flatMap")
            spread_into(grown.values, grown.rest, outcome.value, element.certain, call, grown.state);
          else
            grown.rest = outcome.value;
          next.push_back(std::move(grown));
        }
      }
      running = std::move(next);
      if (running.size() > 6) {
        Outcomes few;
        for (Running& held : running) {
          Record list;
          list.type = Record::Type::array;
          list.elements = arena_.copy(held.values);
          list.rest = held.rest;
          const Value* const value = reduces ? held.total : object(list, call, held.state);
          few.push_back({std::move(held.state), value, false});
        }
        merge(few);
        running.clear();
        for (Outcome& held : few) {
          Running again{std::move(held.state), {}, nullptr, reduces ? held.value : nullptr};
          if (!reduces)
            if (const Record* const list = record(held.value, again.state)) {
              again.values.assign(list->elements.begin(), list->elements.end());
              again.rest = list->rest;
            }
          running.push_back(std::move(again));
        }
      }
    }
    for (Running& held : running) {
      const Value* value = undefined();
      // However many there are: what was counted on the way is not known.
      if (!starts.empty() && call.frame != nullptr) widen(held.state, starts, call.site, call.frame);
      if (!starts.empty() && reduces && held.total != nullptr && held.total->kind == Kind::number &&
          initial != nullptr && !same(held.total, initial)) {
        Value* counted = arena_.make<Value>(*fresh(call, may::kNumber, held.total->facts, held.state, 8));
        if (held.total->number > 0) counted->text = kCounted;
        held.total = counted;
      }
      if (reduces) {
        value = held.total == nullptr ? undefined() : held.total;
      } else if (name != "forEach") {
        Record list;
        list.type = Record::Type::array;
        list.elements = arena_.copy(held.values);
        list.rest = held.rest;
        // Where nothing was there, what is made of it is made of that all the same.
        if (held.values.empty() && held.rest == nullptr && content.rest != nullptr) list.made_of = inside;
        value = object(list, call, held.state);
      }
      out.push_back({std::move(held.state), value, false});
    }
    merge(out);
    return out;
  }
  if (name == "includes" || name == "indexOf" || name == "lastIndexOf") {
    // One of them is equal.
    Outcomes out;
    const Step* const before = state.steps;
    const std::vector<Element> elements = elements_of(content, call, state);
    std::vector<State> running;
    running.push_back(std::move(state));
    const bool index = name != "includes";
    for (const Element& element : elements) {
      std::vector<State> next;
      for (State& held : running) {
        // What is known to be equal or not needs no comparison.
        if (const auto known = known_equal(element.value, first, true, held);
            known && (first->kind == Kind::boolean || first->nullish())) {
          const Value* const found = with_facts(index ? number(0) : boolean(*known), element.value->facts);
          if (*known)
            out.push_back({std::move(held), found, false});
          else
            next.push_back(std::move(held));
          continue;
        }
        const std::uint32_t id = element.value->id;
        const Known* const before_found = held.known.find(id);
        for (Outcome& outcome : compare(element.value, first, Comparator::ordinary, call, std::move(held))) {
          if (outcome.threw || !outcome.value->flag) {
            next.push_back(std::move(outcome.state));
            continue;
          }
          // One of those that it stands for is equal; the others may be anything.
          if (!element.certain && element.value->open()) {
            if (before_found == nullptr)
              outcome.state.known.erase(id);
            else
              outcome.state.known.set(id, before_found);
          }
          const Value* const found = index ? with_facts(number(0), outcome.value->facts) : outcome.value;
          out.push_back({std::move(outcome.state), found, false});
        }
      }
      running = std::move(next);
    }
    for (State& held : running)
      out.push_back({std::move(held), index ? number(-1) : boolean(false), false});
    return summarised(std::move(out), before, call);
  }
  if (name == "join" || name == "toString") {
    bool known = content.rest == nullptr;
    std::string whole;
    const std::string_view separator = first->kind == Kind::string ? first->text : std::string_view(",");
    for (const Value* element : content.elements) {
      known = known && element->kind == Kind::string;
      if (!whole.empty() || element != content.elements.front()) whole += separator;
      if (element->kind == Kind::string) whole += element->text;
    }
    const Value* const value = known ? text(whole, inside) : fresh(call, may::kString, inside, state);
    return one(std::move(state), value);
  }
  if (name == "push" || name == "unshift") {
    if (known_list) {
      Record grown = content;
      Arguments elements(content.elements.begin(), content.elements.end());
      for (const Value* argument : arguments) {
        if (elements.size() >= kElements * 2)
          grown.rest = argument;
        else if (name == "push")
          elements.push_back(argument);
        else
          elements.insert(elements.begin(), argument);
      }
      grown.elements = arena_.copy(elements);
      put(receiver, grown, state);
    }
    const Value* const size = fresh(call, may::kNumber, nullptr, state);
    return one(std::move(state), size);
  }
  if (name == "pop" || name == "shift" || name == "at") {
    if (content.elements.empty()) {
      // The next time it is another one, or none.
      const Value* const left = content.rest == nullptr ? undefined() : content.rest;
      if (name == "at" || left->kind != Kind::unknown || left->has(origin::kVerdict))
        return one(std::move(state), left);
      Value* taken = arena_.make<Value>(*left);
      taken->id = fresh(call, may::kAnything, nullptr, state)->id;
      return one(std::move(state), taken);
    }
    const bool front = name == "shift" || (name == "at" && first->kind == Kind::number && first->number == 0);
    const Value* const value = front ? content.elements.front() : content.elements.back();
    if (known_list && name != "at" && content.rest == nullptr) {
      Record left = content;
      left.elements =
          front ? content.elements.subspan(1) : content.elements.first(content.elements.size() - 1);
      put(receiver, left, state);
    }
    return one(std::move(state), value);
  }
  if (name == "concat") {
    Record all = content;
    Arguments elements(content.elements.begin(), content.elements.end());
    for (const Value* argument : arguments) {
      const Record* const more = record(argument, state);
      if (more != nullptr && more->type == Record::Type::array) {
        elements.insert(elements.end(), more->elements.begin(), more->elements.end());
        if (more->rest != nullptr) all.rest = more->rest;
      } else {
        elements.push_back(argument);
      }
    }
    all.elements = arena_.copy(elements);
    return made(all);
  }
  if (name == "slice" || name == "reverse" || name == "sort" || name == "flat" || name == "toSorted" ||
      name == "toReversed" || name == "values" || name == "splice" || name == "fill") {
    // What orders them is called, where there is more than one.
    if (name.ends_with("ort") || name == "toSorted") {
      std::vector<State> ways = may_call(arguments, inside, call, std::move(state));
      state = std::move(ways.back());
      ways.pop_back();
      if (!ways.empty()) {
        Outcomes out;
        for (State& way : ways) {
          const Value* const sorted = object(content, call, way);
          out.push_back({std::move(way), sorted, false});
        }
        const Value* const sorted = object(content, call, state);
        out.push_back({std::move(state), sorted, false});
        merge(out);
        return out;
      }
    }
    Record some = content;
    const bool from = name == "slice" && first->kind == Kind::number && first->number > 0;
    if (from)
      some.elements = content.elements.subspan(
          std::min(content.elements.size(), static_cast<std::size_t>(first->number)));
    if (name == "slice" && arguments.size() > 1 && arguments[1]->kind == Kind::number &&
        arguments[1]->number >= 0 && !from)
      some.elements = content.elements.first(
          std::min(content.elements.size(), static_cast<std::size_t>(arguments[1]->number)));
    if (name == "reverse") {
      Arguments turned(content.elements.rbegin(), content.elements.rend());
      some.elements = arena_.copy(turned);
    }
    return made(some);
  }
  if (name == "entries" || name == "keys") {
    Record pairs;
    pairs.type = Record::Type::array;
    Arguments elements;
    double at = 0;
    for (const Value* element : content.elements) {
      const Value* const index = number(at++);
      if (name == "keys") {
        elements.push_back(index);
        continue;
      }
      Call inner = call;
      inner.round = static_cast<std::uint32_t>(at) + 64;
      elements.push_back(array({index, element}, inner, state));
    }
    pairs.elements = arena_.copy(elements);
    pairs.rest = content.rest;
    return made(pairs);
  }
  if (name == "next") return next_of(content, call, std::move(state));
  return call_unknown(receiver, arguments, call, std::move(state));
}

}  // namespace convotic::lint::outcome
