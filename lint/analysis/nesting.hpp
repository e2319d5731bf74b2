#pragma once

#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

// One level of the interpreter calling itself. Deeper than people nest it gives up.
class Interpreter::Nesting {
public:
  explicit Nesting(Interpreter& interpreter) : interpreter_(interpreter) { ++interpreter_.nesting_; }
  ~Nesting() { --interpreter_.nesting_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

  bool allowed() const {
    constexpr std::uint32_t kDeepest = 350;
    if (interpreter_.nesting_ <= kDeepest) return true;
    if (interpreter_.stopped_.empty()) interpreter_.stopped_ = "its code is nested too deeply to follow";
    return false;
  }

private:
  Interpreter& interpreter_;
};

}  // namespace convotic::lint::outcome
