#pragma once

#include "core/base/result.hpp"
#include "replay/import/imported_request.hpp"

#include <cstddef>
#include <string_view>

namespace convotic::replay {

// Whether a text begins with a request line, "POST /hook HTTP/1.1"; HTTP/2 is written so by some tools.
bool begins_with_request_line(std::string_view text);

// Reads the HTTP message that `bytes` begin with, and returns how many of them it is. A body in chunks is put
// together; one that is shorter than its Content-Length is lost in part. Without either it is all that
// follows. Fails with kImportFailed where the head is none.
Result<std::size_t> read_raw_message(ImportedRequest& request, std::string_view bytes);

}  // namespace convotic::replay
