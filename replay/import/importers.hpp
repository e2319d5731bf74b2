#pragma once

#include "replay/import/importer.hpp"

// The importers, one a source of this folder.
namespace convotic::replay {

extern const Importer kHarImporter;          // har.cpp
extern const Importer kNgrokImporter;        // ngrok.cpp
extern const Importer kHookdeckImporter;     // hookdeck.cpp
extern const Importer kAwsImporter;          // aws.cpp
extern const Importer kGithubImporter;       // github.cpp
extern const Importer kWebhookSiteImporter;  // webhook_site.cpp
extern const Importer kCurlImporter;         // curl.cpp
extern const Importer kHttpFileImporter;     // http_file.cpp
extern const Importer kRawImporter;          // raw.cpp

}  // namespace convotic::replay
