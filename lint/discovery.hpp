#pragma once

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"
#include "lint/config.hpp"
#include "lint/model/build.hpp"

#include <filesystem>
#include <vector>

namespace convotic::lint {

// The folders of a run. Both are absolute.
struct RunFolders {
  std::filesystem::path directory;  // where it was started: paths are shown relative to it
  std::filesystem::path root;       // the project: the configuration's globs are relative to it
};

// As reports name a file: relative to the directory with slashes, also where it lies above.
std::string shown_path(const RunFolders& folders, const std::filesystem::path& path);
// As the configuration and baselines name it.
std::string project_path(const RunFolders& folders, const std::filesystem::path& path);

// The files that `paths` (absolute) mean, in order and each once. A file that is named is always one; of a
// folder it is the TypeScript and JavaScript below it that `include` has and `exclude` has not, without
// node_modules, folders whose names begin with a dot, links to folders, declarations (*.d.ts), tests
// (*.test.*, *.spec.*), dist/ and coverage/. Fails with kNoSources.
Result<std::vector<Input>> find_inputs(const base::FileSystem& files, const RunFolders& folders,
                                       const std::vector<std::filesystem::path>& paths, const Config& config);

// Whether a file has one of the extensions that are read.
bool is_source_name(const std::filesystem::path& path);

}  // namespace convotic::lint
