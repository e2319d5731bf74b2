#pragma once

#include "core/http/message.hpp"

#include <chrono>
#include <string>

namespace convotic::http {

// How a response is put on the wire.
struct ResponseShape {
  enum class Body { send, leave_out } body = Body::send;  // a HEAD request gets none
  enum class Connection {
    keep,           // as HTTP/1.1 does by itself
    keep_http_1_0,  // for an older client that asked for it
    close,
  } connection = Connection::keep;
  std::chrono::seconds idle_timeout{0};  // told to clients whose connection is kept
};

// Appends the bytes of a response to `out`: its own headers in their order, then those of the connection. The
// body's length is told where the status allows a body (RFC 9110, section 8.6).
void append_response(std::string& out, const Response& response, const ResponseShape& shape);

// The phrase of a status code (RFC 9110, section 15); that of its class where it has none of its own.
std::string_view reason_phrase(int status);

}  // namespace convotic::http
