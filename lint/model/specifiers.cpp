#include "lint/model/specifiers.hpp"

#include <algorithm>

namespace convotic::lint {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

bool is_name(char c) {
  return c == '_' || c == '$' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z');
}

// The string that the text begins with, after spaces and at most one parenthesis.
std::string_view leading_string(std::string_view text) {
  const auto skip_space = [&] { text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size())); };
  skip_space();
  if (text.starts_with('(')) {
    text.remove_prefix(1);
    skip_space();
  }
  if (text.empty() || (text[0] != '"' && text[0] != '\'' && text[0] != '`')) return {};
  const char quote = text[0];
  text.remove_prefix(1);
  const std::size_t end = text.find_first_of("\r\n\"'`");
  return end == std::string_view::npos || text[end] != quote ? std::string_view{} : text.substr(0, end);
}

}  // namespace

std::vector<std::string_view> specifiers_in(std::string_view text) {
  std::vector<std::string_view> out;
  for (const std::string_view word : {"from", "import", "require"})
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
      if (at > 0 && is_name(text[at - 1])) continue;
      const std::string_view found = leading_string(text.substr(at + word.size()));
      if (!found.empty()) out.push_back(found);
    }
  return out;
}

}  // namespace convotic::lint
