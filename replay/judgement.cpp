#include "replay/judgement.hpp"

#include "replay/comparison.hpp"
#include "replay/refusal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace convotic::replay {
namespace {

using Kind = Finding::Kind;
using Severity = Finding::Severity;

constexpr std::size_t kMostLogLines = 10;
constexpr std::size_t kMostOfEntry = 5;

const StatusRange& class_of(const Trial& trial) {
  return trial.variant->expected == Expected::refused ? kRefused : kAccepted;
}

bool any_contains(const std::vector<StatusRange>& ranges, int status) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [status](const StatusRange& range) { return range.contains(status); });
}

std::vector<std::string> described(std::span<const Effect> effects) {
  std::vector<std::string> out;
  for (const Effect& effect : effects)
    out.push_back(describe(effect));
  return out;
}

// "contacts.update, storage.set ×3"
std::string calls(std::span<const Effect> effects) {
  std::vector<std::pair<std::string, int>> counted;
  for (const Effect& effect : effects) {
    const auto known = std::find_if(counted.begin(), counted.end(),
                                    [&](const auto& entry) { return entry.first == effect.call; });
    if (known == counted.end())
      counted.emplace_back(effect.call, 1);
    else
      ++known->second;
  }
  std::vector<std::string> words;
  for (const auto& [call, count] : counted)
    words.push_back(count == 1 ? call : fmt::format("{} ×{}", call, count));
  return fmt::format("{}", fmt::join(words, ", "));
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.emplace_back(text.substr(0, end));
    if (end == text.size()) return out;
    text.remove_prefix(end + 1);
  }
}

// The end of a log, of each entry its beginning: a stack says at its top what went wrong.
std::vector<std::string> last_lines(const std::vector<std::string>& log) {
  std::vector<std::string> out;
  for (const std::string& entry : log) {
    std::vector<std::string> lines = lines_of(entry);
    lines.resize(std::min(lines.size(), kMostOfEntry));
    for (std::size_t i = 0; i < lines.size(); ++i)
      out.push_back((i == 0 ? "log: " : "     ") + lines[i]);
  }
  if (out.size() > kMostLogLines)
    out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(kMostLogLines));
  return out;
}

std::vector<std::string> diff(const Mismatch& mismatch) {
  std::vector<std::string> out;
  for (const std::string& line : lines_of(mismatch.expected))
    out.push_back("- " + line);
  for (const std::string& line : lines_of(mismatch.got))
    out.push_back("+ " + line);
  return out;
}

// Judges one trial, finding by finding.
class Judge {
public:
  Judge(const Case& of, const Trial& trial, std::span<const Exchange> exchanges, base::UnixMillis now)
      : of_(of), trial_(trial), exchanges_(exchanges), now_(now) {}

  Judgement run() {
    for (const Exchange& exchange : exchanges_) {
      if (exchange.answer) continue;
      fail(Kind::no_answer, exchange.answer.error().message, "no answer: " + exchange.answer.error().message);
      return finish();
    }
    judge_answer(exchanges_.front(), trial_.expectation, Round::first);
    if (trial_.times() == 2 && exchanges_.size() == 2 && out_.outcome != Outcome::failed)
      judge_answer(exchanges_.back(), trial_.second, Round::second);
    for (const Exchange& exchange : exchanges_)
      judge_time(exchange);
    return finish();
  }

private:
  enum class Round { first, second };

  void judge_answer(const Exchange& exchange, const Expectation& expectation, Round round) {
    const Answer& answer = *exchange.answer;
    if (!judge_status(answer, expectation, round)) {
      judge_effects(exchange, {}, round);
      return;
    }
    for (const Mismatch& mismatch : compare_answer(expectation, answer.response))
      fail(Kind::answer, mismatch.what + " is not as expected", mismatch.what + " differs", diff(mismatch));
    judge_effects(exchange, expectation, round);
  }

  // Whether the status is as it should be, so that it is worth looking at the rest.
  bool judge_status(const Answer& answer, const Expectation& expectation, Round round) {
    const int status = answer.response.status;
    const std::string again = round == Round::second ? "the second time " : "";
    if (!expectation.statuses.empty()) {
      if (any_contains(expectation.statuses, status)) return true;
      const std::string wanted = describe(expectation.statuses);
      fail(Kind::status, fmt::format("{}expected {}, got {}", again, wanted, status),
           fmt::format("{}expected {}", again, wanted), log_of(answer));
      explain_refusal(answer);
      return false;
    }
    if (class_of(trial_).contains(status)) return true;
    if (trial_.variant->expected == Expected::limited && kRefused.contains(status) && answer.note.empty()) {
      limit();
      return false;
    }
    if (trial_.variant->expected == Expected::refused && kAccepted.contains(status)) {
      accepted_wrongly();
      return false;
    }
    const std::string wanted = trial_.variant->expected == Expected::refused ? describe({kRefused}) : "2xx";
    const std::string verb = kRefused.contains(status) ? "refused" : "answered";
    std::string message = fmt::format("{}{}: expected {}", again, verb, wanted);
    if (!answer.note.empty()) message += fmt::format(" (the platform: {})", answer.note);
    fail(answer.note.empty() ? Kind::status : Kind::platform, fmt::format("{}, got {}", message, status),
         message, log_of(answer));
    if (trial_.variant->expected == Expected::refused && status == 400)
      add({Kind::reason,
           Severity::note,
           fmt::format("400 refuses as well, but senders take it for a bad request, not a bad signature; to "
                       "allow it: "
                       "\"expect\": {{\"variants\": {{\"{}\": {{\"status\": 400}}}}}}",
                       trial_.variant->name),
           {}});
    explain_refusal(answer);
    return false;
  }

  void accepted_wrongly() {
    const std::string wanted = describe({kRefused});
    if (trial_.bound == Trial::Bound::provider) {
      fail(Kind::status, fmt::format("accepted: expected {}", wanted),
           fmt::format("accepted: expected {}", wanted));
      out_.advice = trial_.variant->advice;
      return;
    }
    add({Kind::window,
         Severity::warning,
         fmt::format("accepted: {} sets no bound, and five minutes are customary", of_.scheme->title()),
         {}});
    summary_ = fmt::format("accepted: {} sets no bound", of_.scheme->title());
  }

  void limit() {
    add({Kind::limit,
         Severity::limit,
         "the platform gives modules req.body parsed, so that none can see the bytes that were signed",
         {}});
    summary_ = "platform limit: a module cannot see the exact bytes (docs/replay.md#bytes)";
  }

  void explain_refusal(const Answer& answer) {
    if (trial_.variant->expected == Expected::refused || !kRefused.contains(answer.response.status)) return;
    if (!of_.scheme || !answer.note.empty()) return;
    for (std::string& reason : why_refused(of_, trial_, now_))
      add({Kind::reason, Severity::note, std::move(reason), {}});
  }

  void judge_effects(const Exchange& exchange, const Expectation& expectation, Round round) {
    const auto effects = exchange.effects();
    if (!effects) return;
    if (expectation.effects) {
      if (const auto mismatch = compare_effects(*expectation.effects, *effects))
        fail(Kind::effects, "the effects are not as expected", "effects differ", diff(*mismatch));
      return;
    }
    const bool second = round == Round::second;
    const bool refused = kRefused.contains(exchange.answer->response.status);
    const bool must_be_none = trial_.variant->expected == Expected::refused || second ||
                              (trial_.variant->expected == Expected::limited && refused);
    if (!must_be_none) return;
    if (effects->empty()) return judge_rest(exchange);
    if (trial_.bound == Trial::Bound::customary && kAccepted.contains(exchange.answer->response.status))
      return;
    const std::vector<Effect>& before = *exchange.answer->effects;
    if (second)
      out_.advice = trial_.variant->advice;
    else if (refused)
      out_.advice =
          before.empty()
              ? "the module goes on after it has refused: return at once"
              : "the module changes something although it refuses: check the signature before anything else";
    if (!before.empty())
      fail(Kind::effects, second ? "the second delivery has effects" : "what should be refused has effects",
           fmt::format("{} ran{}", calls(before), second ? " again" : ""), described(before));
    if (!exchange.late.empty())
      fail(Kind::late_effects, "there are effects after the answer",
           fmt::format("{} ran after the answer", calls(exchange.late)), described(exchange.late));
  }

  // Of a delivery that must change nothing, and has not yet.
  void judge_rest(const Exchange& exchange) {
    if (exchange.rest == Target::Settled::Rest::over) return;
    add({Kind::unsettled,
         Severity::warning,
         "nothing was changed yet, but the module still waits for a timer or a connection: what it does then "
         "is "
         "not known",
         {}});
    if (summary_.empty()) summary_ = "no effects yet; the module still waits for something";
  }

  void judge_time(const Exchange& exchange) {
    const auto took = exchange.answer->took;
    const double ms = static_cast<double>(took.count()) / 1000;
    if (const auto most = trial_.expectation.max_latency; most && took > *most)
      fail(Kind::latency, fmt::format("took {:.1f} ms, expected at most {} ms", ms, most->count()),
           fmt::format("took over {} ms", most->count()));
    if (!of_.deadline || took <= *of_.deadline) return;
    add({Kind::deadline,
         Severity::warning,
         fmt::format("took {:.1f} ms: {} waits {} ms and then takes it for failed", ms, of_.provider,
                     of_.deadline->count()),
         {}});
    if (summary_.empty()) summary_ = fmt::format("slower than {} waits", of_.provider);
  }

  static std::vector<std::string> log_of(const Answer& answer) { return last_lines(answer.log); }

  void add(Finding finding) {
    if (finding.severity == Severity::warning) out_.outcome = std::max(out_.outcome, Outcome::warned);
    if (finding.severity == Severity::limit) out_.outcome = std::max(out_.outcome, Outcome::limited);
    if (finding.severity == Severity::failure) out_.outcome = Outcome::failed;
    out_.findings.push_back(std::move(finding));
  }

  void fail(Kind kind, std::string message, std::string_view brief, std::vector<std::string> detail = {}) {
    if (out_.outcome != Outcome::failed)
      summary_ = brief;
    else
      summary_ += fmt::format("; {}", brief);
    add({kind, Severity::failure, std::move(message), std::move(detail)});
  }

  Judgement finish() {
    if (summary_.empty()) summary_ = what_happened();
    out_.summary = std::move(summary_);
    return std::move(out_);
  }

  // Of a trial that passed.
  std::string what_happened() const {
    const auto effects = exchanges_.back().effects();
    if (!effects) return "effects unknown";
    if (trial_.times() == 2) return effects->empty() ? "no further effects" : calls(*effects);
    return effects->empty() ? "no effects" : calls(*effects);
  }

  const Case& of_;
  const Trial& trial_;
  const std::span<const Exchange> exchanges_;
  const base::UnixMillis now_;
  Judgement out_;
  std::string summary_;
};

}  // namespace

std::optional<std::vector<Effect>> Exchange::effects() const {
  if (!answer || !answer->effects) return std::nullopt;
  std::vector<Effect> out = *answer->effects;
  out.insert(out.end(), late.begin(), late.end());
  return out;
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
  case Outcome::passed:
    return "passed";
  case Outcome::limited:
    return "limited";
  case Outcome::warned:
    return "warned";
  case Outcome::failed:
    break;
  }
  return "failed";
}

std::string_view name_of(Finding::Kind kind) {
  switch (kind) {
  case Kind::status:
    return "status";
  case Kind::effects:
    return "effects";
  case Kind::late_effects:
    return "late-effects";
  case Kind::answer:
    return "answer";
  case Kind::latency:
    return "latency";
  case Kind::deadline:
    return "deadline";
  case Kind::platform:
    return "platform";
  case Kind::no_answer:
    return "no-answer";
  case Kind::window:
    return "window";
  case Kind::unsettled:
    return "unsettled";
  case Kind::limit:
    return "limit";
  case Kind::reason:
    break;
  }
  return "reason";
}

std::string_view name_of(Finding::Severity severity) {
  switch (severity) {
  case Severity::note:
    return "note";
  case Severity::limit:
    return "limit";
  case Severity::warning:
    return "warning";
  case Severity::failure:
    break;
  }
  return "failure";
}

Judgement judge(const Case& of, const Trial& trial, std::span<const Exchange> exchanges,
                base::UnixMillis now) {
  return Judge(of, trial, exchanges, now).run();
}

}  // namespace convotic::replay
