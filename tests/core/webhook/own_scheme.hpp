#pragma once

#include "core/webhook/scheme.hpp"
#include "core/webhook/scheme_rules.hpp"
#include "tests/core/webhook/vectors.hpp"

#include <string>

namespace convotic::tests {

inline base::JsonReader row_from(std::string text) {
  return must(base::JsonReader::parse("schemes.json", std::move(text)));
}

inline webhook::Scheme scheme_from(std::string text) {
  return must(webhook::Scheme::parse(row_from(std::move(text))));
}

inline webhook::Scheme builtin(std::string_view name) {
  return must(webhook::SchemeTable::builtin().get(name));
}

// A scheme with everything usual, and `more` keys.
inline std::string plain_row(const std::string& more = {}) {
  return R"({"name": "own", "algorithm": "hmac-sha256", "signature": {"header": "X-Sig", "encoding": "hex"}, )" +
         (more.find("\"content\"") == std::string::npos ? std::string(R"("content": "{body}")")
                                                        : std::string()) +
         (more.empty() || more.find("\"content\"") != std::string::npos ? more : ", " + more) + "}";
}

}  // namespace convotic::tests
