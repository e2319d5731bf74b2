#include "cli/webhook_template/values.hpp"
#include "core/webhook/json_way.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::cli {
namespace {

// The TypeScript of one way of writing JSON: json/<name>.ts, which defines `function`, and what that calls.
struct Writer {
  std::string_view way;
  std::string_view function;
  std::string_view calls;  // another of these by its name, or a file that is not a way of its own
};
constexpr Writer kWriters[] = {
    {"compact", "JSON.stringify", ""},
    {"upper-hex", "upperCaseEscapes", ""},
    {"indented", "indented", ""},
    {"indented-ruby", "indentedByRuby", ""},
    {"php", "phpJson", "escaped"},
    {"meta", "metaJson", "php"},
    {"ascii", "asciiJson", "escaped"},
    {"html", "htmlSafeJson", "escaped"},
    {"html-slash", "slashedJson", "html"},
    {"astral", "surrogateEscapes", "upper-hex"},
    {"python", "pythonJson", "escaped"},
    {"crlf-each", "withLineBreaks", ""},
    {"xero", "xeroJson", ""},
};

const Writer* writer_of(std::string_view way) {
  const auto found = std::find_if(std::begin(kWriters), std::end(kWriters),
                                  [&](const Writer& one) { return one.way == way; });
  return found == std::end(kWriters) ? nullptr : found;
}

// Appends the texts that `way` needs, each once, what is called behind what calls it.
void collect(std::string_view way, std::vector<std::string_view>& names) {
  if (way.empty() || way == "compact") return;
  names.erase(std::remove(names.begin(), names.end(), way), names.end());
  names.push_back(way);
  if (const Writer* writer = writer_of(way)) collect(writer->calls, names);
}

}  // namespace

std::vector<std::string> tried_ways(const webhook::Serialization& serialization) {
  if (!serialization.ways.empty()) return serialization.ways;
  return {"compact", "php", "html", "python"};
}

TemplateValues body_values(const webhook::Scheme& scheme, const Fragments& fragments) {
  const auto& serialization = scheme.module().serialization;
  if (!serialization) return {};
  TemplateValues values;
  std::vector<std::string_view> names;
  const std::vector<std::string> ways = tried_ways(*serialization);
  for (const std::string& way : ways) {
    collect(way, names);
    const bool first = way == ways.front();
    values["JSON_CALLS"] += fmt::format("{}{}(body)", first ? "" : ", ", writer_of(way)->function);
    values["JSON_LIST"] += fmt::format("{}- {}", first ? "" : "\n", webhook::json_way(way)->words);
  }
  std::string& functions = values["JSON_FUNCTIONS"];
  for (const std::string_view name : names) {
    std::string file(name);
    std::replace(file.begin(), file.end(), '-', '_');
    functions += fmt::format("{}{}", functions.empty() ? "" : "\n", fragments("json/" + file + ".ts"));
  }
  values["BODIES"] = ways.size() > 1 ? "several" : "one";
  values["KNOWN"] = serialization->ways.empty() ? "" : "yes";
  return values;
}

}  // namespace convotic::cli
