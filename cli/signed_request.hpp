#pragma once

#include "core/webhook/message.hpp"

#include <string>

namespace convotic::cli {

// What `convotic sign` prints.

// The headers of `made` that `given` does not have, or has otherwise: "Name: value" lines.
std::string headers_added(const webhook::Message& given, const webhook::Message& made);

// One line of JSON: method, url, headers as pairs in their order, and body, or bodyBase64 where the body is
// no text.
std::string request_as_json(const webhook::Message& made);

// A command line that sends it with exactly these bytes.
std::string request_as_curl(const webhook::Message& made);

}  // namespace convotic::cli
