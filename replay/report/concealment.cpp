#include "replay/report/concealment.hpp"

#include "core/base/json_text.hpp"

#include <algorithm>

namespace convotic::replay {

Concealment::Concealment(const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    if (secret.size() < kShortest) continue;
    words_.push_back(secret);
    const std::string escaped = base::json_string(secret);
    words_.push_back(escaped.substr(1, escaped.size() - 2));
  }
  std::sort(words_.begin(), words_.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
}

std::string Concealment::operator()(std::string text) const {
  std::string out;
  std::size_t at = 0;
  while (true) {
    // The first that comes; of those that begin at the same place the longest, which stands first in the
    // list.
    std::size_t next = std::string::npos, length = 0;
    for (const std::string& word : words_)
      if (const std::size_t found = text.find(word, at); found < next) {
        next = found;
        length = word.size();
      }
    if (next == std::string::npos) break;
    out += text.substr(at, next - at) + "[secret]";
    at = next + length;
  }
  return at == 0 ? text : out + text.substr(at);
}

}  // namespace convotic::replay
