#include "lint/rules/route_options.hpp"

#include "core/base/nearest.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace convotic::lint {
namespace {

const std::vector<std::string>& options() {
  static const std::vector<std::string> all{"method", "path", "auth", "middleware", "handler"};
  return all;
}

// What other frameworks and people call the same thing. Those that protect a route matter most.
const std::map<std::string_view, std::string_view>& other_names() {
  static const std::map<std::string_view, std::string_view> names{
      {"authenticate", "auth"},
      {"authenticated", "auth"},
      {"authentication", "auth"},
      {"authorization", "auth"},
      {"authorize", "auth"},
      {"requireauth", "auth"},
      {"requiresauth", "auth"},
      {"requireapikey", "auth"},
      {"apikey", "auth"},
      {"public", "auth"},
      {"security", "auth"},
      {"before", "middleware"},
      {"beforehandler", "middleware"},
      {"prehandler", "middleware"},
      {"prehandlers", "middleware"},
      {"guard", "middleware"},
      {"guards", "middleware"},
      {"use", "middleware"},
      {"url", "path"},
      {"route", "path"},
      {"uri", "path"},
      {"verb", "method"},
      {"httpmethod", "method"},
      {"handle", "handler"},
      {"callback", "handler"},
      {"controller", "handler"},
      {"onrequest", "handler"},
  };
  return names;
}

std::string lower_letters(std::string_view key) {
  std::string out;
  for (const char c : key)
    if (c != '_' && c != '-' && c != ' ') out += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return out;
}

}  // namespace

bool is_route_option(std::string_view key) {
  return std::find(options().begin(), options().end(), key) != options().end();
}

std::optional<std::string> meant_option(std::string_view key) {
  const std::string plain = lower_letters(key);
  if (const auto known = other_names().find(plain); known != other_names().end())
    return std::string(known->second);
  // Short keys are near to many words: "data" is not "path".
  const auto close = base::nearest(plain, options());
  if (!close || base::edit_distance(plain, *close) > (close->size() <= 4 ? 1 : 2)) return std::nullopt;
  return close;
}

}  // namespace convotic::lint
