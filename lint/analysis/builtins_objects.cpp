#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

Outcomes Interpreter::call_object_global(std::string_view path, const Arguments& arguments, const Call& call,
                                         State state) {
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  if ((path == "Array.from" || path == "Object.fromEntries") && record(first, state) != nullptr &&
      record(first, state)->type == Record::Type::generator)
    return after(iterated(first, call, std::move(state)), [&](State ran, const Value*) {
      return call_object_global(path, arguments, call, std::move(ran));
    });
  const Record* const content = record(first, state);
  const bool list = content != nullptr && content->type == Record::Type::array;
  const auto made = [&](Record kept) {
    const Value* const value = object(kept, call, state);
    return one(std::move(state), value);
  };
  if (path == "Array.isArray") {
    if (list) return one(std::move(state), boolean(true));
    const std::uint8_t mask = may_be(first, state);
    if ((mask & may::kObject) == 0 || (content != nullptr && content->type != Record::Type::request))
      return one(std::move(state), boolean(false));
    const Value* const value =
        fresh(call, may::kBoolean, origins(first->has(origin::kFromRequest) ? origin::kBody : 0), state);
    return one(std::move(state), value);
  }
  if (path == "Object.freeze" || path == "Object.seal" || path == "Object.preventExtensions")
    return one(std::move(state), first);
  if (path == "Object.assign") {
    if (content != nullptr) {
      Record grown = *content;
      for (std::size_t i = 1; i < arguments.size(); ++i) {
        const Record* const more = record(arguments[i], state);
        if (more == nullptr) {
          if (arguments[i]->nullish()) continue;
          grown.rest = arguments[i]->kind == Kind::context ? arguments[i] : part_of(arguments[i], "[]");
          if (arguments[i]->has(origin::kFromRequest)) grown = with_any_set(first, grown, grown.rest, state);
          continue;
        }
        for (const Property& entry : more->properties) {
          put(first, grown, state);
          set_property(first, entry.key, entry.value, state);
          grown = *record(first, state);
        }
        if (more->rest != nullptr) grown.rest = more->rest;
      }
      put(first, grown, state);
      return one(std::move(state), first);
    }
    for (std::size_t i = 1; i < arguments.size(); ++i)
      if (const Record* const more = record(arguments[i], state)) {
        const Record held = *more;
        for (const Property& entry : held.properties)
          set_property(first, entry.key, entry.value, state);
      }
    return one(std::move(state), first);
  }
  if (path == "Array.from" || path == "Array.of") {
    Record kept;
    kept.type = Record::Type::array;
    if (path == "Array.of")
      kept.elements = arena_.copy(arguments);
    else if (list || (content != nullptr && content->type == Record::Type::set))
      kept = *content;
    else if (content != nullptr && property(*content, "length") != nullptr)
      // { length: n }: as many times nothing.
      kept.rest = undefined();
    else if (content == nullptr && !first->nullish())
      kept.rest = part_of(first, "[]");
    kept.type = Record::Type::array;
    if (path == "Array.from" && arguments.size() > 1) {
      const Value* const source = object(kept, call, state);
      return call_array_method(source, kept, "map", {arguments[1]}, call, std::move(state));
    }
    return made(kept);
  }
  if (path == "Object.keys" || path == "Object.values" || path == "Object.entries" ||
      path == "Reflect.ownKeys" || path == "Object.getOwnPropertyNames") {
    Record out;
    out.type = Record::Type::array;
    Arguments elements;
    const bool keys =
        path == "Object.keys" || path == "Reflect.ownKeys" || path == "Object.getOwnPropertyNames";
    const bool entries = path == "Object.entries";
    const auto pair = [&](const Value* key, const Value* value) {
      Call inner = call;
      inner.round = static_cast<std::uint32_t>(elements.size()) + 32;
      return array({key, value}, inner, state);
    };
    if (content != nullptr) {
      for (const Property& entry : content->properties)
        elements.push_back(keys      ? text(entry.key)
                           : entries ? pair(text(entry.key), entry.value)
                                     : entry.value);
      if (content->rest != nullptr) {
        const Value* const key = symbol(intern(content->rest->id, 0, "key"), may::kString,
                                        joined(content->rest->facts, origins(origin::kName)));
        Call last = call;
        last.round = 31;
        out.rest = keys ? key : entries ? array({key, content->rest}, last, state) : content->rest;
      }
      if (list)
        for (const Value* element : content->elements)
          elements.push_back(keys ? text("0") : entries ? pair(text("0"), element) : element);
    } else if (!first->nullish()) {
      const Value* const key =
          symbol(intern(first->id, 0, "key"), may::kString, joined(first->facts, origins(origin::kName)));
      const Value* const value =
          first->kind == Kind::context ? context_member(first, "?", state) : part_of(first, "[]");
      Call last = call;
      last.round = 31;
      out.rest = keys ? key : entries ? array({key, value}, last, state) : value;
    }
    out.elements = arena_.copy(elements);
    return made(out);
  }
  if (path == "Object.fromEntries") {
    Record out;
    std::vector<Property> properties;
    const auto add = [&](const Value* entry, bool certain) {
      const Record* const pair = record(entry, state);
      if (pair == nullptr || pair->elements.size() < 2) {
        out.rest = part_of(entry, "[]");
        return;
      }
      if (certain && pair->elements[0]->kind == Kind::string)
        properties.push_back({pair->elements[0]->text, pair->elements[1]});
      else
        out.rest = pair->elements[1];
    };
    if (content != nullptr) {
      for (const Value* entry : content->elements)
        add(entry, true);
      if (content->rest != nullptr) add(content->rest, false);
    } else {
      out.rest = part_of(first, "[]");
    }
    out.properties = arena_.copy(properties);
    return made(out);
  }
  if (path == "Object.hasOwn") {
    if (content != nullptr && arguments.size() > 1 && arguments[1]->kind == Kind::string &&
        content->rest == nullptr)
      return one(std::move(state), boolean(property(*content, arguments[1]->text) != nullptr));
    const Value* const value = fresh(call, may::kBoolean, first->facts, state);
    return one(std::move(state), value);
  }
  if (path == "Object.create" || path == "Object") {
    Record from;
    if (first->kind == Kind::context)
      from.rest = first;
    else if (content != nullptr)
      from = *content;
    from.bare = first->kind == Kind::null;
    return made(from);
  }
  if (path == "Reflect.get" && arguments.size() > 1 && call.frame != nullptr)
    return element(first, arguments[1], call.site, call.frame, std::move(state));
  if (path == "Reflect.apply" && arguments.size() > 2)
    return call_method(first, "apply", {arguments[1], arguments[2]}, call, std::move(state));
  // What is not known may call what it is given.
  Value* unknown = arena_.make<Value>();
  unknown->kind = Kind::global;
  unknown->text = path;
  return call_unknown(unknown, arguments, call, std::move(state));
}

}  // namespace convotic::lint::outcome
