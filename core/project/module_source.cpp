#include "core/project/module_source.hpp"

#include "core/base/json_reader.hpp"
#include "core/base/nearest.hpp"
#include "core/project/errors.hpp"

#include <fmt/format.h>

namespace convotic::project {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kEntries[] = {"src/index.ts",  "src/index.mts", "src/index.cts", "src/index.js",
                                         "src/index.mjs", "src/index.cjs", "index.ts",      "index.mts",
                                         "index.cts",     "index.js",      "index.mjs",     "index.cjs"};

// What package.json names as its entry, if that is there. A package.json that cannot be read says nothing:
// npm will complain about it, and a module needs none.
std::optional<fs::path> main_of_package(const base::FileSystem& files, const fs::path& directory) {
  const fs::path file = directory / "package.json";
  if (!files.is_file(file)) return std::nullopt;
  const auto text = files.read(file);
  if (!text) return std::nullopt;
  const auto package = base::JsonReader::parse(file.string(), *text);
  if (!package) return std::nullopt;
  const auto main = package->find("main");
  if (!main || !*main) return std::nullopt;
  const auto name = (*main)->as_string();
  if (!name) return std::nullopt;
  fs::path entry = (directory / *name).lexically_normal();
  return files.is_file(entry) ? std::optional(entry) : std::nullopt;
}

// The folder that an entry file belongs to: the nearest one upwards with a package.json, or its own.
fs::path folder_of(const base::FileSystem& files, const fs::path& entry) {
  for (fs::path at = entry.parent_path(); at != at.parent_path(); at = at.parent_path())
    if (files.is_file(at / "package.json")) return at;
  return entry.parent_path();
}

base::Unexpected not_there(const base::FileSystem& files, const fs::path& path) {
  std::string hint = "convotic new makes a module";
  if (const auto names = files.list(path.parent_path()))
    if (const auto close = base::nearest(path.filename().string(), *names))
      hint = fmt::format("did you mean \"{}\"?", (path.parent_path() / *close).string());
  return base::fail(kModuleNotFound, fmt::format("there is no \"{}\"", path.string()), std::move(hint));
}

}  // namespace

Result<ModuleSource> find_module(const base::FileSystem& files, const fs::path& path) {
  if (files.is_file(path)) return ModuleSource{folder_of(files, path), path};
  if (!files.is_directory(path)) return not_there(files, path);
  if (const auto entry = main_of_package(files, path)) return ModuleSource{path, *entry};
  for (const std::string_view name : kEntries)
    if (files.is_file(path / name)) return ModuleSource{path, path / name};
  return base::fail(
      kModuleNotFound,
      fmt::format("\"{}\" has no module: neither src/index.ts nor index.ts is there", path.string()),
      "name the entry file, or make a module with convotic new");
}

}  // namespace convotic::project
