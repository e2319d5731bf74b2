#pragma once

#include "core/base/result.hpp"

#include <cstdint>
#include <filesystem>

namespace convotic::emulator {

// Where the bundles of one module are written: a folder of its own below .convotic/build in the module's,
// since the same module may be run by several convotics, and by several emulators of one. Gone with the
// object.
class BuildFolder {
public:
  explicit BuildFolder(const std::filesystem::path& module) : parent_(module / ".convotic") {}
  ~BuildFolder();
  BuildFolder(const BuildFolder&) = delete;
  BuildFolder& operator=(const BuildFolder&) = delete;

  // The file for the next bundle. Makes the folder where it is missing, and keeps it out of version control.
  // Fails with kIo.
  Result<std::filesystem::path> next();

  // Removes a bundle with what esbuild writes beside it.
  static void remove(const std::filesystem::path& bundle);

private:
  const std::filesystem::path parent_;
  std::filesystem::path folder_;  // once there is one
  std::uint64_t bundles_ = 0;
};

}  // namespace convotic::emulator
