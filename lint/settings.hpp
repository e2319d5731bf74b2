#pragma once

#include "core/project/project_config.hpp"
#include "lint/config.hpp"

#include <filesystem>

namespace convotic::lint {

// A project as the linter sees it.
struct Settings {
  std::filesystem::path root;  // the folder of convotic.json, or the one that was asked for
  enum class File { absent, present } file = File::absent;  // convotic.json
  Config config;
};

// The settings of a project: its "lint" object, or the defaults. Where the project gives modules
// req.rawBody, that is a body's bytes too. Fails as read_config does.
Result<Settings> settings_of(const project::Project& project);

// The settings of the nearest convotic.json at or above `directory` (absolute).
Result<Settings> find_settings(const base::FileSystem& files, const std::filesystem::path& directory);

}  // namespace convotic::lint
