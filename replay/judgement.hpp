#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "replay/case.hpp"
#include "replay/plan.hpp"
#include "replay/target.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::replay {

// One delivery and what became of it.
struct Exchange {
  Result<Answer> answer;
  std::vector<Effect> late;  // effects after the answer
  // Whether there may be more of them than are known (Target::Settled).
  Target::Settled::Rest rest = Target::Settled::Rest::over;

  // All effects; nothing where the target cannot tell.
  std::optional<std::vector<Effect>> effects() const;
};

// From best to worst.
enum class Outcome {
  passed,
  limited,  // refused for want of a raw body, which is the platform's limit and not the module's
  warned,   // not as it should be, in a way that does not fail
  failed,
};

// One thing that was found.
struct Finding {
  enum class Kind {
    status,        // another status than expected
    effects,       // effects where there must be none, or others than expected
    late_effects,  // the same, after the answer
    answer,        // a header or body that is not as expected
    latency,       // over the expectation's maxMs
    deadline,      // over the provider's own limit
    platform,      // the platform answered, not the module
    no_answer,     // nobody did
    window,        // a time was accepted that only custom would refuse
    unsettled,     // there must be no effects, and there may be some still to come
    limit,         // the platform shows modules no raw body
    reason,        // why a right signature may have been refused
  } kind;
  enum class Severity { note, limit, warning, failure } severity;
  std::string message;              // one clause
  std::vector<std::string> detail;  // lines: effects, a diff, log lines
};

std::string_view name_of(Outcome outcome);     // "passed"
std::string_view name_of(Finding::Kind kind);  // "late-effects"
std::string_view name_of(Finding::Severity severity);

// What is to be said of a trial.
struct Judgement {
  Outcome outcome = Outcome::passed;
  std::string summary;  // one clause: "contacts.update, messages.send", "accepted: expected 401–403"
  std::string advice;   // what the module does not do, where that is plain; one clause
  std::vector<Finding> findings;
};

// Judges the exchanges of one trial, one for each time that it was sent. `now` is what the clock of the
// module showed then.
Judgement judge(const Case& of, const Trial& trial, std::span<const Exchange> exchanges,
                base::UnixMillis now);

}  // namespace convotic::replay
