#pragma once

#include "core/base/result.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace convotic::project {

using Variables = std::vector<std::pair<std::string, std::string>>;

// Reads the text of a .env file: NAME=value lines, an optional `export `, `#` comments, values bare, in
// single quotes (taken as they are) or in double quotes (with \n, \t, \" and \\; may span lines). A later
// line wins. The dialect is that of the npm package dotenv, without its silence about lines it does not
// understand: those fail with kDotenvInvalid and their place. Values never appear in an error.
Result<Variables> parse_dotenv(const std::string& file, std::string_view text);

}  // namespace convotic::project
