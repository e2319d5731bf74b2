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

namespace {

// The part of a line that is shown. A line of a minified file may be megabytes long.
struct Excerpt {
  std::string text;
  std::size_t column = 1;  // of the place, counted from 1
  std::size_t length = 1;
};

// Moves back to the beginning of a UTF-8 sequence, which is at most four bytes long.
std::size_t boundary(std::string_view text, std::size_t at) {
  std::size_t back = at;
  while (back > 0 && at - back < 3 && back < text.size() &&
         (static_cast<unsigned char>(text[back]) & 0xc0) == 0x80)
    --back;
  return back;
}

Excerpt excerpt_of(const SourceSpan& span) {
  constexpr std::size_t kWidest = 160, kBefore = 60;
  const std::string_view line = span.line_text;
  if (line.size() <= kWidest) return {span.line_text, span.column, span.length};
  const std::size_t place = std::min(span.column - 1, line.size());
  const std::size_t start = boundary(line, place > kBefore ? place - kBefore : 0);
  const std::size_t end = boundary(line, std::min(start + kWidest, line.size()));
  const std::string_view lead = start > 0 ? "..." : "", tail = end < line.size() ? "..." : "";
  const std::size_t room = std::max<std::size_t>(1, end - std::min(place, end));
  return {fmt::format("{}{}{}", lead, line.substr(start, end - start), tail), place - start + lead.size() + 1,
          std::min(span.length, room)};
}

}  // namespace

std::string format_snippet(const SourceSpan& span, std::string_view indent) {
  if (span.line_text.empty()) return {};
  const Excerpt shown = excerpt_of(span);
  const std::string number = std::to_string(span.line);
  std::string padding;
  for (std::size_t i = 0; i + 1 < shown.column; ++i)
    padding += i < shown.text.size() && shown.text[i] == '\t' ? '\t' : ' ';
  return fmt::format("{0}{1} | {2}\n{0}{3:{4}} | {5}{6}\n", indent, number, shown.text, "", number.size(),
                     padding, std::string(std::max<std::size_t>(1, shown.length), '^'));
}

}  // namespace convotic::base
