#include "lint/lsp/answers.hpp"

#include "lint/config_reader.hpp"
#include "lint/report/report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace convotic::lint::lsp {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json position_json(const SourceFile& file, std::uint32_t offset, Encoding encoding) {
  const TextPosition at = position_of(file, offset, encoding);
  return {{"line", at.line}, {"character", at.character}};
}

Json range_json(const SourceFile& file, const Range& range, Encoding encoding) {
  return {{"start", position_json(file, range.begin, encoding)},
          {"end", position_json(file, range.end, encoding)}};
}

// 1 error, 2 warning, 3 information.
int severity_of(Severity severity) {
  if (severity == Severity::error) return 1;
  return severity == Severity::warning ? 2 : 3;
}

const Workspace::Run& run_of(const Workspace& workspace, const LintResult& result) {
  const auto found = std::find_if(workspace.runs().begin(), workspace.runs().end(),
                                  [&](const Workspace::Run& run) { return &run.result == &result; });
  return *found;  // a result is always part of a run
}

std::string uri_in(const Workspace& workspace, const LintResult& result, const Range& range) {
  return workspace.uri_of_file(path_in(run_of(workspace, result), range.file));
}

Json diagnostic_json(const Workspace& workspace, const Located& located, Encoding encoding) {
  const LintResult& result = *located.result;
  const Finding& finding = located.judged->finding;
  Json related = Json::array();
  for (const auto* list : {&finding.related, &finding.flow})
    for (const Related& one : *list)
      related.push_back({{"location",
                          {{"uri", uri_in(workspace, result, one.at)},
                           {"range", range_json(result.files[one.at.file], one.at, encoding)}}},
                         {"message", one.message}});
  Json out{{"range", range_json(result.files[finding.at.file], finding.at, encoding)},
           {"severity", severity_of(finding.severity)},
           {"code", finding.rule},
           {"source", "convotic"},
           {"message", finding.help.empty() ? finding.message : finding.message + "\n" + finding.help}};
  if (!related.empty()) out["relatedInformation"] = std::move(related);
  if (finding.rule == "meta/unused-suppression") out["tags"] = {1};  // shown faded
  return out;
}

Json edit_json(const Workspace& workspace, const LintResult& result, const std::vector<Edit>& edits,
               Encoding encoding) {
  Json changes = Json::object();
  for (const Edit& edit : edits)
    changes[uri_in(workspace, result, edit.at)].push_back(
        {{"range", range_json(result.files[edit.at.file], edit.at, encoding)}, {"newText", edit.text}});
  return {{"changes", std::move(changes)}};
}

// A line above the finding's, as far in as that.
Edit suppression(const SourceFile& file, const Finding& finding) {
  const std::uint32_t line = file.byte_position(finding.at.begin).line;
  const std::string_view text = file.line(line);
  const std::string indent(text.substr(0, std::min(text.find_first_not_of(" \t"), text.size())));
  const std::uint32_t start = file.line_starts[line - 1];
  return {{finding.at.file, start, start},
          fmt::format("{}// convotic-lint-disable-next-line {} -- \n", indent, finding.rule)};
}

std::string_view verdict_sentence(const RouteSummary& route) {
  switch (route.verdict) {
  case Verdict::keyed:
    return "Convotic asks for a valid `X-API-Key`.";
  case Verdict::verified:
    return "Open, and **verified**: every path to an effect verifies the request first.";
  case Verdict::assumed:
    return "Open, and **verified** if what is trusted by its name does verify.";
  case Verdict::harmless:
    return "Open, and **harmless**: no path reads or changes data.";
  case Verdict::trusted:
    return "Open, and named in `trustedRoutes` of the configuration.";
  case Verdict::unverified:
    return "Open, and **not verified**: some path reaches an effect without a check.";
  case Verdict::not_checked:
    break;
  }
  return "**Not checked**: it could not be analysed.";
}

bool contains(const Range& range, std::uint32_t file, std::uint32_t offset) {
  return range.file == file && range.end > range.begin && range.begin <= offset && offset <= range.end;
}

}  // namespace

std::string diagnostic(const Workspace& workspace, const Located& located, Encoding encoding) {
  return dump(diagnostic_json(workspace, located, encoding));
}

std::string code_actions(const Workspace& workspace, const fs::path& path, const Asked& asked,
                         Encoding encoding) {
  Json actions = Json::array();
  for (const Located& located : workspace.findings_in(path)) {
    const LintResult& result = *located.result;
    const Finding& finding = located.judged->finding;
    const SourceFile& file = result.files[finding.at.file];
    const std::uint32_t begin = offset_of(file, asked.start, encoding),
                        end = offset_of(file, asked.end, encoding);
    if (finding.at.begin > end || finding.at.end < begin) continue;
    const Json diagnostics = Json::array({diagnostic_json(workspace, located, encoding)});
    for (const Fix& fix : finding.fixes) {
      const bool safe = fix.applicability == Fix::Applicability::safe;
      actions.push_back({{"title", fmt::format("{}: {}", finding.rule, fix.description)},
                         {"kind", "quickfix"},
                         {"diagnostics", diagnostics},
                         {"isPreferred", safe},
                         {"edit", edit_json(workspace, result, fix.edits, encoding)}});
    }
    if (finding.rule.starts_with("meta/")) continue;
    actions.push_back({{"title", fmt::format("Suppress {} here, for a reason that you add", finding.rule)},
                       {"kind", "quickfix"},
                       {"diagnostics", diagnostics},
                       {"isPreferred", false},
                       {"edit", edit_json(workspace, result, {suppression(file, finding)}, encoding)}});
  }
  return dump(actions);
}

std::string hover(const Workspace& workspace, const fs::path& path, TextPosition at, Encoding encoding) {
  for (const Workspace::Run& run : workspace.runs()) {
    const LintResult& result = run.result;
    for (std::size_t i = 0; i < result.routes.size() && i < result.places.size(); ++i) {
      const RouteSummary& route = result.routes[i];
      for (const Range& range : {result.places[i].path, result.places[i].auth}) {
        if (range.end == range.begin || path_in(run, range.file) != path) continue;
        const SourceFile& file = result.files[range.file];
        if (!contains(range, range.file, offset_of(file, at, encoding))) continue;
        const std::string text = fmt::format(
            "`{} https://api.convotic.com/v1/modules/{}{}`\n\n{}", route.key.method,
            route.module.empty() ? "<module>" : route.module, route.key.path, verdict_sentence(route));
        return dump({{"contents", {{"kind", "markdown"}, {"value", text}}},
                     {"range", range_json(file, range, encoding)}});
      }
    }
  }
  return "null";
}

}  // namespace convotic::lint::lsp
