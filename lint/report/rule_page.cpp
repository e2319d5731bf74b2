#include "lint/report/rule_page.hpp"

#include "lint/config_reader.hpp"
#include "lint/report/rule_example.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace convotic::lint {
namespace {

constexpr std::size_t kWidth = 100;

std::string_view fix_name(RuleInfo::Fixable fixable) {
  if (fixable == RuleInfo::Fixable::safe) return "safe";
  return fixable == RuleInfo::Fixable::unsafe ? "unsafe" : "none";
}

std::string_view rule_profile(const RuleInfo& rule) {
  switch (rule.profile) {
  case RuleInfo::Profile::pedantic:
    return "pedantic";
  case RuleInfo::Profile::audit:
    return "audit";
  case RuleInfo::Profile::recommended:
    break;
  }
  return "recommended";
}

// Words in lines of at most `kWidth`, each after the indent.
std::string wrapped(std::string_view text, std::string_view indent) {
  std::string out, line;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && indent.size() + line.size() + 1 + word.size() > kWidth) {
      out += fmt::format("{}{}\n", indent, line);
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty()) out += fmt::format("{}{}\n", indent, line);
  return out;
}

std::string indented(std::string_view code) {
  std::string out;
  while (!code.empty()) {
    const std::size_t end = std::min(code.find('\n'), code.size());
    if (end > 0) out += "  ";
    out += code.substr(0, end);
    out += '\n';
    code.remove_prefix(std::min(end + 1, code.size()));
  }
  return out;
}

std::string facts_line(const RuleInfo& rule) {
  std::string out = fmt::format("{} · {} profile", severity_name(rule.severity), rule_profile(rule));
  if (rule.cwe != 0) out += fmt::format(" · CWE-{}", rule.cwe);
  if (rule.fixable != RuleInfo::Fixable::no)
    out += fmt::format(" · {}", rule.fixable == RuleInfo::Fixable::safe ? "mended by --fix"
                                                                        : "mended by --fix-unsafe");
  return out;
}

std::string file_of(const Example& example) {
  return example.file == "src/index.ts" ? std::string() : fmt::format("// {}\n", example.file);
}

}  // namespace

std::string rule_page_name(const RuleInfo& rule) {
  std::string name(rule.id);
  std::replace(name.begin(), name.end(), '/', '-');
  return name + ".md";
}

std::string rule_page_text(const RuleInfo& rule, const base::Palette& palette, Marks marks) {
  std::string out =
      fmt::format("{}   {}\n\n{}\n{}", palette.strong(rule.id), palette.secondary(facts_line(rule)),
                  wrapped(std::string(rule.summary) + ".", ""), wrapped(rule.why, ""));
  for (const Example& example : rule.wrong) {
    const std::string code =
        marks == Marks::yes ? marked_example(example, rule, palette) : std::string(example.code);
    out += fmt::format("\n{}\n{}", palette.bad("Wrong"), indented(file_of(example) + code));
  }
  for (const Example& example : rule.right)
    out += fmt::format("\n{}\n{}", palette.good("Right"),
                       indented(file_of(example) + std::string(example.code)));
  if (!rule.known_problems.empty())
    out += fmt::format("\n{}\n{}", palette.strong("Known problems"), wrapped(rule.known_problems, "  "));
  out += fmt::format("\n{}\n  // convotic-lint-disable-next-line {} -- why it is right here\n",
                     palette.strong("To leave one as it is"), rule.id);
  return out;
}

std::string rule_page_markdown(const RuleInfo& rule) {
  std::string out =
      fmt::format("# {}\n\n{}.\n\n{}\n\n{}", rule.id, rule.summary, facts_line(rule), wrapped(rule.why, ""));
  const auto examples = [&](std::string_view title, std::span<const Example> all) {
    if (all.empty()) return;
    out += fmt::format("\n## {}\n", title);
    for (const Example& example : all) {
      const std::string_view language = example.file.ends_with(".tsx") ? "tsx" : "ts";
      out += fmt::format("\n```{}\n{}{}```\n", language, file_of(example), example.code);
    }
  };
  examples("Wrong", rule.wrong);
  examples("Right", rule.right);
  if (!rule.known_problems.empty())
    out += fmt::format("\n## Known problems\n\n{}", wrapped(rule.known_problems, ""));
  return out;
}

std::string rule_list_text(const base::Palette& palette) {
  std::size_t width = 0;
  for (const Rule& rule : all_rules())
    width = std::max(width, rule.info.id.size());
  std::string out;
  for (const Rule& rule : all_rules()) {
    const std::string severity = fmt::format("{:7}", severity_name(rule.info.severity));
    out += fmt::format("{:{}}  {}  {:11}  {}\n", rule.info.id, width,
                       rule.info.severity == Severity::error     ? palette.bad(severity)
                       : rule.info.severity == Severity::warning ? palette.warning(severity)
                                                                 : severity,
                       rule_profile(rule.info), rule.info.summary);
  }
  return out;
}

std::string rule_list_json() {
  using Json = nlohmann::ordered_json;
  Json out = Json::array();
  for (const Rule& rule : all_rules())
    out.push_back({{"id", rule.info.id},
                   {"severity", severity_name(rule.info.severity)},
                   {"profile", rule_profile(rule.info)},
                   {"summary", rule.info.summary},
                   {"why", rule.info.why},
                   {"knownProblems", rule.info.known_problems},
                   {"cwe", rule.info.cwe == 0 ? Json() : Json(rule.info.cwe)},
                   {"fix", fix_name(rule.info.fixable)}});
  return out.dump(2) + "\n";
}

std::string rule_list_markdown() {
  std::string out = "| Rule | Severity | Profile | CWE | Fix | |\n|---|---|---|---|---|---|\n";
  for (const Rule& rule : all_rules())
    out += fmt::format("| [{}](lint/{}) | {} | {} | {} | {} | {} |\n", rule.info.id,
                       rule_page_name(rule.info), severity_name(rule.info.severity), rule_profile(rule.info),
                       rule.info.cwe == 0 ? std::string() : std::to_string(rule.info.cwe),
                       rule.info.fixable == RuleInfo::Fixable::no ? "" : fix_name(rule.info.fixable),
                       rule.info.summary);
  return out;
}

}  // namespace convotic::lint
