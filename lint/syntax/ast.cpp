#include "lint/syntax/ast.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace convotic::lint {

Ast::Ast() : nodes_(1) {}

std::span<const NodeId> Ast::rest(NodeId id, std::uint32_t from) const {
  const auto all = children(id);
  return from < all.size() ? all.subspan(from) : std::span<const NodeId>{};
}

NodeId Ast::enclosing_function(NodeId id) const {
  for (NodeId at = parent(id); at != kNoNode; at = parent(at))
    if (is(at, NodeKind::function)) return at;
  return kNoNode;
}

bool Ast::within(NodeId inner, NodeId outer) const {
  NodeId at = inner;
  while (at > outer)
    at = parent(at);
  return at == outer;
}

double number_of(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c != '_' && c != 'n') digits += c;
  int base = 10;
  if (digits.size() > 2 && digits[0] == '0') {
    const char mark = static_cast<char>(digits[1] | 0x20);
    base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 10;
  }
  if (base == 10) {
    double value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool whole = read.ptr == digits.data() + digits.size() && !digits.empty();
    return whole ? value : std::numeric_limits<double>::quiet_NaN();
  }
  double value = 0;
  for (const char c : digits.substr(2)) {
    const char lower = static_cast<char>(c | 0x20);
    const int digit = c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : base;
    if (digit >= base) return std::numeric_limits<double>::quiet_NaN();
    value = value * base + digit;
  }
  return value;
}

}  // namespace convotic::lint
