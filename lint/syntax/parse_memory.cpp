#include "lint/syntax/parse_memory.hpp"

#include <tree_sitter/api.h>

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>

namespace convotic::lint {

// What stands before each piece that is given out; what comes after it is aligned for anything.
struct alignas(std::max_align_t) ParseMemory::Piece {
  std::size_t room;          // bytes
  std::uint32_t size_class;  // kSizes: from malloc
};

// What an unused piece holds.
struct ParseMemory::Unused {
  Unused* next;
};

namespace {

constexpr std::size_t kFine = 256;        // up to here there is a size for every 16 bytes
constexpr std::size_t kMost = 32 * 1024;  // what is larger is rare

thread_local ParseMemory* current = nullptr;

// 0 for up to 16 bytes, 15 for up to 256, then one for each power of two.
std::uint32_t class_of(std::size_t size) {
  if (size <= kFine) return static_cast<std::uint32_t>((size + 15) / 16) - 1;
  return 15 + static_cast<std::uint32_t>(std::bit_width(size - 1)) - 8;
}

std::size_t room_of(std::uint32_t size_class) {
  return size_class < 16 ? (size_class + 1) * std::size_t{16} : std::size_t{256} << (size_class - 15);
}

// tree-sitter has no way to say that there is no memory left.
void* checked(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
void install() {
  static std::once_flag once;
  std::call_once(once, [] {
    // Nobody but a parser within a Use asks; the tables of the grammars are constants.
    ts_set_allocator([](std::size_t size) { return current->allocate(size); },
                     [](std::size_t count, std::size_t size) {
                       void* const piece = current->allocate(count * size);
                       return std::memset(piece, 0, count * size);
                     },
                     [](void* piece, std::size_t size) { return current->resize(piece, size); },
                     [](void* piece) { current->release(piece); });
  });
}
#else
void install() {}
#endif

}  // namespace

ParseMemory::ParseMemory() {
  static_assert(kSizes == 23, "one for each 16 bytes up to 256, and 512 to 32768");
  install();
}

ParseMemory::~ParseMemory() = default;

ParseMemory::Use::Use(ParseMemory& memory) : before_(current) {
  current = &memory;
}

ParseMemory::Use::~Use() {
  current = before_;
}

std::byte* ParseMemory::carve(std::size_t bytes) {
  if (bytes > left_) {
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(kBlock));
    next_ = blocks_.back().get();
    left_ = kBlock;
  }
  left_ -= bytes;
  return std::exchange(next_, next_ + bytes);
}

void* ParseMemory::allocate(std::size_t size) noexcept {
  if (size > kMost) {
    Piece* const piece = new (checked(std::malloc(sizeof(Piece) + size))) Piece{size, kSizes};
    return piece + 1;
  }
  const std::uint32_t size_class = class_of(size == 0 ? 1 : size);
  if (Unused* const unused = unused_[size_class]; unused != nullptr) {
    unused_[size_class] = unused->next;
    return unused;
  }
  const std::size_t room = room_of(size_class);
  return new (carve(sizeof(Piece) + room)) Piece{room, size_class} + 1;
}

void ParseMemory::release(void* given) noexcept {
  if (given == nullptr) return;
  Piece* const piece = static_cast<Piece*>(given) - 1;
  if (piece->size_class == kSizes) {
    std::free(piece);
    return;
  }
  unused_[piece->size_class] = new (given) Unused{unused_[piece->size_class]};
}

void* ParseMemory::resize(void* given, std::size_t size) noexcept {
  if (given == nullptr) return allocate(size);
  Piece* const piece = static_cast<Piece*>(given) - 1;
  if (piece->size_class == kSizes && size > kMost) {
    Piece* const moved = static_cast<Piece*>(checked(std::realloc(piece, sizeof(Piece) + size)));
    moved->room = size;
    return moved + 1;
  }
  if (size <= piece->room) return given;
  void* const larger = allocate(size);
  std::memcpy(larger, given, piece->room);
  release(given);
  return larger;
}

}  // namespace convotic::lint
