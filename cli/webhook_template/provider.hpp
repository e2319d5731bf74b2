#pragma once

#include "core/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::cli {

// Where in a request the scaffold finds something. A source is a path in the body ("data.object.id"),
// "header:NAME", "kind:A,B" (whichever of these members is there), "literal:TEXT", or "digest" (of the body).
using Sources = std::vector<std::string>;

// What a provider's events look like.
struct EventShape {
  std::optional<std::vector<std::string>>
      list;      // the path of the array they come in, then of those within it
  Sources id;    // joined; empty where events have none
  Sources type;  // joined with "."
  std::string person_id, person_name, person_email;  // paths; the last two may be empty
};

// What a scaffold has to know of a provider beside how it signs: a row of
// templates/signed-webhook/provider/providers.json.
struct WebhookProvider {
  std::string name;    // "stripe": also a name of its scheme
  std::string title;   // empty: the scheme's
  std::string secret;  // the name of its secret: "STRIPE_WEBHOOK_SECRET"
  std::string found;   // where the provider shows it
  std::string verify;  // the file in verify/; empty: the one for the scheme's algorithm
  // Files in handshake/: routes of their own; what is answered before the signature is looked at; and after.
  std::string handshake_route, handshake_before, handshake_after;
  EventShape event;
  std::string acts_on;                  // the type of the events that the scaffold does something for
  std::string tag;                      // that it gives the contact
  std::string message;                  // that it sends
  std::string log;                      // that it writes
  std::string answer;                   // TypeScript; what it answers where that is not {ok: true}
  std::string public_key, private_key;  // a pair made up for tests, where the scheme has key pairs
  std::string is_signed;  // sentences on what is signed, where the scheme does not tell; may be empty
  std::string setup;      // a sentence on what else has to be set up; may be empty
  Sources fixtures;       // events of samples; the first is one that the scaffold acts on
};

// The rows, by name. Fails with kJsonInvalid.
Result<std::vector<WebhookProvider>> read_webhook_providers(const std::string& file, std::string text);

}  // namespace convotic::cli
