// object[key]: one member of several, where the key is not known beforehand.
#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

// Whether the key of an index expression stands somewhere before it, besides where it is declared: then it
// may be one of a few.
bool Interpreter::is_tested_before(NodeId node, const Frame* frame) const {
  const Ast& tree = ast(frame);
  const NodeId key = tree.is(node, NodeKind::index) ? tree.child(node, 1) : kNoNode;
  const NodeId function = tree.enclosing_function(node);
  if (key == kNoNode || function == kNoNode) return false;
  const std::string name = source_text(range(key, frame));
  const std::string before = source_text({frame->file, tree[function].begin, tree[key].begin});
  std::size_t times = tree.is(key, NodeKind::identifier) ? 0 : 1;
  // `name in list` also finds what every object has.
  const std::string among = " in " + source_text(range(tree.child(node, 0), frame));
  for (std::size_t at = before.find(name); at != std::string::npos; at = before.find(name, at + 1))
    if (before.compare(at + name.size(), among.size(), among) != 0) ++times;
  return times > 1;
}

Outcomes Interpreter::element(const Value* object, const Value* key, NodeId node, const Frame* frame,
                              State state) {
  if (key->kind == Kind::string) return member(object, key->text, node, frame, std::move(state));
  const Record* const content = record(object, state);
  if (content != nullptr && (content->type == Record::Type::array || content->type == Record::Type::plain)) {
    if (key->kind == Kind::number && content->type == Record::Type::array) {
      const auto at = static_cast<std::size_t>(key->number < 0 ? 1e9 : key->number);
      if (at < content->elements.size()) return one(std::move(state), content->elements[at]);
      if (content->rest != nullptr && content->rest->kind == Kind::unknown && key->number > 0 &&
          key->number < 1e9) {
        // Another one than the first, and maybe none.
        const Value* const other =
            symbol(intern(content->rest->id, static_cast<std::uint64_t>(key->number), "another"),
                   static_cast<std::uint8_t>(content->rest->may | may::kUndefined), content->rest->facts);
        return one(std::move(state), other);
      }
      if (content->rest != nullptr) return one(std::move(state), content->rest);
      const Facts* const inside = all_facts(object, state);
      const bool sent = inside != nullptr && (inside->origin & origin::kFromRequest) != 0;
      return one(std::move(state), sent ? with_facts(undefined(), inside) : undefined());
    }
    // One of them, or nothing. Whatever the key is made of, the value comes from here.
    Arguments values(content->elements.begin(), content->elements.end());
    for (const Property& property : content->properties)
      values.push_back(property.value);
    const Value* const rest = content->rest;
    if (values.empty()) return one(std::move(state), rest == nullptr ? undefined() : rest);
    const bool functions = std::all_of(values.begin(), values.end(), [](const Value* value) {
      return value->kind == Kind::function || value->kind == Kind::object;
    });
    if (functions && values.size() <= 6) {
      Outcomes out;
      for (const Value* value : values) {
        State chosen = state;
        decide(node, frame, value == values.front(), Reason::content, chosen);
        out.push_back({std::move(chosen), value, false});
      }
      // What every object has, "constructor" and the like, is there as well, and says yes.
      const bool any_name = key->kind == Kind::unknown && key->has(origin::kFromRequest) &&
                            !key->has(origin::kOpaque) && key->text.empty();
      const bool inherits = content->type == Record::Type::plain && !content->bare && any_name &&
                            may_be_early(state) &&
                            std::all_of(values.begin(), values.end(),
                                        [](const Value* value) { return value->kind == Kind::function; });
      const Known* const named = state.known.find(key->id);
      if (inherits && (named == nullptr || named->equals == nullptr) && !is_tested_before(node, frame)) {
        State chosen = state;
        decide(node, frame, true, Reason::inherited, chosen);
        out.push_back({std::move(chosen), global_value("Object"), false});
      }
      State none = std::move(state);
      out.push_back({std::move(none), rest == nullptr ? undefined() : rest, false});
      return out;
    }
    const Facts* made_of = nullptr;
    std::uint8_t mask = may::kUndefined;
    for (const Value* value : values) {
      made_of = joined(made_of, all_facts(value, state));
      mask = static_cast<std::uint8_t>(mask | may_be(value, state));
    }
    if (rest != nullptr) {
      made_of = joined(made_of, rest->facts);
      mask = may::kAnything;
    }
    const std::uint32_t id = intern(object->id, key->kind == Kind::unknown ? key->id : 0, "one of");
    return one(std::move(state), symbol(id, mask, made_of));
  }
  if (object->nullish()) return member(object, "", node, frame, std::move(state));
  if (object->kind == Kind::global && (object->text == "process.env" || object->text == "import.meta.env")) {
    Facts secret;
    secret.origin = origin::kSecret;
    secret.source = range(node, frame);
    if (key->kind == Kind::unknown) {
      const Known* const known = state.known.find(key->id);
      if (known != nullptr && known->equals != nullptr && known->equals->kind == Kind::string)
        return member(object, known->equals->text, node, frame, std::move(state));
      // Whoever names the variable takes one whose value is known: HOME, NODE_ENV.
      if (key->has(origin::kFromRequest) && key->text.empty() && !is_tested_before(node, frame))
        secret.origin = origin::kRequest;
    }
    return one(std::move(state),
               symbol(intern(0, key->id, object->text), may::kString | may::kUndefined, facts(secret)));
  }
  if (object->kind == Kind::context) return one(std::move(state), context_member(object, "?", state));
  const std::string which = key->kind == Kind::number ? std::to_string(static_cast<long>(key->number))
                                                      : "[" + std::to_string(key->id) + "]";
  const Value* part = part_of(object, which);
  if (ast(frame).is(node, NodeKind::index))
    part = as_element(part, object, {node, frame, nullptr, 0}, ast(frame).child(node, 1), state);
  return one(std::move(state), part);
}

}  // namespace convotic::lint::outcome
