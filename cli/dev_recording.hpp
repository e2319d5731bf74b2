#pragma once

#include "cli/context.hpp"
#include "core/webhook/scheme.hpp"
#include "emulator/request_recorder.hpp"
#include "replay/redaction.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace convotic::cli {

struct RecordingSettings {
  std::filesystem::path folder;  // for the captures; it is there
  webhook::SchemeTable schemes;
  replay::Redaction redaction;
};

// Writes the requests of `convotic dev` to open routes as captures (`--record`), on a thread of its own: the
// disk holds no answer up. A capture is written whole or not at all, under a name that no file has yet, and
// every request is told to `log`: as what it was recorded, what was replaced in it, or why it could not be.
class DevRecording final : public emulator::RequestRecorder {
public:
  // `context` and `log` outlive it. `log` is called from its thread and from those of the emulator.
  DevRecording(RecordingSettings settings, Context& context, emulator::EventSink& log);
  // Writes what is left.
  ~DevRecording() override;
  DevRecording(const DevRecording&) = delete;
  DevRecording& operator=(const DevRecording&) = delete;

  void on_answered(emulator::RecordedRequest request) override;
  void on_lost(const emulator::RequestEvent& event, const std::string& why) override;

private:
  void work();
  void tell(const emulator::RecordedRequest& request, std::string level, std::string message);

  // How much may wait to be written. A disk that is slower than its senders for long must not take all
  // memory.
  static constexpr std::size_t kMost = 256u << 20;

  const RecordingSettings settings_;
  Context& context_;
  emulator::EventSink& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<emulator::RecordedRequest> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool closing_ = false;
  std::jthread thread_;
};

}  // namespace convotic::cli
