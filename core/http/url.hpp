#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace convotic::http {

enum class PlusSign { literal, space };

// Undoes percent-encoding. A '%' that is not followed by two hexadecimal digits stays as it is.
// `PlusSign::space` is for queries and form bodies (WHATWG URL, application/x-www-form-urlencoded).
std::string percent_decode(std::string_view text, PlusSign plus);

// The pairs of "a=1&b=&c", decoded, in order.
std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);

}  // namespace convotic::http
