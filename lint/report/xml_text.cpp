#include "lint/report/xml_text.hpp"

#include "core/base/utf8.hpp"

#include <algorithm>

namespace convotic::lint {

std::string xml_text(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const std::size_t length = base::utf8_sequence(text.substr(at));
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\t')
      out += "&#9;";
    else if (c == '\n')
      out += "&#10;";
    else if (c == '\r')
      out += "&#13;";
    else if (length == 0 || (length == 1 && static_cast<unsigned char>(c) < 0x20))
      out += '?';
    else
      out += text.substr(at, length);
    at += std::max<std::size_t>(1, length);
  }
  return out;
}

}  // namespace convotic::lint
