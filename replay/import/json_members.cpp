#include "replay/import/json_members.hpp"

#include "core/base/base64.hpp"
#include "replay/errors.hpp"
#include "replay/import/form_body.hpp"
#include "replay/json_layout.hpp"

#include <fmt/format.h>

namespace convotic::replay {

using base::JsonReader;

std::optional<JsonReader> member(const JsonReader& value, std::string_view key) {
  const auto found = value.find(key);
  return found ? *found : std::nullopt;
}

std::string text_member(const JsonReader& value, std::string_view key) {
  const auto found = member(value, key);
  if (!found) return {};
  if (const auto text = found->as_string()) return *text;
  if (const auto number = found->as_integer()) return std::to_string(*number);
  return {};
}

std::vector<JsonReader> elements(const JsonReader& value) {
  const auto items = value.as_array();
  return items ? *items : std::vector<JsonReader>{};
}

Result<void> read_method(ImportedRequest& request, const JsonReader& value, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const JsonReader method, value.get(key));
  CONVOTIC_TRY_ASSIGN(request.capture.method, method.as_string());
  if (http::is_header_name(request.capture.method)) return {};
  return base::Unexpected(
      method.error(kImportFailed, fmt::format("\"{}\" is not an HTTP method", request.capture.method)));
}

Result<std::string> base64_member(const JsonReader& value, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const JsonReader text, value.get(key));
  CONVOTIC_TRY_ASSIGN(const std::string encoded, text.as_string());
  auto bytes = base::base64_decode(encoded);
  if (bytes) return std::move(*bytes);
  return base::Unexpected(text.error(
      kImportFailed, fmt::format("\"{}\" is not base64: {}", text.pointer(), bytes.error().message)));
}

void set_parsed_body(ImportedRequest& request, const JsonReader& value, std::string_view tool) {
  if (auto text = value.as_string()) {
    request.capture.body = std::move(*text);
    return;
  }
  request.capture.body = lay_out(value.raw(), JsonLayout::compact);
  request.lost.push_back(
      fmt::format("{} keeps the body as a parsed value and not as bytes, which were made from it", tool));
}

std::string query_of(const JsonReader& value) {
  const auto members = value.as_object();
  if (!members) return {};
  FormFields fields;
  for (const auto& [name, one] : *members) {
    std::vector<JsonReader> values = elements(one);
    if (values.empty()) values = {one};
    for (const JsonReader& each : values)
      if (const auto text = each.as_string())
        fields.emplace_back(name, *text);
      else if (!each.as_array())
        fields.emplace_back(name, each.dump());
  }
  return form_body(fields);
}

}  // namespace convotic::replay
