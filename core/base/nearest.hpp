#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace convotic::base {

// How many single-character insertions, deletions, substitutions and swaps of neighbours turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate that a person who typed `word` most likely meant, or nothing where none is close enough
// (more than one character and more than a third of the longer word differ). Compares without regard to case;
// the first of equals wins.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace convotic::base
