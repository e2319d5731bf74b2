#include "cli/signed_request.hpp"

#include "cli/shell_word.hpp"
#include "core/base/base64.hpp"
#include "core/base/json_text.hpp"
#include "core/base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::cli {

std::string headers_added(const webhook::Message& given, const webhook::Message& made) {
  std::string out;
  for (const http::Header& header : made.headers) {
    const bool known =
        std::any_of(given.headers.begin(), given.headers.end(), [&](const http::Header& other) {
          return other.name == header.name && other.value == header.value;
        });
    if (!known) out += fmt::format("{}: {}\n", header.name, header.value);
  }
  return out;
}

std::string request_as_json(const webhook::Message& made) {
  std::string out = fmt::format("{{\"method\":{},\"url\":{},\"headers\":[", base::json_string(made.method),
                                made.url.empty() ? "null" : base::json_string(made.url));
  for (std::size_t i = 0; i < made.headers.size(); ++i) {
    out += i == 0 ? "[" : ",[";
    base::append_json_latin1(out, made.headers[i].name);
    out += ',';
    base::append_json_latin1(out, made.headers[i].value);
    out += ']';
  }
  return out + (base::is_utf8(made.body) ? fmt::format("],\"body\":{}}}\n", base::json_string(made.body))
                                         : fmt::format("],\"bodyBase64\":{}}}\n",
                                                       base::json_string(base::base64_encode(made.body))));
}

std::string request_as_curl(const webhook::Message& made) {
  std::string out = fmt::format("curl -X {} {}", shell_word(made.method), shell_word(made.url));
  bool has_type = false;
  for (const http::Header& header : made.headers) {
    // "Name;" is how curl is told to send an empty one.
    out += fmt::format(
        " -H {}", shell_word(header.value.empty() ? header.name + ';' : header.name + ": " + header.value));
    has_type = has_type || http::same_name(header.name, "Content-Type");
  }
  if (made.body.empty()) return out + '\n';
  // Else curl says that it is a form.
  if (!has_type)
    out += made.body.front() == '{' || made.body.front() == '[' ? " -H 'Content-Type: application/json'"
                                                                : " -H Content-Type:";
  // A shell's word cannot have a NUL in it, and bytes that are no text do not survive copying.
  if (base::is_utf8(made.body) && made.body.find('\0') == std::string::npos)
    return out + fmt::format(" --data-raw {}\n", shell_word(made.body));
  return fmt::format("echo {} | base64 -d | {} --data-binary @-\n", base::base64_encode(made.body), out);
}

}  // namespace convotic::cli
