#pragma once

#include "emulator/runner.hpp"

#include <filesystem>
#include <string>

namespace convotic::tests {

// The options of a runner that is a program of tests/fixtures/runners/.
inline emulator::RunnerOptions fake_runner(const std::string& name) {
  emulator::RunnerOptions options;
  options.node = CONVOTIC_NODE;
  options.program = std::filesystem::path(CONVOTIC_FIXTURES) / "runners" / (name + ".mjs");
  return options;
}

}  // namespace convotic::tests
