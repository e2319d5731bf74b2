#pragma once

#include "core/base/json_reader.hpp"
#include "replay/import/imported_request.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Lenient reads of other tools' JSON, which leave out what their own documents demand.
namespace convotic::replay {

// A member; nothing where it is missing or null, or `value` is no object.
std::optional<base::JsonReader> member(const base::JsonReader& value, std::string_view key);

// The text of a member, or a number's digits; empty where it is missing or something else.
std::string text_member(const base::JsonReader& value, std::string_view key);

// The elements of an array; none where `value` is something else.
std::vector<base::JsonReader> elements(const base::JsonReader& value);

// Sets the method from a member. Fails with kImportFailed where it is missing or none.
Result<void> read_method(ImportedRequest& request, const base::JsonReader& value, std::string_view key);

// The bytes of a member that is base64. Fails with kImportFailed where it is none.
Result<std::string> base64_member(const base::JsonReader& value, std::string_view key);

// Sets the body to what a tool kept of it: text as it is; a parsed value as compact JSON, with the same
// numbers and escapes, which is a loss.
void set_parsed_body(ImportedRequest& request, const base::JsonReader& value, std::string_view tool);

// A query from an object of names and values (or arrays of them), encoded; "" where it is none.
std::string query_of(const base::JsonReader& value);

}  // namespace convotic::replay
