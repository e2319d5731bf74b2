#include "lint/judgement.hpp"

#include "core/webhook/digest.hpp"
#include "lint/config_reader.hpp"
#include "lint/findings.hpp"
#include "lint/suppressions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <tuple>

namespace convotic::lint {
namespace {

const RuleInfo& info_of(std::string_view id) {
  // Findings are made with a RuleInfo, so there is one.
  return find_rule(id)->info;
}

constexpr std::string_view kUnused = "meta/unused-suppression";

// Without what editing around it changes: white space.
std::string normalised(std::string_view line) {
  std::string out;
  for (const char c : line) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

// 32 hexadecimal digits.
std::string hash(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : webhook::digest(webhook::Hash::sha256, text).substr(0, 16)) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 0xf];
  }
  return out;
}

std::uint32_t line_at(const SourceFile& file, std::uint32_t offset) {
  return file.byte_position(offset).line;
}

class Judge {
public:
  Judge(Analysed analysed, const RunFolders& folders, const Config& config, const Standards& standards)
      : analysed_(std::move(analysed)), folders_(folders), config_(config), standards_(standards) {}

  LintResult run(std::span<const Input> inputs) {
    result_.inputs = inputs.size();
    weigh();
    if (standards_.comments == Standards::Comments::heeded) suppress();
    sort();
    fingerprint();
    if (standards_.baseline != nullptr) compare(inputs);
    if (standards_.changed != nullptr) keep_changed();
    count();
    result_.files = std::move(analysed_.files);
    result_.routes = std::move(analysed_.routes);
    result_.places = std::move(analysed_.places);
    return std::move(result_);
  }

private:
  const SourceFile& file_of(const Range& range) const { return analysed_.files[range.file]; }

  std::filesystem::path absolute(const Range& range) const {
    return (folders_.directory / file_of(range).path).lexically_normal();
  }

  const std::string& path_in_project(const Range& range) {
    paths_.resize(analysed_.files.size());
    std::string& path = paths_[range.file];
    if (path.empty()) path = project_path(folders_, absolute(range));
    return path;
  }

  void weigh() {
    for (Finding& finding : analysed_.findings) {
      if (finding.confidence < standards_.min_confidence) continue;
      // What a suppression silences counts as used, whatever the severity: off ones leave later.
      finding.severity = severity_for(config_, info_of(finding.rule), finding, path_in_project(finding.at));
      result_.findings.push_back({std::move(finding), Judged::State::open, {}, {}, {}});
    }
  }

  void suppress() {
    std::vector<const Finding*> findings;
    for (const Judged& judged : result_.findings)
      findings.push_back(&judged.finding);
    const Silenced silenced = match_suppressions(analysed_.files, findings);
    for (std::size_t i = 0; i < findings.size(); ++i) {
      if (!silenced.reasons[i]) continue;
      result_.findings[i].state = Judged::State::suppressed;
      result_.findings[i].reason = *silenced.reasons[i];
    }
    for (const Directive& directive : silenced.unused)
      add_unused(directive);
  }

  void add_unused(const Directive& directive) {
    const bool known = std::all_of(directive.rules.begin(), directive.rules.end(),
                                   [](const auto& named) { return find_rule(named.id) != nullptr; });
    if (!known) return;  // meta/unknown-rule tells it
    Finding finding;
    finding.rule = info_of(kUnused).id;
    finding.at = directive.at;
    finding.message =
        fmt::format("nothing is found here that the suppression of {} could silence", directive.rule_list());
    finding.help = "take the comment out";
    finding.severity = standards_.unused_suppressions;
    finding.severity = standards_.unused_suppressions == Severity::off
                           ? Severity::off
                           : severity_for(config_, info_of(kUnused), finding, path_in_project(finding.at));
    finding.fixes.push_back(
        {"remove the comment", Fix::Applicability::safe, {{whole_comment(directive.at), ""}}});
    result_.findings.push_back({std::move(finding), Judged::State::open, {}, {}, {}});
  }

  // The comment, with its line where nothing else stands on it.
  Range whole_comment(Range comment) const {
    const std::string_view text = file_of(comment).text;
    std::uint32_t begin = comment.begin, end = comment.end;
    while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t'))
      --begin;
    const bool alone = begin == 0 || text[begin - 1] == '\n';
    const bool ends = end == text.size() || text[end] == '\n' || text[end] == '\r';
    if (alone && ends) {
      while (end < text.size() && text[end] == '\r')
        ++end;
      if (end < text.size()) ++end;
      return {comment.file, begin, end};
    }
    return ends ? Range{comment.file, begin, end} : comment;
  }

  void sort() {
    std::erase_if(result_.findings,
                  [](const Judged& judged) { return judged.finding.severity == Severity::off; });
    const auto order = [&](const Judged& judged) {
      const Range& at = judged.finding.at;
      return std::tuple(std::string_view(file_of(at).path), at.begin, judged.finding.rule, at.end,
                        std::string_view(judged.finding.message));
    };
    std::stable_sort(result_.findings.begin(), result_.findings.end(),
                     [&](const Judged& a, const Judged& b) { return order(a) < order(b); });
  }

  void fingerprint() {
    std::map<std::string, std::size_t> seen;
    for (Judged& judged : result_.findings) {
      const Finding& finding = judged.finding;
      const SourceFile& file = file_of(finding.at);
      const std::string route = finding.route ? name_of(*finding.route) : std::string();
      judged.line_print = hash(fmt::format("{}\n{}\n{}\n{}", finding.rule, path_in_project(finding.at), route,
                                           normalised(file.line(line_at(file, finding.at.begin)))));
      const std::size_t ordinal = seen[judged.line_print]++;
      judged.fingerprint =
          ordinal == 0 ? judged.line_print : hash(fmt::format("{}\n{}", judged.line_print, ordinal));
    }
  }

  void compare(std::span<const Input> inputs) {
    std::map<std::string, std::size_t> left;
    for (const BaselineEntry& entry : standards_.baseline->entries)
      left[entry.fingerprint] += entry.count;
    for (Judged& judged : result_.findings) {
      if (judged.state != Judged::State::open || judged.finding.rule.starts_with("meta/")) continue;
      const auto entry = left.find(judged.line_print);
      if (entry == left.end() || entry->second == 0) continue;
      --entry->second;
      judged.state = Judged::State::in_baseline;
    }
    std::set<std::string> checked;
    for (const Input& input : inputs)
      checked.insert(project_path(folders_, input.path));
    for (const SourceFile& file : analysed_.files)
      checked.insert(project_path(folders_, (folders_.directory / file.path).lexically_normal()));
    for (const BaselineEntry& entry : standards_.baseline->entries) {
      const std::size_t gone = std::min(left[entry.fingerprint], entry.count);
      if (gone == 0 || !checked.contains(entry.file)) continue;
      left[entry.fingerprint] -= gone;
      BaselineEntry stale = entry;
      stale.count = gone;
      result_.stale.push_back(std::move(stale));
    }
  }

  bool changed(const Range& range) const {
    const SourceFile& file = file_of(range);
    const std::uint32_t last = range.end > range.begin ? range.end - 1 : range.begin;
    return standards_.changed->meets(absolute(range), line_at(file, range.begin), line_at(file, last));
  }

  void keep_changed() {
    std::erase_if(result_.findings, [&](const Judged& judged) {
      const Finding& finding = judged.finding;
      const auto met = [&](const Related& related) { return changed(related.at); };
      return !changed(finding.at) && !(finding.route_range && changed(*finding.route_range)) &&
             std::none_of(finding.related.begin(), finding.related.end(), met) &&
             std::none_of(finding.flow.begin(), finding.flow.end(), met);
    });
  }

  void count() {
    for (const Judged& judged : result_.findings) {
      if (judged.state == Judged::State::suppressed) ++result_.suppressed;
      if (judged.state == Judged::State::in_baseline) ++result_.in_baseline;
      if (judged.state != Judged::State::open) continue;
      if (judged.finding.severity == Severity::error) ++result_.errors;
      if (judged.finding.severity == Severity::warning) ++result_.warnings;
      if (judged.finding.severity == Severity::info) ++result_.infos;
    }
  }

  Analysed analysed_;
  const RunFolders& folders_;
  const Config& config_;
  const Standards& standards_;
  std::vector<std::string> paths_;  // of files in the project, as far as they were asked for
  LintResult result_;
};

}  // namespace

LintResult judge(Analysed analysed, const RunFolders& folders, const Config& config,
                 const Standards& standards, std::span<const Input> inputs) {
  return Judge(std::move(analysed), folders, config, standards).run(inputs);
}

Baseline baseline_of(const LintResult& result, const RunFolders& folders) {
  std::map<std::string, BaselineEntry> entries;
  for (const Judged& judged : result.findings) {
    const Finding& finding = judged.finding;
    const bool serious = finding.severity == Severity::error || finding.severity == Severity::warning;
    if (judged.state == Judged::State::suppressed || !serious || finding.rule.starts_with("meta/")) continue;
    auto [entry, fresh] = entries.try_emplace(judged.line_print);
    if (!fresh) {
      ++entry->second.count;
      continue;
    }
    const auto path = (folders.directory / result.files[finding.at.file].path).lexically_normal();
    entry->second = {std::string(finding.rule), project_path(folders, path),
                     finding.route ? name_of(*finding.route) : std::string(), judged.line_print, 1};
  }
  Baseline baseline;
  for (auto& [print, entry] : entries)
    baseline.entries.push_back(std::move(entry));
  return baseline;
}

Baseline pruned(const Baseline& baseline, const std::vector<BaselineEntry>& stale) {
  Baseline out;
  for (BaselineEntry entry : baseline.entries) {
    for (const BaselineEntry& gone : stale)
      if (gone.fingerprint == entry.fingerprint && gone.file == entry.file)
        entry.count -= std::min(entry.count, gone.count);
    if (entry.count > 0) out.entries.push_back(std::move(entry));
  }
  return out;
}

}  // namespace convotic::lint
