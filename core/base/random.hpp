#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace convotic::base {

// Where ids and keys come from. Injected, so that tests get the same ones every time. Not for use by several
// threads.
class Random {
public:
  virtual ~Random() = default;
  // Uniform over all 64-bit values.
  virtual std::uint64_t next() = 0;

  // `length` characters drawn from `alphabet`, which has at most 256.
  std::string text(std::string_view alphabet, std::size_t length);
};

// The operating system's cryptographic generator.
class SystemRandom final : public Random {
public:
  std::uint64_t next() override;
};

inline constexpr std::string_view kLowerAlphanumeric = "0123456789abcdefghijklmnopqrstuvwxyz";
inline constexpr std::string_view kAlphanumeric =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

}  // namespace convotic::base
