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

// What a step of a pointer stands for.
std::string unescaped(std::string_view step) {
  std::string name;
  for (std::size_t i = 0; i < step.size(); ++i) {
    if (step[i] == '~' && i + 1 < step.size())
      name += step[++i] == '1' ? '/' : '~';
    else
      name += step[i];
  }
  return name;
}

// The name that the last step of a pointer stands for, and the pointer of what it is in.
std::pair<std::string_view, std::string> split_last(std::string_view pointer) {
  const std::size_t slash = pointer.rfind('/');
  return {pointer.substr(0, slash), unescaped(pointer.substr(slash + 1))};
}

// Follows a pointer through a text, every "*" of it at once. Looks at each byte once for each step.
class Walk {
public:
  Walk(std::string_view text, std::string_view pointer) : text_(text) {
    while (!pointer.empty()) {
      const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
      steps_.emplace_back(pointer.substr(1, end - 1));
      pointer.remove_prefix(end);
    }
    step_into(skip(text.starts_with("\xef\xbb\xbf") ? 3 : 0), 0);
  }

  JsonPlaces places() && { return std::move(places_); }

private:
  // The first byte of the next token.
  std::size_t skip(std::size_t at) const {
    return std::min(text_.find_first_not_of(" \t\r\n,:", at), text_.size());
  }

  std::size_t string_end(std::size_t at) const {
    for (++at; at < text_.size() && text_[at] != '"'; ++at)
      if (text_[at] == '\\') ++at;
    return std::min(at + 1, text_.size());
  }

  // Without recursion: a value may nest deeper than the stack is.
  std::size_t value_end(std::size_t at) const {
    std::size_t depth = 0;
    do {
      at = skip(at);
      if (at == text_.size()) return at;
      const char next = text_[at];
      if (next == '"') {
        at = string_end(at);
      } else if (next == '{' || next == '[') {
        ++depth;
        ++at;
      } else if (next == '}' || next == ']') {
        --depth;
        ++at;
      } else {
        at = std::min(text_.find_first_of(" \t\r\n,:]}", at), text_.size());
      }
    } while (depth > 0);
    return at;
  }

  bool is_end(std::size_t at) const { return at >= text_.size() || text_[at] == '}' || text_[at] == ']'; }

  void step_into(std::size_t at, std::size_t step) {
    if (step == steps_.size())
      places_.values.push_back(JsonRange{at, value_end(at) - at});
    else if (text_[at] == '{' && steps_[step] != "*")
      step_into_member(at, step);
    else if (text_[at] == '[')
      step_into_elements(at, step);
    else if (steps_[step] != "*")
      places_.values.emplace_back();
  }

  void step_into_member(std::size_t object, std::size_t step) {
    const std::string name = unescaped(steps_[step]);
    std::optional<std::size_t> found;
    for (std::size_t at = skip(object + 1); !is_end(at);) {
      const std::size_t end = string_end(at), value = skip(end);
      if (is_name(text_.substr(at, end - at), name)) {
        if (found && !places_.twice) places_.twice = name;
        if (!found) found = value;
      }
      at = skip(value_end(value));
    }
    if (found)
      step_into(*found, step + 1);
    else
      places_.values.emplace_back();
  }

  void step_into_elements(std::size_t array, std::size_t step) {
    const bool every = steps_[step] == "*";
    std::size_t index = 0;
    for (std::size_t at = skip(array + 1); !is_end(at); at = skip(value_end(at)), ++index) {
      if (!every && std::to_string(index) != steps_[step]) continue;
      step_into(at, step + 1);
      if (!every) return;
    }
    if (!every) places_.values.emplace_back();
  }

  // Whether the raw text of a string, quotes included, is `name`.
  static bool is_name(std::string_view raw, std::string_view name) {
    if (raw.find('\\') == std::string_view::npos) return raw.substr(1, raw.size() - 2) == name;
    const auto decoded = nlohmann::json::parse(raw, nullptr, false);
    return decoded.is_string() && decoded.get_ref<const std::string&>() == name;
  }

  std::string_view text_;
  std::vector<std::string_view> steps_;
  JsonPlaces places_;
};

bool is_number(std::string_view text) {
  return !text.empty() && text.size() < 16 &&
         text.find_first_not_of("0123456789") == std::string_view::npos &&
         (text == "0" || text.front() != '0');
}

}  // namespace

bool is_json(std::string_view text) {
  return nlohmann::json::accept(text);
}

JsonPlaces find_places(std::string_view text, std::string_view pointer) {
  return Walk(text, pointer).places();
}

std::pair<std::string_view, std::string_view> split_at_star(std::string_view pointer) {
  const std::size_t star = pointer.rfind("/*");
  if (star == std::string_view::npos) return {"", pointer};
  return {pointer.substr(0, star + 2), pointer.substr(star + 2)};
}

std::optional<std::string> read_field(std::string_view text, std::string_view pointer) {
  const auto range = locate(text, pointer, JsonPart::value);
  return range ? read_value(view(text, *range)) : std::nullopt;
}

std::optional<std::string> read_value(std::string_view value) {
  if (value.empty()) return std::nullopt;
  if (value.front() != '"') {
    const bool scalar = value.front() != '{' && value.front() != '[' && value != "null";
    return scalar ? std::optional(std::string(value)) : std::nullopt;
  }
  const auto parsed = nlohmann::json::parse(value, nullptr, false);
  return parsed.is_string() ? std::optional(parsed.get<std::string>()) : std::nullopt;
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
