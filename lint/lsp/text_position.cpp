#include "lint/lsp/text_position.hpp"

#include "core/base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace convotic::lint::lsp {
namespace {

std::uint32_t units_of(std::size_t bytes, Encoding encoding) {
  if (encoding == Encoding::utf8) return static_cast<std::uint32_t>(std::max<std::size_t>(1, bytes));
  return encoding == Encoding::utf16 && bytes == 4 ? 2 : 1;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const int lower = std::tolower(static_cast<unsigned char>(c));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

std::string_view encoding_name(Encoding encoding) {
  if (encoding == Encoding::utf8) return "utf-8";
  return encoding == Encoding::utf16 ? "utf-16" : "utf-32";
}

TextPosition position_of(const SourceFile& file, std::uint32_t offset, Encoding encoding) {
  const Position at = encoding == Encoding::utf8    ? file.byte_position(offset)
                      : encoding == Encoding::utf16 ? file.utf16_position(offset)
                                                    : file.code_point_position(offset);
  return {at.line - 1, at.column - 1};
}

std::uint32_t offset_of(const SourceFile& file, TextPosition position, Encoding encoding) {
  if (position.line >= file.line_starts.size()) return static_cast<std::uint32_t>(file.text.size());
  const std::string_view line = file.line(position.line + 1);
  std::size_t at = 0;
  for (std::uint32_t units = 0; at < line.size() && units < position.character;) {
    const std::size_t bytes = base::utf8_sequence(line.substr(at));
    units += units_of(bytes, encoding);
    at += std::max<std::size_t>(1, bytes);
  }
  return file.line_starts[position.line] + static_cast<std::uint32_t>(std::min(at, line.size()));
}

std::string uri_of(const std::filesystem::path& path) {
  std::string out = "file://";
  for (const char c : path.generic_string()) {
    const auto code = static_cast<unsigned char>(c);
    if (std::isalnum(code) != 0 || std::string_view("-._~/").find(c) != std::string_view::npos)
      out += c;
    else
      out += fmt::format("%{:02X}", code);
  }
  return out;
}

std::optional<std::filesystem::path> path_of(std::string_view uri) {
  constexpr std::string_view kScheme = "file://";
  if (!uri.starts_with(kScheme)) return std::nullopt;
  uri.remove_prefix(kScheme.size());
  if (uri.starts_with("localhost/")) uri.remove_prefix(9);
  if (!uri.starts_with('/')) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    const int high = uri[i] == '%' && i + 2 < uri.size() ? hex_digit(uri[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(uri[i + 2]) : -1;
    if (low < 0) {
      out += uri[i];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return std::filesystem::path(out).lexically_normal();
}

}  // namespace convotic::lint::lsp
