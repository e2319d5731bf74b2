#include "replay/wire_text.hpp"

#include "core/base/json_text.hpp"
#include "core/base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::replay {
namespace {

bool is_invisible(char32_t c) {
  return (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
         c == 0xfeff;
}

bool beyond_latin1(std::string_view text) {
  // U+0100 and up begin with 0xC4.
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xc4; });
}

// The offset of the first invisible character, which is always three bytes long, or npos.
std::size_t find_invisible(std::string_view text, std::size_t from) {
  for (std::size_t at = from; (at = text.find_first_of("\xe2\xef", at)) != std::string_view::npos; ++at) {
    const std::string_view rest = text.substr(at);
    if (base::utf8_sequence(rest) == 3 && is_invisible(base::decode_utf8(rest.substr(0, 3)))) return at;
  }
  return std::string_view::npos;
}

}  // namespace

void append_wire_text(std::string& out, std::string_view bytes) {
  if (base::is_utf8(bytes) && beyond_latin1(bytes))
    append_visible_string(out, bytes);
  else
    base::append_json_latin1(out, bytes);
}

std::string wire_bytes(std::string_view text) {
  if (beyond_latin1(text)) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(1, base::utf8_sequence(text));
    out += static_cast<char>(static_cast<unsigned char>(base::decode_utf8(text.substr(0, length))));
    text.remove_prefix(length);
  }
  return out;
}

void append_visible_string(std::string& out, std::string_view text) {
  const std::string quoted = base::json_string(text);
  std::size_t at = 0;
  for (std::size_t next; (next = find_invisible(quoted, at)) != std::string_view::npos; at = next + 3) {
    out += std::string_view(quoted).substr(at, next - at);
    out += fmt::format("\\u{:04x}",
                       static_cast<unsigned>(base::decode_utf8(std::string_view(quoted).substr(next, 3))));
  }
  out += std::string_view(quoted).substr(at);
}

bool has_invisible(std::string_view text) {
  return find_invisible(text, 0) != std::string_view::npos;
}

}  // namespace convotic::replay
