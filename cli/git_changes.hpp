#pragma once

#include "core/base/result.hpp"
#include "lint/changed_lines.hpp"

#include <filesystem>
#include <string>

namespace convotic::cli {

// The lines of the repository of `directory` that differ from `revision`, with files that git does not know
// yet. Asks git, without a shell. Fails with lint::kDiffUnknown, in git's words.
Result<lint::ChangedLines> changes_since(const std::string& revision, const std::filesystem::path& directory);

}  // namespace convotic::cli
