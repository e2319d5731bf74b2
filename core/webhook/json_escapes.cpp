#include "core/webhook/json_escapes.hpp"

#include "core/base/utf8.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace convotic::webhook {
namespace {

constexpr std::size_t kEscapeLength = 6;  // of \u00e9

void append_escape(std::string& out, char32_t unit) {
  out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(unit));
}

void append_escaped(std::string& out, char32_t code_point) {
  if (code_point < 0x10000) {
    append_escape(out, code_point);
    return;
  }
  append_escape(out, 0xD800 + ((code_point - 0x10000) >> 10));
  append_escape(out, 0xDC00 + ((code_point - 0x10000) & 0x3FF));
}

bool is_html(char32_t code_point) {
  return code_point == '<' || code_point == '>' || code_point == '&';
}

// The code unit of a \uXXXX that `text` begins with.
std::optional<char32_t> escaped_unit(std::string_view text) {
  if (text.size() < kEscapeLength || !text.starts_with("\\u")) return std::nullopt;
  std::uint32_t unit = 0;
  const auto end = std::from_chars(text.data() + 2, text.data() + kEscapeLength, unit, 16);
  return end.ptr == text.data() + kEscapeLength ? std::optional<char32_t>(unit) : std::nullopt;
}

// An escape that stands for one character: the code point and how long it is. A half of a pair stands for
// none.
struct Escaped {
  char32_t code_point = 0;
  std::size_t length = 0;
};
Escaped escaped_character(std::string_view text) {
  const auto first = escaped_unit(text);
  if (!first) return {};
  if (*first < 0xD800 || *first > 0xDFFF) return {*first, kEscapeLength};
  const auto second = escaped_unit(text.substr(kEscapeLength));
  if (*first > 0xDBFF || !second || *second < 0xDC00 || *second > 0xDFFF) return {};
  return {0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00), 2 * kEscapeLength};
}

bool concerns(JsonEscape escape, char32_t code_point) {
  return escape == JsonEscape::non_ascii ? code_point > 0x7F
                                         : escape == JsonEscape::html && is_html(code_point);
}

}  // namespace

std::string with_escapes(std::string_view json, JsonEscape escape) {
  std::string out;
  bool in_string = false;
  for (std::size_t at = 0; at < json.size();) {
    const std::size_t length = std::max<std::size_t>(1, base::utf8_sequence(json.substr(at)));
    const std::string_view character = json.substr(at, length);
    if (in_string && character == "\\") {  // with what it escapes
      out += json.substr(at, 2);
      at += 2;
      continue;
    }
    if (character == "\"") in_string = !in_string;
    at += length;
    if (in_string && escape == JsonEscape::slash && character == "/")
      out += "\\/";
    else if (in_string && concerns(escape, base::decode_utf8(character)))
      append_escaped(out, base::decode_utf8(character));
    else
      out += character;
  }
  return out;
}

std::string without_escapes(std::string_view json, JsonEscape escape) {
  std::string out;
  for (std::size_t at = 0; at < json.size();) {
    const std::string_view rest = json.substr(at);
    if (rest.front() != '\\') {
      out += rest.front();
      ++at;
      continue;
    }
    if (escape == JsonEscape::slash && rest.starts_with("\\/")) {
      out += '/';
      at += 2;
      continue;
    }
    const Escaped escaped = escaped_character(rest);
    if (escaped.length > 0 && concerns(escape, escaped.code_point)) {
      base::append_utf8(out, escaped.code_point);
      at += escaped.length;
      continue;
    }
    out += rest.substr(0, 2);
    at += 2;
  }
  return out;
}

}  // namespace convotic::webhook
