#include "core/base/time_expression.hpp"
#include "replay/errors.hpp"
#include "replay/import/importers.hpp"
#include "replay/import/json_members.hpp"

#include <fmt/format.h>

// The event that AWS hands a Lambda function for an HTTP request: of API Gateway (REST APIs: format 1.0, HTTP
// APIs and function URLs: 2.0) and of an Application Load Balancer.
namespace convotic::replay {
namespace {

using base::JsonReader;

bool is_second_format(const JsonReader& event) {
  return member(event, "rawPath").has_value();
}

bool is_aws(const Recording& recording) {
  if (!recording.json || !member(*recording.json, "requestContext")) return false;
  return is_second_format(*recording.json) || member(*recording.json, "httpMethod");
}

Result<void> read_headers(ImportedRequest& request, const JsonReader& event) {
  const auto all = member(event, "multiValueHeaders");
  const auto headers = all ? all : member(event, "headers");
  if (headers) CONVOTIC_TRY(add_headers(request, *headers));
  if (const auto cookies = member(event, "cookies"))
    for (const JsonReader& cookie : elements(*cookies))
      if (const auto text = cookie.as_string()) add_header(request, "Cookie", *text);
  return {};
}

Result<void> read_body(ImportedRequest& request, const JsonReader& event) {
  if (!member(event, "body")) return {};
  const auto encoded = member(event, "isBase64Encoded");
  if (encoded && encoded->as_boolean() == true) {
    CONVOTIC_TRY_ASSIGN(request.capture.body, base64_member(event, "body"));
    return {};
  }
  set_parsed_body(request, *member(event, "body"), "this event");
  return {};
}

// {"version": "2.0"}: path and query as they were.
Result<void> read_second(ImportedRequest& request, const JsonReader& event, const JsonReader& context) {
  CONVOTIC_TRY_ASSIGN(const JsonReader http, context.get("http"));
  CONVOTIC_TRY(read_method(request, http, "method"));
  const std::string query = text_member(event, "rawQueryString");
  set_address(request, text_member(event, "rawPath") + (query.empty() ? "" : "?" + query));
  if (const auto epoch = member(context, "timeEpoch"))
    if (const auto millis = epoch->as_integer()) request.capture.origin.at = *millis;
  return {};
}

// Format 1.0 and load balancers: the query comes decoded, or, of a load balancer, as it was.
Result<void> read_first(ImportedRequest& request, const JsonReader& event, const JsonReader& context) {
  CONVOTIC_TRY(read_method(request, event, "httpMethod"));
  const auto all = member(event, "multiValueQueryStringParameters");
  const auto parameters = all ? all : member(event, "queryStringParameters");
  std::string query;
  if (parameters && member(context, "elb")) {
    if (const auto members = parameters->as_object())
      for (const auto& [name, value] : *members)
        for (const JsonReader& one :
             elements(value).empty() ? std::vector<JsonReader>{value} : elements(value))
          query += fmt::format("{}{}={}", query.empty() ? "" : "&", name,
                               one.as_string() ? *one.as_string() : one.dump());
  } else if (parameters) {
    query = query_of(*parameters);
    if (!query.empty()) request.lost.push_back("API Gateway decoded the query, and it was encoded anew");
  }
  // The path with the stage is the one that the sender requested.
  const std::string requested = text_member(context, "path");
  const std::string path = text_member(event, "path");
  set_address(request, (requested.empty() ? path : requested) + (query.empty() ? "" : "?" + query));
  if (const auto epoch = member(context, "requestTimeEpoch"))
    if (const auto millis = epoch->as_integer()) request.capture.origin.at = *millis;
  return {};
}

Result<std::vector<ImportedRequest>> read_aws(const Recording& recording, std::vector<std::string>&) {
  if (!is_aws(recording))
    return base::fail(kImportFailed, fmt::format("\"{}\" is not an event of API Gateway or a load balancer",
                                                 recording.name));
  const JsonReader& event = *recording.json;
  CONVOTIC_TRY_ASSIGN(const JsonReader context, event.get("requestContext"));
  ImportedRequest request;
  CONVOTIC_TRY(read_headers(request, event));
  if (is_second_format(event))
    CONVOTIC_TRY(read_second(request, event, context));
  else
    CONVOTIC_TRY(read_first(request, event, context));
  CONVOTIC_TRY(read_body(request, event));
  return std::vector<ImportedRequest>{std::move(request)};
}

}  // namespace

const Importer kAwsImporter{"aws", "an event of AWS Lambda's", is_aws, read_aws};

}  // namespace convotic::replay
