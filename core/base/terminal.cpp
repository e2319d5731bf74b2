#include "core/base/terminal.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>

namespace convotic::base {

std::string Palette::wrap(std::string_view code, std::string_view text) const {
  if (colour_ == Colour::never || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

bool is_terminal(int fd) {
  return ::isatty(fd) == 1;
}

Colour colour_for(int fd, std::string_view no_color, std::string_view term) {
  if (!no_color.empty() || term == "dumb") return Colour::never;
  return is_terminal(fd) ? Colour::always : Colour::never;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const unsigned char next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if (c == 0xc2 && next >= 0x80 && next < 0xa0) {  // U+0080 to U+009F
      out += fmt::format("\\u{:04x}", next);
      ++i;
    } else if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f) {
      out += fmt::format("\\x{:02x}", c);
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string printable_line(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    out += printable(text.substr(at, end - at));
    if (end < text.size()) out += "\\n";
    at = end + 1;
  }
  return out;
}

}  // namespace convotic::base
