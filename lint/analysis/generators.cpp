#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

// What calling a generator gives: nothing of it has run yet.
Outcomes Interpreter::make_generator(const Value* function, const Arguments& arguments, const Call& call,
                                     State state) {
  Record content;
  content.type = Record::Type::generator;
  content.klass = function;
  content.elements = arena_.copy(arguments);
  if (call.self != nullptr) {
    const Property properties[] = {{"this", call.self}};
    content.properties = arena_.copy(std::span<const Property>(properties));
  }
  const Value* const made = object(content, call, state);
  return one(std::move(state), made);
}

// What going over a value gives. A generator runs now, to its end, and is then the list of what it gives.
Outcomes Interpreter::iterated(const Value* value, const Call& call, State state) {
  const Record* const content = record(value, state);
  if (content == nullptr || content->type != Record::Type::generator) return one(std::move(state), value);
  const Record held = *content;
  Call resumed = call;
  resumed.resumes = true;
  resumed.self = property(held, "this");
  const Arguments arguments(held.elements.begin(), held.elements.end());
  return after(call_closure(held.klass, arguments, resumed, std::move(state)),
               [&](State ran, const Value* list) {
                 if (const Record* const given = record(list, ran)) put(value, *given, ran);
                 return one(std::move(ran), value);
               });
}

// A step of an iterator: one of what is left, or the end.
Outcomes Interpreter::next_of(const Record& list, const Call& call, State state) {
  const Facts* made_of = list.rest == nullptr ? nullptr : list.rest->facts;
  for (const Value* element : list.elements)
    made_of = joined(made_of, element->facts);
  const bool one_kind = list.elements.empty() && list.rest != nullptr;
  Record step;
  const Property properties[] = {
      {"value", one_kind ? list.rest : fresh(call, may::kAnything, made_of, state, 61)},
      {"done", fresh(call, may::kBoolean, nullptr, state, 62)},
  };
  step.properties = arena_.copy(std::span<const Property>(properties));
  const Value* const made = object(step, call, state);
  return one(std::move(state), made);
}

}  // namespace convotic::lint::outcome
