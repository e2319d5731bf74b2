#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

Outcomes Interpreter::call_member(NodeId node, NodeId callee, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  const NodeId object_node = tree.child(callee, 0);
  const bool by_name = tree.is(callee, NodeKind::member);
  const std::string_view name = by_name ? tree.text(callee) : std::string_view{};
  const bool is_super = tree.is(object_node, NodeKind::super_);
  const bool handles = name == "catch" || name == "then" || name == "finally";
  if (handles) ++catchers_;
  Outcomes objects;
  if (is_super) {
    const Value* self = nullptr;
    for (const Frame* at = frame; at != nullptr && self == nullptr; at = at->parent)
      self = at->self;
    objects = one(std::move(state), self == nullptr ? undefined() : self);
  } else {
    objects = evaluate(object_node, frame, std::move(state));
  }
  if (handles) {
    --catchers_;
    // What a call of another's code throws comes as a promise that is rejected.
    for (Outcome& outcome : objects)
      if (outcome.threw) outcome = {std::move(outcome.state), promise(outcome.value, true), false};
  }
  return after(std::move(objects), [&](State held, const Value* object) {
    const bool optional = in_optional_chain(tree, callee) || tree.has(node, kOptional);
    Outcomes out;
    if (object->nullish()) {
      if (optional) {
        decide(object_node, frame, false, Reason::optional_chain, held);
        return one(std::move(held), undefined());
      }
      if (catchers_ == 0) return out;
      return thrown(std::move(held), error({node, frame, nullptr, 0}, held, text("cannot read a property")));
    }
    if (object->kind == Kind::unknown) {
      State missing = held;
      const bool possible = refine_may(object, may::kNullish, missing);
      if (!refine_may(object, static_cast<std::uint8_t>(may::kAnything & ~may::kNullish), held)) return out;
      if (possible && optional) {
        // Only a receiver that could be a verifier makes a difference of its own.
        if (!object->has(origin::kFromRequest))
          decide(object_node, frame, false, Reason::optional_chain, missing);
        out.push_back({std::move(missing), with_facts(undefined(), object->facts), false});
      } else if (possible && catchers_ > 0 && object->has(origin::kFromRequest)) {
        const Value* const what = error({node, frame, nullptr, 0}, missing, text("cannot read a property"));
        out.push_back({std::move(missing), what, true});
      }
    }
    Outcomes keys =
        by_name ? one(std::move(held), undefined()) : evaluate(tree.child(callee, 1), frame, std::move(held));
    for (Outcome& keyed : keys) {
      if (keyed.threw) {
        out.push_back(std::move(keyed));
        continue;
      }
      for (ListOutcome& list : evaluate_list(tree.rest(node, 1), frame, std::move(keyed.state))) {
        if (list.thrown != nullptr) {
          out.push_back({std::move(list.state), list.thrown, true});
          continue;
        }
        const Call here{node, frame, object, 0};
        std::string_view method = by_name                             ? name
                                  : keyed.value->kind == Kind::string ? keyed.value->text
                                                                      : std::string_view{};
        if (is_super && by_name) {
          // The method of the class above the one whose code this is.
          const Value* klass = nullptr;
          for (const Frame* at = frame; at != nullptr && klass == nullptr; at = at->parent)
            klass = at->klass;
          const Value* owner = nullptr;
          NodeId found = kNoNode;
          if (klass != nullptr)
            for (Outcome& parent : superclass(klass, list.state))
              if (!parent.threw && parent.value->kind == Kind::klass)
                found = find_member(parent.value, method, object->kind == Kind::klass, &owner, list.state);
          if (found != kNoNode && owner != nullptr) {
            const FileId source = static_cast<FileId>(owner->site >> 32);
            const NodeId code = project_.file(source)->ast.child(found, 1);
            for (Outcome& outcome : call(closure({source, code}, owner->frame, object), list.values, here,
                                         std::move(list.state)))
              out.push_back(std::move(outcome));
            continue;
          }
          const Value* const unknown = fresh(here, may::kAnything, origins(origin::kOpaque), list.state);
          out.push_back({std::move(list.state), unknown, false});
          continue;
        }
        Outcomes functions = by_name || keyed.value->kind == Kind::string
                                 ? member(object, method, callee, frame, std::move(list.state))
                                 : element(object, keyed.value, callee, frame, std::move(list.state));
        for (Outcome& function : functions) {
          if (function.threw) {
            out.push_back(std::move(function));
            continue;
          }
          if (function.value->nullish()) {
            if (tree.has(node, kOptional)) {
              decide(callee, frame, false, Reason::optional_chain, function.state);
              out.push_back({std::move(function.state), undefined(), false});
              continue;
            }
            if (object->kind != Kind::object || record(object, function.state) == nullptr) continue;
          }
          const bool own = function.value->kind != Kind::unknown && !function.value->nullish();
          note_called(here);
          Outcomes called = own ? call(function.value, list.values, here, std::move(function.state))
                                : call_method(object, method, list.values, here, std::move(function.state));
          std::move(called.begin(), called.end(), std::back_inserter(out));
        }
      }
    }
    return out;
  });
}

}  // namespace convotic::lint::outcome
