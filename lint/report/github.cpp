// Workflow commands [documented: GitHub Docs, Workflow commands for GitHub Actions].
#include "lint/config_reader.hpp"
#include "lint/findings.hpp"
#include "lint/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace convotic::lint {
namespace {

// GitHub shows no more annotations of a kind from one step.
constexpr std::size_t kMost = 10;

std::string escaped(std::string_view text, std::string_view also) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '\r' || c == '\n' || also.find(c) != std::string_view::npos)
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out;
}

std::string property(std::string_view text) {
  return escaped(text, ":,");
}

std::string_view command_of(Severity severity) {
  if (severity == Severity::error) return "error";
  return severity == Severity::warning ? "warning" : "notice";
}

std::string message_of(const LintResult& result, const Finding& finding) {
  std::string out = finding.message;
  for (const Related& related : finding.related)
    out += fmt::format("\n{} ({})", related.message, place_of(result.files, related.at));
  if (!finding.help.empty()) out += "\nhelp: " + finding.help;
  return out;
}

std::string annotation(const LintResult& result, const Finding& finding) {
  const SourceFile& file = result.files[finding.at.file];
  const Position start = file.code_point_position(finding.at.begin),
                 end = file.code_point_position(finding.at.end);
  std::string out = fmt::format("::{} file={},line={},endLine={},col={}", command_of(finding.severity),
                                property(file.path), start.line, end.line, start.column);
  if (start.line == end.line && end.column > start.column) out += fmt::format(",endColumn={}", end.column);
  return out +
         fmt::format(",title={}::{}\n", property(finding.rule), escaped(message_of(result, finding), ""));
}

// Text for a cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '\\' || c == '`' || c == '<') out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

}  // namespace

std::string write_github(const LintResult& result, const ReportFacts&) {
  std::vector<const Finding*> findings;
  for (const Judged& judged : result.findings)
    if (judged.state == Judged::State::open) findings.push_back(&judged.finding);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding* a, const Finding* b) { return a->severity > b->severity; });
  std::string annotations, rest;
  std::map<Severity, std::size_t> shown;
  std::size_t left = 0;
  for (const Finding* finding : findings) {
    if (++shown[finding->severity] <= kMost) {
      annotations += annotation(result, *finding);
      continue;
    }
    ++left;
    rest += fmt::format("{}: {}[{}]: {}\n", place_of(result.files, finding->at),
                        severity_name(finding->severity), finding->rule, base::printable(finding->message));
  }
  if (left > 0)
    annotations += fmt::format("::notice title=convotic lint::{} more finding{}, in the log of this step\n",
                               left, left == 1 ? "" : "s");
  return annotations + rest + summary_line(result) + "\n";
}

std::string write_github_summary(const LintResult& result) {
  std::string out = fmt::format("## convotic lint\n\n{}\n", summary_line(result));
  if (!result.routes.empty()) {
    out += "\n| Route | Auth | Verdict | Place |\n|---|---|---|---|\n";
    for (const RouteSummary& route : result.routes)
      out += fmt::format("| {} | {} | {} | {} |\n", cell(name_of(route.key)), auth_name(route.auth),
                         verdict_words(route.verdict), cell(place_of(result.files, route.at)));
  }
  const bool any = std::any_of(result.findings.begin(), result.findings.end(),
                               [](const Judged& judged) { return judged.state == Judged::State::open; });
  if (any) out += "\n| | Rule | Finding | Place |\n|---|---|---|---|\n";
  for (const Judged& judged : result.findings) {
    if (judged.state != Judged::State::open) continue;
    const Finding& finding = judged.finding;
    out += fmt::format("| {} | {} | {} | {} |\n", severity_name(finding.severity), finding.rule,
                       cell(finding.message), cell(place_of(result.files, finding.at)));
    // GitHub takes no more than 1 MiB.
    constexpr std::size_t kLargest = 900'000;
    if (out.size() > kLargest) return out + "\nThere is more in the log.\n";
  }
  return out;
}

}  // namespace convotic::lint
