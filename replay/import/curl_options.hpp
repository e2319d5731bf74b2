#pragma once

#include "core/base/result.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::replay {

// An option of curl's with its value, or an argument that is none ("").
struct CurlOption {
  std::string name;  // the long form: "--data-binary"; "" for the URL
  std::string value;
};

// The options of a curl command (its words after "curl"), as curl 8 has them: short ones may stand together
// and have their value behind them. Fails with kImportFailed where a value is missing, or a short option is
// unknown; an unknown long one is taken for one without a value.
Result<std::vector<CurlOption>> curl_options(std::span<const std::string> words);

}  // namespace convotic::replay
