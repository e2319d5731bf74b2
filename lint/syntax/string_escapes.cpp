#include "lint/syntax/string_escapes.hpp"

#include "core/base/utf8.hpp"

#include <optional>

namespace convotic::lint {

namespace {

// The code point of the escape at `at` (after "\x" or "\u"), which is moved behind it; nothing where it is
// none.
std::optional<char32_t> hexadecimal(std::string_view text, std::size_t& at, std::size_t digits) {
  char32_t value = 0;
  std::size_t read = 0;
  for (; read < digits && at + read < text.size(); ++read) {
    const char c = text[at + read];
    const char lower = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9')
      value = value * 16 + static_cast<char32_t>(c - '0');
    else if (lower >= 'a' && lower <= 'f')
      value = value * 16 + static_cast<char32_t>(lower - 'a' + 10);
    else
      break;
  }
  if (read == 0 || value > 0x10ffff) return std::nullopt;
  at += read;
  return value;
}

std::optional<char32_t> unicode_escape(std::string_view text, std::size_t& at) {
  if (at >= text.size() || text[at] != '{') return hexadecimal(text, at, 4);
  std::size_t end = at + 1;
  const auto value = hexadecimal(text, end, 6);
  if (end < text.size() && text[end] == '}') ++end;
  at = end;
  return value;
}

void append_escape(std::string& out, std::string_view text, std::size_t& at) {
  const char c = text[at++];
  switch (c) {
  case 'n':
    out += '\n';
    return;
  case 't':
    out += '\t';
    return;
  case 'r':
    out += '\r';
    return;
  case 'b':
    out += '\b';
    return;
  case 'f':
    out += '\f';
    return;
  case 'v':
    out += '\v';
    return;
  case '0':
    out += '\0';
    return;
  case '\r':
    if (at < text.size() && text[at] == '\n') ++at;
    return;
  case '\n':
    return;
  case 'x':
  case 'u': {
    auto value = c == 'x' ? hexadecimal(text, at, 2) : unicode_escape(text, at);
    const bool leads = value && *value >= 0xd800 && *value < 0xdc00;
    if (leads && text.substr(at, 2) == "\\u") {
      std::size_t low_at = at + 2;
      const auto low = unicode_escape(text, low_at);
      if (low && *low >= 0xdc00 && *low < 0xe000) {
        value = 0x10000 + ((*value - 0xd800) << 10) + (*low - 0xdc00);
        at = low_at;
      }
    }
    const bool lone = !value || (*value >= 0xd800 && *value < 0xe000);
    base::append_utf8(out, lone ? char32_t{0xfffd} : *value);
    return;
  }
  default:
    out += c;
  }
}

}  // namespace

std::string unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      out += text[at++];
      continue;
    }
    ++at;
    append_escape(out, text, at);
  }
  return out;
}

}  // namespace convotic::lint
