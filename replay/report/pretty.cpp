#include "replay/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace convotic::replay {
namespace {

using base::Palette;
using base::printable;
using Severity = Finding::Severity;

constexpr std::size_t kWidth = 80;
// With more captures than these, those that are as expected are only counted.
constexpr std::size_t kMostBlocks = 20;
constexpr std::size_t kMostTitle = 40;

// How many columns UTF-8 takes, all of whose characters are as wide as a letter.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t have = columns(text);
  if (have < width) text.append(width - have, ' ');
  return text;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string status_of(const ReportLine& line, const Palette& palette) {
  if (line.statuses.empty() || !line.statuses.back()) return palette.secondary("\u2013  ");
  return fmt::format("{}", *line.statuses.back());
}

std::string mark_of(Outcome outcome, const Palette& palette) {
  switch (outcome) {
  case Outcome::passed:
    return palette.good("\u2713");
  case Outcome::limited:
    return palette.secondary("\u2013");
  case Outcome::warned:
    return palette.warning("!");
  case Outcome::failed:
    break;
  }
  return palette.bad("\u2717");
}

std::string details_of(const ReportLine& line, const Palette& palette) {
  std::string out;
  constexpr std::string_view kIndent = "      ";
  for (const Finding& finding : line.findings) {
    const bool said = finding.detail.empty() && finding.severity != Severity::note &&
                      finding.kind != Finding::Kind::latency && finding.kind != Finding::Kind::deadline;
    if (said) continue;  // in the summary
    if (finding.detail.empty()) {
      const std::string_view lead = finding.severity == Severity::note ? "why: " : "";
      out += fmt::format("{}{}{}\n", kIndent, palette.secondary(lead), printable(finding.message));
    }
    if (finding.kind == Finding::Kind::answer)
      out += fmt::format("{}{}\n", kIndent, printable(finding.message));
    for (const std::string& detail : finding.detail)
      out += fmt::format("{}{}\n", kIndent, palette.secondary(printable(detail)));
  }
  return out;
}

std::string repetitions(const ReportLine& line) {
  if (line.runs <= 1) return {};
  if (line.failed_runs == 0) return fmt::format("   \u00d7{}", line.runs);
  return fmt::format("   {} of {} times", line.failed_runs, line.runs);
}

std::string line_of(const ReportLine& line, std::size_t width, const Palette& palette) {
  std::string out = "  " + padded(printable(line.title), width);
  if (!line.sent) return out + palette.secondary("     not sent") + "\n";
  const bool quiet = line.outcome == Outcome::passed || line.outcome == Outcome::limited;
  const std::string summary = printable(line.summary);
  out += fmt::format("  {}  {}   {}{}\n", status_of(line, palette), mark_of(line.outcome, palette),
                     quiet ? palette.secondary(summary) : summary, palette.secondary(repetitions(line)));
  return quiet ? out : out + details_of(line, palette);
}

bool is_shown(const Report& report, const ReportBlock& block) {
  if (report.blocks.size() <= kMostBlocks) return true;
  const Outcome worst = block.worst();
  return worst == Outcome::failed || worst == Outcome::warned;
}

std::string closing_line(const Report& report, const Palette& palette) {
  std::string text = fmt::format("{}, {}", counted(report.blocks.size(), "capture", "captures"),
                                 counted(report.deliveries, "delivery", "deliveries"));
  std::string plain = text;
  const auto add = [&](const std::string& words, const std::string& coloured) {
    text += ", " + coloured;
    plain += ", " + words;
  };
  if (report.failed > 0) {
    const std::string words = fmt::format("{} failed", report.failed);
    add(words, palette.bad(words));
  }
  if (report.warned > 0) {
    const std::string words = counted(report.warned, "warning", "warnings");
    add(words, palette.warning(words));
  }
  if (report.interrupted) {
    const std::string words =
        fmt::format("interrupted, {} not sent", counted(report.not_sent, "variant", "variants"));
    add(words, palette.warning(words));
  } else if (report.failed == 0) {
    add("all as expected", palette.good("all as expected"));
  }
  const std::string took = fmt::format("{} ms", report.facts.took.count());
  const std::size_t used = columns(plain) + columns(took);
  return fmt::format("{}{}{}\n", text, std::string(used + 2 < kWidth ? kWidth - used : 2, ' '),
                     palette.secondary(took));
}

}  // namespace

std::string write_pretty(const Report& report, const Palette& palette) {
  std::size_t width = 18, hidden = 0;
  for (const ReportBlock& block : report.blocks)
    if (is_shown(report, block))
      for (const ReportLine& line : block.lines)
        width = std::max(width, std::min(columns(line.title), kMostTitle));
  std::string out;
  for (const ReportBlock& block : report.blocks) {
    if (!is_shown(report, block)) {
      ++hidden;
      continue;
    }
    out += palette.strong(printable(block.name));
    if (!block.scheme.empty()) out += "   " + palette.secondary(printable(block.scheme));
    out += '\n';
    for (const ReportLine& line : block.lines)
      out += line_of(line, width, palette);
    if (report.facts.left_out == ReportFacts::LeftOut::shown)
      for (const auto& left : block.left_out)
        out += fmt::format("  {}  {}\n", padded(left.title, width),
                           palette.secondary("left out: " + printable(left.because)));
  }
  if (hidden > 0)
    out += palette.secondary(fmt::format("{} as expected; --format json lists them",
                                         counted(hidden, "other capture", "other captures"))) +
           "\n";
  out += closing_line(report, palette);
  if (report.facts.shuffle) out += fmt::format("shuffled: --shuffle-seed {}\n", *report.facts.shuffle);
  if (!report.effects_known)
    out += fmt::format("{} does not tell effects: refusal is judged by status alone\n",
                       printable(report.facts.target));
  std::set<std::string> told;
  for (const ReportBlock& block : report.blocks)
    for (const ReportLine& line : block.lines)
      if (!line.advice.empty() && told.insert(line.variant + line.advice).second)
        out += fmt::format("{}: {}\n", palette.strong(line.variant), printable(line.advice));
  return out;
}

}  // namespace convotic::replay
