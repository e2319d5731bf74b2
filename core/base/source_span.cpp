#include "core/base/source_span.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::base {

SourceSpan span_at(std::string file, std::string_view text, std::size_t offset, std::size_t length) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  const std::size_t newline = before.rfind('\n');
  const std::size_t line_start = newline == std::string_view::npos ? 0 : newline + 1;
  std::size_t line_end = std::min(text.find('\n', offset), text.size());
  if (line_end > line_start && text[line_end - 1] == '\r') --line_end;

  SourceSpan span;
  span.file = std::move(file);
  span.line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  span.column = offset - line_start + 1;
  span.line_text = std::string(text.substr(line_start, line_end - std::min(line_start, line_end)));
  const std::size_t room = line_end > offset ? line_end - offset : 0;
  span.length = std::max<std::size_t>(1, std::min(length, room));
  return span;
}

std::string format_place(const SourceSpan& span) {
  if (span.line == 0) return span.file;
  return fmt::format("{}:{}:{}", span.file, span.line, span.column);
}

std::string format_snippet(const SourceSpan& span, std::string_view indent) {
  if (span.line_text.empty()) return {};
  const std::string number = std::to_string(span.line);
  std::string padding;
  for (std::size_t i = 0; i + 1 < span.column; ++i)
    padding += i < span.line_text.size() && span.line_text[i] == '\t' ? '\t' : ' ';
  return fmt::format("{0}{1} | {2}\n{0}{3:{4}} | {5}{6}\n", indent, number, span.line_text, "", number.size(),
                     padding, std::string(std::max<std::size_t>(1, span.length), '^'));
}

}  // namespace convotic::base
