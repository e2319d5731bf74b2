#include "replay/json_place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace convotic::replay {
namespace {

bool is_name_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) != 0 || c == '_' || c == '-';
}

bool is_plain(const std::string& name) {
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
         std::all_of(name.begin(), name.end(), is_name_character);
}

// What stands in [...], which begins at `at` and is passed over.
std::optional<JsonStep> parse_bracket(std::string_view text, std::size_t& at) {
  const char quote = at + 1 < text.size() ? text[at + 1] : '\0';
  if (quote == '\'' || quote == '"') {
    std::string name;
    for (at += 2; at < text.size() && text[at] != quote; ++at) {
      if (text[at] == '\\' && ++at == text.size()) return std::nullopt;
      name += text[at];
    }
    if (at + 1 >= text.size() || text[at + 1] != ']') return std::nullopt;
    at += 2;
    return name;
  }
  const std::size_t end = text.find(']', at);
  if (end == std::string_view::npos) return std::nullopt;
  std::size_t index = 0;
  const char* first = text.data() + at + 1;
  const auto parsed = std::from_chars(first, text.data() + end, index);
  if (first == text.data() + end || parsed.ec != std::errc() || parsed.ptr != text.data() + end)
    return std::nullopt;
  at = end + 1;
  return index;
}

}  // namespace

std::optional<JsonPlace> parse_json_place(std::string_view text) {
  if (text.empty() || text.front() != '$') return std::nullopt;
  JsonPlace place;
  for (std::size_t at = 1; at < text.size();) {
    if (text[at] == '[') {
      auto step = parse_bracket(text, at);
      if (!step) return std::nullopt;
      place.push_back(*std::move(step));
      continue;
    }
    if (text[at] != '.') return std::nullopt;
    std::size_t end = at + 1;
    while (end < text.size() && is_name_character(text[end]))
      ++end;
    if (end == at + 1) return std::nullopt;
    place.emplace_back(std::string(text.substr(at + 1, end - at - 1)));
    at = end;
  }
  return place;
}

std::string format_json_place(const JsonPlace& place) {
  std::string out = "$";
  for (const JsonStep& step : place) {
    if (const auto* index = std::get_if<std::size_t>(&step)) {
      out += fmt::format("[{}]", *index);
      continue;
    }
    const std::string& name = std::get<std::string>(step);
    if (is_plain(name)) {
      out += "." + name;
      continue;
    }
    out += "['";
    for (const char c : name) {
      if (c == '\'' || c == '\\') out += '\\';
      out += c;
    }
    out += "']";
  }
  return out;
}

}  // namespace convotic::replay
