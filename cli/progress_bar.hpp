#pragma once

#include "replay/execution.hpp"

#include <chrono>
#include <iosfwd>
#include <stop_token>
#include <string>
#include <thread>

namespace convotic::cli {

// Shows how far a run is, on one line of a terminal, from its second second on; gone when the object is.
class ProgressBar {
public:
  ProgressBar(std::ostream& terminal, const replay::Progress& progress);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

private:
  void draw(const std::stop_token& stop);

  std::ostream& terminal_;
  const replay::Progress& progress_;
  std::jthread thread_;
};

// The line, without its ends: "[#####               ] 1,024 of 4,096   3 failed   12,000/s   1 s left".
std::string progress_line(const replay::Progress& progress, std::chrono::milliseconds elapsed);

}  // namespace convotic::cli
