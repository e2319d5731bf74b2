#pragma once

#include <string>
#include <vector>

namespace convotic::replay {

struct Exchange;

// Takes secrets out of what is shown: a module may log its own, or answer with it.
class Concealment {
public:
  // Words of fewer than kShortest characters are let be, since they would make reports unreadable.
  explicit Concealment(const std::vector<std::string>& secrets);

  // The text with "[secret]" in place of each: as it is, escaped in JSON, in base64 and hexadecimal digits,
  // without what stands before its first ":" or "_", line by line where it is a key in PEM, and where a long
  // text was cut ("…") in the middle of it.
  std::string operator()(std::string text) const;

  static constexpr std::size_t kShortest = 4;

private:
  void add(std::string word);

  std::vector<std::string> words_;  // longest first
};

// Takes them out of an answer, where there is one, of what the module logged, and of its effects.
void conceal(Exchange& exchange, const Concealment& concealment);

}  // namespace convotic::replay
