#pragma once

#include "cli/context.hpp"
#include "core/project/module_source.hpp"
#include "core/project/project_config.hpp"
#include "emulator/supervisor.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

// What every command that runs modules does first: find them, their project, and Node.
namespace convotic::cli {

struct LocalModules {
  project::Project project;
  std::vector<project::ModuleSource> modules;  // in the order in which they were named
};

// The modules that `named` (folders or entry files) means; without any, those of convotic.json, or the one in
// the folder where the command was started. The project of a single module that is named is that module's.
// Fails as project::find_module and find_project do, and with kUsage where one is named twice.
Result<LocalModules> find_local_modules(const std::vector<std::string>& named, const Context& context);

// Makes the folder of state and key: the project's; without a convotic.json the one module's, or that in
// which several are run. It keeps itself out of version control.
Result<std::filesystem::path> make_state_folder(const LocalModules& local, Context& context);

// The same folder, whether it is there or not.
std::filesystem::path state_folder(const LocalModules& local);

// How modules are run, as far as the command line has a say in it.
struct RunSettings {
  std::optional<std::chrono::milliseconds> timeout;  // else that of convotic.json, else 30 s
  int memory_mb = 512;
  enum class Strict { no, yes } strict = Strict::no;
  enum class Watch { no, yes } watch = Watch::no;
};

// Fails with kNodeMissing.
Result<emulator::SupervisorOptions> supervisor_options(const LocalModules& local, const RunSettings& settings,
                                                       const Context& context);

// What did not load, in the order in which the modules were named, with places as seen from where the command
// was started.
std::vector<emulator::StartReport::Failure> arranged(std::vector<emulator::StartReport::Failure> failures,
                                                     const LocalModules& local, const Context& context);

}  // namespace convotic::cli
