#pragma once

#include "core/base/terminal.hpp"
#include "lint/judgement.hpp"

#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace convotic::lint {

// What a report tells beside the result.
struct ReportFacts {
  std::string_view version;  // of convotic
  std::chrono::milliseconds took{0};
  base::Palette palette{base::Colour::never};
};

// A way of telling it. Every report is text that ends in a newline.
struct Reporter {
  std::string_view name;     // what --format takes
  std::string_view meaning;  // for people
  std::string (*write)(const LintResult& result, const ReportFacts& facts);
};

// All there are; the first is the default.
std::span<const Reporter> all_reporters();

std::string write_pretty(const LintResult& result, const ReportFacts& facts);
std::string write_json(const LintResult& result, const ReportFacts& facts);
std::string write_jsonl(const LintResult& result, const ReportFacts& facts);
std::string write_sarif(const LintResult& result, const ReportFacts& facts);
std::string write_github(const LintResult& result, const ReportFacts& facts);
std::string write_gitlab(const LintResult& result, const ReportFacts& facts);
std::string write_junit(const LintResult& result, const ReportFacts& facts);
std::string write_checkstyle(const LintResult& result, const ReportFacts& facts);
std::string write_rdjson(const LintResult& result, const ReportFacts& facts);
std::string write_rdjsonl(const LintResult& result, const ReportFacts& facts);

// The routes with their verdicts, as a table and as JSON.
std::string write_routes(const LintResult& result, const ReportFacts& facts);
std::string write_routes_json(const LintResult& result, const ReportFacts& facts);

// Markdown for the page that GitHub shows of a run ($GITHUB_STEP_SUMMARY).
std::string write_github_summary(const LintResult& result);

// "1 error, 2 warnings in 1 of 12 files, 9 routes (3 public: 2 verified, 1 not verified)"
std::string summary_line(const LintResult& result);

// One finding as `pretty` shows it, for others that show one.
std::string write_finding(const LintResult& result, const Judged& judged, const base::Palette& palette);

// "src/index.ts:7:5", with the column in code points.
std::string place_of(const std::deque<SourceFile>& files, const Range& range);

// "verified", "not checked" for people; "not-checked" for programs.
std::string_view verdict_words(Verdict verdict);
std::string_view verdict_slug(Verdict verdict);
std::string_view auth_name(RouteSummary::Auth auth);

}  // namespace convotic::lint
