#include "core/http/path_pattern.hpp"

#include "core/http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace convotic::http {
namespace {

bool is_name(std::string_view name) {
  const auto word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
         std::all_of(name.begin(), name.end(), word);
}

std::optional<std::string> segment_problem(std::string_view segment) {
  if (segment.starts_with(':'))
    return is_name(segment.substr(1))
               ? std::nullopt
               : std::optional(
                     fmt::format("the parameter \"{}\" needs a name of letters, digits and \"_\"", segment));
  if (segment == "*" || segment.find('*') != std::string_view::npos) return "Convotic documents no wildcards";
  if (segment.find(':') != std::string_view::npos)
    return fmt::format("a parameter must be a whole segment, which \"{}\" is not", segment);
  if (segment.starts_with('{') || segment.starts_with('['))
    return fmt::format("parameters are written \":name\", not \"{}\"", segment);
  const auto bad = std::find_if(segment.begin(), segment.end(), [](char c) {
    return (c >= 0 && c <= 0x20) || c == 0x7f || c == '?' || c == '#' || c == '(' || c == ')' || c == '\\';
  });
  if (bad != segment.end()) return fmt::format("\"{}\" cannot stand in a path", *bad);
  return std::nullopt;
}

}  // namespace

tl::expected<PathPattern, PatternProblem> PathPattern::parse(std::string_view text) {
  const auto problem = [](std::string message, std::size_t offset, std::size_t length) {
    return tl::unexpected<PatternProblem>(
        PatternProblem{std::move(message), offset, std::max<std::size_t>(1, length)});
  };
  if (!text.starts_with('/')) return problem("a path must start with \"/\"", 0, 1);
  PathPattern pattern;
  pattern.text_ = std::string(text);
  std::size_t at = 1;
  for (;;) {
    const std::size_t end = std::min(text.find('/', at), text.size());
    const std::string_view segment = text.substr(at, end - at);
    const bool last = end == text.size();
    if (segment.empty() && !last) return problem("a path must not have an empty segment", at, 1);
    if (const auto why = segment_problem(segment)) return problem(*why, at, segment.size());
    if (segment.starts_with(':')) {
      const std::string name(segment.substr(1));
      const auto names = pattern.param_names();
      if (std::find(names.begin(), names.end(), name) != names.end())
        return problem(fmt::format("the parameter \":{}\" stands there twice", name), at, segment.size());
      pattern.segments_.push_back({true, name});
    } else {
      pattern.segments_.push_back({false, percent_decode(segment, PlusSign::literal)});
    }
    if (last) return pattern;
    at = end + 1;
  }
}

std::optional<PathParams> PathPattern::match(std::string_view path) const {
  if (!path.starts_with('/')) return std::nullopt;
  PathParams params;
  std::size_t at = 1;
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    if ((end == path.size()) != (i + 1 == segments_.size())) return std::nullopt;
    const std::string_view raw = path.substr(at, end - at);
    const bool encoded = raw.find('%') != std::string_view::npos;
    const Segment& segment = segments_[i];
    if (segment.is_param) {
      if (raw.empty()) return std::nullopt;
      params.emplace_back(segment.text, encoded ? percent_decode(raw, PlusSign::literal) : std::string(raw));
    } else if (encoded ? percent_decode(raw, PlusSign::literal) != segment.text : raw != segment.text) {
      return std::nullopt;
    }
    at = end + 1;
  }
  return params;
}

bool PathPattern::same_shape(const PathPattern& other) const {
  return std::equal(segments_.begin(), segments_.end(), other.segments_.begin(), other.segments_.end(),
                    [](const Segment& a, const Segment& b) {
                      return a.is_param == b.is_param && (a.is_param || a.text == b.text);
                    });
}

bool PathPattern::more_specific(const PathPattern& other) const {
  return std::lexicographical_compare(
      segments_.begin(), segments_.end(), other.segments_.begin(), other.segments_.end(),
      [](const Segment& a, const Segment& b) { return !a.is_param && b.is_param; });
}

std::vector<std::string> PathPattern::param_names() const {
  std::vector<std::string> names;
  for (const Segment& segment : segments_)
    if (segment.is_param) names.push_back(segment.text);
  return names;
}

}  // namespace convotic::http
