#include "lint/syntax/parse.hpp"

#include "lint/syntax/lowering.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace convotic::lint {

namespace {

// Where a file begins that some editors have put a byte order mark before.
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

std::optional<Ast> Parser::script(std::string_view path, std::string_view text) {
  const bool jsx = path.ends_with(".tsx") || path.ends_with(".jsx");
  const bool javascript = path.ends_with(".js") || path.ends_with(".mjs") || path.ends_with(".cjs");
  if (grammar_.parse(text, jsx ? Language::tsx : Language::typescript, tree_) !=
      GrammarParser::Outcome::parsed)
    return std::nullopt;
  if (javascript && !tree_.faults.empty()) {
    // JavaScript may hold JSX, which only the other grammar reads.
    GrammarTree other;
    const auto outcome = grammar_.parse(text, Language::tsx, other);
    if (outcome == GrammarParser::Outcome::parsed && other.faults.size() < tree_.faults.size())
      tree_ = std::move(other);
  }
  return lower(tree_, text);
}

// JSON is an expression: as one it is parsed where the byte before it is a parenthesis.
std::optional<Ast> Parser::json(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::string expression = "(";
  expression += text;
  expression += ")";
  if (grammar_.parse(expression, Language::typescript, tree_) != GrammarParser::Outcome::parsed)
    return std::nullopt;
  for (GrammarNode& node : tree_.nodes) {
    node.begin = node.begin == 0 ? 0 : node.begin - 1;
    node.end = std::min(node.end == 0 ? 0 : node.end - 1, static_cast<std::uint32_t>(text.size()));
  }
  return lower(tree_, text);
}

}  // namespace convotic::lint
