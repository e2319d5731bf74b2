#pragma once

#include "core/base/json_reader.hpp"
#include "core/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::webhook {

// Reads of a row of the table. Their errors are kSchemeInvalid, or kJsonInvalid for wrong types, at the
// value.

base::Unexpected invalid(const base::JsonReader& value, std::string message, std::string hint = {});
// A text that is none of those that it can be; the nearest is offered.
base::Unexpected not_among(const base::JsonReader& value, std::string_view text,
                           const std::vector<std::string>& names);

// The member at `key`, or what is given, or nothing, where there is none.
Result<std::string> text_at(const base::JsonReader& object, std::string_view key, std::string otherwise = {});
Result<std::vector<std::string>> texts_at(const base::JsonReader& object, std::string_view key);
Result<bool> flag_at(const base::JsonReader& object, std::string_view key);
Result<std::optional<std::int64_t>> count_at(const base::JsonReader& object, std::string_view key);

Result<std::string> header_name(const base::JsonReader& value);
Result<std::string> pointer_at(const base::JsonReader& value);

// One of a few words.
template <typename T> struct Choice {
  std::string_view name;
  T value;
};
template <typename T, std::size_t kSize>
Result<T> read_choice(const base::JsonReader& value, const Choice<T> (&choices)[kSize]) {
  CONVOTIC_TRY_ASSIGN(const std::string text, value.as_string());
  std::vector<std::string> names;
  for (const auto& choice : choices) {
    if (choice.name == text) return choice.value;
    names.emplace_back(choice.name);
  }
  return not_among(value, text, names);
}

}  // namespace convotic::webhook
