// What a way notes of itself as it goes on: what it has decided, waited for, and come to believe.
#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

void Interpreter::decide(NodeId node, const Frame* frame, bool taken, Reason reason, State& state) {
  if (reason == Reason::verdict)
    for (const Step* last = state.steps; last != nullptr; last = last->previous)
      if (last->type == Step::Type::rejected) {
        report_.tested.insert({last->at.file, last->at.begin});
        break;
      }
  Step step;
  step.type = Step::Type::decision;
  step.reason = reason;
  step.taken = taken;
  step.at = range(node, frame);
  step.site = site(node, frame);
  step.previous = state.steps;
  step.depth = state.steps == nullptr ? 1 : state.steps->depth + 1;
  state.steps = arena_.make<Step>(step);
}

// The promise of a verifier has been waited for: from here on it is what it gives that counts.
void Interpreter::note_await(const Value* promised, State& state) {
  if (state.verified || !promised->has(origin::kVerdict)) return;
  Step step;
  step.type = Step::Type::awaited;
  step.previous = state.steps;
  step.depth = state.steps == nullptr ? 1 : state.steps->depth + 1;
  state.steps = arena_.make<Step>(step);
}

// A service was asked, and what it said was tested: the request is taken for genuine.
void Interpreter::believe_answer(const Value* answer, NodeId node, const Frame* frame, State& state) {
  if (state.verified) return;
  const bool service = answer->has(origin::kAnswer);
  Verification verification;
  verification.kind = Verification::Kind::package;
  verification.at = range(node, frame);
  verification.assumed = true;
  verification.window = true;
  report_.add(
      "auth/assumed-verifier", Severity::info, verification.at,
      service ? "the answer of a service is trusted, since it cannot be seen what it verifies"
              : "whoever has a token whose hash is stored is trusted; it cannot be seen who may store one");
  verify(state, verification);
}

// A call that was trusted by its name has said no.
void Interpreter::revoke(const Value* value, NodeId node, const Frame* frame, State& state) {
  for (const Assumption* trusted = state.assumptions; trusted != nullptr; trusted = trusted->next) {
    if (trusted->symbol != value->id) continue;
    if (!state.verified || trusted->before) return;
    state.verified = false;
    reject(state, trusted->verification, {node, frame, nullptr, 0});
    return;
  }
}

// That its length is not 0.
void Interpreter::note_filled(const Value* list, State& state) {
  if (list->kind != Kind::unknown) return;
  Known known;
  if (const Known* const old = state.known.find(list->id)) known = *old;
  known.filled = true;
  state.known.set(list->id, arena_.make<Known>(known));
}

}  // namespace convotic::lint::outcome
