#pragma once

#include "core/base/file_system.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace convotic::lint {

// Finds the file that a specifier means, as bundlers do: as it stands, with the extensions of scripts, with
// ".ts" where it says ".js", and as a folder's index; through "paths" and "baseUrl" of the nearest
// tsconfig.json.
class ModuleResolver {
public:
  explicit ModuleResolver(const base::FileSystem& files) : files_(files) {}

  struct Found {
    enum class Kind { file, package, nothing } kind = Kind::nothing;
    std::filesystem::path path;                // of a file
    std::string package;                       // of a package: "crypto" for "node:crypto"
    std::vector<std::filesystem::path> tried;  // where there is nothing
  };
  Found resolve(const std::filesystem::path& importer, std::string_view specifier);

private:
  struct Paths {
    std::filesystem::path base;  // empty: no tsconfig.json says anything
    bool has_base_url = false;
    std::vector<std::pair<std::string, std::vector<std::string>>> patterns;
  };

  bool find_file(const std::filesystem::path& at, Found& found) const;
  bool by_paths(const std::filesystem::path& importer, std::string_view specifier, Found& found);
  const Paths& paths_for(const std::filesystem::path& folder);
  Paths read_paths(const std::filesystem::path& config) const;

  const base::FileSystem& files_;
  std::map<std::string, Paths, std::less<>> paths_;  // by folder
};

}  // namespace convotic::lint
