#include "core/project/module_name.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::project {
namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name_character(char c) {
  return is_lower(c) || is_digit(c) || c == '-';
}

// The plain letters of U+00C0 to U+00FF, whose UTF-8 is 0xC3 and one more byte.
constexpr std::string_view kLatin1Letters =
    "aaaaaaaceeeeiiiidnooooo-ouuuuypsaaaaaaaceeeeiiiidnooooo-ouuuuypy";
static_assert(kLatin1Letters.size() == 64);

// Empty for a valid name.
std::string problem_with(std::string_view name) {
  if (name.empty()) return "it is empty";
  if (!std::all_of(name.begin(), name.end(), is_name_character)) return "use a-z, 0-9 and \"-\"";
  if (name.front() == '-' || name.back() == '-') return "it must begin and end with a letter or digit";
  if (name.size() > kMaxModuleName)
    return fmt::format("it has {} characters, at most {} are allowed", name.size(), kMaxModuleName);
  return {};
}

}  // namespace

Result<void> check_module_name(std::string_view name, const base::ErrorKind& kind) {
  const std::string problem = problem_with(name);
  if (problem.empty()) return {};
  return base::fail(kind, fmt::format("\"{}\" cannot be a module's name: {}", name, problem));
}

std::string nearest_module_name(std::string_view name) {
  if (problem_with(name).empty()) return std::string(name);
  std::string out;
  bool separated = false;  // a "-" is due before the next letter or digit
  const auto append = [&](char c) {
    if (separated && !out.empty()) out += '-';
    separated = false;
    out += c;
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (is_lower(c) || is_digit(c)) {
      append(c);
    } else if (is_upper(c)) {
      if (i > 0 && (is_lower(name[i - 1]) || is_digit(name[i - 1]))) separated = true;
      append(static_cast<char>(c - 'A' + 'a'));
    } else if (c == '\xC3' && i + 1 < name.size()) {
      const auto letter = static_cast<unsigned char>(name[++i]) & 0x3Fu;
      if (kLatin1Letters[letter] == '-')
        separated = true;
      else
        append(kLatin1Letters[letter]);
    } else {
      separated = true;
    }
  }
  out.resize(std::min(out.size(), kMaxModuleName));
  while (!out.empty() && out.back() == '-')
    out.pop_back();
  return out.empty() ? "my-module" : out;
}

}  // namespace convotic::project
