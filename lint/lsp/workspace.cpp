#include "lint/lsp/workspace.hpp"

#include "lint/lsp/text_position.hpp"
#include "lint/settings.hpp"

#include <fmt/format.h>

namespace convotic::lint::lsp {
namespace fs = std::filesystem;
namespace {

bool lies_in(const fs::path& folder, const fs::path& path) {
  const std::string relative = path.lexically_relative(folder).generic_string();
  return !relative.empty() && !relative.starts_with("..");
}

}  // namespace

void Workspace::open(const fs::path& path, Document document, std::string text) {
  documents_[path] = std::move(document);
  files_.put(path, std::move(text));
  stale_ = true;
}

void Workspace::change(const fs::path& path, int version, std::string text) {
  const auto document = documents_.find(path);
  if (document == documents_.end()) return;
  document->second.version = version;
  files_.put(path, std::move(text));
  stale_ = true;
}

void Workspace::close(const fs::path& path) {
  documents_.erase(path);
  files_.remove(path);
  stale_ = true;
}

std::vector<std::string> Workspace::refresh() {
  std::vector<std::string> problems;
  if (!stale_) return problems;
  stale_ = false;
  runs_.clear();
  struct Project {
    Settings settings;
    std::vector<fs::path> open;
    bool whole = false;
  };
  std::map<fs::path, Project> projects;
  for (const auto& [path, document] : documents_) {
    auto settings = find_settings(files_, path.parent_path());
    if (!settings) {
      const Error& error = settings.error();
      const std::string place = error.where ? base::format_place(*error.where) + ": " : std::string();
      problems.push_back(fmt::format("{}{}", place, error.message));
      settings = Settings{path.parent_path(), Settings::File::absent, {}};
    }
    const bool configured = settings->file == Settings::File::present;
    const bool below = root_ && lies_in(*root_, path);
    if (!configured && below) settings->root = *root_;
    Project& project =
        projects.try_emplace(settings->root, Project{*settings, {}, configured || below}).first->second;
    project.open.push_back(path);
  }
  for (auto& [root, project] : projects) {
    LintOptions options;
    options.folders = {root, root};
    options.config = project.settings.config;
    options.paths = project.open;
    if (project.whole) {
      const auto all = find_inputs(files_, options.folders, {root}, options.config);
      if (all && all->size() <= kMostFiles) options.paths.insert(options.paths.begin(), root);
    }
    auto result = lint(files_, options);
    if (result)
      runs_.push_back({options.folders, std::move(*result)});
    else
      problems.push_back(result.error().message);
  }
  return problems;
}

std::vector<Located> Workspace::findings_in(const fs::path& path) const {
  std::vector<Located> out;
  for (const Run& run : runs_)
    for (const Judged& judged : run.result.findings)
      if (judged.state == Judged::State::open && path_in(run, judged.finding.at.file) == path)
        out.push_back({&run.result, &judged});
  return out;
}

std::set<fs::path> Workspace::files_with_findings() const {
  std::set<fs::path> out;
  for (const Run& run : runs_)
    for (const Judged& judged : run.result.findings)
      if (judged.state == Judged::State::open) out.insert(path_in(run, judged.finding.at.file));
  return out;
}

std::string Workspace::uri_of_file(const fs::path& path) const {
  const auto document = documents_.find(path);
  return document == documents_.end() ? uri_of(path) : document->second.uri;
}

fs::path path_in(const Workspace::Run& run, std::uint32_t file) {
  return (run.folders.directory / run.result.files[file].path).lexically_normal();
}

}  // namespace convotic::lint::lsp
