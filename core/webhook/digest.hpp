#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace convotic::webhook {

enum class Hash { sha1, sha256, sha384, sha512 };

// "sha256"
std::string_view hash_name(Hash hash);

// The hash of `bytes`, and their HMAC (RFC 2104), as raw bytes.
std::string digest(Hash hash, std::string_view bytes);
std::string hmac(Hash hash, std::string_view key, std::string_view bytes);

// The checksum of zip and PNG (ISO 3309).
std::uint32_t crc32(std::string_view bytes);

// Whether the texts are the same, in a time that depends on their lengths only.
bool same_bytes(std::string_view a, std::string_view b);

}  // namespace convotic::webhook
