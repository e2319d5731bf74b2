#pragma once

#include "cli/webhook_template/provider.hpp"
#include "core/webhook/scheme_rules.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

// How a scheme signs, in words: for comments and documents of the scaffold.
namespace convotic::cli {

// How old the time of a signature may be, and how far ahead; nothing where it has none. Where the provider
// says nothing of it, what is customary.
struct AllowedTime {
  std::chrono::seconds past;
  std::chrono::seconds future;
};
std::optional<AllowedTime> allowed_time(const webhook::SchemeRules& rules);

// "5 minutes"
std::string duration_words(std::chrono::seconds time);

// One line for each header that counts, after `margin`: "Stripe-Signature:
// t=<timestamp>,v1=<signature>[...]".
std::string form_lines(std::string_view margin, const webhook::SchemeRules& rules);

// The sentences on what the signature is made of, or that there is none. In Markdown, names are code.
enum class Prose { plain, markdown };
std::string content_sentences(const webhook::SchemeRules& rules, const WebhookProvider& provider,
                              Prose prose);

}  // namespace convotic::cli
