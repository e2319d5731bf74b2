#include "emulator/node_program.hpp"

#include "emulator/errors.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>

namespace convotic::emulator {

Result<std::filesystem::path> find_node(const std::string& chosen, const std::string& path) {
  if (!chosen.empty()) {
    if (::access(chosen.c_str(), X_OK) == 0) return std::filesystem::path(chosen);
    return base::fail(kNodeMissing, fmt::format("CONVOTIC_NODE is \"{}\", which cannot be run", chosen),
                      "set it to the path of a node program, or unset it");
  }
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find(':', at), path.size());
    const std::filesystem::path candidate = std::filesystem::path(path.substr(at, end - at)) / "node";
    if (end > at && ::access(candidate.c_str(), X_OK) == 0) return candidate;
    at = end + 1;
  }
  return base::fail(kNodeMissing, "there is no node on the PATH",
                    "install Node 18 or newer, or set CONVOTIC_NODE");
}

}  // namespace convotic::emulator
