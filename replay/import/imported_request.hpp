#pragma once

#include "core/base/json_reader.hpp"
#include "core/base/result.hpp"
#include "replay/capture.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace convotic::replay {

// A request on its way from another tool's file into a capture.
struct ImportedRequest {
  Capture capture;                 // `path` is the whole target, as the sender requested it, until `settle`
  std::vector<std::string> lost;   // why these are not the bytes that were sent, one clause each
  std::vector<std::string> notes;  // what else there is to know, one clause each
};

// Adds a header. Those that a protocol makes of a request's target (":authority") are passed over; one that
// cannot be a header is passed over and noted.
void add_header(ImportedRequest& request, std::string_view name, std::string_view value);

// Adds the members of an object, whose values are strings or arrays of them. Fails with kJsonInvalid at a
// value of another type.
Result<void> add_headers(ImportedRequest& request, const base::JsonReader& object);

// The value of the first header of that name; empty where there is none.
std::string_view header_value(const ImportedRequest& request, std::string_view name);
void remove_header(ImportedRequest& request, std::string_view name);

// Takes path, query and public URL from an address. What is not absolute is a path. A user name and password
// become a header, as an HTTP client would have it.
void set_address(ImportedRequest& request, std::string_view url);

// To be called when all is known: takes the public URL from the headers of proxies and Host where the address
// gave none, module and path from a path of Convotic's ("/v1/modules/shop/hook"), and drops the headers that
// are about one connection only (Host, Content-Length, Connection). What was lost becomes `exact` and
// `inexact_because`.
void settle(ImportedRequest& request);

}  // namespace convotic::replay
