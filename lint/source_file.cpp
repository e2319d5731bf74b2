#include "lint/source_file.hpp"

#include "core/base/utf8.hpp"

#include <algorithm>
#include <utility>

namespace convotic::lint {

namespace {

std::uint32_t line_index(const SourceFile& file, std::uint32_t offset) {
  const auto after = std::upper_bound(file.line_starts.begin(), file.line_starts.end(), offset);
  return static_cast<std::uint32_t>(after - file.line_starts.begin()) - 1;
}

struct Units {
  std::uint32_t code_points = 0;
  std::uint32_t utf16 = 0;
};

// A byte that is no UTF-8 counts as one character, as editors show it.
Units count_units(std::string_view text) {
  Units units;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = base::utf8_sequence(text.substr(at));
    units.code_points += 1;
    units.utf16 += length == 4 ? 2 : 1;
    at += std::max<std::size_t>(length, 1);
  }
  return units;
}

std::string_view text_before(const SourceFile& file, std::uint32_t line, std::uint32_t offset) {
  const std::uint32_t start = file.line_starts[line];
  const auto end = std::min<std::size_t>(offset, file.text.size());
  return std::string_view(file.text).substr(start, end - start);
}

}  // namespace

Position SourceFile::byte_position(std::uint32_t offset) const {
  const std::uint32_t index = line_index(*this, offset);
  return {index + 1, static_cast<std::uint32_t>(text_before(*this, index, offset).size()) + 1};
}

Position SourceFile::code_point_position(std::uint32_t offset) const {
  const std::uint32_t index = line_index(*this, offset);
  return {index + 1, count_units(text_before(*this, index, offset)).code_points + 1};
}

Position SourceFile::utf16_position(std::uint32_t offset) const {
  const std::uint32_t index = line_index(*this, offset);
  return {index + 1, count_units(text_before(*this, index, offset)).utf16 + 1};
}

std::string_view SourceFile::line(std::uint32_t line) const {
  if (line == 0 || line > line_starts.size()) return {};
  const std::size_t start = line_starts[line - 1];
  std::size_t end = line < line_starts.size() ? line_starts[line] : text.size();
  while (end > start && (text[end - 1] == '\n' || text[end - 1] == '\r'))
    --end;
  return std::string_view(text).substr(start, end - start);
}

SourceFile make_source_file(std::string path, std::string text) {
  SourceFile file{std::move(path), std::move(text), {0}};
  const std::string& all = file.text;
  const bool returns = all.find('\r') != std::string::npos;
  for (std::size_t at = returns ? all.find_first_of("\r\n") : all.find('\n'); at != std::string::npos;
       at = returns ? all.find_first_of("\r\n", at + 1) : all.find('\n', at + 1)) {
    const bool goes_on = all[at] == '\r' && at + 1 < all.size() && all[at + 1] == '\n';
    if (!goes_on) file.line_starts.push_back(static_cast<std::uint32_t>(at + 1));
  }
  return file;
}

}  // namespace convotic::lint
