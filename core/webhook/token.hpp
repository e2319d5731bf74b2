#pragma once

#include "core/webhook/secret_key.hpp"

#include <optional>
#include <string>

namespace convotic::webhook {

// JSON Web Tokens in compact form (RFC 7519), as far as webhooks are signed with them.

// A token whose claims are those of the scheme, made at that time, with that id where it has one.
Result<std::string> make_token(const SchemeRules& rules, const Message& message, const SecretKey& key,
                               base::UnixMillis at, const std::string& id);

// Whether the token is signed with one of the keys, with the scheme's algorithm, and claims what the scheme
// says of this message. Not whether it is in time.
Result<Verdict> check_token(const SchemeRules& rules, const Message& message, std::span<const SecretKey> keys,
                            const std::string& token);

// The time that a claim of the token says, and the text it says it with.
std::optional<std::string> claim_text(const std::string& token, const std::string& claim);

}  // namespace convotic::webhook
