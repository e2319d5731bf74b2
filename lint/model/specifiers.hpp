#pragma once

#include <string_view>
#include <vector>

namespace convotic::lint {

// What a script seems to import, by a scan of its text: "./a" of import, export … from, require("./a") and
// import("./a"). May have what stands in comments and strings, and is cheap where a parse is not.
std::vector<std::string_view> specifiers_in(std::string_view text);

}  // namespace convotic::lint
