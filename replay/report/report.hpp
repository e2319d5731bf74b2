#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/base/terminal.hpp"
#include "replay/execution.hpp"
#include "replay/plan.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::replay {

// What a report tells beside the plan and what became of it.
struct ReportFacts {
  base::UnixMillis at = 0;            // when it began
  std::chrono::milliseconds took{0};  // with the start of the target
  std::string target;                 // "emulator", "http://127.0.0.1:8787", "https://shop.example/hook"
  std::optional<std::uint64_t> shuffle;
  std::vector<std::string> secrets;                                 // never shown
  enum class LeftOut { silent, shown } left_out = LeftOut::silent;  // variants that are not meaningful
};

// One trial, ready to be shown: no secret is in it.
struct ReportLine {
  std::string variant;        // "missing-header"
  std::string header;         // that is missing
  std::string title;          // "missing svix-id"
  std::string_view expected;  // "accepted", "refused", "duplicate", "limited"
  bool sent = false;          // false where the run was interrupted before
  Outcome outcome = Outcome::passed;
  std::vector<std::optional<int>> statuses;  // of each delivery; nothing where none came
  std::chrono::microseconds took{0};         // the slowest answer
  std::optional<std::vector<Effect>> effects;
  std::size_t late = 0;  // how many of them, at the end, were made after the answer
  std::string summary;
  std::string advice;
  std::vector<Finding> findings;
  std::string note;  // why the platform answered
  std::vector<std::string> log;
  std::size_t runs = 0;
  std::size_t failed_runs = 0;
};

struct ReportBlock {
  std::string name;
  std::string scheme;
  std::string module;
  std::string method;
  std::string path;
  std::vector<ReportLine> lines;
  struct LeftOut {
    std::string variant;
    std::string title;
    std::string because;
  };
  std::vector<LeftOut> left_out;
  Outcome worst() const;
};

struct Report {
  ReportFacts facts;
  std::vector<ReportBlock> blocks;  // one for each capture
  // Variants of captures, by what became of them.
  std::size_t passed = 0, limited = 0, warned = 0, failed = 0, not_sent = 0;
  std::size_t deliveries = 0;
  bool interrupted = false;
  bool effects_known = true;  // of all that was answered
};

Report make_report(const Plan& plan, const Run& run, ReportFacts facts);

// A way of telling it.
struct Reporter {
  std::string_view name;     // what --format takes
  std::string_view meaning;  // for people
  std::string (*write)(const Report& report, const base::Palette& palette);
};

// All there are; the first is the default.
std::span<const Reporter> all_reporters();

std::string write_pretty(const Report& report, const base::Palette& palette);
std::string write_json(const Report& report, const base::Palette& palette);
std::string write_junit(const Report& report, const base::Palette& palette);

}  // namespace convotic::replay
