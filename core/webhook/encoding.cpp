#include "core/webhook/encoding.hpp"

#include "core/base/base64.hpp"

#include <algorithm>

namespace convotic::webhook {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

std::string encode_hex(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
  }
  return out;
}

std::optional<std::string> decode_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  const auto value = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = value(text[i]), low = value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high << 4 | low);
  }
  return out;
}

std::optional<std::string> decode_base64(std::string_view text) {
  auto bytes = base::base64_decode(text);
  return bytes ? std::optional(std::move(*bytes)) : std::nullopt;
}

}  // namespace

std::string_view encoding_name(Encoding encoding) {
  switch (encoding) {
  case Encoding::hex:
    return "hex";
  case Encoding::base64:
    return "base64";
  case Encoding::base64url:
    return "base64url";
  }
  return "";
}

std::string encode(Encoding encoding, std::string_view bytes) {
  if (encoding == Encoding::hex) return encode_hex(bytes);
  std::string out = base::base64_encode(bytes);
  if (encoding == Encoding::base64) return out;
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  out.resize(std::min(out.find('='), out.size()));
  return out;
}

std::optional<std::string> decode(Encoding encoding, std::string_view text) {
  if (encoding == Encoding::hex) return decode_hex(text);
  if (encoding == Encoding::base64) return decode_base64(text);
  if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  return decode_base64(standard);
}

}  // namespace convotic::webhook
