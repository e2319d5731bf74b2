#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

// What an async callback throws becomes a promise of the callback's caller.
Outcomes settled(Outcomes outcomes, const std::function<const Value*(const Value*, bool)>& make) {
  for (Outcome& outcome : outcomes) {
    outcome.value = make(outcome.value, outcome.threw);
    outcome.threw = false;
  }
  return outcomes;
}

}  // namespace

Outcomes Interpreter::call_promise_method(const Value* receiver, std::string_view name,
                                          const Arguments& arguments, const Call& call, State state) {
  if (receiver->native == Value::Native::pending) return one(std::move(state), receiver);
  // Where nobody waits for it, the caller has gone on before anything of this runs.
  if (call.frame != nullptr && may_be_early(state) && is_left_alone(call.site, call.frame)) {
    Outcomes out = one(state, pending());
    for (Outcome& outcome : call_settled(receiver, name, arguments, call, std::move(state)))
      out.push_back(std::move(outcome));
    return out;
  }
  return call_settled(receiver, name, arguments, call, std::move(state));
}

Outcomes Interpreter::call_settled(const Value* receiver, std::string_view name, const Arguments& arguments,
                                   const Call& call, State state) {
  const Value* const fulfilled = arguments.empty() ? undefined() : arguments[0];
  const Value* const rejected = name == "catch"        ? fulfilled
                                : arguments.size() > 1 ? arguments[1]
                                                       : undefined();
  Call back = call;
  back.self = nullptr;
  const auto as_promise = [&](Outcomes outcomes) {
    return settled(std::move(outcomes),
                   [&](const Value* value, bool threw) { return promise(value, threw); });
  };
  const auto callable = [](const Value* value) {
    return value->kind != Kind::undefined && value->kind != Kind::null && value->kind != Kind::boolean;
  };
  if (name == "finally") {
    if (!callable(fulfilled)) return one(std::move(state), receiver);
    back.round = 3;
    Outcomes out;
    for (Outcome& outcome : this->call(fulfilled, {}, back, std::move(state)))
      out.push_back(
          {std::move(outcome.state), outcome.threw ? promise(outcome.value, true) : receiver, false});
    return out;
  }
  if (name != "then" && name != "catch") return one(std::move(state), undefined());
  note_await(receiver, state);
  if (receiver->flag) {
    if (!callable(rejected)) return one(std::move(state), receiver);
    decide(call.site, call.frame, true, Reason::error, state);
    back.round = 2;
    return as_promise(this->call(rejected, {receiver->receiver}, back, std::move(state)));
  }
  if (name == "catch" || !callable(fulfilled)) return one(std::move(state), receiver);
  back.round = 1;
  // A second function of then, and a catch behind it, see what the first one throws.
  ++catchers_;
  Outcomes out = as_promise(this->call(fulfilled, {receiver->receiver}, back, std::move(state)));
  --catchers_;
  return out;
}

Outcomes Interpreter::call_promise_global(std::string_view path, const Arguments& arguments, const Call& call,
                                          State state) {
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  if (path == "Promise.resolve") return one(std::move(state), promise(first));
  if (path == "Promise.reject") return one(std::move(state), promise(first, true));
  report_.parallel.push_back(range(call.site, call.frame));
  const Record* const content = record(first, state);
  if (content == nullptr) {
    const Value* const unknown =
        fresh(call, may::kObject, joined(first->facts, origins(origin::kOpaque)), state);
    return one(std::move(state), promise(unknown));
  }
  const auto inner = [](const Value* value) {
    return value->kind == Kind::promise ? value->receiver : value;
  };
  const auto is_rejected = [](const Value* value) { return value->kind == Kind::promise && value->flag; };
  Arguments all(content->elements.begin(), content->elements.end());
  const Value* const rest = content->rest;
  const auto is_pending = [](const Value* value) { return value->native == Value::Native::pending; };
  if (std::any_of(all.begin(), all.end(), is_pending)) {
    if (path == "Promise.all" || path == "Promise.allSettled") return one(std::move(state), pending());
    std::erase_if(all, is_pending);
    if (all.empty()) return one(std::move(state), pending());
  }
  // Who waits for all of them waits for a verifier among them.
  const bool verifies =
      std::any_of(all.begin(), all.end(), [](const Value* value) { return value->has(origin::kVerdict); }) ||
      (rest != nullptr && rest->has(origin::kVerdict));
  const auto waiting = [&](const Value* value) {
    const Value* const made = promise(value);
    return verifies ? with_facts(made, joined(made->facts, origins(origin::kVerdict))) : made;
  };
  if (path == "Promise.all") {
    Arguments values;
    for (const Value* element : all) {
      if (is_rejected(element)) return one(std::move(state), element);
      values.push_back(inner(element));
    }
    if (rest != nullptr && is_rejected(rest)) return one(std::move(state), rest);
    Record list;
    list.type = Record::Type::array;
    list.elements = arena_.copy(values);
    list.rest = rest == nullptr ? nullptr : inner(rest);
    const Value* const made = object(list, call, state);
    return one(std::move(state), waiting(made));
  }
  if (rest != nullptr) all.push_back(rest);
  if (path == "Promise.allSettled") {
    Arguments values;
    for (const Value* element : all) {
      Record entry;
      const Property properties[] = {{"status", text(is_rejected(element) ? "rejected" : "fulfilled")},
                                     {is_rejected(element) ? "reason" : "value", inner(element)}};
      entry.properties = arena_.copy(std::span<const Property>(properties));
      Call one_of = call;
      one_of.round = static_cast<std::uint32_t>(values.size()) + 16;
      values.push_back(object(entry, one_of, state));
    }
    const Value* const made = array(values, call, state);
    return one(std::move(state), waiting(made));
  }
  Outcomes out;
  const bool any = path == "Promise.any";
  for (const Value* element : all) {
    if (any && is_rejected(element)) continue;
    out.push_back({state, promise(inner(element), is_rejected(element)), false});
  }
  if (out.empty()) {
    const Value* const none = error(call, state);
    out.push_back({std::move(state), promise(none, true), false});
  }
  merge(out);
  return out;
}

}  // namespace convotic::lint::outcome
