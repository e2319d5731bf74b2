#pragma once

#include "core/base/result.hpp"

#include <filesystem>

namespace convotic::emulator {

// The right of one process to write a state file: a lock on "<file>.lock", which holds the owner's pid. The
// kernel takes it back when the process ends, however it ends, so a lock file that lies around means nothing.
// SQLite's own exclusive mode would also keep readers out.
class StateLock {
public:
  // Fails with kStateUnusable where another process has it (named where the file tells) or the lock file
  // cannot be made.
  static Result<StateLock> take(const std::filesystem::path& file);

  StateLock(StateLock&& other) noexcept;
  StateLock& operator=(StateLock&&) = delete;
  ~StateLock();

private:
  explicit StateLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace convotic::emulator
