#pragma once

#include "lint/analysis/arena.hpp"

#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_map>

namespace convotic::lint::outcome {

// Numbers for what an analysis comes by more than once: from 1, the same for the same two numbers and name.
class Interned {
public:
  // Of a name that is new it keeps a copy in `arena`.
  std::uint32_t id_of(std::uint64_t a, std::uint64_t b, std::string_view name, Arena& arena) {
    const auto at = ids_.find({a, b, name});
    if (at != ids_.end()) return at->second;
    const auto id = static_cast<std::uint32_t>(ids_.size() + 1);
    ids_.emplace(Key{a, b, arena.copy(name)}, id);
    return id;
  }

private:
  struct Key {
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    std::string_view name;

    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15U;  // 2^64 divided by the golden ratio
      std::uint64_t mixed = (key.a + kMix) * kMix;
      mixed = (mixed ^ (mixed >> 32) ^ key.b) * kMix;
      return static_cast<std::size_t>(mixed ^ (mixed >> 32)) ^ std::hash<std::string_view>()(key.name);
    }
  };

  std::unordered_map<Key, std::uint32_t, Hash> ids_;
};

}  // namespace convotic::lint::outcome
