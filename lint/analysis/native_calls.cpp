#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

Outcomes Interpreter::call_native(const Value* function, const Arguments& arguments, const Call& call,
                                  State state) {
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  switch (function->native) {
  case Value::Native::next:
    return run_chain(function->id, call, std::move(state));
  case Value::Native::resolve:
  case Value::Native::reject:
    // The first one counts.
    if (state.settled == nullptr) state.settled = promise(first, function->native == Value::Native::reject);
    return one(std::move(state), undefined());
  case Value::Native::bound: {
    Arguments all(function->items.begin(), function->items.end());
    all.insert(all.end(), arguments.begin(), arguments.end());
    return this->call(function->receiver, all, call, std::move(state));
  }
  case Value::Native::verifier: {
    const Verifier* row = nullptr;
    const std::size_t cut = function->text.find('\x02');
    row = table_.verifier(function->text.substr(0, cut), function->text.substr(cut + 1), 0);
    if (row == nullptr) break;
    Verifier made = *row;
    made.result = VerifierResult::throws;
    made.secret.reset();
    made.message.clear();
    return call_verifier(made, function, arguments, call, std::move(state));
  }
  case Value::Native::callback: {
    Outcomes out;
    const Value* const given = arguments.size() < 2 ? undefined() : arguments[1];
    State failed = state;
    if (refine(first, true, failed)) {
      if (failed.settled == nullptr) failed.settled = promise(first, true);
      out.push_back({std::move(failed), undefined(), false});
    }
    if (refine(first, false, state)) {
      if (state.settled == nullptr) state.settled = promise(given);
      out.push_back({std::move(state), undefined(), false});
    }
    return out;
  }
  case Value::Native::promisified: {
    Value* callback = arena_.make<Value>();
    callback->kind = Kind::native;
    callback->native = Value::Native::callback;
    Arguments all = arguments;
    all.push_back(callback);
    const Value* const outer = state.settled;
    state.settled = nullptr;
    ++catchers_;
    Outcomes ran = this->call(function->receiver, all, call, std::move(state));
    --catchers_;
    return as_promise(std::move(ran), outer, call);
  }
  case Value::Native::proxied: {
    const Record* const traps = record(function->items[0], state);
    const Value* const trap = traps == nullptr ? nullptr : property(*traps, "apply");
    if (trap == nullptr) return this->call(function->receiver, arguments, call, std::move(state));
    Call inner = call;
    inner.self = function->items[0];
    const Value* const list = array(arguments, call, state);
    const Value* const self = call.self == nullptr ? undefined() : call.self;
    return this->call(trap, {function->receiver, self, list}, inner, std::move(state));
  }
  case Value::Native::constant:
  case Value::Native::pending:
  case Value::Native::none:
    break;
  }
  return call_unknown(function, arguments, call, std::move(state));
}

}  // namespace convotic::lint::outcome
