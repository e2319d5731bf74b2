#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace convotic::http {

enum class PlusSign { literal, space };

// Undoes percent-encoding. A '%' that is not followed by two hexadecimal digits stays as it is.
// `PlusSign::space` is for queries and form bodies (WHATWG URL, application/x-www-form-urlencoded).
std::string percent_decode(std::string_view text, PlusSign plus);

// The pairs of "a=1&b=&c", decoded, in order.
std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);

// An absolute http or https URL, taken apart and otherwise left as it was written.
struct Url {
  enum class Scheme { http, https } scheme = Scheme::http;
  std::string host;    // an IPv6 address without its brackets
  int port = 80;       // that of the scheme, where none is written
  std::string target;  // the path with its query, "/" at least, without the fragment

  // "shop.example", "shop.example:8080", "[::1]:8080": what belongs into a Host header.
  std::string authority() const;
};

// Fails with why it is none, in one clause that quotes it.
tl::expected<Url, std::string> parse_url(std::string_view text);

}  // namespace convotic::http
