#pragma once

#include "lint/analysis/value.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace convotic::lint::outcome {

// How much of a list is followed: as many as are sure to be there, and as many rounds with what else there
// may be.
inline constexpr std::size_t kElements = 8;
inline constexpr std::uint32_t kRounds = 2;

// What a list may hold: the elements that are sure to be there, and then as many more as are worth following.
struct Element {
  const Value* value = nullptr;
  bool certain = true;
};

inline std::vector<Element> elements_of(const Record& list) {
  std::vector<Element> out;
  for (const Value* element : list.elements)
    if (out.size() < kElements) out.push_back({element, true});
  if (list.rest != nullptr)
    for (std::uint32_t i = 0; i < kRounds; ++i)
      out.push_back({list.rest, false});
  return out;
}

}  // namespace convotic::lint::outcome
