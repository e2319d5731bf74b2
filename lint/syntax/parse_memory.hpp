#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace convotic::lint {

// Memory for one parser of tree-sitter, which asks for very many small pieces and gives them all back after
// each file. Pieces that come back are kept by size and given out again, without a lock and without looking
// at their neighbours. All of it is freed with this object, after the parser itself.
//
// The sanitizers' builds leave tree-sitter to malloc, so that they see what it does.
class ParseMemory {
public:
  ParseMemory();
  ~ParseMemory();
  ParseMemory(const ParseMemory&) = delete;
  ParseMemory& operator=(const ParseMemory&) = delete;

  // While one lives, what tree-sitter asks for on this thread comes from here. One parser is used by one
  // thread at a time.
  class Use {
  public:
    explicit Use(ParseMemory& memory);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

  private:
    ParseMemory* const before_;
  };

  // Where there is no memory the program ends: an exception cannot pass through tree-sitter, which is C.
  void* allocate(std::size_t size) noexcept;
  void* resize(void* piece, std::size_t size) noexcept;
  void release(void* piece) noexcept;

private:
  struct Piece;
  struct Unused;
  static constexpr std::size_t kSizes = 23;
  static constexpr std::size_t kBlock = 256 * 1024;

  std::byte* carve(std::size_t bytes);

  std::array<Unused*, kSizes> unused_{};
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace convotic::lint
