#include "replay/tampering.hpp"

#include "replay/json_form.hpp"
#include "replay/json_layout.hpp"

#include <algorithm>
#include <cctype>

namespace convotic::replay {
namespace {

// Another letter or digit of the same sort.
char other(char c) {
  if (c == '9' || c == 'z' || c == 'Z') return static_cast<char>(c - 1);
  return static_cast<char>(c + 1);
}

bool is_letter_or_digit(char c) {
  return static_cast<unsigned char>(c) < 0x80 && std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// The last letter or digit in [begin, end) that is not part of an escape, or npos.
std::size_t last_plain(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t found = std::string_view::npos;
  for (std::size_t at = begin; at < end; ++at) {
    if (text[at] == '\\' && at + 1 < end) {
      at += text[at + 1] == 'u' ? 5u : 1u;
    } else if (text[at] == '%' && at + 2 < end) {
      at += 2;
    } else if (is_letter_or_digit(text[at])) {
      found = at;
    }
  }
  return found;
}

BodyEdit swapped(std::string_view body, std::size_t at) {
  return {at, 1, std::string(1, other(body[at]))};
}

std::optional<BodyEdit> tamper_scalar(std::string_view body, const JsonScalar& scalar) {
  const std::string_view text = body.substr(scalar.offset, scalar.length);
  if (text == "true") return BodyEdit{scalar.offset, scalar.length, "false"};
  if (text == "false") return BodyEdit{scalar.offset, scalar.length, "true"};
  if (text == "null") return std::nullopt;
  if (text.front() != '"') {
    // The last digit before a point or exponent: 4200 becomes 4201. A single 0 may not become 10.
    const std::size_t digits = std::min(text.find_first_of(".eE"), text.size());
    return swapped(body, scalar.offset + digits - 1);
  }
  const std::size_t begin = scalar.offset + 1, end = scalar.offset + scalar.length - 1;
  if (begin == end) return std::nullopt;
  const std::size_t at = last_plain(body, begin, end);
  if (at == std::string_view::npos) return BodyEdit{end, 0, "x"};
  return swapped(body, at);
}

std::vector<BodyEdit> tamper_json(std::string_view body, std::size_t most) {
  std::vector<JsonScalar> scalars = json_scalars(body);
  std::stable_sort(scalars.begin(), scalars.end(),
                   [](const JsonScalar& a, const JsonScalar& b) { return a.depth > b.depth; });
  std::vector<BodyEdit> out;
  for (const JsonScalar& scalar : scalars) {
    if (out.size() == most) return out;
    if (const auto edit = tamper_scalar(body, scalar)) out.push_back(*edit);
  }
  if (!out.empty()) return out;
  // {} or [], or nothing but null and "".
  const std::size_t open = body.find_first_of("{[");
  if (open == std::string_view::npos) return {{0, body.size(), "1"}};
  const std::size_t next = body.find_first_not_of(" \t\r\n", open + 1);
  const bool empty = body[next] == '}' || body[next] == ']';
  const std::string comma = empty ? "" : ",";
  return {{open + 1, 0, (body[open] == '{' ? "\"tampered\":true" : "true") + comma}};
}

}  // namespace

std::string edited(const std::string& body, const BodyEdit& edit) {
  std::string out = body;
  return out.replace(edit.offset, edit.length, edit.replacement);
}

std::vector<BodyEdit> tamperings(std::string_view body, std::size_t most) {
  if (body.empty() || most == 0) return {};
  if (is_json(body)) return tamper_json(body, most);
  const std::size_t at = last_plain(body, 0, body.size());
  if (at != std::string_view::npos) return {swapped(body, at)};
  return {{body.size() - 1, 1, std::string(1, static_cast<char>(body.back() ^ 1))}};
}

std::optional<std::string> reserialized(std::string_view body) {
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || (body[first] != '{' && body[first] != '[') || !is_json(body))
    return std::nullopt;
  std::string spaced = spaced_json(body);
  if (spaced != body) return spaced;
  std::string compact = lay_out(body, JsonLayout::compact);
  if (compact != body) return compact;
  // Nothing to put a blank after: {"a":1} would have one, {} has not.
  return compact.insert(1, 1, ' ');
}

}  // namespace convotic::replay
