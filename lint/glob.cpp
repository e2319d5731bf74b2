#include "lint/glob.hpp"

#include <algorithm>

namespace convotic::lint {
namespace {

constexpr std::size_t kMostAlternatives = 256;

// "a.{b,c}" gives "a.b" and "a.c". Braces that are never closed stand for themselves.
void expand(const std::string& pattern, std::vector<std::string>& out) {
  const std::size_t open = pattern.find('{');
  const std::size_t close = open == std::string::npos ? open : pattern.find('}', open);
  if (close == std::string::npos || out.size() > kMostAlternatives) {
    out.push_back(pattern);
    return;
  }
  const std::string head = pattern.substr(0, open), tail = pattern.substr(close + 1);
  std::size_t at = open + 1;
  while (at <= close) {
    const std::size_t end = std::min(pattern.find(',', at), close);
    expand(head + pattern.substr(at, end - at) + tail, out);
    at = end + 1;
  }
}

// "[a-z]" at the beginning of the pattern: how long it is, and whether it has the character.
struct Set {
  std::size_t length = 0;  // 0: no set
  bool has = false;
};
Set read_set(std::string_view pattern, char c) {
  const std::size_t close = pattern.find(']', 2);
  if (!pattern.starts_with('[') || close == std::string_view::npos) return {};
  const bool negated = pattern[1] == '!' || pattern[1] == '^';
  bool has = false;
  for (std::size_t i = negated ? 2 : 1; i < close; ++i) {
    if (i + 2 < close && pattern[i + 1] == '-') {
      has |= pattern[i] <= c && c <= pattern[i + 2];
      i += 2;
    } else {
      has |= pattern[i] == c;
    }
  }
  return {close + 1, has != negated};
}

bool match_segment(std::string_view pattern, std::string_view text) {
  // The last star and where its text began: on a mismatch the star takes one character more.
  std::size_t p = 0, t = 0, star = std::string_view::npos, from = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = t;
      continue;
    }
    if (p < pattern.size()) {
      const Set set = read_set(pattern.substr(p), text[t]);
      const bool fits = set.length > 0 ? set.has : pattern[p] == '?' || pattern[p] == text[t];
      if (fits) {
        p += set.length > 0 ? set.length : 1;
        ++t;
        continue;
      }
    }
    if (star == std::string_view::npos) return false;
    p = star + 1;
    t = ++from;
  }
  while (p < pattern.size() && pattern[p] == '*')
    ++p;
  return p == pattern.size();
}

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    if (end > at) out.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

bool match_segments(const std::vector<std::string_view>& pattern, const std::vector<std::string_view>& path) {
  // As in match_segment, with `**` for the star.
  std::size_t p = 0, t = 0, star = std::string::npos, from = 0;
  while (t < path.size()) {
    if (p < pattern.size() && pattern[p] == "**") {
      star = p++;
      from = t;
    } else if (p < pattern.size() && match_segment(pattern[p], path[t])) {
      ++p;
      ++t;
    } else if (star != std::string::npos) {
      p = star + 1;
      t = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == "**")
    ++p;
  return p == pattern.size();
}

}  // namespace

bool path_matches(std::string_view pattern, std::string_view path) {
  std::string whole(pattern);
  if (whole.starts_with("./")) whole.erase(0, 2);
  if (whole.ends_with('/')) whole += "**";
  if (whole.find('/') == std::string::npos) whole = "**/" + whole;
  std::vector<std::string> alternatives;
  expand(whole, alternatives);
  const auto segments = split(path);
  return std::any_of(alternatives.begin(), alternatives.end(), [&](const std::string& alternative) {
    return match_segments(split(alternative), segments);
  });
}

bool path_matches_any(const std::vector<std::string>& patterns, std::string_view path) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return path_matches(pattern, path); });
}

}  // namespace convotic::lint
