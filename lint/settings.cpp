#include "lint/settings.hpp"

#include "lint/config_reader.hpp"

namespace convotic::lint {

Result<Settings> settings_of(const project::Project& project) {
  Settings settings;
  settings.root = project.root;
  if (project.file == project::Project::File::present) settings.file = Settings::File::present;
  if (project.config.lint) {
    CONVOTIC_TRY_ASSIGN(settings.config, read_config(*project.config.lint));
  }
  const bool raw_body = project.config.raw_body == project::ProjectConfig::RawBody::yes;
  if (raw_body && !settings.config.raw_body) settings.config.raw_body = "rawBody";
  return settings;
}

Result<Settings> find_settings(const base::FileSystem& files, const std::filesystem::path& directory) {
  CONVOTIC_TRY_ASSIGN(const project::Project project, project::find_project(files, directory));
  return settings_of(project);
}

}  // namespace convotic::lint
