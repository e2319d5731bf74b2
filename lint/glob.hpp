#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace convotic::lint {

// Whether a path with slashes matches a pattern: `*` and `?` within a segment, `**` for any number of whole
// segments, `[abc]` and `[!a-z]`, `{a,b}`. A pattern without a slash is about names at any depth, and one
// that ends with a slash about everything below.
bool path_matches(std::string_view pattern, std::string_view path);

bool path_matches_any(const std::vector<std::string>& patterns, std::string_view path);

}  // namespace convotic::lint
