#include "core/http/path_pattern.hpp"
#include "core/http/url.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/fuzz/targets.hpp"

#include <algorithm>

namespace convotic::fuzz {

// The bytes are a pattern, a newline, and a path.
void path_patterns(std::string_view bytes) {
  const std::size_t newline = std::min(bytes.find('\n'), bytes.size());
  const std::string_view text = bytes.substr(0, newline);
  const std::string_view path = bytes.substr(std::min(newline + 1, bytes.size()));
  (void)http::parse_query(path);
  const auto pattern = http::PathPattern::parse(text);
  if (!pattern) {
    CONVOTIC_PROMISE(!pattern.error().message.empty());
    CONVOTIC_PROMISE(pattern.error().offset <= text.size());
    return;
  }
  CONVOTIC_PROMISE(pattern->text() == text);
  CONVOTIC_PROMISE(pattern->same_shape(*pattern));
  CONVOTIC_PROMISE(!pattern->more_specific(*pattern));
  const auto names = pattern->param_names();
  if (const auto params = pattern->match(path)) {
    CONVOTIC_PROMISE(path.starts_with('/'));
    CONVOTIC_PROMISE(std::equal(params->begin(), params->end(), names.begin(), names.end(),
                                [](const auto& param, const auto& name) { return param.first == name; }));
    for (const auto& [name, value] : *params)
      CONVOTIC_PROMISE(!value.empty());
  }
  // A pattern matches itself: ":name" is a segment like any other.
  CONVOTIC_PROMISE(pattern->match(text).has_value());
}

}  // namespace convotic::fuzz
