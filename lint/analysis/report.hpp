#pragma once

#include "lint/analysis/state.hpp"
#include "lint/finding.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace convotic::lint::outcome {

// An effect that was reached while nothing had verified.
struct Violation {
  Range at;
  std::string call;  // "ctx.contacts.update"
  bool write = true;
  bool medium = false;    // something on the way could not be seen into
  bool followed = false;  // a verification came afterwards
  bool outside = false;   // not through ctx
  const Step* steps = nullptr;
};

// Something that looks like a verification and is none.
struct Decoy {
  std::string_view rule;  // "auth/presence-only"
  Range at;
  std::string message;
};

// What one run of a route's code has shown.
struct Report {
  std::vector<Violation> violations;
  std::vector<Decoy> decoys;
  std::vector<Finding> findings;                   // of crypto and other rules; the route is filled in later
  std::set<std::pair<std::uint64_t, bool>> leads;  // decisions after which a verifier was called
  std::set<std::pair<std::uint32_t, std::uint32_t>>
      verified_effects;                            // file and begin of effects with verification
  std::vector<const Verification*> verifications;  // that have succeeded on some path
  std::set<const Step*> marked;
  bool raw_body_known = false;  // the platform seems to give the bytes of the body
  bool verifier_called = false;
  bool reads = false;                                 // an effect of any sort was reached, verified or not
  bool assumed = false;                               // a path counts as verified by a name
  bool refused_verified = false;                      // some verified path ended with a refusal
  std::vector<Range> parallel;                        // calls of Promise.all and the like
  std::vector<std::pair<std::string, Range>> logged;  // secrets that were logged, as they are read, and where
  std::set<std::string> keys;  // secrets that something is verified with, as they are read

  // What has run, by file and node: to tell what has not (unreached.hpp).
  std::unordered_set<std::uint64_t> entered;                 // functions
  std::unordered_set<std::uint64_t> called;                  // calls of something that can be called
  std::unordered_set<std::uint64_t> effects_reached;         // calls through ctx
  std::unordered_map<std::uint64_t, std::uint8_t> sides;     // of conditions: 1 was true, 2 was false
  std::set<std::pair<std::uint32_t, std::uint32_t>> tested;  // file and begin of verifiers whose result is
  std::vector<std::pair<Range, std::string>> gaps;           // what cannot be followed, and what it does

  // Adds a finding unless the same is there.
  void add(std::string_view rule, Severity severity, Range at, std::string message, std::string help = {});
  Finding* find(std::string_view rule, Range at);
  // A function at this place was asked about the request, and says yes to every one.
  void believe_stubs(Range function);
  void add_decoy(std::string_view rule, Range at, std::string message);
};

}  // namespace convotic::lint::outcome
