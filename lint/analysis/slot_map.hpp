#pragma once

#include "lint/analysis/pool.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace convotic::lint::outcome {

// A small map from numbers to pointers, ordered. Copies share what they hold until one of them is changed:
// states are copied at every call, and most of them are only read. Not for several threads at once.
template <typename T> class SlotMap {
public:
  using Slot = std::pair<std::uint64_t, const T*>;
  using Slots = PooledVector<Slot>;

  SlotMap() = default;
  SlotMap(const SlotMap& other) : shared_(other.shared_) {
    if (shared_ != nullptr) ++shared_->owners;
  }
  SlotMap(SlotMap&& other) noexcept : shared_(std::exchange(other.shared_, nullptr)) {}
  SlotMap& operator=(SlotMap other) noexcept {
    std::swap(shared_, other.shared_);
    return *this;
  }
  ~SlotMap() {
    if (shared_ == nullptr || --shared_->owners != 0) return;
    shared_->~Shared();
    Pool::of_thread().give_back(shared_, sizeof(Shared));
  }

  const T* find(std::uint64_t key) const {
    const Slots& in = slots();
    const auto at = lower(in, key);
    return at != in.end() && at->first == key ? at->second : nullptr;
  }
  void set(std::uint64_t key, const T* value) {
    Slots& in = own();
    const auto at = in.begin() + (lower(in, key) - in.begin());
    if (at != in.end() && at->first == key) {
      at->second = value;
    } else {
      in.insert(at, {key, value});
    }
  }
  void erase(std::uint64_t key) {
    if (find(key) == nullptr) return;
    Slots& in = own();
    in.erase(in.begin() + (lower(in, key) - in.begin()));
  }
  template <typename Keep> void keep_if(Keep keep) {
    const auto dropped = [&](const Slot& slot) { return !keep(slot.first); };
    if (std::none_of(slots().begin(), slots().end(), dropped)) return;
    Slots& in = own();
    in.erase(std::remove_if(in.begin(), in.end(), dropped), in.end());
  }
  // From the first key that is not before `key`, until `visit` says false.
  template <typename Visit> void each_from(std::uint64_t key, Visit visit) const {
    const Slots& in = slots();
    for (auto at = lower(in, key); at != in.end() && visit(at->first, at->second); ++at) {
    }
  }
  const Slots& slots() const {
    static const Slots none;
    return shared_ == nullptr ? none : shared_->slots;
  }
  // Whether the other is a copy of this one that neither has changed since: then they hold the same.
  bool shares(const SlotMap& other) const { return shared_ == other.shared_; }

private:
  struct Shared {
    std::uint32_t owners = 1;
    Slots slots;
  };

  static Shared* make() { return new (Pool::of_thread().take(sizeof(Shared))) Shared; }
  Slots& own() {
    if (shared_ == nullptr) {
      shared_ = make();
    } else if (shared_->owners > 1) {
      --shared_->owners;
      Shared* const copy = make();
      copy->slots.reserve(shared_->slots.size() + 1);
      copy->slots = shared_->slots;
      shared_ = copy;
    }
    return shared_->slots;
  }
  static typename Slots::const_iterator lower(const Slots& in, std::uint64_t key) {
    return std::lower_bound(in.begin(), in.end(), key,
                            [](const Slot& slot, std::uint64_t wanted) { return slot.first < wanted; });
  }

  Shared* shared_ = nullptr;
};

}  // namespace convotic::lint::outcome
