#pragma once

#include "core/base/random.hpp"
#include "core/webhook/digest.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace convotic::webhook {

enum class KeyType { ed25519, p256, rsa };

// "an Ed25519 key"
std::string_view key_type_name(KeyType type);

// A public key, or a private one with its public half.
class Key {
public:
  // Each gives nothing where the text or bytes are no key of a type that signatures here are made with, and
  // never asks for the password of an encrypted one.
  static std::optional<Key> from_pem(const std::string& text);  // public, private, or a certificate's
  static std::optional<Key> from_der(std::string_view bytes);   // SubjectPublicKeyInfo
  static std::optional<Key> from_jwk(std::string_view text);    // RFC 7517: EC P-256, OKP Ed25519, public RSA
  static std::optional<Key> from_ed25519_public(std::string_view bytes);  // 32 bytes
  static std::optional<Key> from_ed25519_seed(std::string_view bytes);    // 32 bytes

  // A new private key. Only Ed25519 takes it from `random`: OpenSSL makes the others with its own.
  static Key generate(KeyType type, base::Random& random);

  KeyType type() const { return type_; }
  bool can_sign() const { return can_sign_; }

  // A signature of `bytes`: of 64 bytes for Ed25519, in DER for P-256, PKCS #1 v1.5 for RSA. `hash` does not
  // count for Ed25519. Only where `can_sign`.
  std::string sign(Hash hash, std::string_view bytes) const;
  bool verify(Hash hash, std::string_view bytes, std::string_view signature) const;

  // The 32 bytes of an Ed25519 public key; empty for other types.
  std::string raw_public() const;
  // The private key in PKCS #8 and the public one in SubjectPublicKeyInfo, as PEM.
  std::string private_pem() const;
  std::string public_pem() const;

private:
  static std::optional<Key> adopt(evp_pkey_st* key, bool can_sign);
  Key() = default;

  std::shared_ptr<evp_pkey_st> key_;
  KeyType type_ = KeyType::ed25519;
  bool can_sign_ = false;
};

// A P-256 signature in DER as the 64 bytes that JSON Web Tokens have it in (RFC 7518, 3.4), and back. Nothing
// where it is none.
std::optional<std::string> flat_from_der(std::string_view signature);
std::optional<std::string> der_from_flat(std::string_view signature);

}  // namespace convotic::webhook
