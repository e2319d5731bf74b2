#pragma once

#include "lint/judgement.hpp"
#include "lint/stored_runs.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace convotic::lint {

// A run, as a command, an editor or convotic dev asks for it.
struct LintOptions {
  RunFolders folders;
  std::vector<std::filesystem::path> paths;  // absolute; files or folders
  Config config;
  Standards standards;
  unsigned threads = 0;          // 0: as many as there are processors
  StoredRuns* stored = nullptr;  // where to look for the run, and keep it
};

// Finds the files, reads and analyses them, and weighs what was found. Fails with kNoSources, and with kIo
// where the run could not be kept. What cannot be read or understood in a file is a finding.
Result<LintResult> lint(const base::FileSystem& files, const LintOptions& options);

}  // namespace convotic::lint
