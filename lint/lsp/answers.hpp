#pragma once

#include "lint/lsp/text_position.hpp"
#include "lint/lsp/workspace.hpp"

#include <string>

namespace convotic::lint::lsp {

// What the protocol's answers say, as JSON texts.

// A Diagnostic.
std::string diagnostic(const Workspace& workspace, const Located& located, Encoding encoding);

// A range of an open document that a client asks about.
struct Asked {
  TextPosition start;
  TextPosition end;
};

// CodeAction[]: for each finding that meets the range its fixes, and a comment that suppresses it, which
// counts once a reason has been added.
std::string code_actions(const Workspace& workspace, const std::filesystem::path& path, const Asked& asked,
                         Encoding encoding);

// Hover, or "null": at a route's `path` or `auth`, its URL and what is known of its protection.
std::string hover(const Workspace& workspace, const std::filesystem::path& path, TextPosition at,
                  Encoding encoding);

}  // namespace convotic::lint::lsp
