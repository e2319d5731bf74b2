#include "lint/analysis/elements.hpp"
#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

Outcomes Interpreter::call_collection_method(const Value* receiver, const Record& content,
                                             std::string_view name, const Arguments& arguments,
                                             const Call& call, State state) {
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  const bool is_map = content.type == Record::Type::map;
  if (name == "has" && !is_map) {
    Record list = content;
    return call_array_method(receiver, list, "includes", arguments, call, std::move(state));
  }
  if (name == "get" || name == "has") {
    const bool text_key = first->kind == Kind::string;
    const Value* found = text_key ? property(content, first->text) : nullptr;
    if (found == nullptr && (text_key && content.rest == nullptr))
      return one(std::move(state), name == "has" ? boolean(false) : undefined());
    if (found != nullptr) return one(std::move(state), name == "has" ? boolean(true) : found);
    if (content.rest == nullptr && content.properties.empty())
      return one(std::move(state), name == "has" ? boolean(false) : undefined());
    // One of a few functions or objects, or nothing.
    const bool functions =
        std::all_of(content.properties.begin(), content.properties.end(), [](const Property& entry) {
          return entry.value->kind == Kind::function || entry.value->kind == Kind::object ||
                 entry.value->kind == Kind::native;
        });
    constexpr std::size_t kFew = 6;
    if (name == "get" && functions && !content.properties.empty() && content.properties.size() <= kFew) {
      Outcomes out;
      for (const Property& entry : content.properties) {
        State chosen = state;
        decide(call.site, call.frame, true, Reason::content, chosen);
        out.push_back({std::move(chosen), entry.value, false});
      }
      decide(call.site, call.frame, false, Reason::content, state);
      out.push_back({std::move(state), content.rest == nullptr ? undefined() : content.rest, false});
      return out;
    }
    if (name == "get" && content.properties.empty()) {
      const bool whole = record(content.rest, state) != nullptr || content.rest->kind == Kind::context ||
                         content.rest->kind == Kind::function;
      if (whole) {
        // It was stored under a name that is not known: perhaps this one.
        Outcomes out = one(state, content.rest);
        out.push_back({std::move(state), with_facts(undefined(), content.rest->facts), false});
        return out;
      }
    }
    const Facts* made_of = content.rest == nullptr ? nullptr : content.rest->facts;
    for (const Property& entry : content.properties)
      made_of = joined(made_of, all_facts(entry.value, state));
    const std::uint8_t mask = name == "has" ? may::kBoolean : may::kAnything;
    const Value* const value = fresh(call, mask, name == "has" ? nullptr : made_of, state);
    return one(std::move(state), value);
  }
  if (name == "set" && is_map) {
    if (first->kind == Kind::string) {
      set_property(receiver, first->text, arguments.size() > 1 ? arguments[1] : undefined(), state);
    } else {
      Record open = content;
      open.rest = arguments.size() > 1 ? arguments[1] : undefined();
      put(receiver, open, state);
    }
    return one(std::move(state), receiver);
  }
  if (name == "add" && !is_map) {
    Record grown = content;
    Arguments elements(content.elements.begin(), content.elements.end());
    if (elements.size() < kElements)
      elements.push_back(first);
    else
      grown.rest = first;
    grown.elements = arena_.copy(elements);
    put(receiver, grown, state);
    return one(std::move(state), receiver);
  }
  if (name == "values" || name == "keys" || name == "entries" || name == "forEach") {
    Record list;
    list.type = Record::Type::array;
    Arguments elements(content.elements.begin(), content.elements.end());
    for (const Property& entry : content.properties)
      elements.push_back(name == "keys" ? text(entry.key) : entry.value);
    list.elements = arena_.copy(elements);
    list.rest = content.rest;
    const Value* const made = object(list, call, state);
    if (name != "forEach") return one(std::move(state), made);
    return call_array_method(made, list, name, arguments, call, std::move(state));
  }
  return call_unknown(receiver, arguments, call, std::move(state));
}

}  // namespace convotic::lint::outcome
