#pragma once

#include "lint/analysis/value.hpp"

#include <cstddef>
#include <cstdint>

namespace convotic::lint::outcome {

// How much of a list is followed: as many as are sure to be there, and as many rounds with what else there
// may be.
inline constexpr std::size_t kElements = 16;
inline constexpr std::uint32_t kRounds = 2;
inline constexpr std::uint32_t kCountedRounds = 5;  // of a loop whose end is known
inline constexpr std::uint32_t kChainRound = 1000;  // Interpreter::Call::round of middleware and handlers

// Value::text of a number that was counted up from zero or more, and is more than that.
inline constexpr std::string_view kCounted = "counted";

// What a list may hold: the elements that are sure to be there, and then as many more as are worth following.
struct Element {
  const Value* value = nullptr;
  bool certain = true;
};

}  // namespace convotic::lint::outcome
