#pragma once

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"
#include "core/webhook/scheme.hpp"
#include "replay/import/importer.hpp"
#include "replay/redaction.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace convotic::replay {

// What is said of all captures of an import. Empty: what the recording says, or can be guessed.
struct ImportWishes {
  std::string scheme;                // a name of the table, or "none"
  std::vector<std::string> secrets;  // references
  std::string module;
  std::string path;  // the query of the recording stays, unless it has one
  // What to do with a file that bears the name already: see whether it is the same capture, from an earlier
  // import of the same recording, or take another name unread.
  enum class Existing { compare, pass_over } existing = Existing::compare;
};

// A capture that is to be written.
struct PlannedCapture {
  Capture capture;                                         // with its `file`
  enum class File { absent, same } status = File::absent;  // `same`: an earlier import wrote just this
  std::vector<std::string> lost;
  std::vector<std::string> notes;
  std::vector<std::string> candidates;  // schemes that it might be signed by, where that cannot be told
};

// Turns imported requests into captures: finds their schemes, takes out what must not be kept, names their
// files in one folder. A file that is there is never named unless it holds just that capture.
class CaptureImport {
public:
  CaptureImport(const base::FileSystem& files, std::filesystem::path folder,
                const webhook::SchemeTable& schemes, const Redaction& redaction)
      : files_(files), folder_(std::move(folder)), schemes_(schemes), redaction_(redaction) {}

  // Fails with kSchemeUnknown, or kIo where a file that is there cannot be read.
  Result<PlannedCapture> plan(ImportedRequest request, const ImportWishes& wishes);

private:
  Result<std::optional<webhook::Scheme>> scheme_of(PlannedCapture& planned, const ImportWishes& wishes) const;
  Result<void> name_file(PlannedCapture& planned, ImportWishes::Existing existing);

  const base::FileSystem& files_;
  std::filesystem::path folder_;
  const webhook::SchemeTable& schemes_;
  const Redaction& redaction_;
  std::set<std::filesystem::path> taken_;
  std::map<std::string, std::size_t> first_free_;  // by stem: all numbers below are taken
};

}  // namespace convotic::replay
