#pragma once

#include "core/http/message.hpp"
#include "core/webhook/scheme.hpp"

#include <span>
#include <string>
#include <vector>

namespace convotic::replay {

// What the headers of a request say of how it is signed.
struct SchemeGuess {
  std::string scheme;                   // its name; empty where it cannot be told
  std::vector<std::string> candidates;  // the names it might be, where there are several
};

// Goes by the header that carries the signature, the form of its value, and other headers that only one
// provider sends. Headers that say nothing of their sender, such as Authorization, are no sign,
// unless the project itself describes a scheme with them; its own schemes come before all others.
SchemeGuess guess_scheme(const webhook::SchemeTable& schemes, std::span<const http::Header> headers);

}  // namespace convotic::replay
