#include "core/base/utf8.hpp"
#include "lint/config_reader.hpp"
#include "lint/findings.hpp"
#include "lint/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::lint {
namespace {

constexpr std::uint32_t kContext = 2;   // lines above the one that is meant
constexpr std::size_t kWidest = 160;    // of a line, in bytes; a minified file has longer ones
constexpr std::size_t kBefore = 60;     // of those, before the place
constexpr std::size_t kNoteWidth = 52;  // up to the place of a note

std::string severity_text(Severity severity, std::string_view rule, const base::Palette& palette) {
  const std::string text = fmt::format("{}[{}]", severity_name(severity), rule);
  if (severity == Severity::error) return palette.bad(text);
  return severity == Severity::warning ? palette.warning(text) : palette.strong(text);
}

// A line of source with the mark below it.
struct Excerpt {
  std::string text;
  std::string before;  // blanks, with the tabs of the line, up to the place
  std::size_t width = 1;
};

std::size_t sequence_at(std::string_view text, std::size_t at) {
  return std::max<std::size_t>(1, base::utf8_sequence(text.substr(at)));
}

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += sequence_at(text, at))
    ++count;
  return count;
}

Excerpt excerpt_of(std::string_view line, std::size_t column, std::size_t length) {
  std::size_t start = 0;
  if (line.size() > kWidest && column > kBefore)
    while (start + kBefore < column)
      start += sequence_at(line, start);
  const std::string_view tail = line.substr(start);
  std::size_t stop = 0;
  while (stop < tail.size() && stop < kWidest)
    stop += sequence_at(tail, stop);
  stop = std::min(stop, tail.size());
  const std::string_view shown = tail.substr(0, stop);
  Excerpt out;
  out.text = fmt::format("{}{}{}", start > 0 ? "..." : "", shown, stop < tail.size() ? "..." : "");
  if (start > 0) out.before = "   ";
  const std::string_view head = shown.substr(0, std::min(column - start, shown.size()));
  for (std::size_t at = 0; at < head.size(); at += sequence_at(head, at))
    out.before += head[at] == '\t' ? '\t' : ' ';
  out.width = std::max<std::size_t>(1, code_points(shown.substr(head.size(), length)));
  return out;
}

std::string frame(const SourceFile& file, const Finding& finding, const base::Palette& palette) {
  const Position at = file.byte_position(finding.at.begin);
  const std::string_view line = file.line(at.line);
  const std::size_t column = at.column - 1;
  const std::size_t room = line.size() > column ? line.size() - column : 0;
  const std::size_t wanted = finding.at.end > finding.at.begin ? finding.at.end - finding.at.begin : 1;
  const std::size_t digits = std::to_string(at.line).size() + 2;
  std::string out;
  const std::uint32_t first = at.line > kContext ? at.line - kContext : 1;
  for (std::uint32_t number = first; number < at.line; ++number) {
    const std::string_view above = file.line(number);
    if (above.size() > kWidest || line.size() > kWidest) continue;
    out += fmt::format("{} {}\n", palette.secondary(fmt::format("{:>{}} |", number, digits)),
                       base::printable(above));
  }
  const Excerpt excerpt = excerpt_of(line, column, std::min(room, wanted));
  out += fmt::format("{} {}\n", palette.secondary(fmt::format("{:>{}} |", at.line, digits)),
                     base::printable(excerpt.text));
  const std::string mark(excerpt.width, '^');
  const std::string coloured =
      finding.severity == Severity::error ? palette.bad(mark) : palette.warning(mark);
  out += fmt::format("{} {}{}{}\n", palette.secondary(fmt::format("{:>{}} |", "", digits)), excerpt.before,
                     coloured, finding.label.empty() ? std::string() : " " + base::printable(finding.label));
  return out;
}

std::string note(const std::string& message, const std::string& place, const base::Palette& palette) {
  const std::string text = base::printable(message);
  const std::size_t width = code_points(text) + 8;
  const std::string gap(width < kNoteWidth ? kNoteWidth - width : 2, ' ');
  return fmt::format("  {} {}{}{}\n", palette.secondary("note:"), text, gap,
                     palette.secondary(base::printable(place)));
}

std::string verdict_colour(Verdict verdict, const std::string& text, const base::Palette& palette) {
  if (verdict == Verdict::unverified) return palette.bad(text);
  if (verdict == Verdict::not_checked || verdict == Verdict::assumed) return palette.warning(text);
  return verdict == Verdict::verified ? palette.good(text) : text;
}

bool same_place(const Range& a, const Range& b) {
  return a.file == b.file && a.begin == b.begin;
}

}  // namespace

std::string write_finding(const LintResult& result, const Judged& judged, const base::Palette& palette) {
  const Finding& finding = judged.finding;
  std::string out =
      fmt::format("{}: {}: {}\n", palette.strong(base::printable(place_of(result.files, finding.at))),
                  severity_text(finding.severity, finding.rule, palette), base::printable(finding.message));
  out += frame(result.files[finding.at.file], finding, palette);
  for (const Related& related : finding.related)
    out += note(related.message, place_of(result.files, related.at), palette);
  // The steps of a flow that no note has told.
  for (const Related& step : finding.flow) {
    const bool told = same_place(step.at, finding.at) ||
                      std::any_of(finding.related.begin(), finding.related.end(),
                                  [&](const Related& related) { return same_place(related.at, step.at); });
    if (!told) out += note(step.message, place_of(result.files, step.at), palette);
  }
  if (!finding.help.empty())
    out += fmt::format("  {} {}\n", palette.secondary("help:"), base::printable(finding.help));
  if (!finding.fixes.empty()) {
    const Fix& fix = finding.fixes.front();
    const bool safe = fix.applicability == Fix::Applicability::safe;
    out += fmt::format("  {}  {}   {}\n", palette.secondary("fix:"), base::printable(fix.description),
                       palette.secondary(safe ? "convotic lint --fix" : "convotic lint --fix-unsafe"));
  }
  out += fmt::format("  {} convotic lint --explain {}\n", palette.secondary("docs:"), finding.rule);
  return out;
}

std::string write_pretty(const LintResult& result, const ReportFacts& facts) {
  std::string out;
  for (const Judged& judged : result.findings)
    if (judged.state == Judged::State::open) out += write_finding(result, judged, facts.palette) + "\n";
  for (const BaselineEntry& entry : result.stale)
    out += fmt::format("{}: {} is in the baseline and is not found any more{}\n", base::printable(entry.file),
                       entry.rule, entry.count > 1 ? fmt::format(" ({} times)", entry.count) : std::string());
  if (!result.stale.empty())
    out +=
        fmt::format("  {} convotic lint --prune-baseline takes it out\n\n", facts.palette.secondary("help:"));
  const std::string summary = summary_line(result);
  const bool good = result.errors + result.warnings == 0 && result.stale.empty();
  out += fmt::format("{}. {}\n", good ? summary : facts.palette.strong(summary),
                     facts.palette.secondary(fmt::format("{} ms", facts.took.count())));
  return out;
}

std::string write_routes(const LintResult& result, const ReportFacts& facts) {
  const std::vector<std::string> heads{"module", "method", "path", "auth", "verdict", "place"};
  std::vector<std::vector<std::string>> rows{heads};
  for (const RouteSummary& route : result.routes)
    rows.push_back({base::printable(route.module.empty() ? "?" : route.module),
                    base::printable(route.key.method), base::printable(route.key.path),
                    std::string(auth_name(route.auth)), std::string(verdict_words(route.verdict)),
                    base::printable(place_of(result.files, route.at))});
  std::vector<std::size_t> widths(heads.size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], code_points(row[i]));
  std::string out;
  for (std::size_t number = 0; number < rows.size(); ++number) {
    std::string line;
    for (std::size_t i = 0; i < heads.size(); ++i) {
      std::string cell = rows[number][i];
      if (i + 1 < heads.size()) cell.append(widths[i] - code_points(cell) + 2, ' ');
      if (number > 0 && i == 4) cell = verdict_colour(result.routes[number - 1].verdict, cell, facts.palette);
      line += number > 0 && i == 5 ? facts.palette.secondary(cell) : cell;
    }
    out += (number == 0 ? facts.palette.secondary(line) : line) + "\n";
  }
  return out + fmt::format("{}\n", summary_line(result));
}

}  // namespace convotic::lint
