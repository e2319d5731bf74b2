#pragma once

#include <string>
#include <string_view>

namespace convotic::lint {

// Text for an attribute or between tags. XML 1.0 has no way to write most control characters, and none for
// bytes that are not UTF-8; both become "?".
std::string xml_text(std::string_view text);

}  // namespace convotic::lint
