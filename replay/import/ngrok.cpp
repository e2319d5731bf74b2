#include "core/base/time_expression.hpp"
#include "replay/errors.hpp"
#include "replay/import/importers.hpp"
#include "replay/import/json_members.hpp"
#include "replay/import/raw_message.hpp"

#include <fmt/format.h>

// What the agent of ngrok answers to GET /api/requests/http, all of it or one of its requests.
namespace convotic::replay {
namespace {

using base::JsonReader;

bool is_request(const JsonReader& value) {
  const auto request = member(value, "request");
  return request && member(value, "tunnel_name") && member(*request, "proto");
}

// The list that the API answers with, or the one request.
std::vector<JsonReader> requests_of(const Recording& recording) {
  if (!recording.json) return {};
  if (is_request(*recording.json)) return {*recording.json};
  const auto list = member(*recording.json, "requests");
  return elements(list ? *list : *recording.json);
}

bool is_ngrok(const Recording& recording) {
  const auto requests = requests_of(recording);
  return !requests.empty() && is_request(requests.front());
}

Result<void> read_parts(ImportedRequest& request, const JsonReader& value) {
  CONVOTIC_TRY(read_method(request, value, "method"));
  CONVOTIC_TRY_ASSIGN(const JsonReader uri, value.get("uri"));
  CONVOTIC_TRY_ASSIGN(const std::string target, uri.as_string());
  if (const auto headers = member(value, "headers")) CONVOTIC_TRY(add_headers(request, *headers));
  set_address(request, target);
  request.lost.push_back("the export has no \"raw\", and so not the body");
  return {};
}

Result<ImportedRequest> read_request(const JsonReader& entry) {
  ImportedRequest request;
  CONVOTIC_TRY_ASSIGN(const JsonReader value, entry.get("request"));
  if (const auto raw = member(value, "raw")) {
    CONVOTIC_TRY_ASSIGN(const std::string bytes, base64_member(value, "raw"));
    const auto length = read_raw_message(request, bytes);
    if (!length)
      return base::Unexpected(
          raw->error(kImportFailed, fmt::format("\"{}\" is {}", raw->pointer(), length.error().message)));
  } else {
    CONVOTIC_TRY(read_parts(request, value));
  }
  request.capture.origin.at = base::parse_iso_time(text_member(entry, "start"));
  return request;
}

Result<std::vector<ImportedRequest>> read_ngrok(const Recording& recording, std::vector<std::string>&) {
  std::vector<ImportedRequest> requests;
  const auto entries = requests_of(recording);
  if (entries.empty())
    return base::fail(kImportFailed,
                      fmt::format("\"{}\" is not an export of ngrok's: it has no requests", recording.name),
                      "curl -s http://127.0.0.1:4040/api/requests/http makes one");
  for (const JsonReader& entry : entries) {
    CONVOTIC_TRY_ASSIGN(ImportedRequest request, read_request(entry));
    if (entries.size() > 1) request.capture.origin.entry = requests.size() + 1;
    requests.push_back(std::move(request));
  }
  return requests;
}

}  // namespace

const Importer kNgrokImporter{"ngrok", "an export of ngrok's agent", is_ngrok, read_ngrok};

}  // namespace convotic::replay
