#pragma once

#include "cli/template_text.hpp"
#include "cli/webhook_template/provider.hpp"
#include "core/webhook/scheme.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

// What the placeholders of templates/signed-webhook/provider/ stand for.
namespace convotic::cli {

// A text of the template by its path below provider/; empty where there is none.
using Fragments = std::function<std::string_view(std::string_view path)>;

// For src/verify.ts, from how the scheme signs; and VERIFY_FILE, the file in verify/ that it is made of.
TemplateValues verification_values(const webhook::Scheme& scheme, const WebhookProvider& provider);

// The same in a few words: "Stripe-Signature, HMAC-SHA256, 5 min window, constant-time".
std::string verification_words(const webhook::Scheme& scheme);

// For src/event.ts, from what the events look like.
TemplateValues event_values(const WebhookProvider& provider);

// The ways of writing JSON that a scaffold tries: those that are known, or where nobody says, the usual ones.
std::vector<std::string> tried_ways(const webhook::Serialization& serialization);

// For src/body.ts, from how the provider writes its JSON. Empty where no body is signed.
TemplateValues body_values(const webhook::Scheme& scheme, const Fragments& fragments);

// `text` on as few lines as fit, each after `margin`.
std::string wrapped(std::string_view margin, std::string_view text);

std::string lower_case(std::string text);

// `text` within a literal of TypeScript's: in double quotes, in a template, in a regular expression.
std::string in_quotes(std::string_view text);
std::string in_backticks(std::string_view text);
std::string in_pattern(std::string_view text);

}  // namespace convotic::cli
