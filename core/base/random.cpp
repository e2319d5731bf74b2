#include "core/base/random.hpp"

#include <random>

namespace convotic::base {

std::string Random::text(std::string_view alphabet, std::size_t length) {
  // Values at or above the largest multiple of the alphabet's size are drawn again: no character is favoured.
  const std::uint64_t size = alphabet.size();
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % size;
  std::string out;
  while (out.size() < length) {
    const std::uint64_t value = next();
    if (value < limit) out += alphabet[value % size];
  }
  return out;
}

std::uint64_t SystemRandom::next() {
  // libstdc++ and libc++ read getrandom/arc4random here.
  thread_local std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32) | device();
}

}  // namespace convotic::base
