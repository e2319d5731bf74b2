#pragma once

#include "cli/context.hpp"
#include "cli/local_modules.hpp"
#include "core/base/result.hpp"
#include "emulator/store/journal_reader.hpp"
#include "replay/capture.hpp"

namespace convotic::cli {

// What `convotic dev` received last, or the last of it that failed, as a capture: from the state of the one
// that is running, else from the project's. It names no scheme and no secret. Fails with replay::kNoCaptures
// where the journal has no such request, with replay::kCaptureInvalid where its body was too large to be
// kept, and with kStateUnusable.
Result<replay::Capture> journal_capture(const LocalModules& local, const Context& context,
                                        emulator::RequestWanted::Outcome outcome);

}  // namespace convotic::cli
