#include "core/base/time_expression.hpp"
#include "replay/errors.hpp"
#include "replay/import/form_body.hpp"
#include "replay/import/importers.hpp"
#include "replay/import/json_members.hpp"

#include <fmt/format.h>

// A request, or the list of them, as webhook.site gives it.
namespace convotic::replay {
namespace {

using base::JsonReader;

bool is_item(const JsonReader& value) {
  return member(value, "uuid") && member(value, "method") && member(value, "headers") && member(value, "url");
}

std::vector<JsonReader> items_of(const Recording& recording) {
  if (!recording.json) return {};
  if (is_item(*recording.json)) return {*recording.json};
  const auto data = member(*recording.json, "data");
  return elements(data ? *data : *recording.json);
}

bool is_webhook_site(const Recording& recording) {
  const auto items = items_of(recording);
  return !items.empty() && is_item(items.front());
}

// "2026-03-30 14:22:00", in UTC.
std::optional<base::UnixMillis> time_of(std::string text) {
  if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
  return base::parse_iso_time(text.ends_with('Z') ? text : text + "Z");
}

Result<ImportedRequest> read_item(const JsonReader& item) {
  ImportedRequest request;
  CONVOTIC_TRY(read_method(request, item, "method"));
  CONVOTIC_TRY_ASSIGN(const JsonReader headers, item.get("headers"));
  CONVOTIC_TRY(add_headers(request, headers));
  set_address(request, text_member(item, "url"));
  request.capture.body = text_member(item, "content");
  const auto form = member(item, "request");
  if (const std::string fields = form ? query_of(*form) : std::string();
      request.capture.body.empty() && !fields.empty()) {
    request.capture.body = fields;
    request.lost.push_back(
        "webhook.site keeps the fields of a form and not its bytes, which were made from them");
  }
  request.capture.origin.at = time_of(text_member(item, "created_at"));
  return request;
}

Result<std::vector<ImportedRequest>> read_webhook_site(const Recording& recording,
                                                       std::vector<std::string>&) {
  const auto items = items_of(recording);
  if (items.empty())
    return base::fail(kImportFailed, fmt::format("\"{}\" has no request of webhook.site's", recording.name));
  std::vector<ImportedRequest> requests;
  for (const JsonReader& item : items) {
    CONVOTIC_TRY_ASSIGN(ImportedRequest request, read_item(item));
    if (items.size() > 1) request.capture.origin.entry = requests.size() + 1;
    requests.push_back(std::move(request));
  }
  return requests;
}

}  // namespace

const Importer kWebhookSiteImporter{"webhook-site", "an export of webhook.site's", is_webhook_site,
                                    read_webhook_site};

}  // namespace convotic::replay
