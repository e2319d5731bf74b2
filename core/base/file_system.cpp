#include "core/base/file_system.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>

namespace convotic::base {
namespace fs = std::filesystem;
namespace {

Unexpected io_error(std::string_view action, const fs::path& path, int code) {
  return fail(kIo, fmt::format("cannot {} \"{}\": {}", action, path.string(), std::strerror(code)));
}

// Closes on every way out.
struct Descriptor {
  int fd = -1;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return errno;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

// Writes a new file beside `path` and renames it. It is made with `mode` less the umask, then given `exact`
// if there is one.
Result<void> write_by_rename(const fs::path& path, std::string_view bytes, mode_t mode,
                             std::optional<mode_t> exact) {
  static std::atomic<unsigned> counter{0};
  const std::string temporary = fmt::format("{}.{}-{}.tmp", path.string(), ::getpid(), ++counter);
  Descriptor file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
  if (file.fd < 0) return io_error("write", path, errno);
  int code = write_all(file.fd, bytes);
  if (code == 0 && exact && ::fchmod(file.fd, *exact) != 0) code = errno;
  if (code == 0 && ::fsync(file.fd) != 0) code = errno;
  if (code == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) code = errno;
  if (code == 0) return {};
  ::unlink(temporary.c_str());
  return io_error("write", path, code);
}

// Devices and pipes, such as /dev/stdout, are written to as they are: to rename over them would put a file in
// their place.
Result<void> write_in_place(const fs::path& path, std::string_view bytes) {
  const Descriptor file{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
  const int code = file.fd < 0 ? errno : write_all(file.fd, bytes);
  if (code != 0) return io_error("write", path, code);
  return {};
}

}  // namespace

Result<std::string> RealFileSystem::read(const fs::path& path) const {
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0) return io_error("read", path, errno);
  std::string out;
  std::array<char, 65536> chunk;
  for (;;) {
    const ssize_t count = ::read(file.fd, chunk.data(), chunk.size());
    if (count == 0) return out;
    if (count < 0 && errno != EINTR) return io_error("read", path, errno);
    if (count > 0) out.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

Result<void> RealFileSystem::write(const fs::path& path, std::string_view bytes) {
  // A file that is replaced keeps its mode; a new one gets the usual one, less the umask.
  struct stat existing {};
  const bool replaces = ::stat(path.c_str(), &existing) == 0;
  if (replaces && !S_ISREG(existing.st_mode) && !S_ISDIR(existing.st_mode))
    return write_in_place(path, bytes);
  // What a link leads to is replaced, and not the link.
  std::error_code code;
  const fs::path target = replaces && fs::is_symlink(path, code) ? fs::canonical(path, code) : path;
  return write_by_rename(code ? path : target, bytes, 0666,
                         replaces ? std::optional(existing.st_mode & 07777) : std::nullopt);
}

Result<void> RealFileSystem::write_private(const fs::path& path, std::string_view bytes) {
  return write_by_rename(path, bytes, 0600, std::nullopt);
}

Result<void> RealFileSystem::make_directories(const fs::path& path) {
  std::error_code code;
  fs::create_directories(path, code);
  if (code) return io_error("create the directory", path, code.value());
  return {};
}

Result<void> RealFileSystem::make_symlink(const fs::path& target, const fs::path& link) {
  std::error_code code;
  if (fs::is_symlink(link, code)) fs::remove(link, code);
  fs::create_symlink(target, link, code);
  if (code) return io_error("create the link", link, code.value());
  return {};
}

bool RealFileSystem::is_file(const fs::path& path) const {
  std::error_code code;
  return fs::is_regular_file(path, code);
}

bool RealFileSystem::is_directory(const fs::path& path) const {
  std::error_code code;
  return fs::is_directory(path, code);
}

bool RealFileSystem::is_symlink(const fs::path& path) const {
  std::error_code code;
  return fs::is_symlink(path, code);
}

bool RealFileSystem::exists(const fs::path& path) const {
  std::error_code code;
  const fs::file_status status = fs::symlink_status(path, code);
  return status.type() != fs::file_type::not_found && status.type() != fs::file_type::none;
}

Result<std::vector<std::string>> RealFileSystem::list(const fs::path& directory) const {
  std::error_code code;
  std::vector<std::string> names;
  for (fs::directory_iterator it(directory, code), end; !code && it != end; it.increment(code))
    names.push_back(it->path().filename().string());
  if (code) return io_error("list", directory, code.value());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace convotic::base
