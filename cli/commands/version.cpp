#include "cli/commands.hpp"
#include "core/project/installation.hpp"
#include "emulator/versions.hpp"

#include <fmt/format.h>

namespace convotic::cli {

std::string version_text(const Context& context) {
  const project::Installation installation = project::locate_installation(context.executable);
  const emulator::Versions versions =
      emulator::find_versions(installation, context.variable("CONVOTIC_NODE"), context.variable("PATH"));
  return fmt::format("convotic {}\nnode     {}\nesbuild  {}\nsqlite   {}\n", project::kVersion, versions.node,
                     versions.esbuild, versions.sqlite);
}

}  // namespace convotic::cli
