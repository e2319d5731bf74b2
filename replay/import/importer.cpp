#include "replay/import/importer.hpp"

#include "core/base/nearest.hpp"
#include "replay/errors.hpp"
#include "replay/import/importers.hpp"
#include "replay/import/strangers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace convotic::replay {
namespace {

std::vector<std::string> kinds() {
  std::vector<std::string> out;
  for (const Importer* importer : importers())
    out.emplace_back(importer->kind);
  return out;
}

Result<const Importer*> importer_called(std::string_view kind) {
  for (const Importer* importer : importers())
    if (importer->kind == kind) return importer;
  const std::vector<std::string> known = kinds();
  const auto close = base::nearest(kind, known);
  return base::fail(kImportFailed,
                    fmt::format("there is no kind \"{}\"{}", kind,
                                close ? fmt::format("; did you mean \"{}\"?", *close) : std::string()),
                    fmt::format("kinds: {}", fmt::join(known, ", ")));
}

Result<const Importer*> importer_for(const Recording& recording) {
  for (const Importer* importer : importers())
    if (importer->recognises(recording)) return importer;
  return base::fail(kImportFailed, fmt::format("\"{}\" is in no form that is known", recording.name),
                    fmt::format("--as says what it is: {}", fmt::join(kinds(), ", ")));
}

// No other kind of recording begins so; what is malformed then is told with its place.
bool looks_like_json(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && (text[start] == '{' || text[start] == '[');
}

// Keeps the entries that are wanted.
Result<void> select(Import& import, const Recording& recording) {
  if (recording.entries.empty()) return {};
  const auto number = [](const ImportedRequest& request) {
    return std::max<std::size_t>(1, request.capture.origin.entry);
  };
  for (const std::size_t entry : recording.entries)
    if (std::none_of(import.requests.begin(), import.requests.end(),
                     [&](const ImportedRequest& request) { return number(request) == entry; }))
      return base::fail(kImportFailed,
                        fmt::format("\"{}\" has {} request{}, and none is number {}", recording.name,
                                    import.requests.size(), import.requests.size() == 1 ? "" : "s", entry),
                        "--entry counts from 1");
  std::erase_if(import.requests, [&](const ImportedRequest& request) {
    return std::find(recording.entries.begin(), recording.entries.end(), number(request)) ==
           recording.entries.end();
  });
  return {};
}

}  // namespace

std::span<const Importer* const> importers() {
  static constexpr std::array<const Importer*, 9> kAll{
      &kHarImporter,         &kNgrokImporter, &kHookdeckImporter, &kAwsImporter, &kGithubImporter,
      &kWebhookSiteImporter, &kCurlImporter,  &kHttpFileImporter, &kRawImporter};
  return kAll;
}

Result<Import> import_recording(Recording recording, std::string_view kind) {
  if (auto parsed = base::JsonReader::parse(recording.name, recording.text))
    recording.json = std::move(*parsed);
  else if (looks_like_json(recording.text))
    return base::Unexpected(std::move(parsed).error());
  CONVOTIC_TRY_ASSIGN(const Importer* const importer, [&]() -> Result<const Importer*> {
    if (!kind.empty()) return importer_called(kind);
    CONVOTIC_TRY(check_stranger(recording));
    return importer_for(recording);
  }());
  Import import;
  import.kind = importer->kind;
  CONVOTIC_TRY_ASSIGN(import.requests, importer->read(recording, import.notes));
  if (import.requests.empty())
    return base::fail(
        kImportFailed,
        fmt::format("\"{}\" is {} and holds no request to import", recording.name, importer->title),
        fmt::format("{}", fmt::join(import.notes, "; ")));
  CONVOTIC_TRY(select(import, recording));
  for (ImportedRequest& request : import.requests) {
    request.capture.origin.kind = std::string(importer->kind);
    request.capture.origin.file = recording.name;
    if (!recording.public_url.empty()) request.capture.public_url = recording.public_url;
    settle(request);
  }
  return import;
}

}  // namespace convotic::replay
