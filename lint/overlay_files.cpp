#include "lint/overlay_files.hpp"

#include <fmt/format.h>

#include <set>

namespace convotic::lint {
namespace fs = std::filesystem;
namespace {

// The name of what lies directly in `folder` on the way to `path`; empty where the path is not below it.
std::string child_of(const fs::path& folder, const fs::path& path) {
  const std::string relative = path.lexically_relative(folder).generic_string();
  if (relative.empty() || relative == "." || relative.starts_with("..")) return {};
  return relative.substr(0, relative.find('/'));
}

}  // namespace

void OverlayFiles::put(const fs::path& path, std::string text) {
  files_[path.lexically_normal()] = std::move(text);
}

void OverlayFiles::remove(const fs::path& path) {
  files_.erase(path.lexically_normal());
}

Result<std::string> OverlayFiles::read(const fs::path& path) const {
  const auto found = files_.find(path.lexically_normal());
  if (found != files_.end()) return found->second;
  if (below_ != nullptr) return below_->read(path);
  return base::fail(base::kIo, fmt::format("cannot read \"{}\": No such file or directory", path.string()));
}

Result<void> OverlayFiles::write(const fs::path& path, std::string_view bytes) {
  put(path, std::string(bytes));
  return {};
}

Result<void> OverlayFiles::write_private(const fs::path& path, std::string_view bytes) {
  return write(path, bytes);
}

Result<void> OverlayFiles::make_directories(const fs::path&) {
  return {};
}

Result<void> OverlayFiles::make_symlink(const fs::path&, const fs::path& link) {
  return base::fail(base::kIo, fmt::format("cannot create the link \"{}\": not in memory", link.string()));
}

bool OverlayFiles::is_file(const fs::path& path) const {
  return files_.contains(path.lexically_normal()) || (below_ != nullptr && below_->is_file(path));
}

bool OverlayFiles::is_directory(const fs::path& path) const {
  if (below_ != nullptr && below_->is_directory(path)) return true;
  const fs::path folder = path.lexically_normal();
  for (const auto& [file, text] : files_)
    if (!child_of(folder, file).empty()) return true;
  return false;
}

bool OverlayFiles::is_symlink(const fs::path& path) const {
  return !files_.contains(path.lexically_normal()) && below_ != nullptr && below_->is_symlink(path);
}

bool OverlayFiles::exists(const fs::path& path) const {
  return is_file(path) || is_directory(path) || (below_ != nullptr && below_->exists(path));
}

Result<std::vector<std::string>> OverlayFiles::list(const fs::path& directory) const {
  std::set<std::string> names;
  if (below_ != nullptr && (files_.empty() || below_->is_directory(directory))) {
    CONVOTIC_TRY_ASSIGN(const auto below, below_->list(directory));
    names.insert(below.begin(), below.end());
  }
  const fs::path folder = directory.lexically_normal();
  for (const auto& [file, text] : files_)
    if (std::string name = child_of(folder, file); !name.empty()) names.insert(std::move(name));
  return std::vector<std::string>(names.begin(), names.end());
}

}  // namespace convotic::lint
