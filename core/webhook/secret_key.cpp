#include "core/webhook/secret_key.hpp"

#include "core/webhook/errors.hpp"
#include "core/webhook/message_headers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::webhook {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::size_t kEd25519Size = 32;

// "base64 after \"whsec_\""
std::string shape_of(const SchemeRules& rules) {
  const SecretRule& secret = rules.secret;
  std::string what = "text";
  if (rules.has_key_pair())
    what = fmt::format("{} in PEM, as a JSON Web Key or in {}", key_type_name(key_type_of(rules)),
                       encoding_name(secret.decode.value_or(Encoding::base64)));
  else if (secret.decode == Encoding::hex)
    what = "hexadecimal digits";
  else if (secret.decode)
    what = encoding_name(*secret.decode);
  else if (secret.minimum == secret.maximum)
    what = fmt::format("text of {} characters", secret.minimum);
  if (!secret.prefix.empty() && secret.prefix_is == SecretRule::Prefix::label)
    what += fmt::format(" after \"{}\"", secret.prefix);
  else if (!secret.prefix.empty())
    what += fmt::format(" that begins with \"{}\"", secret.prefix);
  if (!secret.companion.empty())
    what = fmt::format("{} and secret with a \":\" between, the secret {}", secret.companion, what);
  return what;
}

// What there is to say of a wrong one without showing any of it.
std::string looks_of(const SchemeRules& rules, const std::string& secret) {
  if (secret.empty()) return "it is empty";
  for (const SecretRule::Mistake& mistake : rules.secret.mistakes)
    if (secret.starts_with(mistake.prefix))
      return fmt::format("it begins with \"{}\", which is {}", mistake.prefix, mistake.what);
  if (rules.has_key_pair() && secret.find("ENCRYPTED") != std::string::npos)
    return "it is locked with a password";
  const auto blank = [](char c) { return kBlanks.find(c) != std::string_view::npos; };
  if (blank(secret.front()) || blank(secret.back())) return "it has white space at one of its ends";
  if (secret.size() >= 2 && secret.front() == secret.back() &&
      (secret.front() == '"' || secret.front() == '\''))
    return "it has quotes around it";
  return "it is something else";
}

base::Unexpected wrong_shape(const SchemeRules& rules, const std::string& secret) {
  return base::fail(kSecretInvalid, fmt::format("the secret of {} should be {}; {}", rules.title,
                                                shape_of(rules), looks_of(rules, secret)));
}

// The bytes of base64, which some write without its padding.
std::optional<std::string> decode_leniently(Encoding encoding, std::string text) {
  if (encoding == Encoding::base64) text.append((4 - text.size() % 4) % 4, '=');
  return decode(encoding, text);
}

// Ed25519 as 32 bytes, or as the 64 of NaCl: the seed of the private key, then the public one.
std::optional<Key> ed25519_from(std::string_view bytes, KeyUse use) {
  if (bytes.size() == 2 * kEd25519Size) {
    auto key = Key::from_ed25519_seed(bytes.substr(0, kEd25519Size));
    return key && key->raw_public() == bytes.substr(kEd25519Size) ? key : std::nullopt;
  }
  return use == KeyUse::sign ? Key::from_ed25519_seed(bytes) : Key::from_ed25519_public(bytes);
}

std::optional<Key> read_key(const SchemeRules& rules, const std::string& text, KeyUse use) {
  if (text.find("-----BEGIN ") != std::string::npos) {
    std::string pem = text;
    // A variable of the environment often has it in one line.
    for (std::size_t at = pem.find("\\n"); at != std::string::npos; at = pem.find("\\n", at))
      pem.replace(at, 2, "\n");
    return Key::from_pem(pem);
  }
  if (text.starts_with('{')) return Key::from_jwk(text);
  const SecretRule& secret = rules.secret;
  std::string rest = text;
  if (!secret.public_prefix.empty() && text.starts_with(secret.public_prefix)) {
    rest.erase(0, secret.public_prefix.size());
    use = KeyUse::verify;
  } else if (!secret.prefix.empty() && text.starts_with(secret.prefix)) {
    rest.erase(0, secret.prefix.size());
    use = KeyUse::sign;
  }
  const auto bytes = decode_leniently(secret.decode.value_or(Encoding::base64), rest);
  if (!bytes) return std::nullopt;
  return rules.algorithm == Algorithm::ed25519 ? ed25519_from(*bytes, use) : Key::from_der(*bytes);
}

Result<Key> read_key_pair(const SchemeRules& rules, const std::string& text, KeyUse use) {
  auto key = read_key(rules, text, use);
  if (!key) return wrong_shape(rules, text);
  if (key->type() != key_type_of(rules))
    return base::fail(kSecretInvalid,
                      fmt::format("the key of {} should be {}; it is {}", rules.title,
                                  key_type_name(key_type_of(rules)), key_type_name(key->type())));
  if (use == KeyUse::sign && !key->can_sign())
    return base::fail(
        kNotSignable, fmt::format("this is a public key of {}, which can only verify", rules.title),
        "sign with the private key of a pair of your own, and give the receiver its public key");
  return *key;
}

}  // namespace

KeyType key_type_of(const SchemeRules& rules) {
  if (rules.algorithm == Algorithm::ed25519) return KeyType::ed25519;
  return rules.algorithm == Algorithm::ecdsa || rules.algorithm == Algorithm::jwt_es256 ? KeyType::p256
                                                                                        : KeyType::rsa;
}

Result<SecretKey> read_secret(const SchemeRules& rules, const Secret& secret, KeyUse use) {
  const SecretRule& rule = rules.secret;
  SecretKey out;
  out.text = secret;
  if (!rule.companion.empty()) {
    const std::size_t colon = secret.find(':');
    if (colon == std::string::npos || colon == 0) return wrong_shape(rules, secret);
    out.companion = secret.substr(0, colon);
    out.text = secret.substr(colon + 1);
  }
  if (rules.has_key_pair()) {
    CONVOTIC_TRY_ASSIGN(out.key, read_key_pair(rules, out.text, use));
    return out;
  }
  for (const SecretRule::Mistake& mistake : rule.mistakes)
    if (out.text.starts_with(mistake.prefix)) return wrong_shape(rules, secret);
  const bool labelled = out.text.starts_with(rule.prefix);
  if (!labelled && rule.prefix_is == SecretRule::Prefix::part_of_key) return wrong_shape(rules, secret);
  out.bytes = out.text;
  if (labelled && rule.prefix_is == SecretRule::Prefix::label) out.bytes.erase(0, rule.prefix.size());
  if (rule.decode) {
    auto bytes = decode_leniently(*rule.decode, out.bytes);
    if (!bytes) return wrong_shape(rules, secret);
    out.bytes = std::move(*bytes);
  }
  // A prefix is no secret: "whsec_" alone is known to everybody.
  const std::size_t known = rule.prefix_is == SecretRule::Prefix::part_of_key ? rule.prefix.size() : 0;
  if (out.bytes.size() < rule.minimum + known || out.bytes.size() > rule.maximum)
    return wrong_shape(rules, secret);
  return out;
}

Result<std::vector<SecretKey>> read_secrets(const SchemeRules& rules, std::span<const Secret> secrets,
                                            KeyUse use) {
  std::vector<SecretKey> out;
  for (const Secret& secret : secrets) {
    CONVOTIC_TRY_ASSIGN(SecretKey key, read_secret(rules, secret, use));
    out.push_back(std::move(key));
  }
  return out;
}

Result<void> check_secret(const Scheme& scheme, const Secret& secret) {
  CONVOTIC_TRY(read_secret(scheme.rules(), secret, KeyUse::verify));
  return {};
}

std::string secret_shape(const Scheme& scheme) {
  return shape_of(scheme.rules());
}

Secret new_secret(const Scheme& scheme, base::Random& random) {
  const SchemeRules& rules = scheme.rules();
  const SecretRule& rule = rules.secret;
  constexpr std::size_t kUsual = 32;
  std::string bytes;
  while (bytes.size() < std::clamp(kUsual, rule.minimum, rule.maximum))
    bytes += static_cast<char>(random.next() & 0xFF);
  std::string out;
  if (!rules.has_key_pair())
    out = rule.prefix +
          (rule.decode ? encode(*rule.decode, bytes) : random.text(base::kAlphanumeric, bytes.size()));
  else if (!rule.public_prefix.empty())
    out = rule.prefix + encode(rule.decode.value_or(Encoding::base64), bytes);
  else
    out = Key::generate(key_type_of(rules), random).private_pem();
  return rule.companion.empty() ? out : random.text("123456789", 6) + ':' + out;
}

Result<Secret> another_secret(const Scheme& scheme, const Secret& secret, base::Random& random) {
  CONVOTIC_TRY_ASSIGN(const SecretKey given, read_secret(scheme.rules(), secret, KeyUse::verify));
  for (;;) {
    Secret other = new_secret(scheme, random);
    // Only the secret is another one: an app key is known to everybody.
    if (!given.companion.empty()) other.replace(0, other.find(':'), given.companion);
    if (other != secret) return other;
  }
}

}  // namespace convotic::webhook
