#include "cli/webhook_template/values.hpp"

namespace convotic::cli {
namespace {

constexpr std::size_t kWidth = 132;

std::string escaped(std::string_view text, std::string_view characters) {
  std::string out;
  for (const char c : text) {
    if (characters.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string wrapped(std::string_view margin, std::string_view text) {
  std::string out, line(margin);
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    const bool first = line.size() == margin.size();
    if (!first && line.size() + 1 + word.size() > kWidth) {
      out += line + "\n";
      line.assign(margin).append(word);
    } else {
      line.append(first ? "" : " ").append(word);
    }
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return out + line;
}

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string in_quotes(std::string_view text) {
  return escaped(text, "\\\"");
}

std::string in_backticks(std::string_view text) {
  std::string out;
  for (const char c : escaped(text, "\\`$"))
    out += c == '\n' ? std::string("\\n") : std::string(1, c);
  return out;
}

std::string in_pattern(std::string_view text) {
  return escaped(text, "\\^$.|?*+()[]{}/");
}

}  // namespace convotic::cli
