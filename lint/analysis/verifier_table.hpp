#pragma once

#include "core/base/result.hpp"
#include "lint/config.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::lint {

// Where a call takes something from: "2", "0.payload", "new.0.secret" (of the constructor that made the
// receiver).
struct CallPlace {
  bool of_constructor = false;
  std::uint32_t argument = 0;
  std::vector<std::string> fields;
};

// How a verifier tells what it found.
enum class VerifierResult {
  boolean,   // true or false
  throws,    // returns where it is valid, throws where not
  field,     // an object, always truthy, with a boolean field
  callback,  // calls a function with an error first
  verifier,  // returns a function that throws
};

// A call into a package that verifies. One row of verifiers.json, or of "verifiers" in the configuration.
struct Verifier {
  std::string name;  // path of exports, dots only: "Webhook.verify"
  VerifierResult result = VerifierResult::boolean;
  bool promise = false;
  std::string field;
  std::optional<CallPlace> secret;
  bool public_key = false;              // the secret is none: it may be written down
  std::vector<CallPlace> message;       // what is covered, where known
  bool bearer = false;                  // it says who calls, not what was sent
  std::string window;                   // the age that it refuses by itself; empty where it does not
  std::optional<CallPlace> tolerance;   // an argument that turns the window off
  bool tolerance_required = false;      // there is no window without it
  std::optional<CallPlace> algorithms;  // which algorithms it accepts
  std::vector<std::uint32_t> callback;  // indices at which a function is called with an error first
  std::optional<std::uint32_t> since;   // major versions, where the package has changed
  std::optional<std::uint32_t> until;
  bool configured = false;
};

// What else a call into a package can be. `name` is empty for the package itself.
struct KnownCall {
  enum class Kind { comparator, equality, mac, hash, decoder } kind = Kind::decoder;
  std::string name;
  std::string algorithm;             // of macs and hashes
  std::optional<CallPlace> key;      // of macs
  std::optional<CallPlace> message;  // of macs
  bool promise = false;
  bool throws = false;            // equalities of assert
  bool throws_on_length = false;  // comparators that want equal lengths
};

// lint/analysis/verifiers.json, with what the configuration adds. A package that is not in it is opaque.
class VerifierTable {
public:
  // Fails with kJsonInvalid where the text has not the form of verifiers.json. `file` is used in errors only.
  static Result<VerifierTable> parse(std::string file, std::string text);
  // The built-in rows and those of the configuration, which come first.
  static VerifierTable with(const Config& config);

  // The row for a call of the path (dots only, "default" left out) in a package. A path may begin with the
  // name of an exported class that the row leaves out. `version` is the major version, 0 where it is not
  // known: then the newest counts.
  const Verifier* verifier(std::string_view package, std::string_view path, std::uint32_t version) const;
  const KnownCall* known_call(std::string_view package, std::string_view path) const;
  bool knows(std::string_view package) const;
  // Whether the path is that of a row, or of what such a path goes through.
  bool leads_to_call(std::string_view package, std::string_view path) const;
  // Whether it has more than functions that compare: a client that one of its functions makes may verify.
  bool makes(std::string_view package) const;
  void add(const VerifierConfig& row);

private:
  std::multimap<std::string, Verifier, std::less<>> verifiers_;
  std::multimap<std::string, KnownCall, std::less<>> calls_;
};

}  // namespace convotic::lint
