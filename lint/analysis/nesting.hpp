#pragma once

#include <cstdint>
#include <string>

namespace convotic::lint::outcome {

// One level of a function calling itself, by way of others. Deeper than people nest it gives up.
class Nesting {
public:
  Nesting(std::uint32_t& levels, std::string& stopped) : levels_(levels), stopped_(stopped) { ++levels_; }
  ~Nesting() { --levels_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

  bool allowed() const {
    constexpr std::uint32_t kDeepest = 350;
    if (levels_ <= kDeepest) return true;
    if (stopped_.empty()) stopped_ = "its code is nested too deeply to follow";
    return false;
  }

private:
  std::uint32_t& levels_;
  std::string& stopped_;
};

}  // namespace convotic::lint::outcome
