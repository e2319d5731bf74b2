#include "cli/error_catalog.hpp"

#include "cli/errors.hpp"
#include "core/http/errors.hpp"
#include "core/project/errors.hpp"
#include "emulator/errors.hpp"
#include "emulator/store/errors.hpp"

namespace convotic::cli {

std::span<const base::ErrorKind* const> error_catalog() {
  static constexpr const base::ErrorKind* kAll[] = {
      &base::kIo,
      &base::kJsonInvalid,
      &base::kInternal,
      &http::kListen,
      &project::kConfigInvalid,
      &project::kModuleNotFound,
      &project::kDotenvInvalid,
      &emulator::kPortInUse,
      &emulator::kStateUnusable,
      &emulator::kNodeMissing,
      &emulator::kToolMissing,
      &emulator::kModuleBuild,
      &emulator::kModuleLoad,
      &emulator::kModuleName,
      &emulator::kRoutePath,
      &emulator::kRouteDuplicate,
      &emulator::kRunnerProtocol,
      &emulator::kRunnerStopped,
      &kUnknownCommand,
      &kUnknownFlag,
      &kBadValue,
      &kUsage,
      &kModuleExists,
  };
  return kAll;
}

}  // namespace convotic::cli
