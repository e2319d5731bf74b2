#include "lint/suppressions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace convotic::lint {
namespace {

constexpr std::string_view kMark = "convotic-lint-";
constexpr std::uint32_t kLastFileLine = 10;

bool blank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && blank(text.back()))
    text.remove_suffix(1);
  return text;
}

// One line, with single blanks: reasons may go over several lines of a block comment.
std::string flat(std::string_view text) {
  std::string out;
  for (const char c : trimmed(text)) {
    if (!blank(c))
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  return out;
}

struct Comment {
  std::size_t begin = 0;
  std::size_t end = 0;   // behind it
  std::size_t stop = 0;  // of its text
};

// The comment that begins with the mark at `at`. A mark elsewhere, say in a sentence or a string, is none.
std::optional<Comment> comment_around(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && (blank(text[begin - 1]) || text[begin - 1] == '*') && text[begin - 1] != '\n') {
    if (text[begin - 1] == '*' && begin >= 2 && text[begin - 2] == '/') break;
    --begin;
  }
  if (begin < 2 || text[begin - 1] == '\n') return std::nullopt;
  const std::string_view opener = text.substr(begin - 2, 2);
  if (opener == "//") {
    const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    return Comment{begin - 2, end, end};
  }
  if (opener != "/*") return std::nullopt;
  const std::size_t close = text.find("*/", at);
  if (close == std::string_view::npos) return std::nullopt;
  return Comment{begin - 2, close + 2, close};
}

Directive::Kind kind_of(std::string_view word) {
  using Kind = Directive::Kind;
  static const std::map<std::string_view, Kind> kinds{{"disable-next-line", Kind::next_line},
                                                      {"disable-line", Kind::line},
                                                      {"disable", Kind::disable},
                                                      {"enable", Kind::enable},
                                                      {"disable-file", Kind::file}};
  const auto known = kinds.find(word);
  return known == kinds.end() ? Kind::unknown : known->second;
}

// Whether the line has nothing but blanks and comments, so that directives can be stacked.
bool only_comment(std::string_view line) {
  line = trimmed(line);
  return line.empty() || line.starts_with("//") || (line.starts_with("/*") && line.ends_with("*/"));
}

std::uint32_t next_code_line(const SourceFile& source, std::uint32_t after) {
  std::uint32_t line = after + 1;
  while (line < source.line_starts.size() && only_comment(source.line(line)))
    ++line;
  return line;
}

std::vector<Directive::Named> rules_in(std::string_view text, std::size_t offset, std::uint32_t file) {
  std::vector<Directive::Named> out;
  for (std::size_t at = 0; at < text.size();) {
    if (blank(text[at]) || text[at] == ',') {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !blank(text[end]) && text[end] != ',')
      ++end;
    out.push_back(
        {std::string(text.substr(at, end - at)),
         {file, static_cast<std::uint32_t>(offset + at), static_cast<std::uint32_t>(offset + end)}});
    at = end;
  }
  return out;
}

Directive read_directive(const SourceFile& source, std::uint32_t file, std::size_t mark,
                         const Comment& comment) {
  const std::string_view text = source.text;
  Directive directive;
  directive.at = {file, static_cast<std::uint32_t>(comment.begin), static_cast<std::uint32_t>(comment.end)};
  std::size_t at = mark + kMark.size();
  const std::size_t word = at;
  while (at < comment.stop && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '-'))
    ++at;
  directive.word = text.substr(word, at - word);
  directive.kind = kind_of(directive.word);
  const std::string_view body = text.substr(at, comment.stop - at);
  const std::size_t dashes = std::min(body.find("--"), body.size());
  directive.rules = rules_in(body.substr(0, dashes), at, file);
  if (dashes < body.size()) directive.reason = flat(body.substr(dashes + 2));
  const std::uint32_t last = source.byte_position(static_cast<std::uint32_t>(comment.end - 1)).line;
  directive.line = source.byte_position(directive.at.begin).line;
  if (directive.kind == Directive::Kind::next_line) directive.line = next_code_line(source, last);
  if (directive.kind == Directive::Kind::file) directive.too_late = directive.line > kLastFileLine;
  return directive;
}

bool names(const Directive& directive, std::string_view rule) {
  return std::any_of(directive.rules.begin(), directive.rules.end(),
                     [&](const Directive::Named& named) { return named.id == rule; });
}

// The lines of a range, the last one included.
struct Lines {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

Lines lines_of(const SourceFile& source, const Range& range) {
  const std::uint32_t last = range.end > range.begin ? range.end - 1 : range.begin;
  return {source.byte_position(range.begin).line, source.byte_position(last).line};
}

// A directive that counts, for one of its rules, with the lines that it is about.
struct Reach {
  const Directive* directive;
  std::string_view rule;
  Lines lines;
};

constexpr std::uint32_t kEveryLine = UINT32_MAX;

std::vector<Reach> reaches_of(const std::vector<Directive>& directives) {
  using Kind = Directive::Kind;
  std::vector<Reach> out;
  for (std::size_t i = 0; i < directives.size(); ++i) {
    const Directive& directive = directives[i];
    if (!directive.counts()) continue;
    for (const Directive::Named& named : directive.rules) {
      if (directive.kind == Kind::file) out.push_back({&directive, named.id, {1, kEveryLine}});
      if (directive.kind == Kind::line || directive.kind == Kind::next_line)
        out.push_back({&directive, named.id, {directive.line, directive.line}});
      if (directive.kind != Kind::disable) continue;
      const auto end = std::find_if(
          directives.begin() + static_cast<std::ptrdiff_t>(i), directives.end(),
          [&](const Directive& other) { return other.kind == Kind::enable && names(other, named.id); });
      if (end != directives.end()) out.push_back({&directive, named.id, {directive.line, end->line}});
    }
  }
  return out;
}

bool meets(const SourceFile& source, const Reach& reach, const Range& range) {
  const Lines lines = lines_of(source, range);
  return lines.first <= reach.lines.last && lines.last >= reach.lines.first;
}

bool is_about_suppressions(std::string_view rule) {
  return rule == "meta/unused-suppression" || rule == "meta/suppression-without-reason" ||
         rule == "meta/unknown-rule";
}

}  // namespace

bool Directive::counts() const {
  return kind != Kind::unknown && kind != Kind::enable && !rules.empty() && has_reason() && !too_late;
}

std::string Directive::rule_list() const {
  std::vector<std::string_view> ids;
  for (const Named& named : rules)
    ids.push_back(named.id);
  return fmt::format("{}", fmt::join(ids, ", "));
}

const std::vector<std::string>& directive_words() {
  static const std::vector<std::string> words{"disable-next-line", "disable-line", "disable", "enable",
                                              "disable-file"};
  return words;
}

std::vector<Directive> directives_of(const SourceFile& source, std::uint32_t file) {
  std::vector<Directive> out;
  const std::string_view text = source.text;
  for (std::size_t at = text.find(kMark); at != std::string_view::npos;
       at = text.find(kMark, at + kMark.size()))
    if (const auto comment = comment_around(text, at))
      out.push_back(read_directive(source, file, at, *comment));
  return out;
}

std::vector<Directive> unclosed(const std::vector<Directive>& directives) {
  std::vector<Directive> out;
  for (std::size_t i = 0; i < directives.size(); ++i) {
    const Directive& directive = directives[i];
    if (directive.kind != Directive::Kind::disable || !directive.counts()) continue;
    const bool closed =
        std::all_of(directive.rules.begin(), directive.rules.end(), [&](const Directive::Named& named) {
          return std::any_of(directives.begin() + static_cast<std::ptrdiff_t>(i), directives.end(),
                             [&](const Directive& other) {
                               return other.kind == Directive::Kind::enable && names(other, named.id);
                             });
        });
    if (!closed) out.push_back(directive);
  }
  return out;
}

Silenced match_suppressions(const std::deque<SourceFile>& files,
                            const std::vector<const Finding*>& findings) {
  std::vector<std::vector<Directive>> directives(files.size());
  std::vector<std::vector<Reach>> reaches(files.size());
  for (std::uint32_t file = 0; file < files.size(); ++file) {
    directives[file] = directives_of(files[file], file);
    reaches[file] = reaches_of(directives[file]);
  }
  Silenced out;
  std::set<const Directive*> used;
  for (const Finding* const one : findings) {
    const Finding& finding = *one;
    std::optional<std::string> reason;
    const auto try_at = [&](const Range& range) {
      if (range.file >= files.size()) return;
      for (const Reach& reach : reaches[range.file]) {
        if (reach.rule != finding.rule || !meets(files[range.file], reach, range)) continue;
        used.insert(reach.directive);
        if (!reason) reason = reach.directive->reason;
      }
    };
    if (!is_about_suppressions(finding.rule)) {
      try_at(finding.at);
      if (finding.route_range) try_at(*finding.route_range);
    }
    out.reasons.push_back(std::move(reason));
  }
  for (std::uint32_t file = 0; file < files.size(); ++file) {
    const auto open = unclosed(directives[file]);
    for (const Directive& directive : directives[file]) {
      const bool told = std::any_of(open.begin(), open.end(), [&](const Directive& other) {
        return other.at.begin == directive.at.begin;
      });
      if (directive.counts() && !told && !used.contains(&directive)) out.unused.push_back(directive);
    }
  }
  return out;
}

}  // namespace convotic::lint
