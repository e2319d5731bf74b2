#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace convotic::lint::outcome {

// Memory for what the analysis of one route makes: many small values that all live until its end.
class Arena {
public:
  Arena() = default;
  ~Arena() {
    for (Block& block : blocks_)
      if (spare_blocks().size() < kMostSpare) spare_blocks().push_back(std::move(block));
  }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  template <typename T, typename... Args> T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>, "nothing in an arena is destroyed");
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  template <typename T> std::span<const T> copy(std::span<const T> items) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (items.empty()) return {};
    T* out = static_cast<T*>(allocate(sizeof(T) * items.size(), alignof(T)));
    for (std::size_t i = 0; i < items.size(); ++i)
      new (out + i) T(items[i]);
    return {out, items.size()};
  }
  template <typename T> std::span<const T> copy(const std::vector<T>& items) {
    return copy(std::span<const T>(items));
  }

  std::string_view copy(std::string_view text) {
    const std::span<const char> out = copy(std::span<const char>(text.data(), text.size()));
    return {out.data(), out.size()};
  }

private:
  using Block = std::unique_ptr<std::byte[]>;
  static constexpr std::size_t kBlock = 32 * 1024;
  static constexpr std::size_t kMostSpare = 64;  // what most routes need; a language server runs for long

  // Blocks of analyses that are over. The next one on the thread finds them in its cache, and the system does
  // not have to clear pages for it.
  static std::vector<Block>& spare_blocks() {
    thread_local std::vector<Block> spare;
    return spare;
  }

  Block new_block() {
    std::vector<Block>& spare = spare_blocks();
    if (spare.empty()) return std::make_unique_for_overwrite<std::byte[]>(kBlock);
    Block out = std::move(spare.back());
    spare.pop_back();
    return out;
  }

  void* allocate(std::size_t size, std::size_t alignment) {
    if (size > kBlock) {
      large_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
      return large_.back().get();
    }
    std::size_t at = (used_ + alignment - 1) / alignment * alignment;
    if (blocks_.empty() || at + size > kBlock) {
      blocks_.push_back(new_block());
      at = 0;
    }
    used_ = at + size;
    return blocks_.back().get() + at;
  }

  std::vector<Block> blocks_;
  std::vector<Block> large_;
  std::size_t used_ = 0;
};

}  // namespace convotic::lint::outcome
