#include "lint/lsp/framing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace convotic::lint::lsp {
namespace {

constexpr std::size_t kLargest = 64u << 20;
constexpr std::size_t kLongestHead = 8192;

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::optional<std::size_t> length_in(std::string_view head) {
  while (!head.empty()) {
    const std::size_t end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !same_name(line.substr(0, colon), "Content-Length")) continue;
    std::string_view value = line.substr(colon + 1);
    while (value.starts_with(' '))
      value.remove_prefix(1);
    std::size_t length = 0;
    const auto [stop, code] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (code != std::errc() || stop != value.data() + value.size() || length > kLargest) return std::nullopt;
    return length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> Framing::next() {
  if (broken_) return std::nullopt;
  const std::size_t blank = pending_.find("\r\n\r\n");
  if (blank == std::string::npos) {
    if (pending_.size() > kLongestHead) broken_ = true;
    return std::nullopt;
  }
  const auto length = length_in(std::string_view(pending_).substr(0, blank));
  if (!length) {
    broken_ = true;
    return std::nullopt;
  }
  const std::size_t start = blank + 4;
  if (pending_.size() < start + *length) return std::nullopt;
  std::string message = pending_.substr(start, *length);
  pending_.erase(0, start + *length);
  return message;
}

std::string framed(std::string_view message) {
  return fmt::format("Content-Length: {}\r\n\r\n{}", message.size(), message);
}

}  // namespace convotic::lint::lsp
