#pragma once

#include "core/base/result.hpp"

#include <filesystem>
#include <string>

namespace convotic::emulator {

// The Node to run: `chosen` (CONVOTIC_NODE) if it is not empty, else the first `node` of `path`. Fails with
// kNodeMissing.
Result<std::filesystem::path> find_node(const std::string& chosen, const std::string& path);

}  // namespace convotic::emulator
