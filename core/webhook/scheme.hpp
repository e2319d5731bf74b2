#pragma once

#include "core/base/json_reader.hpp"
#include "core/base/result.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::webhook {

// What, beside the secret and the body, a signature is made of.
struct Needs {
  bool body = false;       // false where only chosen fields are covered (Mailgun)
  bool timestamp = false;  // a header or field with the time of signing
  bool id = false;         // a message id
  bool url = false;        // the public URL, so the one that the sender was given
  bool method = false;
  bool parameters = false;  // the parsed form (Twilio)
  bool key_pair = false;    // verified with a public key; signed only with a key pair of one's own
};

enum class Signable { yes, with_own_key, no };

// How far a signature's time may be from the clock, as the provider's own library or documentation has it.
// Nothing where it sets no bound.
struct Window {
  std::optional<std::chrono::seconds> past;
  std::optional<std::chrono::seconds> future;
};

struct SchemeRules;  // the row, parsed; core/webhook/scheme_rules.hpp, for the engine only

// How one provider signs its webhooks: a row of core/webhook/schemes.json, or one that a user wrote in
// convotic.json in the same form (docs/schemes.md).
class Scheme {
public:
  // Fails with kSchemeInvalid or kJsonInvalid, pointing at the offending value.
  static Result<Scheme> parse(const base::JsonReader& row);

  const std::string& name() const;   // "stripe": what --scheme takes
  const std::string& title() const;  // "Stripe"
  // The headers that carry the signature, its time and its id, as the provider writes them. Empty where all
  // is in the body.
  std::vector<std::string> headers() const;
  const std::string& signed_content() const;  // "{timestamp}.{body}", for people
  std::string_view algorithm() const;         // "hmac-sha256"
  Needs needs() const;
  Signable signable() const;
  Window window() const;
  // The provider's documented limit for an answer, where it has one.
  std::optional<std::chrono::milliseconds> deadline() const;

  const SchemeRules& rules() const { return *rules_; }

private:
  explicit Scheme(std::shared_ptr<const SchemeRules> rules);
  std::shared_ptr<const SchemeRules> rules_;
};

// The schemes that are known, by name.
class SchemeTable {
public:
  // The rows that come with convotic.
  static SchemeTable builtin();

  // The same and a project's own (the "schemes" array of convotic.json). Fails where one has the name of
  // another.
  Result<SchemeTable> with(std::span<const base::JsonReader> rows) const;

  // Fails with kSchemeUnknown, offering the nearest name.
  Result<Scheme> get(std::string_view name) const;
  const std::vector<Scheme>& all() const { return schemes_; }

private:
  std::vector<Scheme> schemes_;  // by name
};

}  // namespace convotic::webhook
