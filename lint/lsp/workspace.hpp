#pragma once

#include "lint/lint.hpp"
#include "lint/overlay_files.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace convotic::lint::lsp {

// A document that is open in the editor.
struct Document {
  std::string uri;  // as the client writes it
  int version = 0;
};

// A finding in its run.
struct Located {
  const LintResult* result;
  const Judged* judged;
};

// The editor's files, and what the linter says of their projects. A project is linted as a whole, since a
// change in one file can show in another; one of more than kMostFiles files only as far as it is open.
class Workspace {
public:
  explicit Workspace(const base::FileSystem& disk) : files_(disk) {}

  // Projects without a convotic.json are as large as this folder, if they are in it.
  void set_root(std::filesystem::path root) { root_ = std::move(root); }

  void open(const std::filesystem::path& path, Document document, std::string text);
  void change(const std::filesystem::path& path, int version, std::string text);
  void close(const std::filesystem::path& path);
  void touch() { stale_ = true; }  // something on the disk has changed

  // Lints what has changed since the last time. The problems of configurations come out as messages.
  std::vector<std::string> refresh();
  bool stale() const { return stale_; }

  // What was found in a file (absolute), open or not.
  std::vector<Located> findings_in(const std::filesystem::path& path) const;
  // Files with findings, absolute.
  std::set<std::filesystem::path> files_with_findings() const;
  const std::map<std::filesystem::path, Document>& documents() const { return documents_; }
  // How the client names the file.
  std::string uri_of_file(const std::filesystem::path& path) const;

  struct Run {
    RunFolders folders;
    LintResult result;
  };
  const std::vector<Run>& runs() const { return runs_; }

  static constexpr std::size_t kMostFiles = 500;

private:
  OverlayFiles files_;
  std::optional<std::filesystem::path> root_;
  std::map<std::filesystem::path, Document> documents_;
  std::vector<Run> runs_;
  bool stale_ = false;
};

// A file of a run, absolute.
std::filesystem::path path_in(const Workspace::Run& run, std::uint32_t file);

}  // namespace convotic::lint::lsp
