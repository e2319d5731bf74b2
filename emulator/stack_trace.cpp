#include "emulator/stack_trace.hpp"

#include "core/base/file_system.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace convotic::emulator {
namespace {

// "    at handler (/a/b.ts:14:9)" and "    at /a/b.ts:14:9" -> the path with its numbers.
std::string_view location_of(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  if (!line.starts_with("at ")) return {};  // part of the message
  // The first one: the path may have others.
  const std::size_t open = line.find(" (");
  if (open != std::string_view::npos && line.ends_with(')'))
    return line.substr(open + 2, line.size() - open - 3);
  line.remove_prefix(3);
  if (line.starts_with("async ")) line.remove_prefix(6);
  return line;
}

bool take_number(std::string_view& text, std::size_t& out) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  const auto parsed = std::from_chars(text.data() + colon + 1, text.data() + text.size(), out);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return false;
  text = text.substr(0, colon);
  return true;
}

std::string line_of(const std::string& file, std::size_t number) {
  const auto text = base::RealFileSystem().read(file);
  if (!text) return {};
  std::size_t start = 0;
  for (std::size_t i = 1; i < number; ++i) {
    start = text->find('\n', start);
    if (start == std::string::npos) return {};
    ++start;
  }
  std::string line = text->substr(start, std::min(text->find('\n', start), text->size()) - start);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace

std::optional<base::SourceSpan> place_in_stack(std::string_view stack) {
  while (!stack.empty()) {
    const std::size_t end = std::min(stack.find('\n'), stack.size());
    std::string_view path = location_of(stack.substr(0, end));
    stack.remove_prefix(std::min(end + 1, stack.size()));
    base::SourceSpan span;
    if (!take_number(path, span.column) || !take_number(path, span.line)) continue;
    if (path.starts_with("file://")) path.remove_prefix(7);
    if (!path.starts_with('/') || path.find("/node_modules/") != std::string_view::npos) continue;
    span.file = std::string(path);
    span.line_text = line_of(span.file, span.line);
    return span;
  }
  return std::nullopt;
}

}  // namespace convotic::emulator
