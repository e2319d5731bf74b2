#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

Outcomes Interpreter::as_promise(Outcomes ran, const Value* outer, const Call& call) {
  const bool any = std::any_of(ran.begin(), ran.end(), [](const Outcome& outcome) {
    return outcome.threw || outcome.state.settled != nullptr;
  });
  Outcomes out;
  for (Outcome& outcome : ran) {
    const Value* settled = outcome.state.settled;
    if (settled == nullptr && outcome.threw) settled = promise(outcome.value, true);
    // One that is never settled goes nowhere, unless nothing is known of any.
    if (settled == nullptr && any) continue;
    if (settled == nullptr)
      settled = promise(fresh(call, may::kAnything, origins(origin::kOpaque), outcome.state));
    if (settled->flag && outcome.state.steps != nullptr &&
        outcome.state.steps->type == Step::Type::rejected) {
      Step* step = arena_.make<Step>(*outcome.state.steps);
      step->promise = true;
      outcome.state.steps = step;
    }
    outcome.state.settled = outer;
    out.push_back({std::move(outcome.state), settled, false});
  }
  merge(out);
  return out;
}

Outcomes Interpreter::new_global(std::string_view path, const Arguments& arguments, const Call& call,
                                 State state) {
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  const auto give = [&](std::uint8_t mask, const Facts* of) {
    const Value* const value = fresh(call, mask, of, state);
    return one(std::move(state), value);
  };
  if (path.ends_with("Error") || path == "DOMException") {
    const Value* const made = error(call, state, arguments.empty() ? text("") : first);
    return one(std::move(state), made);
  }
  if (path == "Promise") {
    const Value* const outer = state.settled;
    state.settled = nullptr;
    Value* resolve = arena_.make<Value>();
    resolve->kind = Kind::native;
    resolve->native = Value::Native::resolve;
    Value* reject_function = arena_.make<Value>(*resolve);
    reject_function->native = Value::Native::reject;
    Call back = call;
    back.round = 1;
    ++catchers_;
    Outcomes ran = this->call(first, {resolve, reject_function}, back, std::move(state));
    --catchers_;
    return as_promise(std::move(ran), outer, call);
  }
  if (path == "Map" || path == "Set" || path == "WeakMap" || path == "WeakSet") {
    Record made;
    made.type = path == "Map" || path == "WeakMap" ? Record::Type::map : Record::Type::set;
    const Record* const content = record(first, state);
    if (made.type == Record::Type::set && content != nullptr) {
      made.elements = content->elements;
      made.rest = content->rest;
    } else if (made.type == Record::Type::map && content != nullptr) {
      std::vector<Property> properties;
      for (const Value* entry : content->elements) {
        const Record* const pair = record(entry, state);
        if (pair != nullptr && pair->elements.size() >= 2 && pair->elements[0]->kind == Kind::string)
          properties.push_back({pair->elements[0]->text, pair->elements[1]});
        else if (pair != nullptr && pair->elements.size() >= 2)
          made.rest = pair->elements[1];
      }
      made.properties = arena_.copy(properties);
      if (content->rest != nullptr) made.rest = part_of(content->rest, "[]");
    } else if (!first->nullish()) {
      made.rest = part_of(first, "[]");
    }
    const Value* const value = object(made, call, state);
    return one(std::move(state), value);
  }
  if (path == "Date")
    return give(may::kObject, arguments.empty() ? origins(origin::kNow) : all_facts(first, state));
  if (path == "RegExp") {
    Record made;
    made.type = Record::Type::regexp;
    const Property properties[] = {{"source", first->kind == Kind::string ? first : text("")}};
    made.properties = arena_.copy(std::span<const Property>(properties));
    const Value* const value = object(made, call, state);
    return one(std::move(state), value);
  }
  if (path == "TextEncoder" || path == "TextDecoder") {
    // encode() and decode() give what they get: methods of a value without facts would lose it.
    Value* coder = arena_.make<Value>();
    coder->kind = Kind::package;
    coder->text = arena_.copy(std::string_view("text\x02", 5));
    return one(std::move(state), coder);
  }
  if (path == "Function") note_code(call);
  if (path == "Proxy" &&
      (first->kind == Kind::context || first->kind == Kind::function || record(first, state) != nullptr)) {
    // What stands before it may change what is asked for, unless nothing does.
    const Record* const traps = arguments.size() > 1 ? record(arguments[1], state) : nullptr;
    if (first->kind == Kind::context ||
        (traps != nullptr && traps->properties.empty() && traps->rest == nullptr))
      return one(std::move(state), first);
    if (traps != nullptr) {
      Value* made = arena_.make<Value>();
      made->kind = Kind::native;
      made->native = Value::Native::proxied;
      made->receiver = first;
      made->items = arena_.copy(Arguments{arguments[1]});
      made->id = intern(first->id, arguments[1]->id, "proxy");
      return one(std::move(state), made);
    }
  }
  if (path == "Uint8Array" && first->kind == Kind::number && first->number > 0 && first->number < 4096) {
    Facts empty;
    empty.origin = origin::kBytes;
    empty.length = static_cast<std::uint16_t>(first->number);
    return give(may::kObject, facts(empty));
  }
  if (path == "Uint8Array" || path == "Array" || path == "ArrayBuffer") {
    const Facts* const of = all_facts(first, state);
    Facts bytes = of == nullptr ? Facts{} : *of;
    bytes.origin |= origin::kBytes;
    return give(may::kObject, facts(bytes));
  }
  if (path == "URL" || path == "URLSearchParams" || path == "Headers" || path == "Response" ||
      path == "Request") {
    Outcomes out;
    may_throw(out, state, call);
    Value* const made = arena_.make<Value>(*fresh(call, may::kObject, all_facts(arguments, state), state));
    // What an address begins with, or that it is relative to another.
    if (path == "URL" && !arguments.empty() && arguments[0]->kind == Kind::unknown)
      made->text = arguments.size() > 1 ? arguments[1]->text : arguments[0]->text;
    out.push_back({std::move(state), made, false});
    return out;
  }
  return give(may::kObject, joined(all_facts(arguments, state), origins(origin::kOpaque)));
}

}  // namespace convotic::lint::outcome
