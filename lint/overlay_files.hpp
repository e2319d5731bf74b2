#pragma once

#include "core/base/file_system.hpp"

#include <map>
#include <string>

namespace convotic::lint {

// A disk with some files replaced or added, in memory: what an editor has not saved yet, what comes from
// standard input, what fixes would make of a file. The disk below is only read; writes stay here.
class OverlayFiles final : public base::FileSystem {
public:
  // Over nothing: only what is put into it is there.
  OverlayFiles() = default;
  explicit OverlayFiles(const base::FileSystem& below) : below_(&below) {}

  void put(const std::filesystem::path& path, std::string text);
  // From now on the disk's own file is seen again.
  void remove(const std::filesystem::path& path);

  Result<std::string> read(const std::filesystem::path& path) const override;
  Result<void> write(const std::filesystem::path& path, std::string_view bytes) override;
  Result<void> write_private(const std::filesystem::path& path, std::string_view bytes) override;
  // Folders come with their files.
  Result<void> make_directories(const std::filesystem::path& path) override;
  Result<void> make_symlink(const std::filesystem::path& target, const std::filesystem::path& link) override;
  bool is_file(const std::filesystem::path& path) const override;
  bool is_directory(const std::filesystem::path& path) const override;
  bool is_symlink(const std::filesystem::path& path) const override;
  bool exists(const std::filesystem::path& path) const override;
  Result<std::vector<std::string>> list(const std::filesystem::path& directory) const override;

private:
  const base::FileSystem* below_ = nullptr;
  std::map<std::filesystem::path, std::string> files_;
};

}  // namespace convotic::lint
