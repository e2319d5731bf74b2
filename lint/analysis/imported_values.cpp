#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

// A folded value as one of ours.
const Value* Interpreter::imported(const lint::Value& value, State& state) {
  using Folded = lint::Value::Kind;
  const std::uint64_t where = (std::uint64_t{value.at.file} << 32) | value.at.node;
  switch (value.kind) {
  case Folded::undefined:
    return undefined();
  case Folded::null:
    return null();
  case Folded::boolean:
    return boolean(value.boolean);
  case Folded::number:
    return number(value.number);
  case Folded::string: {
    Facts literal;
    literal.origin = origin::kLiteral;
    if (value.at) literal.source = project_.range(value.at);
    return text(value.text, facts(literal));
  }
  case Folded::function:
  case Folded::class_: {
    if (value.closure == nullptr) break;
    const lint::Closure& code = *value.closure;
    const Value* self = code.self == nullptr ? nullptr : imported(*code.self, state);
    // An arrow function has the `this` of what is around it.
    for (const lint::Frame* around = code.frame; around != nullptr && self == nullptr;
         around = around->parent)
      if (around->self.kind == Folded::instance || around->self.kind == Folded::object)
        self = imported(around->self, state);
    const Value* made = closure(code.code, frame_of_folded(code.frame, code.code.file), self);
    if (code.bound.empty()) return made;
    Arguments bound;
    for (const lint::Value& argument : code.bound)
      bound.push_back(imported(argument, state));
    Value* out = arena_.make<Value>();
    out->kind = Kind::native;
    out->native = Value::Native::bound;
    out->receiver = made;
    out->items = arena_.copy(bound);
    return out;
  }
  case Folded::object:
  case Folded::array:
  case Folded::instance: {
    if (value.object == nullptr) break;
    if (value.kind == Folded::instance && value.at && !value.object->chained &&
        project_.node(value.at).kind == NodeKind::new_) {
      // Made again here, where its constructor is followed.
      const std::uint64_t key =
          (std::uint64_t{file_frame(value.at.file)->id} << 32) | 0x80000000u | value.at.node;
      if (const Value* const made = state.variables.find(key)) return made;
      if (evaluating_.insert(key).second) {
        Outcomes found = evaluate(value.at.node, file_frame(value.at.file), state);
        evaluating_.erase(key);
        for (Outcome& outcome : found) {
          if (outcome.threw) continue;
          state = std::move(outcome.state);
          state.variables.set(key, outcome.value);
          return outcome.value;
        }
      }
    }
    Record content;
    content.type = value.kind == Folded::array ? Record::Type::array : Record::Type::plain;
    const auto id = intern(reinterpret_cast<std::uintptr_t>(value.object), 0, "folded object");
    Value* out = arena_.make<Value>();
    out->kind = Kind::object;
    out->id = id;
    if (value.at) out->site = where;
    if (state.heap.find(id) != nullptr) return out;
    if (value.kind == Folded::instance && value.object->made_of != nullptr) {
      const lint::Closure& klass = *value.object->made_of;
      content.type = Record::Type::instance;
      content.klass = closure(klass.code, frame_of_folded(klass.frame, klass.code.file));
    }
    // In the heap first: its methods may know it as `this`.
    state.heap.set(id, arena_.make<Record>(content));
    std::vector<Property> properties;
    Arguments elements;
    for (const lint::Member& member : value.object->members) {
      if (content.type == Record::Type::array)
        elements.push_back(imported(member.value, state));
      else if (!member.getter)
        properties.push_back({arena_.copy(member.name), imported(member.value, state)});
    }
    content.properties = arena_.copy(properties);
    content.elements = arena_.copy(elements);
    if (value.object->open)
      content.rest = symbol(intern(id, 0, "rest"), may::kAnything, origins(origin::kOpaque));
    state.heap.set(id, arena_.make<Record>(content));
    return out;
  }
  case Folded::env: {
    Facts secret;
    secret.origin = origin::kSecret;
    if (value.at) secret.source = project_.range(value.at);
    return symbol(intern(0, 0, "process.env." + std::string(value.text)), may::kString | may::kUndefined,
                  facts(secret));
  }
  case Folded::external: {
    const bool missing = value.missing;
    return package_value(missing ? std::string_view("./") : value.package,
                         value.text == "default" ? "" : value.text);
  }
  case Folded::symbol:
    if (value.symbol == lint::Value::Symbol::request && value.text.empty() && request_ != nullptr)
      return request_;
    if (value.symbol == lint::Value::Symbol::context && value.text.empty() && context_ != nullptr)
      return context_;
    break;
  case Folded::global: {
    Value* out = arena_.make<Value>();
    out->kind = Kind::global;
    out->text = arena_.copy(value.text);
    return out;
  }
  case Folded::pattern:
    return symbol(intern(where, 0, "pattern"), may::kString, nullptr);
  case Folded::regex: {
    Record content;
    content.type = Record::Type::regexp;
    const Property properties[] = {{"source", text(value.text)}};
    content.properties = arena_.copy(std::span<const Property>(properties));
    Value* out = arena_.make<Value>();
    out->kind = Kind::object;
    out->id = intern(where, 0, "regex");
    state.heap.set(out->id, arena_.make<Record>(content));
    return out;
  }
  case Folded::choice:
  case Folded::unknown:
    break;
  }
  // What could not be folded may still be followed.
  if (value.kind == Folded::unknown && value.at && project_.file(value.at.file) != nullptr) {
    const NodeKind kind = project_.node(value.at).kind;
    const bool expression = kind == NodeKind::call || kind == NodeKind::new_ || kind == NodeKind::object ||
                            kind == NodeKind::conditional || kind == NodeKind::logical ||
                            kind == NodeKind::array || kind == NodeKind::identifier ||
                            kind == NodeKind::member || kind == NodeKind::index;
    const std::uint64_t key =
        (std::uint64_t{file_frame(value.at.file)->id} << 32) | 0x80000000u | value.at.node;
    if (expression && evaluating_.insert(key).second) {
      Outcomes found = evaluate(value.at.node, file_frame(value.at.file), state);
      evaluating_.erase(key);
      for (Outcome& outcome : found) {
        if (outcome.threw) continue;
        state = std::move(outcome.state);
        return outcome.value;
      }
    }
  }
  return symbol(intern(where, 0, "not folded"), may::kAnything, origins(origin::kOpaque));
}

}  // namespace convotic::lint::outcome
