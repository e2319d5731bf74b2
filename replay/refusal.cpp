#include "replay/refusal.hpp"

#include "replay/json_form.hpp"

#include <fmt/format.h>

namespace convotic::replay {
namespace {

// A signature that was not made here may be wrong.
std::vector<std::string> why_recorded_is_refused(const Case& of, base::UnixMillis now) {
  std::vector<std::string> out;
  if (of.capture.exact == Capture::Exact::no)
    out.push_back(fmt::format("these are not the bytes that were sent: {}", of.capture.inexact_because));
  if (!of.capture.redacted.empty())
    out.emplace_back("parts of the request were replaced when it was recorded");
  const auto verdict = webhook::verify(*of.scheme, of.message, of.secrets, now);
  if (!verdict) {
    out.push_back(verdict.error().message);
    return out;
  }
  if (verdict->valid()) return out;
  std::string reason = verdict->reason;
  if (verdict->outcome == webhook::Verdict::Outcome::stale) reason += "; --at recorded moves the clock";
  out.push_back(std::move(reason));
  if (verdict->outcome == webhook::Verdict::Outcome::mismatch)
    for (std::string& cause : webhook::explain(*of.scheme, of.message, of.secrets, now))
      out.push_back(std::move(cause));
  return out;
}

}  // namespace

std::vector<std::string> why_refused(const Case& of, const Trial& trial, base::UnixMillis now) {
  std::vector<std::string> out;
  if (trial.variant->id == VariantName::recorded) out = why_recorded_is_refused(of, now);
  if (!out.empty()) return out;
  const std::string& body = of.message.body;
  if (of.scheme->needs().body && is_json(body))
    for (const std::string& lost : lost_by_stringify(body))
      out.push_back(fmt::format(
          "the body has {}: JSON.stringify(req.body) does not give them back, so a signature made "
          "from it cannot match (docs/replay.md#bytes)",
          lost));
  out.push_back(fmt::format("convotic's own check accepts this request: {} of \"{}\", with {}",
                            of.scheme->algorithm(), of.scheme->signed_content(),
                            fmt::join(of.secret_names, ", ")));
  return out;
}

}  // namespace convotic::replay
