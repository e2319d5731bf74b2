#pragma once

#include "core/project/installation.hpp"

#include <string>

namespace convotic::emulator {

// What the emulator stands on, as found on this machine: "v20.20.2", or "not found".
struct Versions {
  std::string node;
  std::string esbuild;
  std::string sqlite;
};

// `chosen_node` and `path` as for find_node.
Versions find_versions(const project::Installation& installation, const std::string& chosen_node,
                       const std::string& path);

}  // namespace convotic::emulator
