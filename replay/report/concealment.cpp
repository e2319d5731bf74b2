#include "replay/report/concealment.hpp"

#include "core/base/json_text.hpp"
#include "core/webhook/encoding.hpp"
#include "replay/judgement.hpp"

#include <algorithm>
#include <string_view>

namespace convotic::replay {
namespace {

// A part of a secret is hidden only if nobody would use it as a word.
constexpr std::size_t kShortestPart = 8;
constexpr std::string_view kCut = "…";

// The lines of a key in PEM, whose line ends may be written "\\n", but for those that say what it is.
std::vector<std::string> lines_of_key(std::string_view secret) {
  std::vector<std::string> out;
  if (secret.find("-----BEGIN ") == std::string_view::npos) return out;
  std::string line;
  for (std::size_t i = 0; i <= secret.size(); ++i) {
    const bool escaped = secret.substr(i, 2) == "\\n";
    if (i < secret.size() && !escaped && secret[i] != '\n' && secret[i] != '\r') {
      line += secret[i];
      continue;
    }
    if (line.size() >= kShortestPart && line.find("-----") == std::string::npos) out.push_back(line);
    line.clear();
    if (escaped) ++i;
  }
  return out;
}

}  // namespace

Concealment::Concealment(const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    if (secret.size() < kShortest) continue;
    add(secret);
    for (const webhook::Encoding encoding :
         {webhook::Encoding::base64, webhook::Encoding::base64url, webhook::Encoding::hex})
      add(webhook::encode(encoding, secret));
    if (const std::size_t label = secret.find_first_of(":_");
        label != std::string::npos && secret.size() - label - 1 >= kShortestPart)
      add(secret.substr(label + 1));
    for (std::string& line : lines_of_key(secret))
      add(std::move(line));
  }
  std::sort(words_.begin(), words_.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
}

void Concealment::add(std::string word) {
  const std::string escaped = base::json_string(word);
  words_.push_back(escaped.substr(1, escaped.size() - 2));
  words_.push_back(std::move(word));
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
  if (at > 0) text = out + text.substr(at);

  for (std::size_t cut = text.find(kCut); cut != std::string::npos;
       cut = text.find(kCut, cut + kCut.size())) {
    std::size_t begun = 0;
    for (const std::string& word : words_)
      for (std::size_t length = std::min(word.size() - 1, cut); length > std::max(begun, kShortest - 1);
           --length)
        if (text.compare(cut - length, length, word, 0, length) == 0) begun = length;
    if (begun == 0) continue;
    text.replace(cut - begun, begun, "[secret]");
    cut = cut - begun + std::string_view("[secret]").size();
  }
  return text;
}

void conceal(Exchange& exchange, const Concealment& concealment) {
  const auto hide = [&](std::vector<Effect>& effects) {
    for (Effect& effect : effects) {
      effect.target = concealment(std::move(effect.target));
      effect.arguments = concealment(std::move(effect.arguments));
    }
  };
  hide(exchange.late);
  if (!exchange.answer) return;
  Answer& answer = *exchange.answer;
  for (http::Header& header : answer.response.headers)
    header.value = concealment(std::move(header.value));
  answer.response.body = concealment(std::move(answer.response.body));
  for (std::string& line : answer.log)
    line = concealment(std::move(line));
  if (answer.effects) hide(*answer.effects);
}

}  // namespace convotic::replay
