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
  constexpr std::string_view kInstead = "[secret]";
  for (const std::string& word : words_)
    for (std::size_t at = text.find(word); at != std::string::npos;
         at = text.find(word, at + kInstead.size()))
      text.replace(at, word.size(), kInstead);
  return text;
}

}  // namespace convotic::replay
