#pragma once

#include "replay/judgement.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace convotic::replay {

// Brings an expectation (the "expect" of a capture, or one of its "variants") up to date with what happened.
struct Revision {
  std::string_view expectation;     // JSON object; "{}" where there was none
  const Exchange* now = nullptr;    // what happened; answered
  const Exchange* again = nullptr;  // the same from a second run, where there is one
  std::vector<std::string> leave;   // keys that are not looked at
  enum class Missing { leave, add } missing = Missing::leave;  // what happens to status, body and effects
};

// The new object. Members that are still met, and those that no answer can meet or miss ("maxMs"), stay.
std::string revised(const Revision& revision);

}  // namespace convotic::replay
