#include "lint/report/rule_example.hpp"

#include "lint/lint.hpp"
#include "lint/overlay_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace convotic::lint {
namespace {

// The mark for what is found in a line; of more lines the first one counts.
std::string mark_of(const SourceFile& file, const Finding& finding, const base::Palette& palette) {
  const Position at = file.byte_position(finding.at.begin);
  const std::string_view line = file.line(at.line);
  const std::size_t column = at.column - 1;
  const std::size_t room = line.size() > column ? line.size() - column : 1;
  const std::size_t width = std::clamp<std::size_t>(finding.at.end - finding.at.begin, 1, room);
  return fmt::format("{}{} {}\n", std::string(column, ' '), palette.bad(std::string(width, '^')),
                     finding.message);
}

}  // namespace

LintResult lint_example(const Example& example, const RuleInfo& rule) {
  OverlayFiles files;
  const std::filesystem::path path = std::filesystem::path("/example") / example.file;
  files.put(path, std::string(example.code));
  LintOptions options;
  options.folders = {"/example", "/example"};
  options.paths = {path};
  options.threads = 1;
  options.config.profile = static_cast<Config::Profile>(rule.profile);
  auto result = lint(files, options);
  return result ? std::move(*result) : LintResult();  // there is a file, so there is a result
}

std::string marked_example(const Example& example, const RuleInfo& rule, const base::Palette& palette) {
  const LintResult result = lint_example(example, rule);
  std::map<std::uint32_t, std::string> marks;
  for (const Judged& judged : result.findings) {
    const Finding& finding = judged.finding;
    if (finding.rule != rule.id) continue;
    const SourceFile& file = result.files[finding.at.file];
    marks[file.byte_position(finding.at.begin).line] += mark_of(file, finding, palette);
  }
  std::string out;
  std::uint32_t number = 0;
  for (std::string_view rest = example.code; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    out += fmt::format("{}\n{}", rest.substr(0, end), marks[++number]);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

}  // namespace convotic::lint
