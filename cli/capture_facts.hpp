#pragma once

#include "cli/context.hpp"
#include "core/base/result.hpp"
#include "core/webhook/signature.hpp"
#include "replay/capture.hpp"

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace convotic::cli {

// What can be said of a capture: what stands in it, and whether its signature is one of its secrets'.
struct CaptureFacts {
  replay::Capture capture;  // without what is a secret, for showing
  std::optional<webhook::Scheme> scheme;

  struct SecretFact {
    std::string reference;
    std::string missing;  // why it is not there; empty where it is
    std::string hint;     // what to do about it
  };
  std::vector<SecretFact> secrets;

  std::optional<webhook::Verdict> verdict;  // nothing where none is possible
  std::string unchecked;                    // why, and what to do about it
  std::string unchecked_hint;
  std::vector<std::string> causes;  // of a mismatch
  std::string warning;              // of what is valid
  base::UnixMillis at = 0;          // the time that the verdict is of
  enum class At { received, signed_at, now } at_source = At::now;
};

// Fails with kSchemeUnknown, or where convotic.json is wrong. That a secret is missing is a fact.
Result<CaptureFacts> capture_facts(replay::Capture capture, const Context& context);

void print_capture(const CaptureFacts& facts, Context& context);
// One JSON document (docs/captures.md).
void print_capture_json(const CaptureFacts& facts, const Context& context);

}  // namespace convotic::cli
