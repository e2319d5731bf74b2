#pragma once

#include "core/base/embedded_file.hpp"
#include "core/base/file_system.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What `convotic new` writes: which files and links (a Plan, made without touching the disk), and the writing
// of them.
namespace convotic::cli {

// One folder of templates/. Its template.json holds the description and the notes.
struct Template {
  std::string name;
  std::string description;  // one line
  std::vector<std::pair<std::string, std::string>>
      notes;                                 // path and what is in it, for the report, in its order
  std::map<std::string, std::string> files;  // by path in the new project; placeholders still inside
  std::map<std::string, std::string> base;   // of these, what is part of every template
  // What is below provider/: no files of a project, but texts that the scaffold of a webhook provider is made
  // of (cli/webhook_template/).
  std::map<std::string, std::string> fragments;
};

// The templates among `files`, by name. Paths are "<template>/<path>"; the files of "base" are part of every
// template unless it has its own of that path. A leading "_" of a file or folder stands for ".", so that a
// template's .gitignore does not act on this repository; "__NAME__" stands for the module's name, in paths
// and contents. Fails with kJsonInvalid where a template.json is not as it should be.
Result<std::vector<Template>> load_templates(std::span<const base::EmbeddedFile> files);

// The same for what is compiled into the program.
Result<std::vector<Template>> load_templates();

// The files of a new project by path, relative to its folder, and where its links lead.
struct Plan {
  std::map<std::string, std::string> files;
  std::map<std::string, std::filesystem::path> links;
};

// A project of that name: the template's files, a .env that is a copy of .env.example, and the SDK in
// vendor/block-sdk/, linked below node_modules/ just as `npm install` would do.
Plan plan_project(const Template& chosen, std::string_view name, std::span<const base::EmbeddedFile> sdk);

// The SDK package compiled into the program.
std::span<const base::EmbeddedFile> sdk_files();

// What makes TypeScript and Node's types in `toolkit` (a node_modules folder) usable in the project before,
// and without, `npm install`; nothing where `toolkit` does not have them.
std::optional<Plan> plan_types(const base::FileSystem& files, const std::filesystem::path& toolkit);

// The first thing in `folder` that is in the way: the path of a file of the plan that is already there, else
// of anything else in it. A folder that is missing, empty, or holds nothing but .git is free.
Result<std::optional<std::filesystem::path>>
find_obstacle(const base::FileSystem& files, const std::filesystem::path& folder, const Plan& plan);

// Writes the plan into `folder`. A failure says how much had been written by then.
Result<void> write_plan(base::FileSystem& files, const std::filesystem::path& folder, const Plan& plan);

}  // namespace convotic::cli
