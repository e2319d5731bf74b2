#include "lint/analysis/explanation.hpp"

#include "lint/analysis/decided.hpp"
#include "lint/analysis/remedies.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::lint::outcome {
namespace {

using Steps = std::vector<const Step*>;  // oldest first

struct Reading {
  std::string_view rule;
  Range at;
  std::string message;
  std::string label;
  std::string help;
  std::vector<Fix> fixes;
};

class Explainer {
public:
  Explainer(const Report& report, const Route& route, Place object, const Project& project)
      : report_(report), route_(route), object_(object), project_(project) {}

  Reading read(const Violation& violation) const {
    Steps steps;
    for (const Step* step = violation.steps; step != nullptr; step = step->previous)
      steps.push_back(step);
    std::reverse(steps.begin(), steps.end());
    std::ptrdiff_t rejected = -1;
    for (std::size_t i = 0; i < steps.size(); ++i)
      if (steps[i]->type == Step::Type::rejected) rejected = static_cast<std::ptrdiff_t>(i);
    if (report_.verifications.empty()) return without_verifier(violation, steps);
    if (rejected >= 0) return refused(violation, steps, static_cast<std::size_t>(rejected));
    return around(violation, steps);
  }

  Range anchor() const {
    for (const RouteProperty& property : route_.properties)
      if (property.name == "auth") return property.at.file == route_.site.file ? property.at : spread();
    return route_.site;
  }

private:
  // The one thing that is spread into the route's object, where there is only one.
  Range spread() const {
    const ParsedFile* const file = project_.file(object_.file);
    if (file == nullptr || !object_ || !file->ast.is(object_.node, NodeKind::object)) return route_.site;
    Range found = route_.site;
    unsigned count = 0;
    for (const NodeId part : file->ast.children(object_.node)) {
      if (!file->ast.is(part, NodeKind::spread)) continue;
      found = project_.range({object_.file, part});
      ++count;
    }
    return count == 1 ? found : route_.site;
  }

  std::string text(const Range& at) const { return shown(at, project_); }

  static bool is_plain(std::string_view condition) {
    return condition.find_first_of("=<> ") == std::string_view::npos || condition.find("process.env") == 0;
  }

  // "`process.env.SECRET` is not set"
  std::string condition(const Step& step) const {
    const std::string what = text(step.at);
    const bool plain = is_plain(what);
    switch (step.reason) {
    case Reason::secret_missing:
      if (plain) return fmt::format("{} is {}", what, step.taken ? "set" : "not set");
      break;
    case Reason::header_missing:
      if (plain && what.find('(') == std::string::npos)
        return fmt::format("{} is {}", what, step.taken ? "there" : "missing");
      break;
    case Reason::optional_chain:
      return fmt::format("{} is missing", what);
    case Reason::empty_list:
      return "there is nothing to try";
    case Reason::inherited:
      return fmt::format("{} is what every object has, such as its constructor", what);
    case Reason::error:
      return "something throws";
    default:
      break;
    }
    return fmt::format("{} is {}", what, step.taken ? "true" : "false");
  }

  static bool opens(Reason reason) {
    return reason == Reason::secret_missing || reason == Reason::header_missing ||
           reason == Reason::header_value || reason == Reason::environment || reason == Reason::flag ||
           reason == Reason::optional_chain || reason == Reason::empty_list;
  }

  Reading fail_open(const Step& step) const {
    return {"auth/fail-open",
            accepting(step, project_),
            fmt::format("verification is skipped when {}", condition(step)),
            "accepts without a check",
            "refuse the request instead, or answer 500 until it can be checked",
            {}};
  }

  // The decision without which the verifier would have been called.
  const Step* deciding(const Steps& steps, std::size_t from) const {
    const Step* fallback = nullptr;
    const Step* last = nullptr;
    for (std::size_t i = from; i < steps.size(); ++i) {
      const Step& step = *steps[i];
      if (step.type != Step::Type::decision) continue;
      if (step.reason == Reason::inherited) return &step;
      const bool other_verifies = report_.leads.contains({step.site, !step.taken});
      if (!other_verifies) continue;
      if (!report_.leads.contains({step.site, step.taken})) last = &step;
      fallback = &step;
    }
    return last != nullptr ? last : fallback;
  }

  Reading without_verifier(const Violation& violation, const Steps& steps) const {
    // A verifier that only a constant keeps from being called.
    if (const Step* const step = deciding(steps, 0); step != nullptr && step->reason == Reason::flag)
      return fail_open(*step);
    for (const std::string_view rule :
         {"auth/decode-without-verify", "auth/attacker-controlled-secret", "auth/unkeyed-digest"})
      for (const Decoy& decoy : report_.decoys)
        if (decoy.rule == rule) return {rule, decoy.at, decoy.message, "", decoy_help(rule), {}};
    for (const Step* step : steps)
      if (step->type == Step::Type::decision && step->reason == Reason::header_value)
        for (const Decoy& decoy : report_.decoys)
          if (decoy.rule == "auth/spoofable-check")
            return {decoy.rule, step->at, decoy.message, "", decoy_help(decoy.rule), {}};
    for (const Decoy& decoy : report_.decoys)
      if (decoy.rule == "auth/always-true")
        return {decoy.rule, decoy.at, decoy.message, "", decoy_help(decoy.rule), {}};
    const Step* presence = nullptr;
    for (const Step* step : steps)
      if (step->type == Step::Type::decision && step->reason == Reason::header_missing && presence == nullptr)
        presence = step;
    if (presence != nullptr)
      return {"auth/presence-only",
              presence->at,
              fmt::format("only the presence or form of {} is tested", text(presence->at)),
              "",
              decoy_help("auth/presence-only"),
              {}};
    Reading out{"auth/unverified",
                anchor(),
                fmt::format("{} {} and nothing on the way verifies the request",
                            violation.write ? "the route is open, reaches"
                                            : "the route is open, returns what it reads with",
                            violation.call),
                "open to everybody",
                "verify a signature or a token first, or let the platform ask for a key",
                {}};
    for (const RouteProperty& property : route_.properties)
      if (property.name == "auth") out.fixes.push_back(removal_of(property, project_));
    return out;
  }

  bool parallel(const Range& a, const Range& b) const {
    return std::any_of(report_.parallel.begin(), report_.parallel.end(), [&](const Range& call) {
      const auto within = [&](const Range& at) {
        return at.file == call.file && at.begin >= call.begin && at.end <= call.end;
      };
      return within(a) && within(b);
    });
  }

  static Reading in_finally(const Violation& violation) {
    return {"auth/partial",
            violation.at,
            fmt::format("{} runs in finally, whether or not the request verifies", violation.call),
            "",
            "verify before the try block",
            {}};
  }

  Reading refused(const Violation& violation, const Steps& steps, std::size_t at) const {
    const Step& verifier = *steps[at];
    const Step* tested = nullptr;
    const Step* promised = nullptr;
    const Step* caught = nullptr;
    const Step* truthy = nullptr;
    const Step* first = nullptr;
    bool awaited = false;
    for (std::size_t i = at + 1; i < steps.size(); ++i) {
      const Step& step = *steps[i];
      awaited = awaited || step.type == Step::Type::awaited;
      if (step.type != Step::Type::decision) continue;
      if (step.reason == Reason::finally_ && contains(step.at, violation.at)) return in_finally(violation);
      const bool chosen =
          step.taken || step.reason == Reason::header_value || step.reason == Reason::environment;
      if (opens(step.reason) && chosen && !step.weak) return fail_open(step);
      if (step.reason == Reason::verdict) tested = &step;
      if (step.reason == Reason::verdict && first == nullptr) first = &step;
      if (step.reason == Reason::promise && promised == nullptr) promised = &step;
      if (step.reason == Reason::error && caught == nullptr) caught = &step;
      if (step.reason == Reason::always_truthy && truthy == nullptr) truthy = &step;
    }
    if (verifier.promise && parallel(verifier.at, violation.at))
      return {"auth/effect-before-verify",
              violation.at,
              fmt::format("{} runs beside the verification, not after it", violation.call),
              "",
              "wait for the verification first",
              {}};
    if (promised != nullptr)
      return {"auth/missing-await",
              verifier.promise && !contains(promised->at, verifier.at) ? verifier.at : promised->at,
              fmt::format("{} is a promise, which is always truthy", text(promised->at)),
              "",
              "await it",
              await_fix(verifier, project_)};
    if (verifier.promise && !awaited && caught == nullptr && tested == nullptr)
      return {"auth/missing-await",
              verifier.at,
              fmt::format("nothing waits for {}", text(verifier.at)),
              "",
              "await it",
              await_fix(verifier, project_)};
    if (truthy != nullptr)
      return {"auth/result-ignored",
              truthy->at,
              fmt::format("{} is an object, which is always truthy", text(truthy->at)),
              "",
              "test the field that says whether it is valid",
              {}};
    if (caught != nullptr)
      return {"auth/rejection-falls-through",
              caught->at,
              fmt::format("the error of the verification is swallowed, and the request goes on to {}",
                          violation.call),
              "",
              "return a response, or throw again",
              {}};
    if (tested != nullptr) {
      const bool acts_when_verified =
          report_.verified_effects.contains({violation.at.file, violation.at.begin});
      if (!acts_when_verified && report_.refused_verified)
        return {"auth/inverted-check",
                first->at,
                fmt::format("requests that verify are refused here, and the others reach {}", violation.call),
                "",
                "turn the condition round",
                {}};
      return {"auth/rejection-falls-through",
              tested->at,
              fmt::format("a request that does not verify goes on to {}", violation.call),
              "tests, and does not stop",
              "return a response, or throw",
              {}};
    }
    if (report_.tested.contains({verifier.at.file, verifier.at.begin}))
      return {"auth/effect-before-verify",
              violation.at,
              fmt::format("{} runs before what {} says is tested", violation.call, text(verifier.at)),
              "",
              "refuse the request first where it does not verify",
              {}};
    return {"auth/result-ignored",
            verifier.at,
            fmt::format("what {} says is not tested before {}", text(verifier.at), violation.call),
            "",
            "refuse the request where it does not verify",
            {}};
  }

  Reading around(const Violation& violation, const Steps& steps) const {
    for (const Step* step : steps)
      if (step->type == Step::Type::decision && step->reason == Reason::finally_ &&
          contains(step->at, violation.at))
        return in_finally(violation);
    if (violation.followed)
      return {"auth/effect-before-verify",
              violation.at,
              fmt::format("{} runs before the verification", violation.call),
              "",
              "verify first",
              {}};
    const Step* const step = deciding(steps, 0);
    const bool acts_itself =
        step != nullptr && step->reason == Reason::header_value && acts_within(*step, violation.at, project_);
    if (step != nullptr && opens(step->reason) && !acts_itself) return fail_open(*step);
    if (step != nullptr && step->reason == Reason::error)
      return {"auth/rejection-falls-through",
              step->at,
              fmt::format("an error before the verification is swallowed, and the request goes on to {}",
                          violation.call),
              "",
              "return a response, or throw again",
              {}};
    if (step != nullptr)
      return {"auth/partial",
              step->at,
              fmt::format("{} is reached without verification when {}", violation.call, condition(*step)),
              "",
              "verify before the paths part",
              {}};
    return {"auth/partial",
            violation.at,
            fmt::format("{} is reached without verification on some paths", violation.call),
            "",
            "verify before the paths part",
            {}};
  }

  const Report& report_;
  const Route& route_;
  Place object_;
  const Project& project_;
};

bool same_place(const Range& a, const Range& b) {
  return a.file == b.file && a.begin == b.begin && a.end == b.end;
}

bool overlap(const Range& a, const Range& b) {
  return a.file == b.file && a.begin < b.end && b.begin < a.end;
}

}  // namespace

std::vector<Finding> explain(const Report& report, const Route& route, Place object, const Project& project) {
  const Explainer explainer(report, route, object, project);
  std::vector<Finding> out;
  std::vector<std::pair<const Violation*, Reading>> readings;
  for (const Violation& violation : report.violations) {
    // To ask somebody else whether the request is genuine is how some are verified.
    if (violation.outside && violation.followed) continue;
    readings.emplace_back(&violation, explainer.read(violation));
  }
  // What is only known to happen on some paths says nothing where another finding says why.
  std::erase_if(readings, [&](const auto& one) {
    if (one.second.rule != "auth/partial") return false;
    const bool nowhere = same_place(one.second.at, one.first->at);
    return std::any_of(readings.begin(), readings.end(), [&](const auto& other) {
      if (!same_place(other.first->at, one.first->at)) return false;
      return nowhere ? !same_place(other.second.at, one.second.at)
                     : other.second.rule != one.second.rule && overlap(other.second.at, one.second.at);
    });
  });
  for (auto& [reached, reading] : readings) {
    const Violation& violation = *reached;
    const auto known = std::find_if(out.begin(), out.end(), [&](const Finding& finding) {
      return finding.rule == reading.rule && same_place(finding.at, reading.at);
    });
    const bool warns = reading.rule == "auth/unverified" && !violation.write;
    if (known != out.end()) {
      if (!warns) {
        if (known->severity == Severity::warning && reading.rule == "auth/unverified")
          known->message = reading.message;
        known->severity = Severity::error;
      }
      if (!violation.medium) known->confidence = Confidence::high;
      const bool told =
          std::any_of(known->related.begin(), known->related.end(),
                      [&](const Related& related) { return same_place(related.at, violation.at); });
      if (!told)
        known->related.push_back({violation.at, (violation.write ? "reaches " : "reads ") + violation.call});
      continue;
    }
    Finding finding;
    finding.rule = reading.rule;
    finding.severity = warns ? Severity::warning : Severity::error;
    finding.confidence = violation.medium ? Confidence::medium : Confidence::high;
    finding.at = reading.at;
    finding.message = std::move(reading.message);
    finding.label = std::move(reading.label);
    finding.help = std::move(reading.help);
    finding.fixes = std::move(reading.fixes);
    const Range anchor = explainer.anchor();
    if (!same_place(anchor, finding.at)) finding.related.push_back({anchor, "the route is open"});
    finding.related.push_back({violation.at, (violation.write ? "reaches " : "reads ") + violation.call});
    finding.flow.push_back(
        {route.handler_at.end != 0 ? route.handler_at : route.site, "the handler of the route"});
    if (!same_place(finding.at, anchor)) finding.flow.push_back({finding.at, finding.message});
    finding.flow.push_back({violation.at, (violation.write ? "reaches " : "reads ") + violation.call});
    out.push_back(std::move(finding));
  }
  return out;
}

}  // namespace convotic::lint::outcome
