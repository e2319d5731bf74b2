#include "replay/errors.hpp"
#include "replay/import/importer.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/fuzz/targets.hpp"
#include "tests/support/fake_file_system.hpp"

namespace convotic::fuzz {
namespace {

// What was imported is a capture that can be written and read again, and says whether it is exact.
void check_request(const replay::ImportedRequest& request) {
  const replay::Capture& capture = request.capture;
  CONVOTIC_PROMISE((capture.exact == replay::Capture::Exact::yes) == request.lost.empty());
  CONVOTIC_PROMISE(capture.inexact_because.empty() == request.lost.empty());
  const auto again = replay::parse_capture("c.json", replay::format_capture(capture));
  CONVOTIC_PROMISE(again.has_value());
  CONVOTIC_PROMISE(again->body == capture.body && again->path == capture.path &&
                   again->method == capture.method);
  CONVOTIC_PROMISE(again->public_url == capture.public_url &&
                   again->headers.size() == capture.headers.size());
}

void import_as(std::string_view kind, std::string_view bytes, const base::FileSystem& files) {
  replay::Recording recording{.name = "recording",
                              .text = std::string(bytes),
                              .folder = "/p",
                              .files = &files,
                              .entries = {},
                              .public_url = {},
                              .json = {}};
  const auto import = replay::import_recording(std::move(recording), kind);
  if (!import) {
    CONVOTIC_PROMISE(!import.error().message.empty());
    return;
  }
  CONVOTIC_PROMISE(!import->requests.empty());
  for (const replay::ImportedRequest& request : import->requests)
    check_request(request);
}

}  // namespace

void imports(std::string_view bytes) {
  tests::FakeFileSystem files;
  files.add("/p/f", "a\r\nb");
  import_as("", bytes, files);
  for (const replay::Importer* importer : replay::importers())
    import_as(importer->kind, bytes, files);
}

}  // namespace convotic::fuzz
