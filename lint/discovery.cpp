#include "lint/discovery.hpp"

#include "lint/errors.hpp"
#include "lint/glob.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace convotic::lint {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 8> kExtensions{".ts", ".tsx", ".mts", ".cts",
                                                      ".js", ".jsx", ".mjs", ".cjs"};

const std::vector<std::string>& always_excluded() {
  static const std::vector<std::string> globs{"*.d.ts",   "*.d.mts",    "*.d.cts",       "*.test.*",
                                              "*.spec.*", "**/dist/**", "**/coverage/**"};
  return globs;
}

class Walk {
public:
  Walk(const base::FileSystem& files, const RunFolders& folders, const Config& config)
      : files_(files), folders_(folders), config_(config) {}

  void add(const fs::path& path) {
    if (seen_.insert(path).second) inputs_.push_back({path, shown_path(folders_, path)});
  }

  // What cannot be listed has nothing to check; a folder that was named is looked at by the caller.
  void below(const fs::path& folder) {
    const auto names = files_.list(folder);
    if (!names) return;
    for (const std::string& name : *names) {
      const fs::path path = folder / name;
      if (is_source_name(path) && files_.is_file(path)) {
        if (wanted(path)) add(path);
      } else if (enters(name) && !files_.is_symlink(path) && files_.is_directory(path)) {
        below(path);
      }
    }
  }

  std::vector<Input> take() { return std::move(inputs_); }

private:
  static bool enters(const std::string& name) { return name != "node_modules" && !name.starts_with('.'); }

  bool wanted(const fs::path& path) const {
    const std::string name = project_path(folders_, path);
    if (!config_.include.empty() && !path_matches_any(config_.include, name)) return false;
    return !path_matches_any(always_excluded(), name) && !path_matches_any(config_.exclude, name);
  }

  const base::FileSystem& files_;
  const RunFolders& folders_;
  const Config& config_;
  std::set<fs::path> seen_;
  std::vector<Input> inputs_;
};

std::string relative_to(const fs::path& folder, const fs::path& path) {
  const std::string relative = path.lexically_relative(folder).generic_string();
  return relative.empty() ? path.generic_string() : relative;
}

}  // namespace

std::string shown_path(const RunFolders& folders, const fs::path& path) {
  return relative_to(folders.directory, path);
}

std::string project_path(const RunFolders& folders, const fs::path& path) {
  return relative_to(folders.root, path);
}

bool is_source_name(const fs::path& path) {
  const std::string extension = path.extension().string();
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

Result<std::vector<Input>> find_inputs(const base::FileSystem& files, const RunFolders& folders,
                                       const std::vector<fs::path>& paths, const Config& config) {
  Walk walk(files, folders, config);
  for (const fs::path& path : paths) {
    if (files.is_file(path)) {
      walk.add(path);
    } else if (files.is_directory(path)) {
      CONVOTIC_TRY(files.list(path));
      walk.below(path);
    } else {
      return base::fail(kNoSources,
                        fmt::format("\"{}\" is neither a file nor a folder", shown_path(folders, path)),
                        "name files or folders of modules, or nothing for this folder");
    }
  }
  std::vector<Input> inputs = walk.take();
  if (!inputs.empty()) return inputs;
  std::vector<std::string> names;
  for (const fs::path& path : paths)
    names.push_back(fmt::format("\"{}\"", shown_path(folders, path)));
  return base::fail(kNoSources, fmt::format("there is no file to check in {}", fmt::join(names, ", ")),
                    "it looks for .ts, .mts, .cts, .tsx, .js, .mjs, .cjs and .jsx, less what is excluded");
}

}  // namespace convotic::lint
