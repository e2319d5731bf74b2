// Methods of what is known: strings, arrays, functions.
#include "lint/model/folder_state.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace convotic::lint {

Value Folder::State::method_call(const Value& on, std::string_view name, const ArgumentValues& given,
                                 Place at, const Frame* frame) {
  switch (on.kind) {
  case Value::Kind::string:
    return string_method(on, name, given, at);
  case Value::Kind::array: {
    const Value value = array_method(on, name, given, at);
    if (!on.object->may_lack || value.object == on.object) return value;
    // What is made of a list whose length is not known: as long as that at most, or nothing that is known.
    if (!value.is(Value::Kind::array)) return name == "find" ? value : unknown(at);
    Object& shorter = new_object() = *value.object;
    shorter.may_lack = true;
    return object_value(shorter, Value::Kind::array, value.at);
  }
  case Value::Kind::function:
    if (name == "bind") return bound(on, given);
    if (name == "call" && !given.values.empty()) {
      const ArgumentValues rest{{given.values.begin() + 1, given.values.end()}, given.how};
      return call_value(bound(on, {{given.values.front()}, Arguments::complete}), rest, at, frame);
    }
    if (name == "apply" && given.values.size() == 2 && given.values[1].is(Value::Kind::array)) {
      ArgumentValues rest;
      for (const Member& element : members(given.values[1]))
        rest.values.push_back(element.value);
      if (given.values[1].object->open) rest.how = Arguments::open;
      return call_value(bound(on, {{given.values.front()}, Arguments::complete}), rest, at, frame);
    }
    return unknown(at);
  case Value::Kind::choice: {
    std::vector<Value> options;
    for (const Value& option : on.options)
      if (!option.is(Value::Kind::undefined)) options.push_back(method_call(option, name, given, at, frame));
    return choice(std::move(options), at);
  }
  default: {
    const bool unchanged = on.is(Value::Kind::symbol) && name == "bind" && given.values.size() <= 1;
    if (unchanged) return on;
    const Place callee{at.file, ast(at.file).child(at.node, 0)};
    return call_value(member(on, name, callee), given, at, frame);
  }
  }
}

Value Folder::State::string_method(const Value& on, std::string_view name, const ArgumentValues& given,
                                   Place at) {
  std::string text(on.text);
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
  if (name == "toString" || name == "valueOf") return on;
  if (name == "toLowerCase" && ascii) {
    for (char& c : text)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text_value(std::move(text), at);
  }
  if (name == "toUpperCase" && ascii) {
    for (char& c : text)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text_value(std::move(text), at);
  }
  if (name == "trim") {
    const auto first = text.find_first_not_of(" \t\r\n");
    const auto last = text.find_last_not_of(" \t\r\n");
    return text_value(first == std::string::npos ? "" : text.substr(first, last - first + 1), at);
  }
  const bool has_text = given.how == Arguments::complete && !given.values.empty() &&
                        given.values.front().is(Value::Kind::string);
  if (name == "concat") {
    for (const Value& value : given.values) {
      const auto more = as_text(value);
      if (!more || given.how == Arguments::open) return unknown(at);
      text += *more;
    }
    return text_value(std::move(text), at);
  }
  if (!has_text) return unknown(at);
  const std::string_view other = given.values.front().text;
  if (name == "startsWith") return Value::of_boolean(on.text.starts_with(other), at);
  if (name == "endsWith") return Value::of_boolean(on.text.ends_with(other), at);
  if (name == "includes") return Value::of_boolean(on.text.find(other) != std::string_view::npos, at);
  if (name == "split" && !other.empty()) {
    std::vector<Value> parts;
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t end = std::min(text.find(other, from), text.size());
      parts.push_back(text_value(text.substr(from, end - from), at));
      from = end + other.size();
    }
    return array_value(std::move(parts), false, at);
  }
  return unknown(at);
}

Value Folder::State::array_method(const Value& on, std::string_view name, const ArgumentValues& given,
                                  Place at) {
  const auto all = members(on);
  const bool open = on.object->open;
  const Value* first = given.values.empty() ? nullptr : &given.values.front();
  const auto apply = [&](const Value& function, std::size_t index) {
    Value place;
    place.kind = Value::Kind::number;
    place.number = static_cast<double>(index);
    return call_value(function, {{all[index].value, place, on}, Arguments::complete}, at, nullptr);
  };
  if (name == "map" || name == "flatMap") {
    if (first == nullptr || !first->is(Value::Kind::function)) return unknown(at);
    std::vector<Value> out;
    bool more = open;
    for (std::size_t index = 0; index < all.size(); ++index) {
      const Value value = apply(*first, index);
      if (name == "map" || !value.is(Value::Kind::array)) {
        out.push_back(value);
        continue;
      }
      for (const Member& inner : members(value))
        out.push_back(inner.value);
      more = more || value.object->open;
    }
    return array_value(std::move(out), more, at);
  }
  if (name == "filter") {
    if (first == nullptr) return unknown(at);
    std::vector<Value> out;
    for (std::size_t index = 0; index < all.size(); ++index) {
      const bool by_itself = first->is(Value::Kind::global) && first->text == "Boolean";
      const auto keeps = truthy(by_itself ? all[index].value : apply(*first, index));
      if (!keeps) return unknown(at);
      if (*keeps) out.push_back(all[index].value);
    }
    return array_value(std::move(out), open, at);
  }
  if (name == "concat") {
    std::vector<Value> out;
    bool more = open || given.how == Arguments::open;
    for (const Member& element : all)
      out.push_back(element.value);
    for (const Value& value : given.values) {
      if (!value.is(Value::Kind::array)) {
        more = more || value.is(Value::Kind::unknown);
        if (!value.is(Value::Kind::unknown)) out.push_back(value);
        continue;
      }
      for (const Member& element : members(value))
        out.push_back(element.value);
      more = more || value.object->open;
    }
    return array_value(std::move(out), more, at);
  }
  if (name == "entries" || name == "values" || name == "keys")
    return name == "values" ? on : entries(on, name == "keys" ? "Object.keys" : "Object.entries", at);
  if (open) return unknown(at);
  if (name == "reverse" || name == "toReversed") {
    std::vector<Value> out;
    for (std::size_t index = all.size(); index-- > 0;)
      out.push_back(all[index].value);
    return array_value(std::move(out), false, at);
  }
  if (name == "flat") {
    std::vector<Value> out;
    for (const Member& element : all) {
      if (!element.value.is(Value::Kind::array)) {
        out.push_back(element.value);
        continue;
      }
      if (element.value.object->open) return unknown(at);
      for (const Member& inner : members(element.value))
        out.push_back(inner.value);
    }
    return array_value(std::move(out), false, at);
  }
  if (name == "slice") {
    const bool number = first != nullptr && first->is(Value::Kind::number) && first->number >= 0;
    if (given.values.size() > 1 || (first != nullptr && !number)) return unknown(at);
    std::vector<Value> out;
    for (std::size_t index = number ? static_cast<std::size_t>(first->number) : 0; index < all.size();
         ++index)
      out.push_back(all[index].value);
    return array_value(std::move(out), false, at);
  }
  if (name == "join") {
    std::string text;
    const auto between = first == nullptr ? std::optional<std::string>(",") : as_text(*first);
    if (!between) return unknown(at);
    for (const Member& element : all) {
      if (&element != &all.front()) text += *between;
      text += as_text(element.value).value_or("\x01");
    }
    return text_value(std::move(text), at);
  }
  if (name == "find" || name == "at" || name == "get") {
    std::vector<Value> out;
    for (const Member& element : all)
      out.push_back(element.value);
    return name == "find" && !out.empty() ? choice(std::move(out), at) : unknown(at);
  }
  if (name == "includes" && first != nullptr) {
    bool all_differ = true;
    for (const Member& element : all) {
      const auto same = strictly_equal(element.value, *first);
      if (same == true) return Value::of_boolean(true, at);
      all_differ = all_differ && same == false;
    }
    return all_differ ? Value::of_boolean(false, at) : unknown(at);
  }
  if ((name == "reduce" || name == "reduceRight") && given.values.size() == 2) {
    Value so_far = given.values[1];
    for (std::size_t step = 0; step < all.size(); ++step) {
      const std::size_t index = name == "reduce" ? step : all.size() - 1 - step;
      so_far = call_value(*first, {{so_far, all[index].value}, Arguments::complete}, at, nullptr);
    }
    return so_far;
  }
  return unknown(at);
}

}  // namespace convotic::lint
