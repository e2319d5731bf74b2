#include "cli/import_report.hpp"

#include "cli/shell_word.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace convotic::cli {
namespace {

using Json = nlohmann::ordered_json;
using replay::PlannedCapture;

std::string shown(const ImportReport& report, const PlannedCapture& planned) {
  return planned.capture.file.lexically_relative(report.directory).string();
}

std::string_view status_of(const ImportReport& report, const PlannedCapture& planned) {
  if (planned.status == PlannedCapture::File::same) return "unchanged";
  return report.mode == ImportReport::Mode::dry_run ? "planned" : "written";
}

void print_details(const PlannedCapture& planned, Context& context) {
  const base::Palette& palette = context.out_palette;
  const auto line = [&](const std::string& label, const std::string& text) {
    context.out << fmt::format("  {} {}\n", label, base::printable_line(text));
  };
  for (const std::string& clause : planned.lost)
    line(palette.warning("lost:"), clause);
  if (!planned.capture.redacted.empty())
    line(palette.secondary("redacted:"), fmt::format("{}", fmt::join(planned.capture.redacted, ", ")));
  if (!planned.candidates.empty())
    line(palette.warning("scheme:"),
         fmt::format("it may be {}; --scheme says which it is", fmt::join(planned.candidates, ", ")));
  for (const std::string& note : planned.notes)
    line(palette.secondary("note:"), note);
}

std::size_t count(const ImportReport& report, std::string_view status) {
  return static_cast<std::size_t>(
      std::count_if(report.captures.begin(), report.captures.end(),
                    [&](const PlannedCapture& one) { return status_of(report, one) == status; }));
}

}  // namespace

void print_import(const ImportReport& report, Context& context) {
  const base::Palette& palette = context.out_palette;
  std::size_t width = 0;
  for (const PlannedCapture& planned : report.captures)
    width = std::max(width, shown(report, planned).size());
  for (const PlannedCapture& planned : report.captures) {
    const replay::Capture& capture = planned.capture;
    const std::string_view status = status_of(report, planned);
    context.out << fmt::format("{:{}}   {} {}   {}   {} bytes{}\n", shown(report, planned), width,
                               capture.method, base::printable_line(capture.path),
                               capture.scheme.empty() ? "no scheme" : capture.scheme, capture.body.size(),
                               status == "unchanged" ? palette.secondary("   unchanged") : "");
    print_details(planned, context);
  }
  for (const auto& [recording, note] : report.notes)
    context.out << fmt::format("{} {}: {}\n", palette.secondary("note:"), base::printable_line(recording),
                               base::printable_line(note));
  if (report.mode == ImportReport::Mode::dry_run) {
    context.out << fmt::format("{} would be written, and nothing was\n", count(report, "planned"));
    return;
  }
  const bool unsigned_ones =
      std::any_of(report.captures.begin(), report.captures.end(), [](const PlannedCapture& one) {
        return !one.capture.scheme.empty() && one.capture.secrets.empty();
      });
  if (unsigned_ones)
    context.out
        << "No secret is named: add \"secrets\": [\"dotenv:NAME\"] to them; --secret dotenv:NAME does it\n";
  context.out << fmt::format("Next:  convotic replay {}\n", shell_word(report.folder));
}

void print_import_json(const ImportReport& report, std::ostream& out) {
  Json captures = Json::array();
  for (const PlannedCapture& planned : report.captures) {
    const replay::Capture& capture = planned.capture;
    captures.push_back({{"file", shown(report, planned)},
                        {"status", status_of(report, planned)},
                        {"method", capture.method},
                        {"path", capture.path},
                        {"scheme", capture.scheme.empty() ? Json() : Json(capture.scheme)},
                        {"candidates", planned.candidates},
                        {"length", capture.body.size()},
                        {"exact", capture.exact == replay::Capture::Exact::yes},
                        {"lost", planned.lost},
                        {"redacted", capture.redacted},
                        {"notes", planned.notes}});
  }
  Json notes = Json::array();
  for (const auto& [recording, note] : report.notes)
    notes.push_back({{"recording", recording}, {"note", note}});
  const Json document{{"captures", std::move(captures)}, {"notes", std::move(notes)}};
  out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace convotic::cli
