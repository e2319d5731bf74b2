#pragma once

#include <string>
#include <string_view>

namespace convotic::webhook {

// Characters that some serialisers escape in strings though JSON does not ask for it.
enum class JsonEscape {
  non_ascii,  // as \uXXXX: Python, PHP, Meta
  slash,      // as \/: PHP
  html,       // <, > and & as \u003c, \u003e and \u0026: Go
};

// A JSON text with these characters escaped wherever they stand in strings, and with none of them escaped.
// Everything else stays byte for byte. `json` must be JSON in UTF-8.
std::string with_escapes(std::string_view json, JsonEscape escape);
std::string without_escapes(std::string_view json, JsonEscape escape);

}  // namespace convotic::webhook
