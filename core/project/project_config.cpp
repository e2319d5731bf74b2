#include "core/project/project_config.hpp"

#include "core/base/json_reader.hpp"
#include "core/project/errors.hpp"
#include "core/project/redaction_rule.hpp"

#include <fmt/format.h>

namespace convotic::project {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kFile = "convotic.json";

// A whole number within bounds, as configuration has them.
Result<int> read_bounded(const base::JsonReader& value, int low, int high) {
  CONVOTIC_TRY_ASSIGN(const std::int64_t number, value.as_integer());
  if (number >= low && number <= high) return static_cast<int>(number);
  return base::Unexpected(value.error(kConfigInvalid, fmt::format("\"{}\" must be between {} and {}, not {}",
                                                                  value.pointer(), low, high, number)));
}

Result<std::vector<std::string>> read_redact(const base::JsonReader& value) {
  std::vector<std::string> rules;
  CONVOTIC_TRY_ASSIGN(const auto items, value.as_array());
  for (const base::JsonReader& item : items) {
    CONVOTIC_TRY_ASSIGN(std::string rule, item.as_string());
    if (const auto parsed = RedactionRule::parse(rule); !parsed)
      return base::Unexpected(item.error(kConfigInvalid, parsed.error(), std::string(kRedactionAdvice)));
    rules.push_back(std::move(rule));
  }
  return rules;
}

Result<ProjectConfig> read_config(const base::JsonReader& root) {
  ProjectConfig config;
  CONVOTIC_TRY(
      root.check_keys({"$schema", "modules", "port", "timeout", "rawBody", "redact", "schemes", "lint"}));
  CONVOTIC_TRY_ASSIGN(const auto modules, root.find("modules"));
  if (modules) {
    CONVOTIC_TRY_ASSIGN(const auto items, modules->as_array());
    for (const base::JsonReader& item : items) {
      CONVOTIC_TRY_ASSIGN(std::string path, item.as_string());
      config.modules.push_back(std::move(path));
    }
  }
  CONVOTIC_TRY_ASSIGN(const auto port, root.find("port"));
  if (port) {
    CONVOTIC_TRY_ASSIGN(config.port, read_bounded(*port, 0, 65535));
  }
  CONVOTIC_TRY_ASSIGN(const auto timeout, root.find("timeout"));
  if (timeout) {
    CONVOTIC_TRY_ASSIGN(const int seconds, read_bounded(*timeout, 1, 3600));
    config.timeout = std::chrono::seconds(seconds);
  }
  CONVOTIC_TRY_ASSIGN(const auto schemes, root.find("schemes"));
  if (schemes) {
    CONVOTIC_TRY_ASSIGN(config.schemes, schemes->as_array());
  }
  CONVOTIC_TRY_ASSIGN(const auto raw_body, root.find("rawBody"));
  if (raw_body) {
    CONVOTIC_TRY_ASSIGN(const bool on, raw_body->as_boolean());
    config.raw_body = on ? ProjectConfig::RawBody::yes : ProjectConfig::RawBody::no;
  }
  CONVOTIC_TRY_ASSIGN(const auto redact, root.find("redact"));
  if (redact) {
    CONVOTIC_TRY_ASSIGN(config.redact, read_redact(*redact));
  }
  CONVOTIC_TRY_ASSIGN(config.lint, root.find("lint"));
  return config;
}

}  // namespace

Result<Project> read_project(const base::FileSystem& files, const fs::path& file) {
  CONVOTIC_TRY_ASSIGN(std::string text, files.read(file));
  CONVOTIC_TRY_ASSIGN(const base::JsonReader root, base::JsonReader::parse(file.string(), std::move(text)));
  CONVOTIC_TRY_ASSIGN(ProjectConfig config, read_config(root));
  return Project{file.parent_path(), Project::File::present, std::move(config)};
}

Result<Project> find_project(const base::FileSystem& files, const fs::path& directory) {
  for (fs::path at = directory;; at = at.parent_path()) {
    const fs::path file = at / kFile;
    if (files.is_file(file)) return read_project(files, file);
    if (at == at.parent_path()) return Project{directory, Project::File::absent, {}};
  }
}

}  // namespace convotic::project
