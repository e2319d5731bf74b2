#include "core/webhook/row_reader.hpp"

#include "core/base/nearest.hpp"
#include "core/http/message.hpp"
#include "core/webhook/errors.hpp"

#include <fmt/format.h>

namespace convotic::webhook {

using base::JsonReader;
using base::Unexpected;

// "cannot be", with the nearest of what can be.
Unexpected not_among(const JsonReader& value, std::string_view text, const std::vector<std::string>& names) {
  const auto close = base::nearest(text, names);
  return Unexpected(value.error(kSchemeInvalid, fmt::format("\"{}\" cannot be \"{}\"", value.pointer(), text),
                                close ? fmt::format("did you mean \"{}\"?", *close)
                                      : fmt::format("it can be: {}", fmt::join(names, ", "))));
}

Unexpected invalid(const JsonReader& value, std::string message, std::string hint) {
  return Unexpected(value.error(kSchemeInvalid, std::move(message), std::move(hint)));
}

// The string at `key`, or `otherwise` where there is none.
Result<std::string> text_at(const JsonReader& object, std::string_view key, std::string otherwise) {
  CONVOTIC_TRY_ASSIGN(const auto value, object.find(key));
  if (!value) return otherwise;
  return value->as_string();
}

Result<bool> flag_at(const JsonReader& object, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const auto value, object.find(key));
  if (!value) return false;
  return value->as_boolean();
}

Result<std::optional<std::int64_t>> count_at(const JsonReader& object, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const auto value, object.find(key));
  if (!value) return std::nullopt;
  CONVOTIC_TRY_ASSIGN(const std::int64_t count, value->as_integer());
  if (count < 0 || count > 1'000'000'000)
    return invalid(*value,
                   fmt::format("\"{}\" must be between 0 and 1000000000, not {}", value->pointer(), count));
  return count;
}

Result<std::vector<std::string>> texts_at(const JsonReader& object, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const auto value, object.find(key));
  std::vector<std::string> out;
  if (!value) return out;
  CONVOTIC_TRY_ASSIGN(const auto items, value->as_array());
  for (const JsonReader& item : items) {
    CONVOTIC_TRY_ASSIGN(std::string text, item.as_string());
    out.push_back(std::move(text));
  }
  return out;
}

Result<std::string> header_name(const JsonReader& value) {
  CONVOTIC_TRY_ASSIGN(std::string name, value.as_string());
  // "X-DocuSign-Signature-{n}": one for each secret.
  std::string plain = name;
  if (const std::size_t at = plain.find("{n}"); at != std::string::npos) plain.replace(at, 3, "1");
  if (!http::is_header_name(plain))
    return invalid(value, fmt::format("\"{}\" cannot be a header's name", name));
  return name;
}

Result<std::string> pointer_at(const JsonReader& value) {
  CONVOTIC_TRY_ASSIGN(std::string pointer, value.as_string());
  if (!pointer.empty() && pointer.front() == '/') return pointer;
  return invalid(value, fmt::format("\"{}\" is no JSON pointer", pointer),
                 fmt::format("as in \"/{}\"", pointer));
}

}  // namespace convotic::webhook
