#include "cli/dev_recording.hpp"

#include "cli/dev_report.hpp"
#include "cli/received_capture.hpp"
#include "replay/import/capture_import.hpp"

#include <fmt/format.h>

#include <utility>

namespace convotic::cli {
namespace {

std::size_t size_of(const emulator::RecordedRequest& request) {
  return request.headers.size() + request.body.size();
}

// "recorded as fixtures/stripe-order-paid.json, signed as stripe; replaced: $.customer.email"
std::string describe(const replay::PlannedCapture& planned, const std::filesystem::path& directory) {
  const replay::Capture& capture = planned.capture;
  std::string out = "recorded as " + shown_path(capture.file, directory);
  if (!capture.scheme.empty())
    out += ", signed as " + capture.scheme;
  else if (!planned.candidates.empty())
    out += fmt::format(", signed as one of {}: its \"scheme\" must say which",
                       fmt::join(planned.candidates, ", "));
  if (!capture.redacted.empty()) out += fmt::format("; replaced: {}", fmt::join(capture.redacted, ", "));
  return out;
}

std::string describe(const Error& error) {
  return error.hint.empty() ? error.message : fmt::format("{}: {}", error.message, error.hint);
}

}  // namespace

DevRecording::DevRecording(RecordingSettings settings, Context& context, emulator::EventSink& log)
    : settings_(std::move(settings)), context_(context), log_(log), thread_([this] { work(); }) {}

DevRecording::~DevRecording() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_one();
}

void DevRecording::on_answered(emulator::RecordedRequest request) {
  const std::size_t size = size_of(request);
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty() || waiting_bytes_ + size <= kMost) {
      waiting_bytes_ += size;
      waiting_.push_back(std::move(request));
      changed_.notify_one();
      return;
    }
  }
  tell(request, "warn",
       fmt::format("not recorded: {} MB wait to be written already, and the disk is slower than the requests",
                   kMost >> 20));
}

void DevRecording::on_lost(const emulator::RequestEvent& event, const std::string& why) {
  log_.on_log({event.at, event.module, event.id, "warn", "convotic", "not recorded: " + why, ""});
}

void DevRecording::tell(const emulator::RecordedRequest& request, std::string level, std::string message) {
  log_.on_log({context_.clock.now(), request.module, request.id, std::move(level), "convotic",
               std::move(message), ""});
}

void DevRecording::work() {
  replay::CaptureImport plan(context_.files, settings_.folder, settings_.schemes, settings_.redaction);
  const auto record = [&](emulator::RecordedRequest& request) -> Result<void> {
    replay::ImportedRequest received = received_capture(
        {request.method, request.target, request.headers, std::move(request.body), request.at});
    received.notes.clear();  // of an import; they name its flags
    replay::ImportWishes wishes;
    wishes.existing = replay::ImportWishes::Existing::pass_over;
    CONVOTIC_TRY_ASSIGN(const replay::PlannedCapture planned, plan.plan(std::move(received), wishes));
    CONVOTIC_TRY(context_.files.write(planned.capture.file, replay::format_capture(planned.capture)));
    tell(request, "info", describe(planned, context_.directory));
    for (const std::string& note : planned.notes)
      tell(request, "warn",
           fmt::format("{}: {}", shown_path(planned.capture.file, context_.directory), note));
    return {};
  };
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return !waiting_.empty() || closing_; });
    if (waiting_.empty()) return;
    std::vector<emulator::RecordedRequest> batch;
    batch.swap(waiting_);
    lock.unlock();
    for (emulator::RecordedRequest& request : batch) {
      const std::size_t size = size_of(request);
      if (const Result<void> done = record(request); !done)
        tell(request, "error", "not recorded: " + describe(done.error()));
      const std::lock_guard counted(mutex_);
      waiting_bytes_ -= size;
    }
    lock.lock();
  }
}

}  // namespace convotic::cli
