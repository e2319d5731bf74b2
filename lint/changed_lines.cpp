#include "lint/changed_lines.hpp"

#include "lint/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace convotic::lint {
namespace fs = std::filesystem;
namespace {

// "b/src/index.ts", or "\"b/sch\\303\\266n.ts\"" where git quotes it.
std::string unquoted(std::string_view name) {
  if (!name.starts_with('"')) {
    // git ends a name with a tab where it has blanks.
    return std::string(name.substr(0, name.find('\t')));
  }
  std::string out;
  for (std::size_t i = 1; i + 1 < name.size(); ++i) {
    if (name[i] != '\\') {
      out += name[i];
      continue;
    }
    const char c = name[++i];
    if (c >= '0' && c <= '7' && i + 2 < name.size()) {
      out += static_cast<char>(((c - '0') << 6) | ((name[i + 1] - '0') << 3) | (name[i + 2] - '0'));
      i += 2;
    } else {
      out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
    }
  }
  return out;
}

std::optional<std::uint32_t> number_at(std::string_view& text) {
  std::uint32_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

// "@@ -12,3 +14,0 @@ ...": the lines after it in the new file.
std::optional<std::pair<std::uint32_t, std::uint32_t>> lines_of_hunk(std::string_view line) {
  const std::size_t plus = line.find(" +");
  if (plus == std::string_view::npos) return std::nullopt;
  line.remove_prefix(plus + 2);
  const auto first = number_at(line);
  if (!first) return std::nullopt;
  std::uint32_t count = 1;
  if (line.starts_with(',')) {
    line.remove_prefix(1);
    const auto given = number_at(line);
    if (!given) return std::nullopt;
    count = *given;
  }
  if (count == 0) return std::pair(std::max<std::uint32_t>(1, *first), *first + 1);
  return std::pair(*first, *first + count - 1);
}

}  // namespace

void ChangedLines::add_file(const fs::path& file) {
  add(file, 1, UINT32_MAX);
}

void ChangedLines::add(const fs::path& file, std::uint32_t first, std::uint32_t last) {
  files_[file.lexically_normal()].emplace_back(first, last);
}

bool ChangedLines::meets(const fs::path& file, std::uint32_t first, std::uint32_t last) const {
  const auto found = files_.find(file.lexically_normal());
  if (found == files_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(),
                     [&](const auto& lines) { return lines.first <= last && first <= lines.second; });
}

Result<void> read_diff(std::string_view diff, const fs::path& root, ChangedLines& out) {
  std::optional<fs::path> file;
  while (!diff.empty()) {
    const std::size_t end = std::min(diff.find('\n'), diff.size());
    const std::string_view line = diff.substr(0, end);
    diff.remove_prefix(std::min(end + 1, diff.size()));
    if (line.starts_with("diff --git ")) file.reset();
    if (line.starts_with("+++ ")) {
      std::string name = unquoted(line.substr(4));
      if (name == "/dev/null") continue;
      if (name.starts_with("b/")) name.erase(0, 2);
      file = root / name;
    }
    if (!line.starts_with("@@ ") || !file) continue;
    const auto lines = lines_of_hunk(line);
    if (!lines)
      return base::fail(kDiffUnknown, fmt::format("git printed a line that is no hunk: \"{}\"", line));
    out.add(*file, lines->first, lines->second);
  }
  return {};
}

}  // namespace convotic::lint
