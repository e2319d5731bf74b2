#include "lint/rules/route_text.hpp"

#include <algorithm>

namespace convotic::lint {
namespace {

bool is_quote(char c) {
  return c == '"' || c == '\'' || c == '`';
}

// The literal's inside, where it is one literal without escapes.
std::optional<Range> inside_of(const Model& model, const Folded& value) {
  const std::string_view source = text_of(model, value.at);
  if (source.size() < 2 || !is_quote(source.front()) || source.back() != source.front()) return std::nullopt;
  if (source.find('\\') != std::string_view::npos) return std::nullopt;
  return Range{value.at.file, value.at.begin + 1, value.at.end - 1};
}

// Where the source's `${...}` that begins at `at` ends.
std::size_t end_of_hole(std::string_view source, std::size_t at) {
  std::size_t depth = 0;
  for (; at < source.size(); ++at) {
    if (source[at] == '{') ++depth;
    if (source[at] == '}' && --depth == 0) return at + 1;
  }
  return at;
}

// The offset in a template's source of each character of the folded text; empty where they do not fit.
std::vector<std::size_t> lay_beside(std::string_view source, std::string_view folded) {
  std::vector<std::size_t> places;
  std::size_t at = 0;
  for (const char c : folded) {
    places.push_back(at);
    if (c == kHole) {
      if (source.compare(std::min(at, source.size()), 2, "${") != 0) return {};
      at = end_of_hole(source, at);
    } else {
      if (at >= source.size() || source[at] != c) return {};
      ++at;
    }
  }
  places.push_back(at);
  return at == source.size() ? places : std::vector<std::size_t>();
}

}  // namespace

void each_route(const Model& model,
                const std::function<void(const ModuleFile& module, const Route& route)>& visit) {
  for (const ModuleFile& module : model.modules)
    for (const Route& route : module.routes)
      if (!route.damaged && route.unresolvable.empty()) visit(module, route);
}

std::string_view name_of(Folded::Kind kind) {
  switch (kind) {
  case Folded::Kind::absent:
    return "missing";
  case Folded::Kind::undefined:
    return "undefined";
  case Folded::Kind::null:
    return "null";
  case Folded::Kind::boolean:
    return "a boolean";
  case Folded::Kind::number:
    return "a number";
  case Folded::Kind::string:
  case Folded::Kind::pattern:
    return "a string";
  case Folded::Kind::function:
    return "a function";
  case Folded::Kind::object:
    return "an object";
  case Folded::Kind::unknown:
    break;
  }
  return "not known";
}

std::optional<Edit> replace_string(const Model& model, const Folded& value, std::string_view text) {
  const auto inside = inside_of(model, value);
  if (!inside || text_of(model, *inside) != value.text) return std::nullopt;
  const auto needs_escape = [](char c) { return is_quote(c) || c == '\\' || c == '\n' || c == '$'; };
  if (std::any_of(text.begin(), text.end(), needs_escape)) return std::nullopt;
  return Edit{*inside, std::string(text)};
}

Range place_in(const Model& model, const Folded& value, std::size_t offset, std::size_t length) {
  const auto inside = inside_of(model, value);
  if (!inside) return value.at;
  const std::vector<std::size_t> places = lay_beside(text_of(model, *inside), value.text);
  if (places.empty() || offset + length >= places.size() || length == 0) return value.at;
  return {inside->file, inside->begin + static_cast<std::uint32_t>(places[offset]),
          inside->begin + static_cast<std::uint32_t>(places[offset + length])};
}

}  // namespace convotic::lint
