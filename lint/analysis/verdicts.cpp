#include "lint/analysis/interpreter.hpp"
#include "lint/analysis/vocabulary.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

// Marks what a function gives that is asked about the request and says yes whatever it is.
void Interpreter::notice_stub(Outcomes& outcomes, const Arguments& arguments, const Value* function) {
  const bool about_request =
      !outcomes.empty() && std::any_of(arguments.begin(), arguments.end(), [&](const Value* argument) {
        const Facts* const of = all_facts(argument, outcomes.front().state);
        return of != nullptr && (of->origin & origin::kFromRequest) != 0;
      });
  if (!about_request) return;
  const auto inner = [](const Value* value) {
    return value->kind == Kind::promise && value->receiver != nullptr ? value->receiver : value;
  };
  bool yes = true;
  bool nothing = true;
  for (const Outcome& outcome : outcomes) {
    const Value* const value = inner(outcome.value);
    const bool threw = outcome.threw || (outcome.value->kind == Kind::promise && outcome.value->flag);
    if (outcome.state.verified || threw) return;
    yes = yes && value->kind == Kind::boolean && value->flag;
    nothing = nothing && value->kind == Kind::undefined;
  }
  const FileId source = static_cast<FileId>(function->site >> 32);
  const Ast& tree = project_.file(source)->ast;
  const NodeId code = static_cast<NodeId>(function->site);
  NodeId shown = tree.child(code, 0);
  std::string_view name = shown == kNoNode ? std::string_view{} : tree.text(shown);
  const NodeId holder = tree.parent(code);
  if (shown == kNoNode && holder != kNoNode && tree.is(holder, NodeKind::declarator)) {
    shown = tree.child(holder, 0);
    name = tree.text(shown);
  } else if (holder != kNoNode &&
             (tree.is(holder, NodeKind::class_member) || tree.is(holder, NodeKind::property))) {
    name = tree.text(holder);
  }
  const Range at = project_.range({source, shown == kNoNode ? code : shown});
  if (nothing && names_verifier(name) && outcomes.size() == 1) report_.believe_stubs(at);
  if (!yes) return;
  for (Outcome& outcome : outcomes) {
    if (outcome.value->kind == Kind::promise) {
      Value* settled = arena_.make<Value>(*outcome.value);
      settled->receiver = with_facts(inner(outcome.value), origins(origin::kAlwaysTrue, at));
      outcome.value = settled;
    } else {
      outcome.value = with_facts(outcome.value, origins(origin::kAlwaysTrue, at));
    }
  }
}

// What a call has shown about the request: where some ways out of it are verified and others are told apart
// from them by what they give, these have refused it. The caller's tests of the result are tests of a
// verdict.
Outcomes Interpreter::settle_verdicts(Outcomes outcomes, bool verified_before, const Call& call) {
  // The chain itself is asked by nobody.
  if (verified_before || call.round >= kChainRound || call.ignored) return outcomes;
  struct Shape {
    bool threw = false;
    Kind kind = Kind::undefined;
    Truth truth = Truth::depends;
    std::string fields;

    std::string text() const {
      return std::to_string(threw) + std::to_string(static_cast<int>(kind)) +
             std::to_string(static_cast<int>(truth)) + fields;
    }
  };
  const auto shape_of = [&](const Outcome& outcome) {
    const Value* value = outcome.value;
    Shape shape;
    shape.threw = outcome.threw;
    if (value->kind == Kind::promise) {
      shape.threw = value->flag;
      value = value->receiver;
    }
    shape.kind = value->kind;
    shape.truth = truth(value, outcome.state);
    if (value->kind == Kind::unknown) shape.kind = Kind::object;
    if (value->kind == Kind::string || value->kind == Kind::number)
      shape.fields = value->kind == Kind::string ? std::string(value->text) : std::to_string(value->number);
    if (const Record* const content = record(value, outcome.state)) {
      // What says so with a boolean says it with nothing else: { ok: true, value: "…" }.
      const bool says = std::any_of(content->properties.begin(), content->properties.end(),
                                    [](const Property& field) { return field.value->kind == Kind::boolean; });
      for (const Property& property : content->properties) {
        shape.fields += property.key;
        const Value* const field = property.value;
        if (field->kind == Kind::boolean)
          shape.fields += field->flag ? "+" : "-";
        else if (field->kind == Kind::number)
          shape.fields += std::to_string(field->number);
        else if (field->kind == Kind::string && !says)
          shape.fields += std::string(field->text);
        else if (field->nullish())
          shape.fields += "0";
        shape.fields += ",";
      }
    }
    return shape;
  };
  std::vector<Shape> good;
  for (const Outcome& outcome : outcomes)
    if (outcome.state.verified && !outcome.state.ghost) good.push_back(shape_of(outcome));
  // What verified ways have given before, from another state.
  std::set<std::string>& remembered =
      verdict_shapes_[site(call.site, call.frame) ^ (std::uint64_t{call.round} << 56)];
  for (const Shape& shape : good)
    remembered.insert(shape.text());
  if (remembered.empty()) return outcomes;
  for (Outcome& outcome : outcomes) {
    const bool told_apart = !remembered.contains(shape_of(outcome).text());
    if (!outcome.state.verified && told_apart) {
      push_rejection(outcome.state, nullptr, call);
      Step* step = arena_.make<Step>(*outcome.state.steps);
      step->promise = outcome.value->kind == Kind::promise;
      step->threw = outcome.threw;
      outcome.state.steps = step;
    }
    if (outcome.value != nullptr && !outcome.threw)
      outcome.value = with_facts(outcome.value, joined(outcome.value->facts, origins(origin::kVerdict)));
    if (outcome.value != nullptr && outcome.value->kind == Kind::promise &&
        outcome.value->receiver != nullptr) {
      Value* settled = arena_.make<Value>(*outcome.value);
      settled->receiver = with_facts(outcome.value->receiver,
                                     joined(outcome.value->receiver->facts, origins(origin::kVerdict)));
      outcome.value = settled;
    }
  }
  return outcomes;
}

}  // namespace convotic::lint::outcome
