#include "replay/import/importers.hpp"
#include "replay/import/raw_message.hpp"

#include <fmt/format.h>

// An HTTP message as it came over the wire: what `nc -l` shows, and mitmproxy's raw_request.
namespace convotic::replay {
namespace {

std::string_view without_lead(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  return text;
}

bool is_raw(const Recording& recording) {
  return begins_with_request_line(without_lead(recording.text));
}

Result<std::vector<ImportedRequest>> read_raw(const Recording& recording, std::vector<std::string>& notes) {
  std::vector<ImportedRequest> requests;
  std::string_view rest = without_lead(recording.text);
  do {
    ImportedRequest request;
    CONVOTIC_TRY_ASSIGN(const std::size_t length, read_raw_message(request, rest));
    requests.push_back(std::move(request));
    rest = rest.substr(length);
    const std::size_t after = rest.size();
    rest = without_lead(rest);
    if (!rest.empty() && !begins_with_request_line(rest))
      notes.push_back(fmt::format("{} bytes after the end of the message were left out", after));
  } while (begins_with_request_line(rest));
  if (requests.size() > 1)
    for (std::size_t i = 0; i < requests.size(); ++i)
      requests[i].capture.origin.entry = i + 1;
  return requests;
}

}  // namespace

const Importer kRawImporter{"raw", "a raw HTTP message", is_raw, read_raw};

}  // namespace convotic::replay
