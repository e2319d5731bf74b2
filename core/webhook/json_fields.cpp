#include "core/webhook/json_fields.hpp"

#include "core/base/json_reader.hpp"
#include "core/base/json_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace convotic::webhook {
namespace {

using base::JsonPart;
using base::JsonRange;

constexpr std::string_view kBlanks = " \t\r\n";

std::optional<JsonRange> locate(std::string_view text, std::string_view pointer, JsonPart part) {
  const JsonRange range = base::locate_json(text, pointer, part);
  // Only the whole text begins where it begins.
  if (!pointer.empty() && range.offset == 0) return std::nullopt;
  return range;
}

std::string_view view(std::string_view text, JsonRange range) {
  return text.substr(range.offset, range.length);
}

// The name that the last step of a pointer stands for, and the pointer of what it is in.
std::pair<std::string_view, std::string> split_last(std::string_view pointer) {
  const std::size_t slash = pointer.rfind('/');
  std::string name;
  for (std::size_t i = slash + 1; i < pointer.size(); ++i) {
    if (pointer[i] == '~' && i + 1 < pointer.size())
      name += pointer[++i] == '1' ? '/' : '~';
    else
      name += pointer[i];
  }
  return {pointer.substr(0, slash), name};
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() < 16 &&
         text.find_first_not_of("0123456789") == std::string_view::npos &&
         (text == "0" || text.front() != '0');
}

}  // namespace

bool is_json(std::string_view text) {
  return nlohmann::json::accept(text);
}

std::vector<std::string> expand_pointer(std::string_view text, std::string_view pointer) {
  const std::size_t star = pointer.find("/*");
  if (star == std::string_view::npos) return {std::string(pointer)};
  std::vector<std::string> out;
  const std::string array(pointer.substr(0, star));
  for (std::size_t index = 0;; ++index) {
    const std::string element = array + '/' + std::to_string(index);
    const auto range = locate(text, element, JsonPart::value);
    // An object's members are no elements, whatever they are called.
    const auto parent = locate(text, array, JsonPart::value);
    if (!range || !parent || text[parent->offset] != '[') return out;
    const std::string rest = element + std::string(pointer.substr(star + 2));
    for (std::string& one : expand_pointer(text, rest))
      out.push_back(std::move(one));
  }
}

std::optional<std::string> read_field(std::string_view text, std::string_view pointer) {
  const auto range = locate(text, pointer, JsonPart::value);
  if (!range) return std::nullopt;
  const std::string_view raw = view(text, *range);
  if (raw.front() != '"') {
    const bool scalar = raw.front() != '{' && raw.front() != '[' && raw != "null";
    return scalar ? std::optional(std::string(raw)) : std::nullopt;
  }
  const auto value = nlohmann::json::parse(raw, nullptr, false);
  return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
}

std::optional<std::string> with_field(std::string_view text, std::string_view pointer,
                                      std::string_view value) {
  std::string out(text);
  if (const auto range = locate(text, pointer, JsonPart::value)) {
    const bool was_string = view(text, *range).front() == '"';
    const std::string written =
        !was_string && is_number(value) ? std::string(value) : base::json_string(value);
    return out.replace(range->offset, range->length, written);
  }
  std::string addition = base::json_string(value);
  while (!pointer.empty()) {
    const auto [parent, name] = split_last(pointer);
    addition = base::json_string(name) + ':' + addition;
    if (const auto range = locate(text, parent, JsonPart::value)) {
      if (view(text, *range).front() != '{') return std::nullopt;
      const std::size_t brace = range->offset + range->length - 1;
      const std::size_t last = text.find_last_not_of(kBlanks, brace - 1);
      return out.insert(last + 1, (last == range->offset ? "" : ",") + addition);
    }
    addition = '{' + addition + '}';
    pointer = parent;
  }
  return std::nullopt;
}

std::string without_field(std::string_view text, std::string_view pointer) {
  std::string out(text);
  const auto key = locate(text, pointer, JsonPart::key);
  const auto value = locate(text, pointer, JsonPart::value);
  // An element of an array has no key of its own.
  if (!key || !value || key->offset >= value->offset) return out;
  const auto [parent, name] = split_last(pointer);
  if (text[locate(text, parent, JsonPart::value)->offset] != '{') return out;

  std::size_t begin = key->offset, end = value->offset + value->length;
  const std::size_t next = text.find_first_not_of(kBlanks, end);
  if (next != std::string_view::npos && text[next] == ',') {
    end = std::min(text.find_first_not_of(kBlanks, next + 1), text.size());
  } else {
    const std::size_t previous = text.find_last_not_of(kBlanks, begin - 1);
    if (text[previous] == ',') begin = previous;
  }
  return out.erase(begin, end - begin);
}

}  // namespace convotic::webhook
