#pragma once

#include "core/base/clock.hpp"
#include "replay/import/imported_request.hpp"

#include <string>
#include <string_view>

namespace convotic::cli {

// What `convotic dev` has of a request that came to it.
struct ReceivedRequestParts {
  std::string_view method;
  std::string_view target;   // path and query as they came: "/v1/modules/shop/hook?x=1"
  std::string_view headers;  // emulator::ReceivedRequest::headers
  std::string body;
  base::UnixMillis at = 0;
};

// The request on its way into a capture, settled: module and path below it, no headers of the connection, and
// the public URL where a tunnel says it. It names no scheme and no secret.
replay::ImportedRequest received_capture(ReceivedRequestParts parts);

}  // namespace convotic::cli
