#pragma once

#include "core/http/message.hpp"
#include "core/http/path_pattern.hpp"

#include <cstdint>
#include <string>

namespace convotic::emulator {

// The invoke frame's head after its route: `,"params":{…},"query":{…},"headers":{…},"request":"req_7"}`.
// Header names become lower-case, repeated ones are joined with ", " (cookies with "; "); of repeated query
// keys the last one wins [all assumed; see docs/fidelity.md].
std::string encode_request_head(const http::RequestHead& head, const http::PathParams& params,
                                std::uint64_t request);

// The headers of a request as the journal keeps them: "Name: value\n" each, in their order, as they came; but
// the value of X-API-Key is "redacted".
std::string header_lines(const http::RequestHead& head);

// "req_7"
std::string request_name(std::uint64_t request);

}  // namespace convotic::emulator
