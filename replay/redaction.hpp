#pragma once

#include "core/base/json_path.hpp"
#include "core/base/result.hpp"
#include "core/webhook/scheme.hpp"
#include "replay/capture.hpp"

#include <optional>
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

  // Replaces, and notes in `capture.redacted` what it replaced. `scheme` is the capture's, where it is known:
  // its headers stay although they may be called as a credential is (a signature proves something and opens
  // nothing), unless a rule names them; those of a scheme that compares the secret itself are replaced.
  // Returns a clause for all that had to be left: a path where the body is not JSON, a secret that is in the
  // body, a parameter of the query that is called as a secret is. Whoever writes such a capture must say so.
  std::vector<std::string> apply(Capture& capture, const std::optional<webhook::Scheme>& scheme) const;

private:
  void apply_to_headers(Capture& capture, const std::optional<webhook::Scheme>& scheme) const;
  void apply_to_query(Capture& capture, std::vector<std::string>& problems) const;

  std::vector<std::string> always_;  // headers
  std::vector<std::string> rules_;   // headers that a rule names
  std::vector<std::string> query_;   // parameters that a rule names
  std::vector<base::JsonPath> paths_;
};

// What stands in place of a JSON value: one of its type. Text gives "redacted", an e-mail address
// "redacted@example.com", a number 0, true and false false, an object {} and an array [].
std::string placeholder(std::string_view json);

}  // namespace convotic::replay
