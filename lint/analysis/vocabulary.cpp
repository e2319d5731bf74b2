#include "lint/analysis/vocabulary.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <iterator>

namespace convotic::lint::outcome {
namespace {

bool has_any(const std::string& text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

constexpr std::string_view kPublicThings[] = {"arn", "_id", "_url", "_uri", "_host", "_domain", "_region"};

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

bool names_public_thing(std::string_view code) {
  while (!code.empty() && std::string_view("\"'`)]!").find(code.back()) != std::string_view::npos)
    code.remove_suffix(1);
  const std::string name = lower(code.substr(code.find_last_of(".\"'`(") + 1));
  if (has_any(name, {"token", "secret", "password"})) return false;
  return std::any_of(std::begin(kPublicThings), std::end(kPublicThings),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace convotic::lint::outcome
