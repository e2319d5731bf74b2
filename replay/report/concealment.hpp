#pragma once

#include <string>
#include <vector>

namespace convotic::replay {

// Takes secrets out of what is shown: a module may log its own, or answer with it.
class Concealment {
public:
  // Words of fewer than kShortest characters are let be, since they would make reports unreadable.
  explicit Concealment(const std::vector<std::string>& secrets);

  // The text with "[secret]" in place of each, also where it stands escaped in JSON.
  std::string operator()(std::string text) const;

  static constexpr std::size_t kShortest = 4;

private:
  std::vector<std::string> words_;  // longest first
};

}  // namespace convotic::replay
