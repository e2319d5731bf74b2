#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace convotic::base {

// A place in a text file, with the line itself so that it can be shown after the file has changed.
struct SourceSpan {
  std::string file;
  std::size_t line = 1;    // counted from 1
  std::size_t column = 1;  // counted from 1, in bytes
  std::size_t length = 1;  // bytes to underline, at least 1, not past the end of the line
  std::string line_text;   // without its newline; empty where the text is not known
};

// The span of `length` bytes at byte `offset` of `text`. An offset past the end means the end.
SourceSpan span_at(std::string file, std::string_view text, std::size_t offset, std::size_t length);

// "file:line:column", or only "file" where `span.line` is 0.
std::string format_place(const SourceSpan& span);

// The source line and a caret line below it, each starting with `indent` and ending in a newline:
//
//     14 |   const id = event.id
//        |         ^^
//
// Of a long line the part around the place is shown, between "...". Empty where the line's text is not known.
// Tabs are kept, so that the caret stays below its column.
std::string format_snippet(const SourceSpan& span, std::string_view indent);

}  // namespace convotic::base
