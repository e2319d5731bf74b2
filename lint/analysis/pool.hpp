#pragma once

#include <array>
#include <cstddef>
#include <new>
#include <vector>

namespace convotic::lint::outcome {

// Blocks of memory that were given back, by size, for who asks next on the same thread. Almost every step of
// an analysis makes a list of one or two outcomes and drops it again, more of them than malloc keeps at hand.
class Pool {
public:
  Pool() = default;
  ~Pool() {
    for (Spare*& spare : spares_)
      while (spare != nullptr)
        ::operator delete(pop(spare));
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  static Pool& of_thread() {
    thread_local Pool pool;
    return pool;
  }

  void* take(std::size_t size) {
    if (size == 0 || size > kLargest) return ::operator new(size);
    Spare*& spare = spares_[class_of(size)];
    return spare != nullptr ? pop(spare) : ::operator new((class_of(size) + 1) * kUnit);
  }
  void give_back(void* block, std::size_t size) noexcept {
    if (size == 0 || size > kLargest) {
      ::operator delete(block);
      return;
    }
    Spare*& spare = spares_[class_of(size)];
    spare = new (block) Spare{spare};
  }

private:
  struct Spare {
    Spare* next;
  };
  static constexpr std::size_t kUnit = 32;
#if defined(__SANITIZE_ADDRESS__)
  static constexpr std::size_t kLargest = 0;  // what is used after it was given back has to be seen
#else
  static constexpr std::size_t kLargest = 2048;
#endif

  static std::size_t class_of(std::size_t size) {
    return (size - 1) / kUnit;
  }
  static void* pop(Spare*& spare) {
    Spare* const out = spare;
    spare = out->next;
    return out;
  }

  std::array<Spare*, kLargest / kUnit + 1> spares_{};
};

// Lets a container take its memory from the pool of the thread.
template <typename T> struct Pooled {
  using value_type = T;

  Pooled() = default;
  template <typename U> Pooled(const Pooled<U>& /*other*/) {}

  T* allocate(std::size_t count) { return static_cast<T*>(Pool::of_thread().take(count * sizeof(T))); }
  void deallocate(T* block, std::size_t count) noexcept {
    Pool::of_thread().give_back(block, count * sizeof(T));
  }
  friend bool operator==(const Pooled& /*left*/, const Pooled& /*right*/) { return true; }
};

template <typename T> using PooledVector = std::vector<T, Pooled<T>>;

}  // namespace convotic::lint::outcome
