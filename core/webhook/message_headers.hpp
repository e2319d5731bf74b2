#pragma once

#include "core/webhook/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace convotic::webhook {

// The value of the first header of that name, in any case; nullptr where there is none.
const std::string* find_header(const Message& message, std::string_view name);
std::size_t count_headers(const Message& message, std::string_view name);

// Puts a header in place of one of that name, which keeps its spelling, or at the end.
void set_header(Message& message, std::string_view name, std::string value);
void remove_header(Message& message, std::string_view name);

// "text/plain" of "Text/Plain; charset=utf-8"
std::string media_type(std::string_view content_type);
// The value of a parameter of a header: "x y" of `form-data; name="x y"`. Empty where there is none.
std::string parameter_of(std::string_view value, std::string_view name);

// Whether the body is an urlencoded form: by its Content-Type or, without one, by not looking like JSON or
// XML.
bool is_form(const Message& message);

// `text` with a-z for A-Z.
std::string lower_case(std::string_view text);
// `text` without blanks at its ends.
std::string_view trimmed(std::string_view text);
// What stands between the separators; one part where `separator` is empty.
std::vector<std::string> split(std::string_view text, std::string_view separator);
// `text` with each `what` in it as `with`.
std::string replaced(std::string_view text, std::string_view what, std::string_view with);

}  // namespace convotic::webhook
