#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace convotic::http {

struct Header {
  std::string name;   // as it was sent
  std::string value;  // the exact bytes, without surrounding blanks
};

// Everything of a request before its body, as it came over the wire.
struct RequestHead {
  std::string method;
  std::string target;  // "/v1/modules/orders/x?limit=1"
  int minor_version = 1;
  std::vector<Header> headers;  // in order, repetitions included

  // The target up to '?', not decoded; and what follows it.
  std::string_view path() const;
  std::string_view query() const;

  // The value of the first header of that name, in any case; nullptr where there is none.
  const std::string* find(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
};

// Compares header names: ASCII letters regardless of case.
bool same_name(std::string_view a, std::string_view b);

// Whether `name` may be the name of a header (RFC 9110, token), and whether `value` may be its value: no CR,
// LF or NUL.
bool is_header_name(std::string_view name);
bool is_header_value(std::string_view value);

// Whether `target` may be the target of a request: a path of printable ASCII, or "*". UTF-8 that is not
// percent-encoded is let through, as most servers do.
bool is_target(std::string_view target);

// The beginning of a text in quotes, for messages: what is not printable ASCII becomes "?".
std::string quoted(std::string_view text);

}  // namespace convotic::http
