#pragma once

#include "lint/lint.hpp"
#include "lint/overlay_files.hpp"
#include "tests/support/catch.hpp"

#include <map>
#include <string>
#include <vector>

namespace convotic::tests {

// Sources in memory, below /project, and what the linter says of them.
struct LintSources {
  lint::OverlayFiles files;
  lint::LintOptions options;

  explicit LintSources(const std::map<std::string, std::string>& sources) {
    for (const auto& [name, text] : sources)
      files.put("/project/" + name, text);
    options.folders = {"/project", "/project"};
    options.paths = {"/project"};
    options.threads = 1;
  }

  lint::LintResult run() const {
    auto result = lint::lint(files, options);
    REQUIRE(result);
    return std::move(*result);
  }
};

// "src/index.ts:6:15 error path/case: message", and what else is of a finding, one line each.
inline std::vector<std::string> lines_of(const lint::LintResult& result, std::string_view rules = "") {
  std::vector<std::string> out;
  for (const lint::Judged& judged : result.findings) {
    const lint::Finding& finding = judged.finding;
    if (!finding.rule.starts_with(rules) || judged.state != lint::Judged::State::open) continue;
    const lint::SourceFile& file = result.files[finding.at.file];
    const lint::Position at = file.code_point_position(finding.at.begin);
    const std::string_view severity = finding.severity == lint::Severity::error     ? "error"
                                      : finding.severity == lint::Severity::warning ? "warning"
                                                                                    : "info";
    out.push_back(file.path + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + " " +
                  std::string(severity) + " " + std::string(finding.rule) + ": " + finding.message);
    if (!finding.help.empty()) out.back() += " (" + finding.help + ")";
  }
  return out;
}

// A module whose register function has this body, from line 2 on.
inline std::string module_with(const std::string& body) {
  return "export default { name: \"shop\", version: \"1.0.0\", register(sdk) {\n" + body + "\n} };\n";
}

// A module with one route: `fields` stand in its object from column 21 of line 2 on.
inline std::string route_with(const std::string& fields) {
  return module_with("sdk.registerRoute({ " + fields + " });");
}

}  // namespace convotic::tests
