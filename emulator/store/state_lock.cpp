#include "emulator/store/state_lock.hpp"

#include "emulator/store/errors.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace convotic::emulator {
namespace {

// " by process 4711", or nothing where the file does not tell.
std::string owner(int descriptor) {
  char text[32] = {};
  const ssize_t size = ::pread(descriptor, text, sizeof text - 1, 0);
  const std::string digits(text, size > 0 ? std::strspn(text, "0123456789") : 0);
  return digits.empty() ? "" : " by process " + digits;
}

}  // namespace

Result<StateLock> StateLock::take(const std::filesystem::path& file) {
  const std::string path = file.string() + ".lock";
  // Close-on-exec: a runner that inherited the descriptor would keep the lock alive after us.
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return base::fail(kStateUnusable, fmt::format("cannot write \"{}\": {}", path, std::strerror(errno)),
                      "check the directory's permissions");
  }
  StateLock lock(descriptor);
  int result = 0;
  do
    result = ::flock(descriptor, LOCK_EX | LOCK_NB);
  while (result != 0 && errno == EINTR);
  if (result != 0) {
    if (errno != EWOULDBLOCK)
      return base::fail(kStateUnusable, fmt::format("cannot lock \"{}\": {}", path, std::strerror(errno)));
    return base::fail(kStateUnusable, fmt::format("\"{}\" is in use{}", file.string(), owner(descriptor)),
                      "stop that convotic first, or name another file with --state NAME");
  }
  const std::string pid = fmt::format("{}\n", ::getpid());
  // The pid only serves the message above: a full disk must not keep anybody from reading their state.
  if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, pid.data(), pid.size(), 0) < 0) errno = 0;
  return lock;
}

StateLock::StateLock(StateLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

StateLock::~StateLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace convotic::emulator
