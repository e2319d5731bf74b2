#pragma once

#include "cli/context.hpp"
#include "core/base/result.hpp"

#include <filesystem>
#include <string>

namespace convotic::cli {

// The key that requests must carry: `given` (--api-key), else CONVOTIC_API_KEY, else the project's own, which
// is made on first use and kept in `directory`/api-key.
Result<std::string> choose_api_key(Context& context, const std::string& given,
                                   const std::filesystem::path& directory);

}  // namespace convotic::cli
