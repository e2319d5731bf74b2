#include "cli/received_capture.hpp"

#include <algorithm>
#include <utility>

namespace convotic::cli {

replay::ImportedRequest received_capture(ReceivedRequestParts parts) {
  replay::ImportedRequest out;
  out.capture.method = parts.method;
  out.capture.path = parts.target;
  out.capture.body = std::move(parts.body);
  out.capture.origin.kind = "record";
  out.capture.origin.at = parts.at;
  for (std::string_view rest = parts.headers; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    if (const std::size_t colon = line.find(": "); colon != std::string_view::npos)
      replay::add_header(out, line.substr(0, colon), line.substr(colon + 2));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  replay::settle(out);
  return out;
}

}  // namespace convotic::cli
