#include "core/webhook/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace convotic::webhook {
namespace {

const EVP_MD* message_digest(Hash hash) {
  switch (hash) {
  case Hash::sha1:
    return EVP_sha1();
  case Hash::sha256:
    return EVP_sha256();
  case Hash::sha384:
    return EVP_sha384();
  case Hash::sha512:
    return EVP_sha512();
  }
  return nullptr;
}

const unsigned char* bytes_of(std::string_view text) {
  // HMAC takes a null pointer for "as before", also where there are no bytes.
  static constexpr unsigned char kNone = 0;
  return text.empty() ? &kNone : reinterpret_cast<const unsigned char*>(text.data());
}

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit)
      value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320u : 0u);
    table[i] = value;
  }
  return table;
}

}  // namespace

std::string_view hash_name(Hash hash) {
  switch (hash) {
  case Hash::sha1:
    return "sha1";
  case Hash::sha256:
    return "sha256";
  case Hash::sha384:
    return "sha384";
  case Hash::sha512:
    return "sha512";
  }
  return "";
}

std::string digest(Hash hash, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  if (EVP_Digest(bytes_of(bytes), bytes.size(), out.data(), &size, message_digest(hash), nullptr) != 1)
    throw std::runtime_error("OpenSSL made no digest");
  return {reinterpret_cast<const char*>(out.data()), size};
}

std::string hmac(Hash hash, std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  if (HMAC(message_digest(hash), bytes_of(key), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(),
           out.data(), &size) == nullptr)
    throw std::runtime_error("OpenSSL made no HMAC");
  return {reinterpret_cast<const char*>(out.data()), size};
}

std::uint32_t crc32(std::string_view bytes) {
  static constexpr auto kTable = make_crc_table();
  std::uint32_t value = 0xFFFFFFFFu;
  for (const char c : bytes)
    value = kTable[(value ^ static_cast<unsigned char>(c)) & 0xFF] ^ (value >> 8);
  return value ^ 0xFFFFFFFFu;
}

bool same_bytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(bytes_of(a), bytes_of(b), a.size()) == 0;
}

}  // namespace convotic::webhook
