#include "core/project/installation.hpp"

namespace convotic::project {

const std::string_view kVersion = CONVOTIC_VERSION;

Installation locate_installation(const std::filesystem::path& executable) {
  const std::filesystem::path prefix = executable.parent_path().parent_path();
  const std::filesystem::path libexec = prefix / "libexec" / "convotic";
  const std::filesystem::path share = prefix / "share" / "convotic";
  return {.runner = share / "runner.cjs",
          .launcher = libexec / "launch-runner",
          .esbuild = libexec / "esbuild",
          .sdk = share / "block-sdk",
          .node_modules = share / "node_modules"};
}

}  // namespace convotic::project
