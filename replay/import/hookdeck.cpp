#include "core/base/time_expression.hpp"
#include "replay/errors.hpp"
#include "replay/import/importers.hpp"
#include "replay/import/json_members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

// An event, a request, or a list of them, of Hookdeck's API.
namespace convotic::replay {
namespace {

using base::JsonReader;

bool is_item(const JsonReader& value) {
  const auto data = member(value, "data");
  return data && member(value, "id") && (member(value, "source_id") || member(value, "ingested_at")) &&
         member(*data, "headers");
}

// {"models": […]}, an array, or the one item.
std::vector<JsonReader> items_of(const Recording& recording) {
  if (!recording.json) return {};
  if (is_item(*recording.json)) return {*recording.json};
  const auto models = member(*recording.json, "models");
  return elements(models ? *models : *recording.json);
}

bool is_hookdeck(const Recording& recording) {
  const auto items = items_of(recording);
  return !items.empty() && is_item(items.front());
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

// Hookdeck adds headers of its own, and says which.
void drop_added_headers(ImportedRequest& request, const JsonReader& data) {
  std::set<std::string> added;
  if (const auto list = member(data, "appended_headers"))
    for (const JsonReader& name : elements(*list))
      if (const auto text = name.as_string()) added.insert(lower(*text));
  std::erase_if(request.capture.headers, [&](const http::Header& header) {
    const std::string name = lower(header.name);
    return added.contains(name) || name.starts_with("x-hookdeck-");
  });
}

Result<ImportedRequest> read_item(const JsonReader& item) {
  ImportedRequest request;
  CONVOTIC_TRY_ASSIGN(const JsonReader data, item.get("data"));
  if (member(data, "method")) CONVOTIC_TRY(read_method(request, data, "method"));
  CONVOTIC_TRY_ASSIGN(const JsonReader headers, data.get("headers"));
  CONVOTIC_TRY(add_headers(request, headers));
  drop_added_headers(request, data);
  // Host is Hookdeck's own by now, or that of the destination.
  remove_header(request, "Host");

  std::string query = text_member(data, "query");
  if (const auto parsed = member(data, "query"); query.empty() && parsed) query = query_of(*parsed);
  if (query.starts_with('?')) query.erase(0, 1);
  set_address(request, text_member(data, "path") + (query.empty() ? "" : "?" + query));

  if (const auto body = member(data, "body"))
    set_parsed_body(request, *body, "Hookdeck");
  else if (const auto large = member(data, "is_large_payload"); large && large->as_boolean() == true)
    request.lost.push_back("the export does not have the body, which is too large for it");
  const std::string ingested = text_member(item, "ingested_at");
  request.capture.origin.at =
      base::parse_iso_time(ingested.empty() ? text_member(item, "created_at") : ingested);
  if (!request.lost.empty()) request.notes.push_back("hookdeck gateway event raw-body has the bytes");
  return request;
}

Result<std::vector<ImportedRequest>> read_hookdeck(const Recording& recording, std::vector<std::string>&) {
  const auto items = items_of(recording);
  if (items.empty())
    return base::fail(kImportFailed,
                      fmt::format("\"{}\" has neither an event nor a request of Hookdeck's", recording.name));
  std::vector<ImportedRequest> requests;
  for (const JsonReader& item : items) {
    CONVOTIC_TRY_ASSIGN(ImportedRequest request, read_item(item));
    if (items.size() > 1) request.capture.origin.entry = requests.size() + 1;
    requests.push_back(std::move(request));
  }
  return requests;
}

}  // namespace

const Importer kHookdeckImporter{"hookdeck", "an export of Hookdeck's", is_hookdeck, read_hookdeck};

}  // namespace convotic::replay
