#pragma once

#include "lint/model/project.hpp"

namespace convotic::lint {

// Fills in what a parsed file takes from others (the keys of `imports`, without those of types alone) and
// what it gives: exports, stars, module_exports.
void find_links(ParsedFile& file);

// The specifier of "require('x')" or "import('x')", or "".
std::string_view required_specifier(const ParsedFile& file, NodeId call);

}  // namespace convotic::lint
