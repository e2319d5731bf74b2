#pragma once

#include "lint/finding.hpp"
#include "lint/source_file.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace convotic::lint {

// A comment that silences findings, which begins with one of directive_words():
//
//     // convotic-lint-disable-next-line auth/unverified -- public newsletter form, double opt-in
//     // convotic-lint-disable-line <rule>, <rule> -- reason
//     /* convotic-lint-disable <rule> -- reason */ ... /* convotic-lint-enable <rule> */
//     // convotic-lint-disable-file <rule> -- reason
struct Directive {
  enum class Kind { line, next_line, disable, enable, file, unknown } kind = Kind::unknown;
  struct Named {
    std::string id;
    Range at;
  };
  std::string word;          // "disable-next-line"; as written
  std::vector<Named> rules;  // as written
  std::string reason;
  Range at;                // the comment
  std::uint32_t line = 0;  // that it is about, of `line` and `next_line`; else that it stands in
  bool too_late = false;   // a `file` one below the first 10 lines

  bool has_reason() const { return reason.size() >= kShortestReason; }
  // Whether it silences anything: it has a known form, rules and a reason.
  bool counts() const;
  std::string rule_list() const;  // "a/b, c/d"

  static constexpr std::size_t kShortestReason = 10;
};

// "disable-next-line", "disable-line", "disable", "enable", "disable-file"
const std::vector<std::string>& directive_words();

// The directives of a file, in their order. `file` is its index in the run.
std::vector<Directive> directives_of(const SourceFile& source, std::uint32_t file);

// The `disable` ones that no `enable` of the same rule follows.
std::vector<Directive> unclosed(const std::vector<Directive>& directives);

// Which findings the files' directives silence.
struct Silenced {
  std::vector<std::optional<std::string>> reasons;  // one for each finding; nothing where it is not silenced
  std::vector<Directive> unused;                    // that count, and silenced nothing
};

// A directive is about a finding when its line (or a line of its range) is one of the finding's own, or one
// of the route's object that the finding is about: so it can stand above registerRoute, or at `auth: false`.
// What meta/ says of suppressions cannot be silenced.
Silenced match_suppressions(const std::deque<SourceFile>& files, const std::vector<const Finding*>& findings);

}  // namespace convotic::lint
