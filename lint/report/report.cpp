#include "lint/report/report.hpp"

#include <fmt/format.h>

#include <array>
#include <set>

namespace convotic::lint {
namespace {

std::string counted(std::size_t number, std::string_view one) {
  return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
}

// "9 routes (3 public: 2 verified, 1 not verified)"
std::string routes_line(const std::vector<RouteSummary>& routes) {
  std::array<std::size_t, 7> by_verdict{};
  std::size_t open = 0;
  for (const RouteSummary& route : routes) {
    ++by_verdict[static_cast<std::size_t>(route.verdict)];
    if (route.verdict != Verdict::keyed) ++open;
  }
  std::string out = counted(routes.size(), "route");
  if (open == 0) return out;
  std::string parts;
  for (const Verdict verdict : {Verdict::verified, Verdict::assumed, Verdict::harmless, Verdict::trusted,
                                Verdict::unverified, Verdict::not_checked}) {
    const std::size_t number = by_verdict[static_cast<std::size_t>(verdict)];
    if (number > 0)
      parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", number, verdict_words(verdict));
  }
  return fmt::format("{} ({} public: {})", out, open, parts);
}

}  // namespace

std::span<const Reporter> all_reporters() {
  static constexpr Reporter reporters[] = {
      {"pretty", "for people", write_pretty},
      {"json", "everything, as one object", write_json},
      {"jsonl", "the same, an object a line", write_jsonl},
      {"sarif", "SARIF 2.1.0, for code scanning", write_sarif},
      {"github", "annotations of a GitHub workflow", write_github},
      {"gitlab", "GitLab Code Quality", write_gitlab},
      {"junit", "a test for each route", write_junit},
      {"checkstyle", "Checkstyle XML", write_checkstyle},
      {"rdjson", "reviewdog, as one object", write_rdjson},
      {"rdjsonl", "reviewdog, an object a line", write_rdjsonl},
  };
  return reporters;
}

std::string summary_line(const LintResult& result) {
  std::set<std::uint32_t> files;
  for (const Judged& judged : result.findings)
    if (judged.state == Judged::State::open) files.insert(judged.finding.at.file);
  std::string out =
      fmt::format("{}, {}", counted(result.errors, "error"), counted(result.warnings, "warning"));
  if (result.infos > 0) out += fmt::format(", {}", counted(result.infos, "note"));
  out += files.empty() ? fmt::format(" in {}", counted(result.inputs, "file"))
                       : fmt::format(" in {} of {}", files.size(), counted(result.inputs, "file"));
  out += ", " + routes_line(result.routes);
  if (result.suppressed > 0) out += fmt::format("; {} suppressed", result.suppressed);
  if (result.in_baseline > 0) out += fmt::format("; {} in the baseline", result.in_baseline);
  return out;
}

std::string place_of(const std::deque<SourceFile>& files, const Range& range) {
  const SourceFile& file = files[range.file];
  const Position at = file.code_point_position(range.begin);
  return fmt::format("{}:{}:{}", file.path, at.line, at.column);
}

std::string_view verdict_words(Verdict verdict) {
  switch (verdict) {
  case Verdict::keyed:
    return "keyed";
  case Verdict::verified:
    return "verified";
  case Verdict::assumed:
    return "assumed";
  case Verdict::harmless:
    return "harmless";
  case Verdict::trusted:
    return "trusted";
  case Verdict::unverified:
    return "not verified";
  case Verdict::not_checked:
    break;
  }
  return "not checked";
}

std::string_view verdict_slug(Verdict verdict) {
  if (verdict == Verdict::unverified) return "unverified";
  return verdict == Verdict::not_checked ? "not-checked" : verdict_words(verdict);
}

std::string_view auth_name(RouteSummary::Auth auth) {
  switch (auth) {
  case RouteSummary::Auth::key:
    return "key";
  case RouteSummary::Auth::open:
    return "open";
  case RouteSummary::Auth::dynamic:
    break;
  }
  return "dynamic";
}

}  // namespace convotic::lint
