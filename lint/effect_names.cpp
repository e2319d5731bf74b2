#include "lint/effect_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace convotic::lint {
namespace {

// Verbs of calls that change something.
constexpr std::array<std::string_view, 26> kChanges{
    "add",    "append", "apply", "clear", "create",  "decrement", "delete", "increment", "insert",
    "modify", "move",   "patch", "pop",   "publish", "push",      "put",    "remove",    "replace",
    "save",   "send",   "set",   "touch", "trigger", "update",    "upsert", "write"};

// Whether a word of the name after the first one is such a verb: of getAndDelete the third.
bool goes_on_to_change(std::string_view name) {
  std::size_t begin = 0;
  for (std::size_t at = 1; at <= name.size(); ++at) {
    if (at < name.size() && std::isupper(static_cast<unsigned char>(name[at])) == 0 && name[at] != '_')
      continue;
    std::string word;
    for (const char c : name.substr(begin, at - begin))
      if (c != '_') word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (begin > 0 && std::find(kChanges.begin(), kChanges.end(), word) != kChanges.end()) return true;
    begin = at;
  }
  return false;
}

}  // namespace

bool name_matches(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() == '*') {
    for (std::size_t skip = 0; skip <= name.size(); ++skip)
      if (name_matches(pattern.substr(1), name.substr(skip))) return true;
    return false;
  }
  return !name.empty() && name.front() == pattern.front() && name_matches(pattern.substr(1), name.substr(1));
}

bool only_reads(const Config& config, std::string_view method) {
  bool reads = false;
  for (const std::string& pattern : config.effects_read) {
    if (pattern == method) return true;
    reads = reads || name_matches(pattern, method);
  }
  return reads && !goes_on_to_change(method);
}

}  // namespace convotic::lint
