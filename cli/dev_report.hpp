#pragma once

#include "cli/context.hpp"
#include "cli/line_writer.hpp"
#include "emulator/emulator.hpp"
#include "emulator/events.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

namespace convotic::cli {

// What `convotic dev` tells at start.
struct ReadyReport {
  std::string url;
  int port = 0;
  std::string api_key;
  std::string state;  // as people should read it
  std::chrono::milliseconds took{0};
  std::filesystem::path directory;  // paths are shown relative to it
  std::shared_ptr<const emulator::RoutingTable> routes;
};

// What the linter knows of a module that is served.
struct LintEvent {
  base::UnixMillis at = 0;
  std::string module;
  std::filesystem::path file;  // its entry
  struct Route {
    std::string method;
    std::string path;
    std::string auth;     // "key", "open", "dynamic"
    std::string verdict;  // "verified", "unverified", as in docs/lint.md
    std::string problem;  // why it may let in what it should not; empty where nothing is known to be wrong
    std::string rule;     // that says so; empty where it could not be checked
    std::string place;    // "src/index.ts:14:7"
    bool operator==(const Route&) const = default;
  };
  std::vector<Route> routes;
  std::size_t errors = 0, warnings = 0, infos = 0;
  bool operator==(const LintEvent&) const = default;
};

// The path as seen from `directory`, or the whole one where it is not below it.
std::string shown_path(const std::filesystem::path& file, const std::filesystem::path& directory);

// How `convotic dev` reports, one implementation a format.
class DevReport : public emulator::EventSink {
public:
  virtual void ready(const ReadyReport& report) = 0;
  // Everything is about to be ended; what is reported meanwhile still comes out, if somebody reads it.
  virtual void stopping() = 0;
  virtual void module_failed(const std::filesystem::path& module, const Error& error) = 0;
  // Called from a thread of its own, after `ready`. `before` is what was told of the module last.
  virtual void lint(const LintEvent& event, const LintEvent& before) = 0;
};

// Words, colours and columns on `context.out`.
class PrettyDevReport final : public DevReport {
public:
  explicit PrettyDevReport(Context& context);
  void ready(const ReadyReport& report) override;
  void stopping() override { writer_.end(); }
  void module_failed(const std::filesystem::path& module, const Error& error) override;
  void lint(const LintEvent& event, const LintEvent& before) override;
  void on_request(const emulator::RequestEvent& event) override;
  void on_late_effect(const emulator::LateEffectEvent& event) override;
  void on_log(const emulator::LogEvent& event) override;
  void on_reload(const emulator::ReloadEvent& event) override;

private:
  const base::Palette palette_;
  const std::filesystem::path directory_;
  LineWriter writer_;
};

// One JSON object a line (docs/dev.md) on `context.out`; nothing else goes there. The first is
// `ready`: what modules log while they load follows it.
class JsonDevReport final : public DevReport {
public:
  explicit JsonDevReport(Context& context);
  ~JsonDevReport() override;
  void ready(const ReadyReport& report) override;
  void stopping() override { writer_.end(); }
  void module_failed(const std::filesystem::path& module, const Error& error) override;
  void lint(const LintEvent& event, const LintEvent& before) override;
  void on_request(const emulator::RequestEvent& event) override;
  void on_late_effect(const emulator::LateEffectEvent& event) override;
  void on_log(const emulator::LogEvent& event) override;
  void on_reload(const emulator::ReloadEvent& event) override;

private:
  void write(std::string_view line);

  const base::Clock& clock_;
  const std::filesystem::path directory_;
  LineWriter writer_;
  std::atomic<bool> ready_ = false;
  std::mutex mutex_;   // orders what is written around `ready`
  std::string early_;  // guarded by mutex_; what came before it
};

}  // namespace convotic::cli
