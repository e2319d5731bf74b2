#include "cli/journal_captures.hpp"

#include "cli/dev_session.hpp"
#include "replay/errors.hpp"

#include <fmt/format.h>

#include <string_view>

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kModules = "/v1/modules/";

std::vector<http::Header> headers_of(std::string_view lines) {
  std::vector<http::Header> out;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    if (const std::size_t colon = line.find(": "); colon != std::string_view::npos)
      out.push_back({std::string(line.substr(0, colon)), std::string(line.substr(colon + 2))});
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
  return out;
}

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
  replay::Capture out;
  out.name = fmt::format("req_{}", record.id);
  out.method = record.method;
  out.module = record.module;
  out.path = record.target.substr(std::min(kModules.size() + record.module.size(), record.target.size()));
  out.headers = headers_of(received.headers);
  out.body = *received.body;
  out.origin.kind = "record";
  out.origin.at = record.at;
  return out;
}

}  // namespace convotic::cli
