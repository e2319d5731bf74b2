#include "lint/model/module_resolver.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace fs = std::filesystem;

namespace convotic::lint {

namespace {

constexpr std::array kExtensions = {".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx", ".json"};

// What TypeScript's own style writes in a specifier, and the source that is meant.
constexpr std::array<std::pair<std::string_view, const char*>, 5> kSources = {{
    {".js", ".ts"},
    {".js", ".tsx"},
    {".mjs", ".mts"},
    {".cjs", ".cts"},
    {".jsx", ".tsx"},
}};

bool is_relative(std::string_view specifier) {
  return specifier == "." || specifier == ".." || specifier.starts_with("./") || specifier.starts_with("../");
}

}  // namespace

ModuleResolver::Found ModuleResolver::resolve(const fs::path& importer, std::string_view specifier) {
  Found found;
  if (is_relative(specifier) || specifier.starts_with('/')) {
    // A bundler's suffix, "./template.html?raw", is no part of the name.
    const std::string_view name = specifier.substr(0, specifier.find('?'));
    find_file((importer.parent_path() / std::string(name)).lexically_normal(), found);
    return found;
  }
  if (by_paths(importer, specifier, found)) return found;
  found.kind = Found::Kind::package;
  found.package = specifier.starts_with("node:") ? specifier.substr(5) : specifier;
  found.tried.clear();
  return found;
}

bool ModuleResolver::find_file(const fs::path& at, Found& found) const {
  const auto is_it = [&](fs::path candidate) {
    if (files_.is_file(candidate)) {
      found.kind = Found::Kind::file;
      found.path = std::move(candidate);
      found.tried.clear();
      return true;
    }
    found.tried.push_back(std::move(candidate));
    return false;
  };
  fs::path plain = at;
  if (!plain.has_filename()) plain = plain.parent_path();
  if (plain.has_extension() && is_it(plain)) return true;
  const std::string extension = plain.extension().string();
  for (const auto& [written, meant] : kSources)
    if (extension == written && is_it(fs::path(plain).replace_extension(meant))) return true;
  for (const char* added : kExtensions)
    if (is_it(fs::path(plain) += added)) return true;
  for (const char* added : kExtensions)
    if (is_it(plain / (std::string("index") + added))) return true;
  return false;
}

// Whether the specifier is one that tsconfig.json gives a meaning. Where that leads nowhere, a package may
// still be meant.
bool ModuleResolver::by_paths(const fs::path& importer, std::string_view specifier, Found& found) {
  const Paths& paths = paths_for(importer.parent_path());
  if (paths.base.empty()) return false;
  for (const auto& [pattern, targets] : paths.patterns) {
    const std::size_t star = pattern.find('*');
    std::string_view rest;
    if (star == std::string::npos) {
      if (specifier != pattern) continue;
    } else {
      const std::string_view before = std::string_view(pattern).substr(0, star);
      const std::string_view after = std::string_view(pattern).substr(star + 1);
      const bool matches = specifier.size() >= before.size() + after.size() &&
                           specifier.starts_with(before) && specifier.ends_with(after);
      if (!matches) continue;
      rest = specifier.substr(before.size(), specifier.size() - before.size() - after.size());
    }
    for (std::string target : targets) {
      const std::size_t hole = target.find('*');
      if (hole != std::string::npos) target.replace(hole, 1, rest);
      if (find_file((paths.base / target).lexically_normal(), found)) return true;
    }
    if (pattern != "*") return true;  // named, and not there
  }
  if (!paths.has_base_url || specifier.empty()) return false;
  return find_file((paths.base / std::string(specifier)).lexically_normal(), found);
}

const ModuleResolver::Paths& ModuleResolver::paths_for(const fs::path& folder) {
  const auto known = paths_.find(folder.string());
  if (known != paths_.end()) return known->second;
  const fs::path config = folder / "tsconfig.json";
  Paths paths;
  if (files_.is_file(config))
    paths = read_paths(config);
  else if (folder.has_parent_path() && folder.parent_path() != folder)
    paths = paths_for(folder.parent_path());
  return paths_.emplace(folder.string(), std::move(paths)).first->second;
}

// A tsconfig.json that cannot be read changes nothing: tsc is who says so.
ModuleResolver::Paths ModuleResolver::read_paths(const fs::path& config) const {
  Paths paths;
  const auto text = files_.read(config);
  if (!text) return paths;
  // Trailing commas are allowed there.
  std::string plain = *text;
  for (std::size_t at = 0; at < plain.size(); ++at) {
    if (plain[at] != ',') continue;
    const std::size_t next = plain.find_first_not_of(" \t\r\n", at + 1);
    if (next != std::string::npos && (plain[next] == '}' || plain[next] == ']')) plain[at] = ' ';
  }
  const auto json = nlohmann::json::parse(plain, nullptr, false, true);
  if (!json.is_object() || !json.contains("compilerOptions") || !json["compilerOptions"].is_object())
    return paths;
  const auto& options = json["compilerOptions"];
  fs::path base = config.parent_path();
  if (options.contains("baseUrl") && options["baseUrl"].is_string()) {
    base = (base / options["baseUrl"].get<std::string>()).lexically_normal();
    paths.has_base_url = true;
  }
  paths.base = base;
  if (!options.contains("paths") || !options["paths"].is_object()) return paths;
  for (const auto& [pattern, targets] : options["paths"].items()) {
    std::vector<std::string> all;
    if (targets.is_array())
      for (const auto& target : targets)
        if (target.is_string()) all.push_back(target.get<std::string>());
    paths.patterns.emplace_back(pattern, std::move(all));
  }
  return paths;
}

}  // namespace convotic::lint
