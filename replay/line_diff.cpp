#include "replay/line_diff.hpp"

#include <algorithm>
#include <cstddef>

namespace convotic::replay {
namespace {

constexpr std::size_t kContext = 2;
// Above so many lines on both sides, what lies between the first and the last difference is shown as a whole.
constexpr std::size_t kMostLines = 1000;

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
  Lines out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

struct Edit {
  char sign;
  std::string_view line;
};

// The longest common subsequence, by the textbook's table.
std::vector<Edit> edits_between(const Lines& a, const Lines& b) {
  std::vector<Edit> out;
  if (a.size() > kMostLines || b.size() > kMostLines) {
    for (const std::string_view line : a)
      out.push_back({'-', line});
    for (const std::string_view line : b)
      out.push_back({'+', line});
    return out;
  }
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> longest((a.size() + 1) * width, 0);
  for (std::size_t i = a.size(); i-- > 0;)
    for (std::size_t j = b.size(); j-- > 0;)
      longest[i * width + j] = a[i] == b[j]
                                   ? longest[(i + 1) * width + j + 1] + 1
                                   : std::max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      out.push_back({' ', a[i]});
      ++i, ++j;
    } else if (j == b.size() ||
               (i < a.size() && longest[(i + 1) * width + j] >= longest[i * width + j + 1])) {
      out.push_back({'-', a[i++]});
    } else {
      out.push_back({'+', b[j++]});
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> line_diff(std::string_view before, std::string_view after) {
  std::vector<std::string> out;
  if (before == after) return out;
  Lines a = lines_of(before), b = lines_of(after);
  // Most of a file is not changed.
  std::size_t same = 0;
  while (same < a.size() && same < b.size() && a[same] == b[same])
    ++same;
  const std::size_t skipped = same > kContext ? same - kContext : 0;
  a.erase(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(skipped));
  b.erase(b.begin(), b.begin() + static_cast<std::ptrdiff_t>(skipped));
  std::size_t tail = 0;
  while (tail < a.size() && tail < b.size() && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
    ++tail;
  const std::size_t cut = tail > kContext ? tail - kContext : 0;
  a.resize(a.size() - cut);
  b.resize(b.size() - cut);

  const std::vector<Edit> edits = edits_between(a, b);
  for (std::size_t i = 0; i < edits.size(); ++i) {
    const std::size_t from = i > kContext ? i - kContext : 0, to = std::min(i + kContext + 1, edits.size());
    const bool near = std::any_of(edits.begin() + static_cast<std::ptrdiff_t>(from),
                                  edits.begin() + static_cast<std::ptrdiff_t>(to),
                                  [](const Edit& edit) { return edit.sign != ' '; });
    if (near) out.push_back(std::string(1, edits[i].sign) + " " + std::string(edits[i].line));
  }
  return out;
}

}  // namespace convotic::replay
