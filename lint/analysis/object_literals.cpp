#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

Outcomes Interpreter::evaluate_object(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  ObjectOutcomes all;
  all.push_back({std::move(state), {}, nullptr, nullptr, false});
  for (const NodeId part : tree.children(node)) {
    if (part == kNoNode) continue;
    ObjectOutcomes next;
    const bool spread = tree.is(part, NodeKind::spread);
    const NodeId key = spread ? kNoNode : tree.child(part, 0);
    const NodeId value = tree.child(part, spread ? 0 : 1);
    for (ObjectOutcome& building : all) {
      if (building.thrown != nullptr) {
        next.push_back(std::move(building));
        continue;
      }
      Outcomes keys = key == kNoNode ? one(std::move(building.state), undefined())
                                     : evaluate(key, frame, std::move(building.state));
      for (Outcome& keyed : keys) {
        if (keyed.threw) {
          next.push_back({std::move(keyed.state), {}, nullptr, keyed.value, false});
          continue;
        }
        Outcomes values = evaluate(value, frame, std::move(keyed.state));
        for (Outcome& outcome : values) {
          const bool last = &keyed == &keys.back() && &outcome == &values.back();
          ObjectOutcome grown{std::move(outcome.state), {}, building.rest, nullptr, building.bare};
          grown.properties = last ? std::move(building.properties) : building.properties;
          if (outcome.threw) {
            grown.thrown = outcome.value;
          } else if (spread) {
            const Record* const content = record(outcome.value, grown.state);
            if (content != nullptr) {
              for (const Property& property : content->properties)
                grown.put(property.key, property.value);
              if (content->rest != nullptr) grown.rest = content->rest;
            } else if (!outcome.value->nullish() && outcome.value->kind != Kind::boolean) {
              // Of ctx all of it, with what else stands there.
              const bool context = outcome.value->kind == Kind::context;
              grown.rest = context || outcome.value->kind == Kind::unknown ? outcome.value
                                                                           : part_of(outcome.value, "[]");
              if (!context) grown.properties.clear();
            }
          } else if (key == kNoNode && tree.has(part, kSetter)) {
            grown.put(arena_.copy("set " + std::string(tree.text(part))), outcome.value);
          } else if (key == kNoNode && tree.text(part) == "__proto__" && outcome.value->kind == Kind::null) {
            grown.bare = true;
          } else if (key == kNoNode) {
            grown.put(tree.text(part), outcome.value);
          } else if (keyed.value->kind == Kind::string) {
            grown.put(keyed.value->text, outcome.value);
          } else {
            grown.rest = outcome.value;
          }
          next.push_back(std::move(grown));
        }
      }
    }
    merge(next);
    if (!stopped_.empty()) break;
    all = std::move(next);
  }
  Outcomes out;
  for (ObjectOutcome& building : all) {
    if (building.thrown != nullptr) {
      out.push_back({std::move(building.state), building.thrown, true});
      continue;
    }
    Record content;
    content.properties = arena_.copy(building.properties);
    content.rest = building.rest;
    content.bare = building.bare;
    const Value* const made = object(content, {node, frame, nullptr, 0}, building.state);
    out.push_back({std::move(building.state), made, false});
  }
  return out;
}

}  // namespace convotic::lint::outcome
