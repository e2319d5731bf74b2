#include "lint/analysis/elements.hpp"
#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

// some, every, find, filter: functions that ask another one about each element.
Outcomes Interpreter::quantify(const Value* list_value, const Value* function, std::string_view name,
                               const Call& call, State state) {
  Record list;
  if (const Record* const content = record(list_value, state))
    list = *content;
  else
    list.rest = part_of(list_value, "[]");
  const std::vector<Element> elements = elements_of(list, call, state);
  const bool every = name == "every";
  const bool filter = name == "filter";
  const Step* const before = state.steps;
  const bool verified_before = state.verified;
  const auto result = [&](const Element& element, std::size_t at, bool found) -> const Value* {
    if (name == "some") return boolean(found);
    if (every) return boolean(found);
    if (name == "findIndex" || name == "findLastIndex") return number(found ? static_cast<double>(at) : -1);
    return found ? element.value : undefined();
  };
  struct Running {
    State state;
    Arguments kept;
    bool rest = false;
  };
  std::vector<Running> running;
  running.push_back({std::move(state), {}, false});
  // Nothing to ask about: what is then true of all is so without a check.
  if (elements.empty() && every)
    decide(call.site, call.frame, false, Reason::empty_list, running.front().state);
  Outcomes out;
  bool first = true;
  for (std::size_t at = 0; at < elements.size(); ++at) {
    const Element& element = elements[at];
    std::vector<Running> next;
    for (Running& held : running) {
      if (!element.certain && !(list.filled && at == 0)) {
        State none = held.state;
        if (first) decide(call.site, call.frame, false, Reason::empty_list, none);
        next.push_back({std::move(none), held.kept, held.rest});
        if (first) decide(call.site, call.frame, true, Reason::empty_list, held.state);
      }
      Call back = call;
      back.round = static_cast<std::uint32_t>(at) + 1;
      back.self = nullptr;
      for (Outcome& asked : this->call(function, {element.value, number(static_cast<double>(at)), list_value},
                                       back, std::move(held.state))) {
        if (asked.threw) {
          out.push_back(std::move(asked));
          continue;
        }
        for (Branch& side : test(asked.value, call.site, call.frame, std::move(asked.state))) {
          if (filter) {
            Arguments kept = held.kept;
            if (side.taken && element.certain) kept.push_back(element.value);
            next.push_back(
                {std::move(side.state), std::move(kept), held.rest || (side.taken && !element.certain)});
          } else if (side.taken != every) {
            const Value* const value = verdict_since(before, side.state, result(element, at, !every));
            out.push_back({std::move(side.state), value, false});
          } else {
            next.push_back({std::move(side.state), {}, false});
          }
        }
      }
    }
    running = std::move(next);
    if (!element.certain) first = false;
    if (running.size() > 16) {
      Outcomes few;
      for (Running& held : running) {
        const Value* const kept = filter ? array(held.kept, call, held.state) : undefined();
        few.push_back({std::move(held.state), kept, false});
      }
      merge(few);
      running.clear();
      for (Outcome& held : few)
        running.push_back({std::move(held.state), {}, true});
    }
  }
  for (Running& held : running) {
    if (filter) {
      Record kept;
      kept.type = Record::Type::array;
      kept.elements = arena_.copy(held.kept);
      if (held.rest) kept.rest = list.rest != nullptr ? list.rest : part_of(list_value, "[]");
      const Value* const made = object(kept, call, held.state);
      out.push_back({std::move(held.state), made, false});
    } else {
      const Value* const value = verdict_since(before, held.state, result({undefined(), true}, 0, every));
      out.push_back({std::move(held.state), value, false});
    }
  }
  merge(out);
  return settle_verdicts(std::move(out), verified_before, call);
}

}  // namespace convotic::lint::outcome
