#pragma once

#include "core/webhook/key_pair.hpp"
#include "core/webhook/scheme_rules.hpp"
#include "core/webhook/signature.hpp"

#include <optional>
#include <string>
#include <vector>

namespace convotic::webhook {

// What a secret amounts to.
struct SecretKey {
  std::string text;        // as the user has it, without the companion
  std::string companion;   // what stands before it, such as an app key
  std::string bytes;       // the key of an HMAC
  std::optional<Key> key;  // where the scheme has a key pair
};

// 32 bytes of an Ed25519 key may be a public key or the seed of a private one: they are what the use needs,
// so that nobody's public key is ever taken for a private key that everybody knows.
enum class KeyUse { sign, verify };

// Fails with kSecretInvalid, or with kNotSignable where a public key is to sign.
Result<SecretKey> read_secret(const SchemeRules& rules, const Secret& secret, KeyUse use);
Result<std::vector<SecretKey>> read_secrets(const SchemeRules& rules, std::span<const Secret> secrets,
                                            KeyUse use);

// The type of key that the scheme's signatures are made with. Only where it has a key pair.
KeyType key_type_of(const SchemeRules& rules);

}  // namespace convotic::webhook
