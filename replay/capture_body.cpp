#include "replay/capture_body.hpp"

#include "core/base/base64.hpp"
#include "core/base/json_layout.hpp"
#include "core/base/nearest.hpp"
#include "core/base/utf8.hpp"
#include "core/webhook/digest.hpp"
#include "core/webhook/encoding.hpp"
#include "replay/errors.hpp"
#include "replay/wire_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::replay {
namespace {

using base::JsonReader;

constexpr std::size_t kMostJson = 1u << 20;  // what is read into a tree to see whether it is JSON
constexpr std::size_t kDeepest = 32;         // levels, beyond which indentation is no help
constexpr std::size_t kBase64Line = 76;
constexpr std::string_view kAccept =
    "a body that was meant to change needs neither \"length\" nor \"sha256\": leave them out";

std::string sha256_hex(std::string_view bytes) {
  return webhook::encode(webhook::Encoding::hex, webhook::digest(webhook::Hash::sha256, bytes));
}

base::Unexpected invalid(const JsonReader& value, std::string message, std::string hint = {}) {
  return base::Unexpected(value.error(kCaptureInvalid, std::move(message), std::move(hint)));
}

// A string, or strings.
Result<std::vector<std::pair<std::string, JsonReader>>> read_lines(const JsonReader& value) {
  std::vector<std::pair<std::string, JsonReader>> lines;
  std::vector<JsonReader> items{value};
  if (value.kind() == JsonReader::Kind::array) {
    CONVOTIC_TRY_ASSIGN(items, value.as_array());
  }
  for (const JsonReader& item : items) {
    CONVOTIC_TRY_ASSIGN(std::string line, item.as_string());
    lines.emplace_back(std::move(line), item);
  }
  return lines;
}

Result<std::string> read_text(const JsonReader& value) {
  CONVOTIC_TRY_ASSIGN(const auto lines, read_lines(value));
  std::string body;
  for (std::size_t i = 0; i < lines.size(); ++i)
    body += (i > 0 ? "\n" : "") + lines[i].first;
  return body;
}

// Puts the finger on one byte of a string.
base::Unexpected bad_base64(const JsonReader& line, const std::string& text,
                            const base::Base64Problem& problem) {
  Error error =
      line.error(kCaptureInvalid, fmt::format("\"{}\" is not base64: {}", line.pointer(), problem.message));
  if (line.raw().size() == text.size() + 2) {
    error.where->column += 1 + problem.offset;
    error.where->length = 1;
  }
  return base::Unexpected(std::move(error));
}

Result<std::string> read_base64(const JsonReader& value) {
  CONVOTIC_TRY_ASSIGN(const auto lines, read_lines(value));
  std::string all;
  for (const auto& [line, reader] : lines)
    all += line;
  auto body = base::base64_decode(all);
  if (body) return std::move(*body);
  base::Base64Problem problem = body.error();
  for (const auto& [line, reader] : lines) {
    if (problem.offset < line.size() || (&reader == &lines.back().second))
      return bad_base64(reader, line, problem);
    problem.offset -= line.size();
  }
  return std::string();
}

Result<std::string> read_json(const JsonReader& value, const std::optional<JsonReader>& layout_value,
                              const std::optional<JsonReader>& end_value) {
  base::JsonLayout layout = base::JsonLayout::compact;
  if (layout_value) {
    CONVOTIC_TRY_ASSIGN(const std::string name, layout_value->as_string());
    const auto known = base::layout_called(name);
    if (!known)
      return invalid(*layout_value, fmt::format("there is no layout \"{}\"", name),
                     "layouts: compact, spaced, indented-2, indented-4");
    layout = *known;
  }
  std::string end;
  if (end_value) {
    CONVOTIC_TRY_ASSIGN(end, end_value->as_string());
    if (end.find_first_not_of(" \t\r\n") != std::string::npos)
      return invalid(*end_value, fmt::format("\"{}\" must be white space", end_value->pointer()));
  }
  return base::lay_out(value.raw(), layout) + end;
}

Result<void> check_integrity(const std::string& body, const std::optional<JsonReader>& length,
                             const std::optional<JsonReader>& sha256) {
  if (length) {
    CONVOTIC_TRY_ASSIGN(const std::int64_t said, length->as_integer());
    if (said != static_cast<std::int64_t>(body.size()))
      return invalid(
          *length,
          fmt::format("the body has {} bytes, and \"{}\" says {}", body.size(), length->pointer(), said),
          std::string(kAccept));
  }
  if (sha256) {
    CONVOTIC_TRY_ASSIGN(std::string said, sha256->as_string());
    const std::string is = sha256_hex(body);
    if (said != is)
      return invalid(*sha256, fmt::format("the body is not the one that was recorded: its SHA-256 is {}", is),
                     std::string(kAccept));
  }
  return {};
}

bool is_plain(std::string_view body) {
  const bool controls = std::any_of(body.begin(), body.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
  });
  if (controls || !base::is_utf8(body)) return false;
  for (std::size_t at = body.find('\xc2'); at != std::string_view::npos; at = body.find('\xc2', at + 1))
    if (static_cast<unsigned char>(body[at + 1]) < 0xa0) return false;  // U+0080 to U+009F
  return true;
}

std::size_t depth_of(std::string_view json) {
  std::size_t depth = 0, deepest = 0;
  for (const char c : json) {
    if (c == '{' || c == '[') deepest = std::max(deepest, ++depth);
    if ((c == '}' || c == ']') && depth > 0) --depth;
  }
  return deepest;
}

// Whether the body is an object or array that reads well as JSON.
bool is_json(std::string_view json) {
  if (json.empty() || (json.front() != '{' && json.front() != '[')) return false;
  if (json.size() > kMostJson || depth_of(json) > kDeepest || has_invisible(json)) return false;
  return JsonReader::parse("body", std::string(json)).has_value();
}

bool append_json(std::string& out, std::string_view body) {
  const std::size_t last = body.find_last_not_of(" \t\r\n");
  const std::string_view json = body.substr(0, last + 1);
  if (last == std::string_view::npos || !is_json(json)) return false;
  const auto layout = base::layout_of(json);
  if (!layout) return false;
  if (*layout != base::JsonLayout::compact)
    out += fmt::format("    \"layout\": \"{}\",\n", base::layout_name(*layout));
  if (json.size() < body.size()) {
    out += "    \"end\": ";
    append_visible_string(out, body.substr(json.size()));
    out += ",\n";
  }
  out += "    \"json\": " + base::lay_out(json, base::JsonLayout::indented_2, 4);
  return true;
}

void append_lines(std::string& out, const std::vector<std::string_view>& lines) {
  out += lines.size() > 1 ? "[\n" : "";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += lines.size() > 1 ? "      " : "";
    append_visible_string(out, lines[i]);
    out += i + 1 < lines.size() ? ",\n" : "";
  }
  out += lines.size() > 1 ? "\n    ]" : "";
}

void append_text(std::string& out, std::string_view body) {
  std::vector<std::string_view> lines;
  for (std::size_t end; (end = body.find('\n')) != std::string_view::npos; body.remove_prefix(end + 1))
    lines.push_back(body.substr(0, end));
  lines.push_back(body);
  out += "    \"text\": ";
  append_lines(out, lines);
}

void append_base64(std::string& out, std::string_view body) {
  const std::string encoded = base::base64_encode(body);
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < encoded.size(); at += kBase64Line)
    lines.push_back(std::string_view(encoded).substr(at, kBase64Line));
  out += "    \"base64\": ";
  append_lines(out, lines);
}

}  // namespace

Result<std::string> read_body(const JsonReader& value) {
  CONVOTIC_TRY(value.check_keys({"length", "sha256", "json", "layout", "end", "text", "base64"}));
  std::optional<JsonReader> json, text, base64;
  CONVOTIC_TRY_ASSIGN(const auto members, value.as_object());
  for (const auto& [key, member] : members) {
    if (key == "json") json = member;  // which may be null, unlike the others
    if (key == "text") text = member;
    if (key == "base64") base64 = member;
  }
  if ((json ? 1 : 0) + (text ? 1 : 0) + (base64 ? 1 : 0) != 1)
    return invalid(value,
                   fmt::format("\"{}\" must have one of \"json\", \"text\" and \"base64\"", value.pointer()));
  CONVOTIC_TRY_ASSIGN(const auto layout, value.find("layout"));
  CONVOTIC_TRY_ASSIGN(const auto end, value.find("end"));
  if (!json && (layout || end))
    return invalid(layout ? *layout : *end,
                   fmt::format("\"{}\" goes with \"json\" only", (layout ? *layout : *end).pointer()));
  CONVOTIC_TRY_ASSIGN(std::string body, json   ? read_json(*json, layout, end)
                                        : text ? read_text(*text)
                                               : read_base64(*base64));
  CONVOTIC_TRY_ASSIGN(const auto length, value.find("length"));
  CONVOTIC_TRY_ASSIGN(const auto sha256, value.find("sha256"));
  CONVOTIC_TRY(check_integrity(body, length, sha256));
  return body;
}

void append_body(std::string& out, std::string_view body) {
  out += fmt::format("{{\n    \"length\": {},\n    \"sha256\": \"{}\",\n", body.size(), sha256_hex(body));
  if (!is_plain(body))
    append_base64(out, body);
  else if (!append_json(out, body))
    append_text(out, body);
  out += "\n  }";
}

}  // namespace convotic::replay
