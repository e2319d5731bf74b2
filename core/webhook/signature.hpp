#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/webhook/message.hpp"
#include "core/webhook/scheme.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace convotic::webhook {

// What a signature is made with: the text that the provider shows its users, or a key in PEM or hex where the
// scheme has a key pair. Never printed.
using Secret = std::string;

struct SignOptions {
  base::UnixMillis at = 0;  // the time that is signed
  std::optional<std::string>
      id;  // the message's; the one that the message bears, or a new one, where it is not given
};

// Checks the shape of a secret: base64 after its prefix, hex, a key in PEM. Fails with kSecretInvalid, saying
// what it should look like and what it looks like instead ("starts with sk_, which is an API key of
// Stripe's"), never what it is.
Result<void> check_secret(const Scheme& scheme, const Secret& secret);

// The message with a signature of its scheme, in place of one that it has. Everything else stays byte for
// byte, less what the scheme puts into the body or the URL itself. Fails with kSecretInvalid, kNotSignable,
// or kMessageUnfit (a URL is needed and there is none; the body has no field to put the signature into).
Result<Message> sign(const Scheme& scheme, const Message& message, std::span<const Secret> secrets,
                     const SignOptions& options, base::Random& random);

// The message as somebody would send it who knows nothing of signatures: without the signature, its time and
// its id.
Message without_signature(const Scheme& scheme, const Message& message);

// What a secret of the scheme looks like: "text that begins with \"whsec_\"".
std::string secret_shape(const Scheme& scheme);

// A new secret of the right shape, such as a provider would make; for a key pair the private key.
Secret new_secret(const Scheme& scheme, base::Random& random);

// A secret of the right shape that signs differently.
Result<Secret> another_secret(const Scheme& scheme, const Secret& secret, base::Random& random);

struct Verdict {
  enum class Outcome {
    valid,
    missing,      // no signature, or no time or id that it needs
    malformed,    // there is one, in another form
    mismatch,     // not of these bytes and this secret
    stale,        // right, but older than the window
    future,       // right, but ahead of the clock by more than the window
    unsupported,  // made with a version or algorithm that the scheme does not accept
  } outcome = Outcome::valid;
  std::string reason;  // one clause: "the header Stripe-Signature is missing"; empty where it is valid

  bool valid() const { return outcome == Outcome::valid; }
};

// Whether the message bears a signature of one of the secrets, made around `at`. Compares in constant time.
// Fails with kSecretInvalid, or kMessageUnfit where the message lacks what no verdict is possible without
// (the URL).
Result<Verdict> verify(const Scheme& scheme, const Message& message, std::span<const Secret> secrets,
                       base::UnixMillis at);

// Why a signature that `verify` found not to match does not, most likely cause first: one clause each, such
// as "it does match the body without its final newline: something appended "\n" on the way". Tries the
// bodies, secrets, encodings, algorithms, URLs and times that go wrong in practice. Empty where nothing
// matches. Never has a secret or an expected signature in it.
std::vector<std::string> explain(const Scheme& scheme, const Message& message,
                                 std::span<const Secret> secrets, base::UnixMillis at);

// What is odd about a message that `verify` finds valid, as a clause: made far ahead of the clock, where the
// scheme sets no bound to that and the signature could be used again until then. Empty where nothing is.
std::string warning(const Scheme& scheme, const Message& message, base::UnixMillis at);

// The time that the message's signature says it was made at, where it has a readable one.
std::optional<base::UnixMillis> signed_at(const Scheme& scheme, const Message& message);

}  // namespace convotic::webhook
