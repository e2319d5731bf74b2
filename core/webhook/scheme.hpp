#pragma once

#include "core/base/json_reader.hpp"
#include "core/base/result.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
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

// How a provider writes the JSON that it signs.
struct Serialization {
  std::vector<std::string>
      ways;            // names of core/webhook/json_way.hpp, the likeliest first; empty: nobody says
  std::string source;  // where that is known from
};

// What a Convotic module can do, which sees the parsed body, the query and the headers of a request.
struct ModuleView {
  std::string obstacle;                        // why it cannot verify the scheme; empty where it can
  std::optional<Serialization> serialization;  // where the bytes of a JSON body are signed
};

struct SchemeRules;  // the row, parsed; core/webhook/scheme_rules.hpp, for the engine only

// How one provider signs its webhooks: a row of core/webhook/schemes.json, or one that a user wrote in
// convotic.json in the same form (docs/schemes.md).
class Scheme {
public:
  // Fails with kSchemeInvalid or kJsonInvalid, pointing at the offending value.
  static Result<Scheme> parse(const base::JsonReader& row);

  const std::string& name() const;                  // "stripe": what --scheme takes
  const std::string& title() const;                 // "Stripe"
  const std::vector<std::string>& aliases() const;  // other names that --scheme takes
  // The headers that carry the signature, its time and its id, as the provider writes them. Empty where all
  // is in the body.
  std::vector<std::string> headers() const;
  // What a signed request bears and where, for people: "Stripe-Signature: t={timestamp},v1={signature}",
  // "/event/event_hash in the body: {signature}".
  std::vector<std::string> forms() const;
  std::string signed_content() const;  // "{timestamp}.{body}", for people
  std::string_view algorithm() const;  // "hmac-sha256"
  Needs needs() const;
  Signable signable() const;
  Window window() const;
  // The provider's documented limit for an answer, where it has one.
  std::optional<std::chrono::milliseconds> deadline() const;

  const ModuleView& module() const;
  // A made-up secret of the right shape, for documents; empty where it is a key pair.
  const std::string& example_secret() const;
  const std::string& note() const;      // what else a person should know; may be empty
  const std::string& evidence() const;  // "S", "D", "C": docs/schemes.md says what that means
  const std::string& source() const;    // where the row is known from

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

  // By name or alias. Fails with kSchemeUnknown, offering the nearest.
  Result<Scheme> get(std::string_view name) const;
  const std::vector<Scheme>& all() const& { return schemes_; }
  const std::vector<Scheme>& all() && = delete;  // would go with the table
  // Whether the project describes it.
  bool is_own(const Scheme& scheme) const { return own_.contains(scheme.name()); }

private:
  std::vector<Scheme> schemes_;  // by name
  std::set<std::string, std::less<>> own_;
};

}  // namespace convotic::webhook
