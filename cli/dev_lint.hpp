#pragma once

#include "cli/dev_report.hpp"
#include "core/project/module_source.hpp"
#include "lint/lint.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace convotic::cli {

// The linter in `convotic dev`: stands between the emulator and the report, and lints the modules once they
// are served and after each reload, on a thread of its own that is joined. Neither waits for it. What it
// finds is told to the report when it is not what it told before.
class DevLint final : public emulator::EventSink {
public:
  DevLint(std::vector<project::ModuleSource> modules, lint::LintOptions options, const Context& context,
          DevReport& report);
  ~DevLint() override;
  DevLint(const DevLint&) = delete;
  DevLint& operator=(const DevLint&) = delete;

  // The modules are served: lint them for the first time.
  void begin();

  void on_request(const emulator::RequestEvent& event) override { report_.on_request(event); }
  void on_late_effect(const emulator::LateEffectEvent& event) override { report_.on_late_effect(event); }
  void on_log(const emulator::LogEvent& event) override { report_.on_log(event); }
  void on_reload(const emulator::ReloadEvent& event) override;

private:
  void work(const std::stop_token& stop);
  void lint_module(const project::ModuleSource& module);

  const std::vector<project::ModuleSource> modules_;
  const lint::LintOptions options_;
  const Context& context_;
  DevReport& report_;
  std::map<std::filesystem::path, LintEvent> told_;  // by entry; of the thread
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool begun_ = false;   // guarded by mutex_
  bool wanted_ = false;  // guarded by mutex_
  std::jthread thread_;  // last: it uses the others
};

// What a run of one module comes to. The open routes that are not verified are those with a finding of auth/
// that is open, and those that could not be checked.
LintEvent lint_event(const lint::LintResult& result, const project::ModuleSource& module);

}  // namespace convotic::cli
