#include "lint/model/model.hpp"

#include <algorithm>

namespace convotic::lint {

bool branches_exclude(const Model& model, std::uint32_t a, std::uint32_t b) {
  for (std::uint32_t of_a = a; of_a != 0; of_a = model.branches[of_a].parent) {
    for (std::uint32_t of_b = b; of_b != 0; of_b = model.branches[of_b].parent) {
      const Branch& left = model.branches[of_a];
      const Branch& right = model.branches[of_b];
      const bool one_decision = left.parent == right.parent && left.choice == right.choice;
      if (one_decision && left.side != right.side) return true;
    }
  }
  return false;
}

std::string_view text_of(const Model& model, const Range& range) {
  if (range.file >= model.files.size()) return {};
  const std::string_view text = model.files[range.file].text;
  if (range.begin >= text.size()) return {};
  return text.substr(range.begin, std::max(range.end, range.begin) - range.begin);
}

}  // namespace convotic::lint
