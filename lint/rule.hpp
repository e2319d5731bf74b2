#pragma once

#include "lint/finding.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace convotic::lint {

// One example of a rule's documentation. Run as a test: a wrong one gives a finding of the rule and no other
// error, a right one gives none.
struct Example {
  std::string_view code;  // a whole module
  std::string_view file = "src/index.ts";
};

// A rule, with its documentation beside its code (lint/rules/<group>_<name>.cpp). `convotic lint --explain`
// prints it, and docs/lint/ is made of it.
struct RuleInfo {
  std::string_view id;                                          // "auth/fail-open"
  Severity severity;                                            // by default
  enum class Profile { recommended, pedantic, audit } profile;  // from which one on it reports
  std::string_view summary;                                     // one sentence: what it finds
  std::string_view why;                                         // why that is bad; a few sentences
  std::string_view known_problems;                              // where it is wrong; may be empty
  int cwe = 0;                                                  // 0: none
  enum class Fixable { no, safe, unsafe } fixable = Fixable::no;
  std::span<const Example> wrong;
  std::span<const Example> right;
};

class Model;     // lint/model/model.hpp: everything that was understood of the files
class Findings;  // lint/findings.hpp: where rules report to

// A rule and what runs it. Auth and crypto rules report what the analysis found; the others walk the model's
// routes.
struct Rule {
  const RuleInfo& info;
  void (*check)(const Model& model, Findings& out);
};

// Every rule, in the order of the catalogue.
std::span<const Rule> all_rules();

// The rule of that id, or nothing.
const Rule* find_rule(std::string_view id);

// The id that somebody meant who wrote `id`, if one is close enough.
std::optional<std::string> nearest_rule(std::string_view id);

}  // namespace convotic::lint
