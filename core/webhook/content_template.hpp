#pragma once

#include "core/webhook/message.hpp"
#include "core/webhook/scheme_rules.hpp"

#include <string>
#include <string_view>

namespace convotic::webhook {

// What a template is filled in with, beside the message itself.
struct Ingredients {
  std::string timestamp;
  std::string id;
  std::string secret;
  std::string companion;
};

// The bytes that a template stands for. Fails with kMessageUnfit where the message has no URL and the
// template has.
Result<std::string> expand(const Template& text, const SchemeRules& rules, const Message& message,
                           const Ingredients& ingredients);

// What `{fields}` stands for: one text for each element of `fields.at`, one alone where it has no "*".
struct SignedFields {
  std::vector<std::string> texts;
  std::string problem;  // why a field cannot be signed without standing for something else too; may be empty
};
SignedFields signed_fields(const SchemeRules& rules, const Message& message);

// The path of a URL with its query: "/hook?x=1" of "https://shop.example/hook?x=1", and of itself.
std::string path_of(std::string_view url);

// The pairs of a form body (application/x-www-form-urlencoded); none where the body is something else.
std::vector<std::pair<std::string, std::string>> form_of(const Message& message);

}  // namespace convotic::webhook
