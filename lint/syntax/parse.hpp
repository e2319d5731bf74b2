#pragma once

#include "lint/syntax/ast.hpp"
#include "lint/syntax/grammar_tree.hpp"

#include <optional>
#include <string_view>

namespace convotic::lint {

// Parses sources of modules; one for a thread.
class Parser {
public:
  // The tree of a script, by its path's extension TypeScript, JavaScript or either with JSX. Broken text
  // gives a tree with faults; nothing where the parser ran out of time. `text` must outlive the result.
  std::optional<Ast> script(std::string_view path, std::string_view text);

  // The tree of a JSON document: a program of one expression_statement.
  std::optional<Ast> json(std::string_view text);

private:
  GrammarParser grammar_;
  GrammarTree tree_;
};

}  // namespace convotic::lint
