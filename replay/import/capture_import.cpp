#include "replay/import/capture_import.hpp"

#include "replay/capture_name.hpp"
#include "replay/scheme_guess.hpp"

#include <fmt/format.h>

namespace convotic::replay {

Result<std::optional<webhook::Scheme>> CaptureImport::scheme_of(PlannedCapture& planned,
                                                                const ImportWishes& wishes) const {
  if (wishes.scheme == "none") return std::nullopt;
  std::string name = wishes.scheme;
  if (name.empty()) {
    SchemeGuess guess = guess_scheme(schemes_, planned.capture.headers);
    name = guess.scheme;
    planned.candidates = std::move(guess.candidates);
  }
  if (name.empty()) return std::nullopt;
  CONVOTIC_TRY_ASSIGN(webhook::Scheme scheme, schemes_.get(name));
  return scheme;
}

Result<PlannedCapture> CaptureImport::plan(ImportedRequest request, const ImportWishes& wishes) {
  PlannedCapture planned;
  planned.capture = std::move(request.capture);
  planned.lost = std::move(request.lost);
  planned.notes = std::move(request.notes);
  Capture& capture = planned.capture;
  CONVOTIC_TRY_ASSIGN(const auto scheme, scheme_of(planned, wishes));
  if (scheme) capture.scheme = scheme->name();
  capture.secrets = wishes.secrets;
  if (!wishes.module.empty()) capture.module = wishes.module;
  if (!wishes.path.empty()) {
    const std::size_t query = capture.path.find('?');
    const bool keeps = wishes.path.find('?') == std::string::npos && query != std::string::npos;
    capture.path = wishes.path + (keeps ? capture.path.substr(query) : std::string());
  }
  for (std::string& problem : redaction_.apply(capture, scheme))
    planned.notes.push_back(std::move(problem));
  CONVOTIC_TRY(name_file(planned, wishes.existing));
  return planned;
}

Result<void> CaptureImport::name_file(PlannedCapture& planned, ImportWishes::Existing existing) {
  Capture& capture = planned.capture;
  const std::string stem = file_stem(capture), text = format_capture(capture);
  std::size_t& first_free = first_free_.try_emplace(stem, 1).first->second;
  for (std::size_t number = first_free;; ++number) {
    const std::filesystem::path file =
        folder_ / (number == 1 ? stem + ".json" : fmt::format("{}-{}.json", stem, number));
    const bool passed_over = existing == ImportWishes::Existing::pass_over && files_.exists(file);
    if (passed_over) taken_.insert(file);
    if (taken_.contains(file)) {
      if (number == first_free) ++first_free;
      continue;
    }
    if (files_.exists(file)) {
      if (!files_.is_file(file)) continue;
      CONVOTIC_TRY_ASSIGN(const std::string there, files_.read(file));
      if (there != text) continue;
      planned.status = PlannedCapture::File::same;
    }
    // What cannot be read again is not written.
    CONVOTIC_TRY(parse_capture(file, text));
    taken_.insert(file);
    capture.file = file;
    return {};
  }
}

}  // namespace convotic::replay
