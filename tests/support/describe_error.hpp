#pragma once

#include "core/base/result.hpp"

#include <string>

namespace convotic::tests {

// All of an error as one text, so that a test compares the whole of it:
//
//     json-invalid: unknown key "prot"
//       help: did you mean "port"?
//       at convotic.json:2:3, 6 bytes of "  \"prot\": 1"
inline std::string describe(const Error& error) {
  std::string out = std::string(error.kind->slug) + ": " + error.message;
  if (!error.hint.empty()) out += "\n  help: " + error.hint;
  if (error.where)
    out += "\n  at " + base::format_place(*error.where) + ", " + std::to_string(error.where->length) +
           " bytes of \"" + error.where->line_text + "\"";
  return out;
}

// The same of a failed result; "ok" where there is a value.
template <typename T> std::string describe(const Result<T>& result) {
  return result ? std::string("ok") : describe(result.error());
}

}  // namespace convotic::tests
