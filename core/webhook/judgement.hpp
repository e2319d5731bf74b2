#pragma once

#include "core/webhook/secret_key.hpp"

#include <string>
#include <vector>

namespace convotic::webhook {

// Whether the message bears a signature of one of the keys, whenever it was made. Fails with kMessageUnfit.
Result<Verdict> judge(const SchemeRules& rules, const Message& message, std::span<const SecretKey> keys);

// The timestamp that the message bears, as text, or why there is none.
struct TimestampText {
  std::string text;
  Verdict problem;
};
TimestampText timestamp_of(const SchemeRules& rules, const Message& message);

// The URLs that a signature may have been made for: the message's own, and that with another way to write its
// port where the scheme allows it.
std::vector<std::string> signed_urls(const SchemeRules& rules, const std::string& url);

// `url` with the default port written out, and without it; unchanged where it has another port.
enum class DefaultPort { written, left_out };
std::string with_default_port(const std::string& url, DefaultPort port);

// The value of a query parameter of a URL, decoded; nothing where there is none.
std::optional<std::string> query_parameter(std::string_view url, std::string_view name);
std::string with_query_parameter(const std::string& url, std::string_view name, std::string_view value);

}  // namespace convotic::webhook
