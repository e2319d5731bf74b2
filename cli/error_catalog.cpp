#include "cli/error_catalog.hpp"

#include "cli/errors.hpp"
#include "core/http/errors.hpp"
#include "core/project/errors.hpp"
#include "core/webhook/errors.hpp"
#include "emulator/errors.hpp"
#include "emulator/store/errors.hpp"
#include "lint/errors.hpp"
#include "replay/errors.hpp"

namespace convotic::cli {

std::span<const base::ErrorKind* const> error_catalog() {
  static constexpr const base::ErrorKind* kAll[] = {
      &base::kIo,
      &base::kJsonInvalid,
      &base::kTimeInvalid,
      &base::kInternal,
      &http::kListen,
      &project::kConfigInvalid,
      &project::kModuleNotFound,
      &project::kDotenvInvalid,
      &webhook::kSchemeUnknown,
      &webhook::kSchemeInvalid,
      &webhook::kSecretInvalid,
      &webhook::kNotSignable,
      &webhook::kMessageUnfit,
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
      &replay::kCaptureInvalid,
      &replay::kNoCaptures,
      &replay::kSampleUnknown,
      &replay::kImportFailed,
      &replay::kSecretMissing,
      &replay::kNoAnswer,
      &replay::kConnectionFailed,
      &lint::kNoSources,
      &lint::kRuleUnknown,
      &lint::kBaselineInvalid,
      &lint::kDiffUnknown,
      &kUnknownCommand,
      &kUnknownFlag,
      &kBadValue,
      &kUsage,
      &kModuleExists,
      &kNotRunning,
  };
  return kAll;
}

}  // namespace convotic::cli
