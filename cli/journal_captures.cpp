#include "cli/journal_captures.hpp"

#include "cli/dev_session.hpp"
#include "cli/received_capture.hpp"
#include "replay/errors.hpp"

#include <fmt/format.h>

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

Result<fs::path> state_of(const LocalModules& local, const Context& context) {
  const fs::path folder = state_folder(local);
  CONVOTIC_TRY_ASSIGN(const std::optional<DevSession> session, find_dev_session(context.files, folder));
  return session ? session->state : folder / "state.sqlite";
}

}  // namespace

Result<replay::Capture> journal_capture(const LocalModules& local, const Context& context,
                                        emulator::RequestWanted::Outcome outcome) {
  CONVOTIC_TRY_ASSIGN(const fs::path state, state_of(local, context));
  const bool failed = outcome == emulator::RequestWanted::Outcome::failed;
  const std::string what = failed ? "no request that failed" : "no request";
  if (!context.files.is_file(state))
    return base::fail(replay::kNoCaptures,
                      fmt::format("{} was received: there is no \"{}\"", what, state.string()),
                      "run convotic dev, and send it one");
  CONVOTIC_TRY_ASSIGN(const auto journal, emulator::JournalReader::open(state));
  CONVOTIC_TRY_ASSIGN(const std::optional<emulator::KeptRequest> kept, journal->latest({outcome, "", ""}));
  if (!kept)
    return base::fail(replay::kNoCaptures, fmt::format("the journal of \"{}\" has {}", state.string(), what),
                      "send one to convotic dev");
  const auto& [record, received] = *kept;
  if (!received.body)
    return base::fail(replay::kCaptureInvalid,
                      fmt::format("the body of req_{} has {} bytes, more than the journal keeps", record.id,
                                  received.body_size),
                      "convotic capture import makes a capture of any size");
  replay::Capture out =
      received_capture({record.method, record.target, received.headers, *received.body, record.at}).capture;
  out.name = fmt::format("req_{}", record.id);
  return out;
}

}  // namespace convotic::cli
