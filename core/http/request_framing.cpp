#include "core/http/request_framing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace convotic::http {
namespace {

constexpr std::string_view kOfConnection[] = {"connection", "keep-alive", "proxy-connection",
                                              "te",         "trailer",    "transfer-encoding",
                                              "upgrade",    "expect"};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t'))
    text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t'))
    text.remove_suffix(1);
  return text;
}

// What the Connection headers name: of this hop only, as well (RFC 9110, section 7.6.1).
std::vector<std::string_view> named_by_connection(const std::vector<Header>& headers) {
  std::vector<std::string_view> names;
  for (const Header& header : headers) {
    if (!same_name(header.name, "connection")) continue;
    for (std::string_view rest = header.value; !rest.empty();) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      names.push_back(trimmed(rest.substr(0, comma)));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return names;
}

bool usually_has_body(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

}  // namespace

std::vector<Header> framed_headers(const std::vector<Header>& headers, std::string_view method,
                                   std::size_t body_size) {
  const std::vector<std::string_view> named = named_by_connection(headers);
  const auto is = [](std::string_view name) {
    return [name](std::string_view other) { return same_name(name, other); };
  };
  std::vector<Header> out;
  out.reserve(headers.size() + 1);
  bool has_length = false;
  for (const Header& header : headers) {
    const std::string_view name = header.name;
    if (std::any_of(std::begin(kOfConnection), std::end(kOfConnection), is(name))) continue;
    if (same_name(name, "content-length")) {
      if (!std::exchange(has_length, true)) out.push_back({header.name, std::to_string(body_size)});
      continue;
    }
    // Some name what is not of the hop, such as Host; that is needed all the same.
    if (!same_name(name, "host") && std::any_of(named.begin(), named.end(), is(name))) continue;
    out.push_back(header);
  }
  if (!has_length && (body_size > 0 || usually_has_body(method)))
    out.push_back({"Content-Length", std::to_string(body_size)});
  return out;
}

std::string unsendable(const RequestHead& head) {
  if (!is_header_name(head.method)) return fmt::format("the method {} is not a token", quoted(head.method));
  if (!is_target(head.target)) return fmt::format("the target {} is not a path", quoted(head.target));
  for (const Header& header : head.headers) {
    if (!is_header_name(header.name))
      return fmt::format("the header name {} is not a token", quoted(header.name));
    if (!is_header_value(header.value))
      return fmt::format("the header {} holds a line break or NUL", quoted(header.name));
  }
  return {};
}

}  // namespace convotic::http
