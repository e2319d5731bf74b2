#include "replay/json_form.hpp"

#include "replay/json_layout.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace convotic::replay {
namespace {

using Json = nlohmann::ordered_json;

// What follows goes one level down at a time.
constexpr std::size_t kDeepest = 500;

struct Token {
  enum class Kind { punctuation, name, string, number, word } kind = Kind::punctuation;
  std::size_t offset = 0;
  std::size_t length = 0;
  std::size_t depth = 0;
};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::size_t string_end(std::string_view json, std::size_t at) {
  for (++at; json[at] != '"'; ++at)
    if (json[at] == '\\') ++at;
  return at + 1;
}

// The tokens of well-formed JSON.
std::vector<Token> tokens_of(std::string_view json) {
  std::vector<Token> tokens;
  std::size_t depth = 0;
  for (std::size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (is_blank(c)) {
      ++at;
      continue;
    }
    Token token{Token::Kind::punctuation, at, 1, depth};
    if (c == '"') {
      token.kind = Token::Kind::string;
      token.length = string_end(json, at) - at;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    } else if (c == ':') {
      tokens.back().kind = Token::Kind::name;
    } else if (c != ',') {
      token.kind = c == '-' || (c >= '0' && c <= '9') ? Token::Kind::number : Token::Kind::word;
      token.length = std::min(json.find_first_of(",]} \t\r\n", at), json.size()) - at;
    }
    at += token.length;
    tokens.push_back(token);
  }
  return tokens;
}

// One code point of UTF-8 that is well-formed.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
  char32_t out = more == 0 ? first : first & (0x3fu >> more);
  for (std::size_t i = 1; i <= more; ++i)
    out = (out << 6) | (byte(at + i) & 0x3fu);
  at += more + 1;
  return out;
}

void append_escaped(std::string& out, char32_t code) {
  if (code >= 0x10000) {
    const char32_t rest = code - 0x10000;
    out += fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + static_cast<std::uint32_t>(rest >> 10),
                       0xdc00 + static_cast<std::uint32_t>(rest & 0x3ff));
    return;
  }
  out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(code));
}

// What is not ASCII stands in strings only.
std::string with_ascii_only(std::string_view json) {
  std::string out;
  for (std::size_t at = 0; at < json.size();) {
    if (static_cast<unsigned char>(json[at]) < 0x80)
      out += json[at++];
    else
      append_escaped(out, next_code_point(json, at));
  }
  return out;
}

// ECMA-262, Number::toString: the shortest digits that give the same number back.
std::string javascript_number(double value) {
  if (!std::isfinite(value)) return "null";
  if (value == 0) return "0";
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<std::size_t>(end.ptr - buffer));
  const std::size_t e = text.find('e');
  std::string digits(1, text[0]);
  if (e > 2) digits += text.substr(2, e - 2);
  int exponent = 0;
  const std::string_view written = text.substr(text[e + 1] == '+' ? e + 2 : e + 1);
  std::from_chars(written.data(), written.data() + written.size(), exponent);
  const int count = static_cast<int>(digits.size()), point = exponent + 1;  // digits before the point
  std::string out = value < 0 ? "-" : "";
  if (count <= point && point <= 21)
    return out + digits + std::string(static_cast<std::size_t>(point - count), '0');
  if (0 < point && point <= 21)
    return out + digits.substr(0, static_cast<std::size_t>(point)) + "." +
           digits.substr(static_cast<std::size_t>(point));
  if (-6 < point && point <= 0)
    return out + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  out += digits[0];
  if (count > 1) out += "." + digits.substr(1);
  return out + fmt::format("e{}{}", exponent < 0 ? "-" : "+", std::abs(exponent));
}

std::string javascript_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\b':
      out += "\\b";
      break;
    case '\f':
      out += "\\f";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      if (static_cast<unsigned char>(c) < 0x20)
        append_escaped(out, static_cast<unsigned char>(c));
      else
        out += c;
    }
  }
  return out + "\"";
}

// The names that JavaScript puts first, in the order of their numbers.
std::optional<std::uint32_t> array_index(const std::string& name) {
  std::uint32_t index = 0;
  const auto end = std::from_chars(name.data(), name.data() + name.size(), index);
  const bool canonical = end.ec == std::errc() && end.ptr == name.data() + name.size() &&
                         index != UINT32_MAX && fmt::format("{}", index) == name;
  return canonical ? std::optional(index) : std::nullopt;
}

void append_javascript(std::string& out, const Json& value) {
  if (value.is_string()) {
    out += javascript_string(value.get_ref<const std::string&>());
  } else if (value.is_number()) {
    out += javascript_number(value.get<double>());
  } else if (value.is_array()) {
    out += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i != 0) out += ',';
      append_javascript(out, value[i]);
    }
    out += ']';
  } else if (value.is_object()) {
    std::vector<std::pair<const std::string*, const Json*>> members;
    for (const auto& [name, member] : value.get_ref<const Json::object_t&>())
      members.emplace_back(&name, &member);
    std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
      const auto first = array_index(*a.first), second = array_index(*b.first);
      return first && (!second || *first < *second);
    });
    out += '{';
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (i != 0) out += ',';
      out += javascript_string(*members[i].first) + ':';
      append_javascript(out, *members[i].second);
    }
    out += '}';
  } else {
    out += value.dump();
  }
}

}  // namespace

bool is_json(std::string_view text) {
  return Json::accept(text);
}

std::vector<JsonScalar> json_scalars(std::string_view json) {
  std::vector<JsonScalar> out;
  for (const Token& token : tokens_of(json))
    if (token.kind != Token::Kind::punctuation && token.kind != Token::Kind::name)
      out.push_back({token.offset, token.length, token.depth});
  return out;
}

std::string spaced_json(std::string_view json) {
  return lay_out(with_ascii_only(json), JsonLayout::spaced);
}

std::optional<std::string> stringified_json(std::string_view json) {
  const std::vector<Token> tokens = tokens_of(json);
  if (std::any_of(tokens.begin(), tokens.end(), [](const Token& token) { return token.depth > kDeepest; }))
    return std::nullopt;
  const Json value = Json::parse(json, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  std::string out;
  append_javascript(out, value);
  return out;
}

std::vector<std::string> lost_by_stringify(std::string_view json) {
  const auto whole = stringified_json(json);
  if (!whole || *whole == json) return {};
  std::vector<std::string> out;
  const std::string compact = lay_out(json, JsonLayout::compact);
  if (compact != json) out.emplace_back("white space between values");
  std::string rewritten;
  bool strings = false, numbers = false;
  for (const Token& token : tokens_of(compact)) {
    const std::string text = compact.substr(token.offset, token.length);
    std::string as_javascript = text;
    if (token.kind != Token::Kind::punctuation && token.kind != Token::Kind::word)
      as_javascript = stringified_json(text).value_or(text);
    if (as_javascript != text) (token.kind == Token::Kind::number ? numbers : strings) = true;
    rewritten += as_javascript;
  }
  if (strings) out.emplace_back("characters that are written as escapes, such as \\u00e9 or \\/");
  if (numbers) out.emplace_back("numbers that JavaScript writes differently, such as 1.0");
  if (rewritten != *whole)
    out.emplace_back("names that are numbers or come twice, which JavaScript puts in another order");
  return out;
}

}  // namespace convotic::replay
