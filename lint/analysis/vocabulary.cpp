#include "lint/analysis/vocabulary.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>

namespace convotic::lint::outcome {
namespace {

bool has_any(const std::string& text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool names_verifier(std::string_view name) {
  const std::string word = lower(name);
  if (has_any(word, {"verif", "authent", "authoriz", "authoris", "hmac"})) return true;
  return has_any(word, {"valid", "check", "assert", "ensure", "require", "is", "guard", "protect"}) &&
         has_any(word, {"signature", "signed", "webhook", "token", "auth", "request", "sender", "jwt"});
}

bool asks_to_verify(std::string_view url) {
  return has_any(lower(url), {"verif", "introspect", "tokeninfo", "userinfo", "validat", "authenticat"});
}

bool names_credential(std::string_view name) {
  return has_any(lower(name),
                 {"auth", "token", "secret", "signature", "key", "password", "hmac", "credential"});
}

}  // namespace convotic::lint::outcome
