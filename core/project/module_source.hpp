#pragma once

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"

#include <filesystem>

namespace convotic::project {

// A module on disk.
struct ModuleSource {
  std::filesystem::path
      directory;  // absolute; what the module runs in: package.json, .env and node_modules are here
  std::filesystem::path entry;  // absolute; the file with the default export
};

// Finds the module that `path` (absolute) means: an entry file, or a folder with one. In a folder it is what
// package.json's "main" names if that exists, else the first of src/index and index with .ts, .mts, .cts,
// .js, .mjs or .cjs. Fails with kModuleNotFound, listing what was looked for.
Result<ModuleSource> find_module(const base::FileSystem& files, const std::filesystem::path& path);

}  // namespace convotic::project
