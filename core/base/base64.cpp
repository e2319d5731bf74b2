#include "core/base/base64.hpp"

#include <array>
#include <cstdint>

namespace convotic::base {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> values_of_digits() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::int8_t>(i);
  return values;
}
constexpr auto kValues = values_of_digits();

tl::unexpected<Base64Problem> problem(std::size_t offset, std::string message) {
  return tl::unexpected(Base64Problem{offset, std::move(message)});
}

std::string quoted(char c) {
  if (c > 0x20 && c < 0x7f) return std::string("\"") + c + '"';
  return c == ' ' ? "a blank" : c == '\n' || c == '\r' ? "a line end" : "a byte that is not ASCII";
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto at = [&](std::size_t k) {
      return i + k < bytes.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i + k])) : 0u;
    };
    const std::uint32_t group = at(0) << 16 | at(1) << 8 | at(2);
    out += kDigits[group >> 18 & 63];
    out += kDigits[group >> 12 & 63];
    out += i + 1 < bytes.size() ? kDigits[group >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? kDigits[group & 63] : '=';
  }
  return out;
}

tl::expected<std::string, Base64Problem> base64_decode(std::string_view text) {
  std::size_t digits = text.size();
  while (digits > 0 && text.size() - digits < 2 && text[digits - 1] == '=')
    --digits;
  std::string out;
  out.reserve(digits / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const int value = kValues[static_cast<unsigned char>(text[i])];
    if (value < 0) return problem(i, quoted(text[i]) + " is not a digit of base64");
    bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xff);
  }
  if (text.size() % 4 != 0)
    return problem(text.size(), "it ends in the middle of a group of four: it was cut, or lacks its \"=\"");
  if (const std::uint32_t rest = bits & ((1u << held) - 1); rest != 0 || held == 6)
    return problem(digits == 0 ? 0 : digits - 1, "its last digit has bits that belong to no byte");
  return out;
}

}  // namespace convotic::base
