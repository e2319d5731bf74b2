#pragma once

#include "core/base/json_path.hpp"
#include "core/base/result.hpp"
#include "replay/capture.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::replay {

// Takes out of captures what must not be committed. The body stays byte for byte what it was but for the
// values that are replaced; a signature no longer fits, which is no loss, since `convotic replay` signs anew.
class Redaction {
public:
  // What is always replaced: headers that are a credential rather than a signature.
  Redaction();

  // The same and the rules of a project (the "redact" array of convotic.json): "$.user.email" for values of
  // JSON and form bodies, "header:X-Customer" for headers. Fails with kConfigInvalid, quoting the rule.
  static Result<Redaction> with(std::span<const std::string> rules);

  // Replaces, and notes in `capture.redacted` what it replaced. Headers named in `signature_headers` are
  // those of the capture's scheme and stay, unless a rule names them: a signature proves something and opens
  // nothing. Returns a clause for each rule that could not be followed, such as that for a path where the
  // body is not JSON; whoever writes such a capture must say so.
  std::vector<std::string> apply(Capture& capture, std::span<const std::string> signature_headers) const;

private:
  std::vector<std::string> always_;  // headers
  std::vector<std::string> rules_;   // headers that a rule names
  std::vector<base::JsonPath> paths_;
};

// What stands in place of a JSON value: one of its type. Text gives "redacted", an e-mail address
// "redacted@example.com", a number 0, true and false false, an object {} and an array [].
std::string placeholder(std::string_view json);

}  // namespace convotic::replay
