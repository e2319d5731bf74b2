#include "core/webhook/json_way.hpp"

#include <algorithm>

namespace convotic::webhook {
namespace {

constexpr JsonWay kWays[] = {
    {"compact", "compact JSON, as JSON.stringify writes it"},
    {"upper-hex", "compact JSON, with control characters as \\u001B and not as \\u001b"},
    {"indented", "JSON over many lines, indented by two blanks"},
    {"indented-ruby",
     "the same, with line breaks in empty objects and arrays, as Ruby's library did until 2024"},
    {"php",
     "compact JSON, as PHP's json_encode writes it: \"\\/\" for a slash, \\uXXXX for what is not ASCII"},
    {"meta", "the same, and \"<\", \"%\" and \"@\" as \\u003C, \\u0025 and \\u0040"},
    {"ascii", "compact JSON, with \\uXXXX for what is not ASCII"},
    {"html",
     "compact JSON, as Rails and Go write it: \"<\", \">\" and \"&\" as \\u003c, \\u003e and \\u0026"},
    {"html-slash",
     "compact JSON, with \"\\/\" for a slash, and \"<\", \">\" and \"&\" as \\u003c, \\u003e and \\u0026"},
    {"astral",
     "compact JSON, with characters beyond U+FFFF, most emoji among them, as two \\uXXXX in upper case"},
    {"python",
     "JSON as Python's json.dumps writes it: a blank after \",\" and \":\", \\uXXXX for what is not ASCII"},
    {"crlf-each", "compact JSON, with a line break after each event"},
    {"xero", "compact JSON, with blanks around what follows the events"},
};

}  // namespace

std::span<const JsonWay> json_ways() {
  return kWays;
}

const JsonWay* json_way(std::string_view name) {
  const auto found =
      std::find_if(std::begin(kWays), std::end(kWays), [&](const JsonWay& way) { return way.name == name; });
  return found == std::end(kWays) ? nullptr : found;
}

std::vector<std::string> json_way_names() {
  std::vector<std::string> names;
  for (const JsonWay& way : kWays)
    names.emplace_back(way.name);
  return names;
}

}  // namespace convotic::webhook
