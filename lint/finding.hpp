#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::lint {

enum class Severity { off, info, warning, error };

// How sure the linter is that a finding is one. `low` and `medium` where the path to it crosses something
// that it cannot see into.
enum class Confidence { low, medium, high };

// A range of bytes in one of the files of a run. Lines and columns are worked out when they are printed
// (lint/source_file.hpp).
struct Range {
  std::uint32_t file = 0;   // index into Lint::files
  std::uint32_t begin = 0;  // bytes
  std::uint32_t end = 0;    // not included
};

// A place that has to do with a finding: "reaches ctx.contacts.update".
struct Related {
  Range at;
  std::string message;
};

struct Edit {
  Range at;  // empty where text is inserted
  std::string text;
};

// A change that mends a finding. A safe one keeps what the code does when it works; an unsafe one is a
// suggestion.
struct Fix {
  std::string description;  // "insert await"
  enum class Applicability { safe, unsafe } applicability = Applicability::safe;
  std::vector<Edit> edits;  // in one pass; they do not overlap
};

// The identity of a route within a run, for baselines and reports: "POST /orders/:id".
struct RouteKey {
  std::string method;  // as far as it is known, else "?"
  std::string path;    // the same
};

struct Finding {
  std::string_view rule;  // "auth/fail-open": a RuleInfo::id
  Severity severity = Severity::error;
  Confidence confidence = Confidence::high;
  std::string message;  // one clause; names the deciding condition or the reached effect
  std::string label;    // what stands beside the caret; may be empty
  Range at;
  std::optional<Range>
      route_range;  // the route object, where the finding is about a route: suppressions count there too
  std::optional<RouteKey> route;
  std::vector<Related> related;  // in the order in which they are to be read
  std::vector<Related> flow;     // from the entry of the route to what is reached
  std::string help;              // what to do; may be empty
  std::vector<Fix> fixes;
};

// What is known of a route's protection.
enum class Verdict {
  keyed,        // the platform asks for an API key
  verified,     // open, and every path to an effect verifies first
  assumed,      // the same, where a verifier is trusted by its name or package
  harmless,     // open, and no path has an effect
  trusted,      // open, and named in the configuration's trustedRoutes
  unverified,   // open, and some path reaches an effect without verification
  not_checked,  // could not be analysed; a finding says why
};

struct RouteSummary {
  Range at;  // the route object, or the call
  RouteKey key;
  std::string module;  // the module's name where it is known
  enum class Auth { key, open, dynamic } auth = Auth::key;
  Verdict verdict = Verdict::keyed;
};

}  // namespace convotic::lint
