#include "cli/scaffold.hpp"

#include "core/base/json_reader.hpp"
#include "core/base/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::embedded {
std::span<const base::EmbeddedFile> templates();
std::span<const base::EmbeddedFile> block_sdk();
}  // namespace convotic::embedded

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kBase = "base";
constexpr std::string_view kDescription = "template.json";
constexpr std::string_view kFragments = "provider/";
constexpr std::string_view kNamePlaceholder = "__NAME__";
constexpr std::string_view kSdkFolder = "vendor/block-sdk";
// A prerelease satisfies no ordinary range, so npm replaces what carries it; see plan_types.
constexpr std::string_view kLinkedVersion = "-linked";

// "_github/workflows/a.yml" is ".github/workflows/a.yml"; "__NAME__" stays.
std::string with_dots(std::string_view path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool first = i == 0 || path[i - 1] == '/';
    const bool placeholder = path.substr(i).starts_with("__");
    out += first && path[i] == '_' && !placeholder ? '.' : path[i];
  }
  return out;
}

std::string with_name(std::string_view text, std::string_view name) {
  std::string out;
  for (;;) {
    const std::size_t at = text.find(kNamePlaceholder);
    out += text.substr(0, at);
    if (at == std::string_view::npos) return out;
    out += name;
    text.remove_prefix(at + kNamePlaceholder.size());
  }
}

Result<void> read_description(const base::EmbeddedFile& file, Template& out) {
  CONVOTIC_TRY_ASSIGN(const auto json, base::JsonReader::parse("templates/" + std::string(file.path),
                                                               std::string(file.contents)));
  CONVOTIC_TRY(json.check_keys({"description", "notes"}));
  CONVOTIC_TRY_ASSIGN(const auto description, json.get("description"));
  CONVOTIC_TRY_ASSIGN(out.description, description.as_string());
  CONVOTIC_TRY_ASSIGN(const auto notes, json.get("notes"));
  CONVOTIC_TRY_ASSIGN(const auto members, notes.as_object());
  for (const auto& [path, note] : members) {
    CONVOTIC_TRY_ASSIGN(const std::string text, note.as_string());
    out.notes.emplace_back(path, text);
  }
  return {};
}

// The version in a package's package.json, or nothing where there is no such package.
std::optional<std::string> package_version(const base::FileSystem& files, const fs::path& package) {
  const fs::path file = package / "package.json";
  const auto text = files.read(file);
  if (!text) return std::nullopt;
  const auto json = base::JsonReader::parse(file.string(), *text);
  if (!json) return std::nullopt;
  const auto version =
      json->get("version").and_then([](const base::JsonReader& value) { return value.as_string(); });
  return version ? std::optional(*version) : std::nullopt;
}

std::string package_json(std::string_view name, std::string_view version, std::string_view entry) {
  return fmt::format("{{\n  \"name\": {},\n  \"version\": {},\n  {}\n}}\n", base::json_string(name),
                     base::json_string(fmt::format("{}{}", version, kLinkedVersion)), entry);
}

}  // namespace

Result<std::vector<Template>> load_templates(std::span<const base::EmbeddedFile> files) {
  std::map<std::string, std::string> base;
  std::map<std::string, Template> templates;
  for (const base::EmbeddedFile& file : files) {
    const std::size_t slash = file.path.find('/');
    const std::string folder(file.path.substr(0, slash));
    const std::string_view path = file.path.substr(slash + 1);
    if (folder == kBase) {
      base.emplace(with_dots(path), file.contents);
    } else if (path == kDescription) {
      CONVOTIC_TRY(read_description(file, templates[folder]));
    } else if (path.starts_with(kFragments)) {
      templates[folder].fragments.emplace(with_dots(path.substr(kFragments.size())), file.contents);
    } else {
      templates[folder].files.emplace(with_dots(path), file.contents);
    }
  }
  std::vector<Template> out;
  for (auto& [name, one] : templates) {
    one.name = name;
    one.base = base;
    one.files.insert(base.begin(), base.end());  // keeps the template's own where both have one
    out.push_back(std::move(one));
  }
  return out;
}

Result<std::vector<Template>> load_templates() {
  return load_templates(embedded::templates());
}

std::span<const base::EmbeddedFile> sdk_files() {
  return embedded::block_sdk();
}

Plan plan_project(const Template& chosen, std::string_view name, std::span<const base::EmbeddedFile> sdk) {
  Plan plan;
  for (const auto& [path, contents] : chosen.files)
    plan.files.emplace(with_name(path, name), with_name(contents, name));
  if (const auto example = plan.files.find(".env.example"); example != plan.files.end())
    plan.files.emplace(".env", example->second);
  for (const base::EmbeddedFile& file : sdk)
    plan.files.emplace(fmt::format("{}/{}", kSdkFolder, file.path), file.contents);
  plan.links.emplace("node_modules/@convotic/block-sdk", fmt::format("../../{}", kSdkFolder));
  return plan;
}

std::optional<Plan> plan_types(const base::FileSystem& files, const fs::path& toolkit) {
  const fs::path typescript = toolkit / "typescript", node = toolkit / "@types" / "node";
  const auto typescript_version = package_version(files, typescript),
             node_version = package_version(files, node);
  if (!typescript_version || !node_version) return std::nullopt;

  // Links in place of whole packages would stay through `npm install` and leave paths of this machine in the
  // user's package-lock.json. Folders with a package.json of their own are replaced, as their versions
  // satisfy no range.
  Plan plan;
  plan.files.emplace(
      "node_modules/typescript/package.json",
      package_json(
          "typescript", *typescript_version,
          R"("main": "./lib/typescript.js", "bin": { "tsc": "./bin/tsc", "tsserver": "./bin/tsserver" })"));
  plan.links.emplace("node_modules/typescript/lib", typescript / "lib");
  plan.links.emplace("node_modules/typescript/bin", typescript / "bin");
  plan.links.emplace("node_modules/.bin/tsc", "../typescript/bin/tsc");
  plan.files.emplace("node_modules/@types/node/package.json",
                     package_json("@types/node", *node_version, R"("types": "index.d.ts")"));
  // One file is enough: what it refers to, undici-types included, is looked up from where the link leads.
  plan.links.emplace("node_modules/@types/node/index.d.ts", node / "index.d.ts");
  return plan;
}

Result<std::optional<fs::path>> find_obstacle(const base::FileSystem& files, const fs::path& folder,
                                              const Plan& plan) {
  using Found = std::optional<fs::path>;
  if (!files.exists(folder)) return Found();
  if (!files.is_directory(folder)) return Found(folder);
  for (const auto& [path, contents] : plan.files)
    if (files.exists(folder / path)) return Found(folder / path);
  CONVOTIC_TRY_ASSIGN(const auto names, files.list(folder));
  const auto other =
      std::find_if(names.begin(), names.end(), [](const std::string& name) { return name != ".git"; });
  return other == names.end() ? Found() : Found(folder / *other);
}

Result<void> write_plan(base::FileSystem& files, const fs::path& folder, const Plan& plan) {
  const std::size_t total = plan.files.size() + plan.links.size();
  std::size_t written = 0;
  const auto at = [&](const fs::path& path, auto&& write) -> Result<void> {
    Result<void> result = files.make_directories(path.parent_path());
    if (result) result = write(path);
    if (!result) {
      Error error = std::move(result).error();
      error.hint =
          written == 0
              ? "nothing was written"
              : fmt::format("{} of {} files were written to \"{}\"; remove them before you try again",
                            written, total, folder.string());
      return base::Unexpected(std::move(error));
    }
    ++written;
    return {};
  };
  for (const auto& [path, contents] : plan.files)
    CONVOTIC_TRY(at(folder / path, [&](const fs::path& file) { return files.write(file, contents); }));
  for (const auto& [path, target] : plan.links)
    CONVOTIC_TRY(at(folder / path, [&](const fs::path& link) { return files.make_symlink(target, link); }));
  return {};
}

}  // namespace convotic::cli
