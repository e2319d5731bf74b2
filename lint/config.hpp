#pragma once

#include "lint/finding.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace convotic::lint {

// A verifier that a project names itself (section "verifiers" of the "lint" object), in the form of the
// built-in table.
struct VerifierConfig {
  std::string from;     // package, or path of a relative file
  std::string name;     // exported name, "Class#method" or "a.b"
  std::string result;   // "boolean", "promise-boolean", "throws", "promise-throws", "field:ok"
  bool window = false;  // it refuses old timestamps itself
};

struct TrustedRoute {
  std::string method;  // "*" for any
  std::string path;    // * at the end matches anything
  std::string reason;
};

struct RuleSetting {
  Severity severity = Severity::off;
};

struct Override {
  std::vector<std::string> files;                          // globs
  std::vector<std::pair<std::string, RuleSetting>> rules;  // in order; "group/*" is a pattern
};

// The "lint" object of convotic.json after defaults, extends and the command line. docs/lint.md lists it.
struct Config {
  enum class Profile { recommended, pedantic, audit } profile = Profile::recommended;
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::vector<std::pair<std::string, RuleSetting>> rules;  // in order, the last match counts
  std::vector<Override> overrides;

  // Of the analysis.
  std::optional<std::string>
      raw_body;  // property of req that has the body's bytes, where the platform gives one
  enum class MiddlewareContract { next, returns, both } middleware = MiddlewareContract::both;
  enum class Routing { unspecified, ordered, specificity } routing = Routing::unspecified;
  std::vector<std::string> effects_write = {"ctx.*.*"};
  std::vector<std::string> effects_read = {"get*", "find*", "list*", "search*", "count*", "has*", "exists*"};
  std::vector<std::string> ignore_before_verify;  // "ctx.storage.set('rl:*')"
  std::vector<VerifierConfig> verifiers;
  std::vector<TrustedRoute> trusted_routes;
  std::map<std::string, std::string> defines;  // "process.env.NODE_ENV" -> "production"
  std::vector<std::string> globals;            // names that are there without an import
  std::vector<std::string> extra_route_options;
};

}  // namespace convotic::lint
