#pragma once

#include "cli/context.hpp"
#include "replay/import/capture_import.hpp"

#include <filesystem>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace convotic::cli {

// What an import did, or would do.
struct ImportReport {
  enum class Mode { written, dry_run } mode = Mode::written;
  std::string folder;               // as it was named
  std::filesystem::path directory;  // what paths are shown relative to
  std::vector<replay::PlannedCapture> captures;
  std::vector<std::pair<std::string, std::string>>
      notes;  // of a recording as a whole: its name, and the note
};

// A line a capture, what was lost below it, and what to do next.
void print_import(const ImportReport& report, Context& context);

// One JSON document (docs/captures.md).
void print_import_json(const ImportReport& report, std::ostream& out);

}  // namespace convotic::cli
