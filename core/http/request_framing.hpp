#pragma once

#include "core/http/message.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::http {

// The headers of a recorded request as they go out again with a body of `body_size` bytes: in their order,
// without those that belonged to the connection it was recorded on (Connection and what it names, Keep-Alive,
// Proxy-Connection, Transfer-Encoding, TE, Trailer, Upgrade, Expect), and with the Content-Length that is
// true. One is added where there is a body or `method` is one that usually has.
std::vector<Header> framed_headers(const std::vector<Header>& headers, std::string_view method,
                                   std::size_t body_size);

// Why a head cannot be sent as HTTP: one clause that quotes the part; empty where it can.
std::string unsendable(const RequestHead& head);

}  // namespace convotic::http
