#include "core/webhook/key_pair.hpp"

#include "core/webhook/encoding.hpp"

#include <nlohmann/json.hpp>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <array>
#include <stdexcept>

namespace convotic::webhook {
namespace {

constexpr std::size_t kEd25519Size = 32;  // of a seed and of a public key
constexpr int kRsaBits = 2048;

template <auto kFree> struct Freer {
  template <typename T> void operator()(T* pointer) const { kFree(pointer); }
};
using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freer<BN_clear_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Bio reader(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// OpenSSL would ask at the terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

// Nothing for RSA and Ed25519 in EVP_DigestSign but the hash, which the latter has none of.
const EVP_MD* digest_for(KeyType type, Hash hash) {
  if (type == KeyType::ed25519) return nullptr;
  return EVP_get_digestbyname(std::string(hash_name(hash)).c_str());
}

std::string text_of(BIO* out) {
  const char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  return {data, static_cast<std::size_t>(size)};
}

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

EVP_PKEY* key_from(const char* type, int selection, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, selection, parameters.get()) != 1)
    return nullptr;
  return key;
}

// Other curves have 256 bits too.
bool is_p256(EVP_PKEY* key) {
  std::array<char, 64> name{};
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(key, name.data(), name.size(), nullptr) == 1 &&
         std::string_view(name.data()) == SN_X9_62_prime256v1;
}

// The members of a JSON Web Key, decoded.
class JwkMembers {
public:
  explicit JwkMembers(std::string_view text) : json_(nlohmann::json::parse(text, nullptr, false)) {}
  bool is(const char* name, std::string_view value) const { return text(name) == value; }
  std::string bytes(const char* name) const {
    return decode(Encoding::base64url, text(name)).value_or(std::string());
  }

private:
  std::string text(const char* name) const {
    if (!json_.is_object()) return {};
    const auto member = json_.find(name);
    return member != json_.end() && member->is_string() ? member->get<std::string>() : std::string();
  }
  nlohmann::json json_;
};

EVP_PKEY* p256_from(const JwkMembers& jwk, bool with_private) {
  const std::string x = jwk.bytes("x"), y = jwk.bytes("y"), d = jwk.bytes("d");
  if (x.size() != 32 || y.size() != 32) return nullptr;
  const std::string point = "\x04" + x + y;
  const Number scalar = number_of(d);
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  if (with_private) OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get());
  return key_from("EC", with_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, builder.get());
}

EVP_PKEY* rsa_from(const JwkMembers& jwk) {
  const Number modulus = number_of(jwk.bytes("n")), exponent = number_of(jwk.bytes("e"));
  if (BN_is_zero(modulus.get()) || BN_is_zero(exponent.get())) return nullptr;
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  return key_from("RSA", EVP_PKEY_PUBLIC_KEY, builder.get());
}

}  // namespace

std::string_view key_type_name(KeyType type) {
  switch (type) {
  case KeyType::ed25519:
    return "an Ed25519 key";
  case KeyType::p256:
    return "an EC key on the curve P-256";
  case KeyType::rsa:
    return "an RSA key";
  }
  return "";
}

std::optional<Key> Key::adopt(EVP_PKEY* key, bool can_sign) {
  if (key == nullptr) return std::nullopt;
  Key out;
  out.key_ = std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free);
  out.can_sign_ = can_sign;
  if (EVP_PKEY_is_a(key, "ED25519") == 1) {
    out.type_ = KeyType::ed25519;
  } else if (EVP_PKEY_is_a(key, "RSA") == 1) {
    out.type_ = KeyType::rsa;
  } else if (is_p256(key)) {
    out.type_ = KeyType::p256;
  } else {
    return std::nullopt;
  }
  return out;
}

std::optional<Key> Key::from_pem(const std::string& text) {
  if (text.find("-----BEGIN ") == std::string::npos) return std::nullopt;
  if (EVP_PKEY* key = PEM_read_bio_PrivateKey(reader(text).get(), nullptr, no_password, nullptr))
    return adopt(key, true);
  if (EVP_PKEY* key = PEM_read_bio_PUBKEY(reader(text).get(), nullptr, no_password, nullptr))
    return adopt(key, false);
  const Certificate certificate(PEM_read_bio_X509(reader(text).get(), nullptr, no_password, nullptr));
  return certificate ? adopt(X509_get_pubkey(certificate.get()), false) : std::nullopt;
}

std::optional<Key> Key::from_der(std::string_view bytes) {
  const unsigned char* at = bytes_of(bytes);
  return adopt(d2i_PUBKEY(nullptr, &at, static_cast<long>(bytes.size())), false);
}

std::optional<Key> Key::from_jwk(std::string_view text) {
  const JwkMembers jwk(text);
  const bool with_private = !jwk.bytes("d").empty();
  if (jwk.is("kty", "EC") && jwk.is("crv", "P-256")) return adopt(p256_from(jwk, with_private), with_private);
  if (jwk.is("kty", "RSA")) return adopt(rsa_from(jwk), false);
  if (!jwk.is("kty", "OKP") || !jwk.is("crv", "Ed25519")) return std::nullopt;
  return with_private ? from_ed25519_seed(jwk.bytes("d")) : from_ed25519_public(jwk.bytes("x"));
}

std::optional<Key> Key::from_ed25519_public(std::string_view bytes) {
  if (bytes.size() != kEd25519Size) return std::nullopt;
  return adopt(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(bytes), bytes.size()), false);
}

std::optional<Key> Key::from_ed25519_seed(std::string_view bytes) {
  if (bytes.size() != kEd25519Size) return std::nullopt;
  return adopt(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(bytes), bytes.size()), true);
}

Key Key::generate(KeyType type, base::Random& random) {
  std::optional<Key> key;
  if (type == KeyType::ed25519) {
    std::string seed;
    while (seed.size() < kEd25519Size)
      seed += static_cast<char>(random.next() & 0xFF);
    key = from_ed25519_seed(seed);
  } else {
    key = adopt(type == KeyType::p256 ? EVP_EC_gen("P-256") : EVP_RSA_gen(kRsaBits), true);
  }
  if (!key) throw std::runtime_error("OpenSSL made no key");
  return *key;
}

std::string Key::sign(Hash hash, std::string_view bytes) const {
  const DigestContext context(EVP_MD_CTX_new());
  std::size_t size = 0;
  std::string out;
  bool good = EVP_DigestSignInit(context.get(), nullptr, digest_for(type_, hash), nullptr, key_.get()) == 1 &&
              EVP_DigestSign(context.get(), nullptr, &size, bytes_of(bytes), bytes.size()) == 1;
  if (good) {
    out.resize(size);
    good = EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes_of(bytes),
                          bytes.size()) == 1;
  }
  if (!good) throw std::runtime_error("OpenSSL made no signature");
  out.resize(size);
  return out;
}

bool Key::verify(Hash hash, std::string_view bytes, std::string_view signature) const {
  const DigestContext context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, digest_for(type_, hash), nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(bytes),
                          bytes.size()) == 1;
}

std::string Key::raw_public() const {
  std::string out(kEd25519Size, '\0');
  std::size_t size = out.size();
  if (type_ != KeyType::ed25519 ||
      EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(out.data()), &size) != 1)
    return {};
  return out;
}

std::string Key::private_pem() const {
  const Bio out(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(out.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(out.get());
}

std::string Key::public_pem() const {
  const Bio out(BIO_new(BIO_s_mem()));
  PEM_write_bio_PUBKEY(out.get(), key_.get());
  return text_of(out.get());
}

std::optional<std::string> flat_from_der(std::string_view signature) {
  const unsigned char* at = bytes_of(signature);
  const EcSignature parsed(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(signature.size())));
  std::string out(64, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(out.data());
  if (!parsed || BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), bytes, 32) != 32 ||
      BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), bytes + 32, 32) != 32)
    return std::nullopt;
  return out;
}

std::optional<std::string> der_from_flat(std::string_view signature) {
  if (signature.size() != 64) return std::nullopt;
  const EcSignature parsed(ECDSA_SIG_new());
  ECDSA_SIG_set0(parsed.get(), number_of(signature.substr(0, 32)).release(),
                 number_of(signature.substr(32)).release());
  unsigned char* bytes = nullptr;
  const int size = i2d_ECDSA_SIG(parsed.get(), &bytes);
  if (size <= 0) return std::nullopt;
  std::string out(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return out;
}

}  // namespace convotic::webhook
