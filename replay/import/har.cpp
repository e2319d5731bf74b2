#include "core/base/time_expression.hpp"
#include "replay/errors.hpp"
#include "replay/import/form_body.hpp"
#include "replay/import/importers.hpp"
#include "replay/import/json_members.hpp"

#include <fmt/format.h>

#include <algorithm>

// HAR 1.2, as browsers, mitmproxy, Fiddler and Charles write it. The specification:
// w3c.github.io/web-performance/specs/HAR.
namespace convotic::replay {
namespace {

using base::JsonReader;

bool is_har(const Recording& recording) {
  const auto log = recording.json ? member(*recording.json, "log") : std::nullopt;
  return log && member(*log, "entries");
}

// {"name": …, "value": …}, or [name, value], as Slack's export has it.
Result<std::pair<std::string, std::string>> read_pair(const JsonReader& value) {
  if (value.kind() != JsonReader::Kind::array) {
    CONVOTIC_TRY_ASSIGN(const JsonReader name, value.get("name"));
    CONVOTIC_TRY_ASSIGN(std::string name_text, name.as_string());
    return std::pair(std::move(name_text), text_member(value, "value"));
  }
  CONVOTIC_TRY_ASSIGN(const auto pair, value.as_array());
  if (pair.size() != 2)
    return base::Unexpected(
        value.error(kImportFailed, fmt::format("\"{}\" must be [name, value]", value.pointer())));
  CONVOTIC_TRY_ASSIGN(std::string name, pair[0].as_string());
  CONVOTIC_TRY_ASSIGN(std::string text, pair[1].as_string());
  return std::pair(std::move(name), std::move(text));
}

Result<void> read_text(ImportedRequest& request, const JsonReader& post_data, const std::string& text) {
  const std::string encoding = text_member(post_data, "encoding");
  if (http::same_name(encoding, "base64")) {
    CONVOTIC_TRY_ASSIGN(request.capture.body, base64_member(post_data, "text"));
    return {};
  }
  if (!encoding.empty())
    request.lost.push_back(fmt::format("the HAR file has the body in the unknown encoding \"{}\"", encoding));
  request.capture.body = text;
  if (text.find("\xef\xbf\xbd") != std::string::npos)
    request.lost.push_back("the HAR file has U+FFFD in the body, in place of bytes that are not UTF-8");
  const std::string content_encoding(header_value(request, "Content-Encoding"));
  if (!content_encoding.empty() && !http::same_name(content_encoding, "identity") &&
      !text.starts_with("\x1f\x8b")) {
    request.lost.push_back(
        fmt::format("the body was sent with Content-Encoding {} and is recorded unpacked", content_encoding));
    remove_header(request, "Content-Encoding");
  }
  return {};
}

// The fields of a form, where its text was not kept.
Result<void> read_params(ImportedRequest& request, const JsonReader& post_data,
                         const std::vector<JsonReader>& params) {
  std::string type(header_value(request, "Content-Type"));
  if (type.empty()) type = text_member(post_data, "mimeType");
  std::vector<FormPart> parts;
  FormFields fields;
  for (const JsonReader& param : params) {
    CONVOTIC_TRY_ASSIGN(const auto pair, read_pair(param));
    fields.push_back(pair);
    parts.push_back(
        {pair.first, text_member(param, "fileName"), text_member(param, "contentType"), pair.second});
  }
  if (!type.starts_with("multipart/form-data")) {
    request.capture.body = form_body(fields);
    request.lost.push_back(
        "the HAR file has the fields of a form and not its bytes, which were made from them");
    return {};
  }
  const std::size_t mark = type.find("boundary=");
  std::string boundary = mark == std::string::npos ? "convotic-boundary" : type.substr(mark + 9);
  boundary = boundary.substr(0, boundary.find(';'));
  std::erase(boundary, '"');
  MultipartBody body = multipart_body(parts, boundary.empty() ? "convotic-boundary" : boundary);
  remove_header(request, "Content-Type");
  add_header(request, "Content-Type", "multipart/form-data; boundary=" + body.boundary);
  request.capture.body = std::move(body.body);
  request.lost.push_back("the HAR file has the parts of a form and not its bytes, which were made from them");
  return {};
}

Result<void> read_body(ImportedRequest& request, const JsonReader& value) {
  const auto size_value = member(value, "bodySize");
  const bool has_size = size_value && size_value->kind() == JsonReader::Kind::number;
  const std::int64_t size = has_size ? size_value->as_integer().value_or(-1) : -1;
  const auto post_data = member(value, "postData");
  const auto params = post_data ? member(*post_data, "params") : std::nullopt;
  const std::vector<JsonReader> fields = params ? elements(*params) : std::vector<JsonReader>{};
  const std::string content = post_data ? text_member(*post_data, "text") : std::string();
  if (content.empty() && !fields.empty()) return read_params(request, *post_data, fields);
  if (content.empty()) {
    const std::string said(header_value(request, "Content-Length"));
    if (size > 0)
      request.lost.push_back(fmt::format("the HAR file does not have the body, which had {} bytes", size));
    else if (!said.empty() && said != "0" && size != 0)
      request.lost.push_back(fmt::format("the HAR file does not have the body, which had {} bytes", said));
    return {};
  }
  const std::size_t losses = request.lost.size();
  CONVOTIC_TRY(read_text(request, *post_data, content));
  const bool unpacked = request.lost.size() > losses;
  if (size > 0 && !unpacked && static_cast<std::size_t>(size) != request.capture.body.size())
    request.lost.push_back(
        fmt::format("the body had {} bytes, and the HAR file has {}", size, request.capture.body.size()));
  return {};
}

Result<ImportedRequest> read_entry(const JsonReader& entry) {
  ImportedRequest request;
  CONVOTIC_TRY_ASSIGN(const JsonReader value, entry.get("request"));
  CONVOTIC_TRY(read_method(request, value, "method"));
  CONVOTIC_TRY_ASSIGN(const JsonReader url, value.get("url"));
  CONVOTIC_TRY_ASSIGN(const std::string address, url.as_string());
  if (const auto headers = member(value, "headers")) {
    CONVOTIC_TRY_ASSIGN(const auto items, headers->as_array());
    for (const JsonReader& item : items) {
      CONVOTIC_TRY_ASSIGN(const auto pair, read_pair(item));
      add_header(request, pair.first, pair.second);
    }
  }
  set_address(request, address);
  CONVOTIC_TRY(read_body(request, value));
  request.capture.origin.at = base::parse_iso_time(text_member(entry, "startedDateTime"));
  return request;
}

// A browser's export is full of requests for pages and pictures.
bool is_fetch(const ImportedRequest& request) {
  const std::string& method = request.capture.method;
  return (method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "CONNECT") &&
         request.capture.body.empty();
}

Result<std::vector<ImportedRequest>> read_har(const Recording& recording, std::vector<std::string>& notes) {
  if (!is_har(recording))
    return base::fail(kImportFailed,
                      fmt::format("\"{}\" is not a HAR file: it has no log.entries", recording.name));
  CONVOTIC_TRY_ASSIGN(const auto entries, member(*member(*recording.json, "log"), "entries")->as_array());
  std::vector<ImportedRequest> requests;
  for (const JsonReader& entry : entries) {
    CONVOTIC_TRY_ASSIGN(ImportedRequest request, read_entry(entry));
    if (entries.size() > 1) request.capture.origin.entry = requests.size() + 1;
    requests.push_back(std::move(request));
  }
  const auto fetches = static_cast<std::size_t>(std::count_if(requests.begin(), requests.end(), is_fetch));
  if (!recording.entries.empty() || fetches == requests.size()) return requests;
  std::erase_if(requests, is_fetch);
  if (fetches > 0)
    notes.push_back(fmt::format(
        "{} of its {} requests only fetch (GET, HEAD, OPTIONS) and were passed over; --entry N takes one",
        fetches, entries.size()));
  return requests;
}

}  // namespace

const Importer kHarImporter{"har", "a HAR file", is_har, read_har};

}  // namespace convotic::replay
