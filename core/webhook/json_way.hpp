#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::webhook {

// A way of writing JSON. A signature is of the bytes, and a module sees the value: to verify, it has to write
// the value as its sender did.
struct JsonWay {
  std::string_view name;   // "php": what a scheme's "serialization" says
  std::string_view words;  // "as PHP writes it: ..."; after "compact JSON, " or the like
};

std::span<const JsonWay> json_ways();

// Nothing where there is no such way.
const JsonWay* json_way(std::string_view name);
std::vector<std::string> json_way_names();

}  // namespace convotic::webhook
