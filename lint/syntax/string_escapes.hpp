#pragma once

#include <string>
#include <string_view>

namespace convotic::lint {

// What a string or template literal's text stands for, without its quotes: "a\n" is "a" and a line feed. Half
// of a surrogate pair, and an escape that is none, become U+FFFD.
std::string unescaped(std::string_view text);

}  // namespace convotic::lint
