#pragma once

#include "core/base/file_system.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace convotic::tests {

// A disk in memory that behaves as the real one does, notes every access, and fails where it is told to.
class FakeFileSystem final : public base::FileSystem {
public:
  // Puts a file there, with its directories, without noting it.
  void add(const std::filesystem::path& path, std::string bytes) {
    add_directory(path.parent_path());
    files_[key(path)] = std::move(bytes);
  }
  void add_directory(const std::filesystem::path& path) {
    for (std::filesystem::path p = key(path); !p.empty(); p = p.parent_path()) {
      directories_.insert(p.string());
      if (p == p.parent_path()) break;
    }
  }
  // From now on every write, link or directory at the path fails with this reason.
  void fail_at(const std::filesystem::path& path, std::string reason) {
    failures_[key(path)] = std::move(reason);
  }

  const std::map<std::string, std::string>& files() const { return files_; }
  const std::map<std::string, std::string>& links() const { return links_; }
  // "read /a", "write /a/b", "make_directories /a", "make_symlink /a/c", in order; looking is noted as "look
  // /a".
  const std::vector<std::string>& accesses() const { return accesses_; }
  std::size_t changes() const { return changes_; }

  Result<std::string> read(const std::filesystem::path& path) const override {
    note("read", path);
    const auto found = files_.find(key(path));
    if (found == files_.end()) return refuse("read", path, "No such file or directory");
    return found->second;
  }

  // Modes are not kept.
  Result<void> write_private(const std::filesystem::path& path, std::string_view bytes) override {
    return write(path, bytes);
  }

  Result<void> write(const std::filesystem::path& path, std::string_view bytes) override {
    CONVOTIC_TRY(change("write", path));
    if (!directories_.contains(key(path.parent_path())))
      return refuse("write", path, "No such file or directory");
    if (directories_.contains(key(path))) return refuse("write", path, "Is a directory");
    files_[key(path)] = std::string(bytes);
    return {};
  }

  Result<void> make_directories(const std::filesystem::path& path) override {
    CONVOTIC_TRY(change("make_directories", path));
    if (files_.contains(key(path))) return refuse("create the directory", path, "Not a directory");
    add_directory(path);
    return {};
  }

  Result<void> make_symlink(const std::filesystem::path& target, const std::filesystem::path& link) override {
    CONVOTIC_TRY(change("make_symlink", link));
    if (files_.contains(key(link)) || directories_.contains(key(link)))
      return refuse("create the link", link, "File exists");
    links_[key(link)] = target.string();
    return {};
  }

  bool is_file(const std::filesystem::path& path) const override {
    note("look", path);
    return files_.contains(key(path));
  }
  bool is_directory(const std::filesystem::path& path) const override {
    note("look", path);
    return directories_.contains(key(path));
  }
  bool is_symlink(const std::filesystem::path& path) const override {
    note("look", path);
    return links_.contains(key(path));
  }
  bool exists(const std::filesystem::path& path) const override {
    note("look", path);
    return files_.contains(key(path)) || directories_.contains(key(path)) || links_.contains(key(path));
  }

  Result<std::vector<std::string>> list(const std::filesystem::path& directory) const override {
    note("list", directory);
    if (!directories_.contains(key(directory))) return refuse("list", directory, "No such file or directory");
    std::set<std::string> names;
    const auto collect = [&](const std::string& path) {
      const std::filesystem::path entry(path);
      if (entry.has_filename() && entry.parent_path() == key(directory))
        names.insert(entry.filename().string());
    };
    for (const auto& [path, bytes] : files_)
      collect(path);
    for (const auto& [path, target] : links_)
      collect(path);
    for (const std::string& path : directories_)
      collect(path);
    return std::vector<std::string>(names.begin(), names.end());
  }

private:
  static std::string key(const std::filesystem::path& path) {
    std::string text = path.lexically_normal().string();
    if (text.size() > 1 && text.back() == '/') text.pop_back();
    return text;
  }
  static base::Unexpected refuse(const std::string& action, const std::filesystem::path& path,
                                 const std::string& reason) {
    return base::fail(base::kIo, "cannot " + action + " \"" + path.string() + "\": " + reason);
  }
  void note(const std::string& action, const std::filesystem::path& path) const {
    accesses_.push_back(action + " " + key(path));
  }
  Result<void> change(const std::string& action, const std::filesystem::path& path) {
    note(action, path);
    const auto failure = failures_.find(key(path));
    if (failure != failures_.end()) return refuse(action, path, failure->second);
    ++changes_;
    return {};
  }

  std::map<std::string, std::string> files_;
  std::map<std::string, std::string> links_;
  std::set<std::string> directories_{"/"};
  std::map<std::string, std::string> failures_;
  std::size_t changes_ = 0;
  mutable std::vector<std::string> accesses_;
};

}  // namespace convotic::tests
