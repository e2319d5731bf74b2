#pragma once

#include "core/base/json_reader.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/webhook/scheme.hpp"
#include "core/webhook/signature.hpp"
#include "replay/plan.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a provider asks of an address before it sends events there, and what nobody else may be answered: the
// rows of handshakes.json.
namespace convotic::replay {

struct Handshake {
  std::string name;    // "meta": what --handshake takes
  std::string title;   // "Meta (Messenger, Instagram, WhatsApp)"
  std::string secret;  // what has to be known for it, for people; empty where nothing has to
  std::string note;    // what there is to say beside it; may be empty
  std::string source;  // where it is known from
  std::optional<std::chrono::milliseconds> deadline;  // for an answer, where it is documented
  std::vector<base::JsonReader> cases;
  std::optional<base::JsonReader> scheme;  // a name, or a scheme's own row
};

// All, by name.
std::vector<Handshake> all_handshakes();

// Fails with the caller's `kind`, offering the nearest name.
Result<Handshake> find_handshake(std::string_view name, const base::ErrorKind& kind);

// Where a handshake goes.
struct HandshakeTo {
  std::string module;  // empty: the only one there is
  std::string path;    // "/webhook"
  std::string url;     // the public one
  std::vector<webhook::Secret> secrets;
  std::vector<std::string> secret_names;
};

// The good case and the bad ones. Fails with kSecretMissing where a secret is needed and there is none, and
// as check_secret does.
Result<Plan> plan_handshake(const Handshake& handshake, const HandshakeTo& to,
                            const webhook::SchemeTable& schemes, base::UnixMillis now, base::Random& random);

}  // namespace convotic::replay
