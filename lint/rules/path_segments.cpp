#include "lint/rules/path_segments.hpp"

#include <algorithm>
#include <cctype>

namespace convotic::lint {

std::vector<Segment> segments_of(std::string_view path) {
  std::vector<Segment> out;
  std::size_t slash = path.find('/');
  if (slash == std::string_view::npos || path == "/") return out;
  while (slash != std::string_view::npos) {
    const std::size_t start = slash + 1;
    slash = path.find('/', start);
    out.push_back({start, path.substr(start, std::min(slash, path.size()) - start)});
  }
  return out;
}

bool is_param_name(std::string_view name) {
  const auto letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  const auto inner = [&](char c) { return letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; };
  return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), inner);
}

bool is_path(const Folded& value) {
  return value.kind == Folded::Kind::string || value.kind == Folded::Kind::pattern;
}

std::vector<Segment> params_of(std::string_view path) {
  std::vector<Segment> out;
  for (const Segment& segment : segments_of(path))
    if (segment.is_param() && is_param_name(segment.text.substr(1))) out.push_back(segment);
  return out;
}

Overlap overlap_of(std::string_view first, std::string_view second) {
  const auto a = segments_of(first), b = segments_of(second);
  if (a.size() != b.size()) return Overlap::none;
  bool first_wider = false, second_wider = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].has_hole() || b[i].has_hole()) return Overlap::none;
    if (!a[i].is_param() && !b[i].is_param() && a[i].text != b[i].text) return Overlap::none;
    first_wider |= a[i].is_param() && !b[i].is_param();
    second_wider |= b[i].is_param() && !a[i].is_param();
  }
  if (first_wider && second_wider) return Overlap::crossed;
  if (first_wider) return Overlap::first_wide;
  return second_wider ? Overlap::second_wide : Overlap::same;
}

}  // namespace convotic::lint
