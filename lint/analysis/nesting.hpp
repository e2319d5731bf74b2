#pragma once

#include <cstdint>
#include <string>

namespace convotic::lint::outcome {

// One level of the interpreter calling itself. Deeper than people nest it gives up.
class Nesting {
public:
  // `depth` is how many levels there are; where that is too much, `stopped` says so.
  Nesting(std::uint32_t& depth, std::string& stopped) : depth_(depth), stopped_(stopped) { ++depth_; }
  ~Nesting() { --depth_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

  bool allowed() const {
    constexpr std::uint32_t kDeepest = 350;
    if (depth_ <= kDeepest) return true;
    if (stopped_.empty()) stopped_ = "its code is nested too deeply to follow";
    return false;
  }

private:
  std::uint32_t& depth_;
  std::string& stopped_;
};

}  // namespace convotic::lint::outcome
