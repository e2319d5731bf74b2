#pragma once

#include <cstdint>
#include <vector>

namespace convotic::lint::outcome {

// A set of small numbers that is emptied at once, for what is asked for again and again.
class IdSet {
public:
  void clear() { ++round_; }
  // False where it was there already.
  bool insert(std::uint32_t id) {
    if (id >= rounds_.size()) rounds_.resize(id + id / 2 + 1);
    if (rounds_[id] == round_) return false;
    rounds_[id] = round_;
    return true;
  }
  bool contains(std::uint32_t id) const { return id < rounds_.size() && rounds_[id] == round_; }

private:
  std::vector<std::uint32_t> rounds_;  // in which each was inserted last
  std::uint32_t round_ = 1;
};

}  // namespace convotic::lint::outcome
