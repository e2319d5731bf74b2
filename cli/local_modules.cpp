#include "cli/local_modules.hpp"

#include "cli/dev_report.hpp"
#include "cli/errors.hpp"
#include "emulator/node_program.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::seconds kDefaultTimeout{30};

Result<std::vector<project::ModuleSource>>
find_modules(const std::vector<std::string>& named, const project::Project& project, const Context& context) {
  std::vector<fs::path> paths;
  for (const std::string& module : named)
    paths.push_back(context.directory / module);
  if (paths.empty())
    for (const std::string& module : project.config.modules)
      paths.push_back(project.root / module);
  if (paths.empty()) paths.push_back(context.directory);
  std::vector<project::ModuleSource> sources;
  for (const fs::path& path : paths) {
    fs::path normal = path.lexically_normal();
    if (!normal.has_filename()) normal = normal.parent_path();  // "a/" means "a"
    CONVOTIC_TRY_ASSIGN(project::ModuleSource source, project::find_module(context.files, normal));
    for (const project::ModuleSource& other : sources)
      if (other.entry == source.entry)
        return base::fail(kUsage, fmt::format("\"{}\" is named twice", source.entry.string()),
                          "name it once");
    sources.push_back(std::move(source));
  }
  return sources;
}

Result<project::Project> choose_project(const std::vector<std::string>& named, const Context& context) {
  if (named.size() != 1) return project::find_project(context.files, context.directory);
  CONVOTIC_TRY_ASSIGN(const auto sources, find_modules(named, {}, context));
  return project::find_project(context.files, sources.front().directory);
}

}  // namespace

Result<LocalModules> find_local_modules(const std::vector<std::string>& named, const Context& context) {
  LocalModules local;
  CONVOTIC_TRY_ASSIGN(local.project, choose_project(named, context));
  CONVOTIC_TRY_ASSIGN(local.modules, find_modules(named, local.project, context));
  return local;
}

fs::path state_folder(const LocalModules& local) {
  const bool of_module = local.project.file == project::Project::File::absent && local.modules.size() == 1;
  return (of_module ? local.modules.front().directory : local.project.root) / ".convotic";
}

Result<fs::path> make_state_folder(const LocalModules& local, Context& context) {
  const fs::path folder = state_folder(local);
  CONVOTIC_TRY(context.files.make_directories(folder));
  const fs::path ignore = folder / ".gitignore";
  if (!context.files.exists(ignore)) CONVOTIC_TRY(context.files.write(ignore, "*\n"));
  return folder;
}

Result<emulator::SupervisorOptions> supervisor_options(const LocalModules& local, const RunSettings& settings,
                                                       const Context& context) {
  using emulator::LoadHead;
  emulator::SupervisorOptions out;
  CONVOTIC_TRY_ASSIGN(out.runner.node,
                      emulator::find_node(context.variable("CONVOTIC_NODE"), context.variable("PATH")));
  out.installation = project::locate_installation(context.executable);
  out.runner.launcher = out.installation.launcher;
  out.runner.program = out.installation.runner;
  out.runner.memory_mb = settings.memory_mb;
  const project::ProjectConfig& config = local.project.config;
  out.request_timeout = settings.timeout.value_or(config.timeout.value_or(kDefaultTimeout));
  out.module.request_timeout = out.request_timeout;
  const bool strict = settings.strict == RunSettings::Strict::yes;
  out.module.strict = strict ? LoadHead::Strict::yes : LoadHead::Strict::no;
  const bool raw_body = config.raw_body == project::ProjectConfig::RawBody::yes && !strict;
  out.module.raw_body = raw_body ? LoadHead::RawBody::yes : LoadHead::RawBody::no;
  if (settings.watch == RunSettings::Watch::no) out.module.watch = emulator::ModuleSettings::Watch::no;
  for (const auto& [name, value] : context.environment)
    out.module.environment.insert(name);
  return out;
}

std::vector<emulator::StartReport::Failure> arranged(std::vector<emulator::StartReport::Failure> failures,
                                                     const LocalModules& local, const Context& context) {
  const auto position = [&](const auto& failure) {
    return std::find_if(local.modules.begin(), local.modules.end(),
                        [&](const auto& module) { return module.entry == failure.source.entry; });
  };
  std::sort(failures.begin(), failures.end(),
            [&](const auto& a, const auto& b) { return position(a) < position(b); });
  for (auto& [source, error] : failures)
    if (error.where) error.where->file = shown_path(source.directory / error.where->file, context.directory);
  return failures;
}

}  // namespace convotic::cli
