#include "replay/import/json_members.hpp"

#include "core/base/base64.hpp"
#include "core/base/json_layout.hpp"
#include "replay/errors.hpp"
#include "replay/import/form_body.hpp"

#include <fmt/format.h>

namespace convotic::replay {

using base::JsonReader;

using Kind = JsonReader::Kind;

std::optional<JsonReader> member(const JsonReader& value, std::string_view key) {
  if (value.kind() != Kind::object) return std::nullopt;
  const auto found = value.find(key);
  return found ? *found : std::nullopt;
}

std::string text_member(const JsonReader& value, std::string_view key) {
  const auto found = member(value, key);
  if (!found) return {};
  if (found->kind() == Kind::string) return found->as_string().value();
  return found->kind() == Kind::number ? found->dump() : std::string();
}

std::vector<JsonReader> elements(const JsonReader& value) {
  return value.kind() == Kind::array ? value.as_array().value() : std::vector<JsonReader>{};
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
  if (value.kind() == Kind::string) {
    request.capture.body = value.as_string().value();
    return;
  }
  request.capture.body = base::lay_out(value.raw(), base::JsonLayout::compact);
  request.lost.push_back(
      fmt::format("{} keeps the body as a parsed value and not as bytes, which were made from it", tool));
}

std::string query_of(const JsonReader& value) {
  if (value.kind() != Kind::object) return {};
  FormFields fields;
  const auto members = value.as_object();
  for (const auto& [name, one] : *members)
    for (const JsonReader& each : one.kind() == Kind::array ? elements(one) : std::vector<JsonReader>{one})
      fields.emplace_back(name, each.kind() == Kind::string ? each.as_string().value() : each.dump());
  return form_body(fields);
}

}  // namespace convotic::replay
