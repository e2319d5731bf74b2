#include "lint/model/fold.hpp"

#include <cmath>

namespace convotic::lint {

Value Value::of_symbol(Symbol symbol, std::string_view path) {
  Value value;
  value.kind = Kind::symbol;
  value.symbol = symbol;
  value.text = path;
  return value;
}

Value Value::of_boolean(bool value, Place at) {
  Value made;
  made.kind = Kind::boolean;
  made.boolean = value;
  made.at = at;
  return made;
}

Value Value::of_unknown(Place at) {
  Value value;
  value.at = at;
  return value;
}

Value Value::of_undefined(Place at) {
  Value value;
  value.kind = Kind::undefined;
  value.at = at;
  return value;
}

const Value* Frame::find(FileId of_file, BindingId binding) const {
  for (const Frame* frame = this; frame != nullptr; frame = frame->parent) {
    if (frame->file != of_file) continue;
    for (const auto& [id, value] : frame->values)
      if (id == binding) return &value;
  }
  return nullptr;
}

std::optional<bool> Folder::truthy(const Value& value) {
  switch (value.kind) {
  case Value::Kind::undefined:
  case Value::Kind::null:
    return false;
  case Value::Kind::boolean:
    return value.boolean;
  case Value::Kind::number:
    return value.number != 0 && !std::isnan(value.number);
  case Value::Kind::string:
    return !value.text.empty();
  case Value::Kind::pattern:
    // A pattern that has a literal part is not empty.
    return value.text.find_first_not_of('\x01') != std::string_view::npos ? std::optional(true)
                                                                          : std::nullopt;
  case Value::Kind::regex:
  case Value::Kind::function:
  case Value::Kind::class_:
  case Value::Kind::object:
  case Value::Kind::array:
  case Value::Kind::instance:
    return true;
  case Value::Kind::choice: {
    std::optional<bool> all;
    for (const Value& option : value.options) {
      const auto one = truthy(option);
      if (!one || (all && *all != *one)) return std::nullopt;
      all = one;
    }
    return all;
  }
  case Value::Kind::symbol:
    return value.text.empty() ? std::optional(true) : std::nullopt;
  case Value::Kind::unknown:
  case Value::Kind::env:
  case Value::Kind::external:
  case Value::Kind::global:
    return std::nullopt;
  }
  return std::nullopt;
}

namespace {

bool is_primitive(const Value& value) {
  switch (value.kind) {
  case Value::Kind::undefined:
  case Value::Kind::null:
  case Value::Kind::boolean:
  case Value::Kind::number:
  case Value::Kind::string:
    return true;
  default:
    return false;
  }
}

// Something with an identity of its own, which a primitive value never equals.
bool is_reference(const Value& value) {
  switch (value.kind) {
  case Value::Kind::regex:
  case Value::Kind::function:
  case Value::Kind::class_:
  case Value::Kind::object:
  case Value::Kind::array:
  case Value::Kind::instance:
    return true;
  default:
    return false;
  }
}

}  // namespace

std::optional<bool> strictly_equal(const Value& a, const Value& b) {
  if (is_primitive(a) && is_primitive(b)) {
    if (a.kind != b.kind) return false;
    switch (a.kind) {
    case Value::Kind::boolean:
      return a.boolean == b.boolean;
    case Value::Kind::number:
      return a.number == b.number;
    case Value::Kind::string:
      return a.text == b.text;
    default:
      return true;
    }
  }
  if ((is_primitive(a) && is_reference(b)) || (is_reference(a) && is_primitive(b))) return false;
  return std::nullopt;
}

}  // namespace convotic::lint
