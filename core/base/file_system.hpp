#pragma once

#include "core/base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::base {

// The disk, as far as convotic's own files go. Injected; tests/support/fake_file_system.hpp is the one in
// memory. Every failure is kIo and quotes the path and the system's reason.
class FileSystem {
public:
  virtual ~FileSystem() = default;

  virtual Result<std::string> read(const std::filesystem::path& path) const = 0;

  // Replaces the file as a whole: readers see the old bytes or the new ones, also after a crash. Where the
  // path is a link, what it leads to is replaced; a device or pipe is written to.
  virtual Result<void> write(const std::filesystem::path& path, std::string_view bytes) = 0;

  // The same for a file that only its owner may read, such as one that holds a key.
  virtual Result<void> write_private(const std::filesystem::path& path, std::string_view bytes) = 0;

  // Creates the directory and its parents; one that is there already is fine.
  virtual Result<void> make_directories(const std::filesystem::path& path) = 0;

  // `link` is replaced if it is a symbolic link; anything else there is a failure.
  virtual Result<void> make_symlink(const std::filesystem::path& target,
                                    const std::filesystem::path& link) = 0;

  virtual bool is_file(const std::filesystem::path& path) const = 0;
  virtual bool is_directory(const std::filesystem::path& path) const = 0;
  // Whether the name itself is a link, wherever that leads.
  virtual bool is_symlink(const std::filesystem::path& path) const = 0;
  // True for anything that bears the name, a dangling link included.
  virtual bool exists(const std::filesystem::path& path) const = 0;

  // The names in a directory, sorted.
  virtual Result<std::vector<std::string>> list(const std::filesystem::path& directory) const = 0;
};

class RealFileSystem final : public FileSystem {
public:
  Result<std::string> read(const std::filesystem::path& path) const override;
  Result<void> write(const std::filesystem::path& path, std::string_view bytes) override;
  Result<void> write_private(const std::filesystem::path& path, std::string_view bytes) override;
  Result<void> make_directories(const std::filesystem::path& path) override;
  Result<void> make_symlink(const std::filesystem::path& target, const std::filesystem::path& link) override;
  bool is_file(const std::filesystem::path& path) const override;
  bool is_directory(const std::filesystem::path& path) const override;
  bool is_symlink(const std::filesystem::path& path) const override;
  bool exists(const std::filesystem::path& path) const override;
  Result<std::vector<std::string>> list(const std::filesystem::path& directory) const override;
};

}  // namespace convotic::base
