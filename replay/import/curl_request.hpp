#pragma once

#include "core/base/result.hpp"
#include "replay/import/curl_options.hpp"
#include "replay/import/importer.hpp"

#include <span>
#include <string>

namespace convotic::replay {

// What the options of a curl command (up to --next) refer to.
struct CurlWorld {
  const Recording& recording;  // whose folder files are read from
  std::string input;           // what "@-" means; empty where it is not known
};

// The request that curl would send. Files that it names are read, relative to the recording's folder; nothing
// is run and nothing is sent. Fails with kImportFailed where there is no URL or more than one, or a file
// cannot be read.
Result<ImportedRequest> curl_request(std::span<const CurlOption> options, const CurlWorld& world);

}  // namespace convotic::replay
