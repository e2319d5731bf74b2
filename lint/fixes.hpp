#pragma once

#include "lint/lint.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace convotic::lint {

enum class FixLevel { safe, unsafe };  // unsafe: these too

// A file as fixes leave it.
struct FixedFile {
  std::filesystem::path path;  // absolute
  std::string shown;
  std::string before;
  std::string after;
};

struct Fixed {
  std::vector<FixedFile> files;  // that differ
  std::size_t applied = 0;
  std::size_t reverted = 0;  // that did not do what they were to do, or broke the syntax
  LintResult left;           // what is found afterwards
};

// Applies the fixes of what is open, in memory: passes of edits that do not overlap, until none is left.
// After each pass everything is linted anew; a file in which a finding is still there, or which has more
// syntax errors than before, gets its text of before the pass back. Fails as `lint` does. Writes nothing.
Result<Fixed> apply_fixes(const base::FileSystem& files, const LintOptions& options, FixLevel level);

// A unified diff with three lines around each change, empty where nothing differs.
std::string unified_diff(const std::string& shown, const std::string& before, const std::string& after);

}  // namespace convotic::lint
