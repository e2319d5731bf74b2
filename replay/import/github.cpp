#include "core/base/time_expression.hpp"
#include "replay/errors.hpp"
#include "replay/import/form_body.hpp"
#include "replay/import/importers.hpp"
#include "replay/import/json_members.hpp"

#include <fmt/format.h>

// A delivery of GitHub's API: GET /repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}.
namespace convotic::replay {
namespace {

using base::JsonReader;

bool is_github(const Recording& recording) {
  const auto request = recording.json ? member(*recording.json, "request") : std::nullopt;
  return request && member(*recording.json, "guid") && member(*request, "payload") &&
         member(*request, "headers");
}

Result<std::vector<ImportedRequest>> read_github(const Recording& recording, std::vector<std::string>&) {
  if (!is_github(recording))
    return base::fail(kImportFailed,
                      fmt::format("\"{}\" is not a delivery of GitHub's: it has no guid and request.payload",
                                  recording.name),
                      "the list of deliveries has none either; fetch one by its id");
  const JsonReader& delivery = *recording.json;
  const JsonReader value = *member(delivery, "request");
  ImportedRequest request;
  CONVOTIC_TRY(add_headers(request, *member(value, "headers")));
  const std::string url = text_member(delivery, "url");
  set_address(request, url.empty() ? "/" : url);
  set_parsed_body(request, *member(value, "payload"), "GitHub");
  if (header_value(request, "Content-Type").starts_with("application/x-www-form-urlencoded"))
    request.capture.body = form_body({{"payload", request.capture.body}});
  request.capture.origin.at = base::parse_iso_time(text_member(delivery, "delivered_at"));
  return std::vector<ImportedRequest>{std::move(request)};
}

}  // namespace

const Importer kGithubImporter{"github", "a delivery of GitHub's", is_github, read_github};

}  // namespace convotic::replay
