#include "lint/fixes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace convotic::lint {
namespace {

constexpr std::size_t kContext = 3;
// Of a table of longest common subsequences. Above it what differs is one block.
constexpr std::size_t kMostCells = 4'000'000;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    out.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

// A line of the diff: ' ' in both, '-' only before, '+' only after.
struct Line {
  char mark;
  std::string_view text;
};

using Lines = std::vector<std::string_view>;

void append_block(const Lines& a, const Lines& b, std::vector<Line>& out) {
  for (const std::string_view line : a)
    out.push_back({'-', line});
  for (const std::string_view line : b)
    out.push_back({'+', line});
}

void append_difference(const Lines& a, const Lines& b, std::vector<Line>& out) {
  if (a.size() * b.size() > kMostCells) return append_block(a, b, out);
  // The length of the longest common subsequence of what begins at i and j.
  const std::size_t width = b.size() + 1;
  std::vector<std::uint32_t> table((a.size() + 1) * width);
  for (std::size_t i = a.size(); i-- > 0;)
    for (std::size_t j = b.size(); j-- > 0;)
      table[i * width + j] = a[i] == b[j] ? table[(i + 1) * width + j + 1] + 1
                                          : std::max(table[(i + 1) * width + j], table[i * width + j + 1]);
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      out.push_back({' ', a[i++]});
      ++j;
    } else if (i < a.size() && (j == b.size() || table[(i + 1) * width + j] >= table[i * width + j + 1])) {
      out.push_back({'-', a[i++]});
    } else {
      out.push_back({'+', b[j++]});
    }
  }
}

std::vector<Line> difference(const Lines& a, const Lines& b) {
  std::size_t head = 0, tail = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head])
    ++head;
  while (tail + head < a.size() && tail + head < b.size() && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
    ++tail;
  const auto middle = [&](const Lines& lines) {
    return Lines(lines.begin() + static_cast<std::ptrdiff_t>(head),
                 lines.end() - static_cast<std::ptrdiff_t>(tail));
  };
  std::vector<Line> out;
  for (std::size_t i = 0; i < head; ++i)
    out.push_back({' ', a[i]});
  append_difference(middle(a), middle(b), out);
  for (std::size_t i = a.size() - tail; i < a.size(); ++i)
    out.push_back({' ', a[i]});
  return out;
}

std::string count_of(std::size_t first, std::size_t count) {
  if (count == 1) return std::to_string(first);
  return fmt::format("{},{}", count == 0 ? first - 1 : first, count);
}

}  // namespace

std::string unified_diff(const std::string& shown, const std::string& before, const std::string& after) {
  if (before == after) return {};
  const std::vector<Line> lines = difference(lines_of(before), lines_of(after));
  std::string out = fmt::format("--- a/{0}\n+++ b/{0}\n", shown);
  std::size_t old_line = 1, new_line = 1;
  for (std::size_t i = 0; i < lines.size();) {
    // The next change, and how far it reaches: two that are close share a hunk.
    std::size_t change = i;
    while (change < lines.size() && lines[change].mark == ' ')
      ++change;
    if (change == lines.size()) break;
    std::size_t last = change;
    for (std::size_t k = change; k < lines.size() && k <= last + 2 * kContext; ++k)
      if (lines[k].mark != ' ') last = k;
    const std::size_t start = std::max(i, change > kContext ? change - kContext : 0);
    const std::size_t stop = std::min(lines.size(), last + kContext + 1);
    old_line += start - i;
    new_line += start - i;
    std::size_t old_count = 0, new_count = 0;
    std::string body;
    for (std::size_t k = start; k < stop; ++k) {
      old_count += lines[k].mark != '+';
      new_count += lines[k].mark != '-';
      body += fmt::format("{}{}{}", lines[k].mark, lines[k].text,
                          lines[k].text.ends_with('\n') ? "" : "\n\\ No newline at end of file\n");
    }
    out +=
        fmt::format("@@ -{} +{} @@\n{}", count_of(old_line, old_count), count_of(new_line, new_count), body);
    old_line += old_count;
    new_line += new_count;
    i = stop;
  }
  return out;
}

}  // namespace convotic::lint
