#pragma once

#include "cli/context.hpp"
#include "core/base/result.hpp"
#include "replay/execution.hpp"
#include "replay/plan.hpp"
#include "replay/report/report.hpp"

#include <optional>
#include <string>
#include <vector>

namespace convotic::cli {

// The command line of `convotic replay`, as it was written.
struct ReplayOptions {
  std::vector<std::string> paths;
  bool matrix = false;
  std::vector<std::string> variants;
  std::vector<std::string> modules;
  bool live = false;
  std::string url;
  bool update = false;
  bool yes = false;
  bool last = false;
  bool failed = false;
  std::string at;
  std::size_t jobs = 1;
  std::size_t repeat = 1;
  bool shuffle = false;
  std::optional<std::uint64_t> shuffle_seed;
  std::optional<double> rate;
  bool keep_state = false;
  std::string seed;
  std::optional<double> timeout;  // seconds
  std::string format = "pretty";
  std::string output;
  std::vector<std::string> secrets;
  std::string scheme;
  std::vector<std::string> handshakes;
  std::string handshake_path;
};

// What of it has to be understood before anything else is done.
struct ReplayOrder {
  replay::Choice choice;
  replay::ReplayTime time;
  const replay::Reporter* reporter = nullptr;
  std::optional<std::uint64_t> shuffle;
};

// Fails with kUsage where flags contradict each other, and with kBadValue or kTimeInvalid where one has a
// value that it cannot have.
Result<ReplayOrder> read_order(const ReplayOptions& options, Context& context);

}  // namespace convotic::cli
