#include "replay/plan.hpp"

#include "core/webhook/errors.hpp"
#include "replay/composition.hpp"
#include "replay/errors.hpp"
#include "replay/tampering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace convotic::replay {
namespace {

using std::chrono::seconds;
using webhook::Message;

// What is customary where a provider sets no bound: Stripe's library, Standard Webhooks and Slack's
// documentation have it.
constexpr seconds kCustomary{300};
// How far beyond the bound stale and future are, so that a second more or less does not matter.
constexpr seconds kBeyond{60};

using Because = std::string;

// Plans the trials of one case.
class CasePlanner {
public:
  CasePlanner(const Case& of, std::size_t index, base::UnixMillis now, base::Random& random)
      : of_(of), index_(index), now_(now), random_(random) {}

  // Signs once, to see whether that is possible. Fails where it should be and is not.
  Result<void> prepare() {
    if (!of_.scheme) {
      unsignable_ = "nothing is signed: the capture names no scheme";
      return {};
    }
    if (of_.scheme->signable() == webhook::Signable::no) {
      unsignable_ = fmt::format("only {} has the key that signs", of_.scheme->title());
      return {};
    }
    const auto made = compose_message(trial(variant(VariantName::signed_anew)), of_, now_, random_);
    if (made && !verifies(*made)) {
      // Thirty-two bytes of hexadecimal digits may be either half of a pair.
      unsignable_ = fmt::format(
          "this is a public key of {}, which can only verify, or a private one that is not in PEM",
          of_.scheme->title());
    } else if (made) {
      signed_ = *made;
    } else if (made.error().kind == &webhook::kNotSignable) {
      unsignable_ = made.error().message;
    } else {
      Error error = made.error();
      error.message = fmt::format("{}: {}", of_.name, error.message);
      return base::Unexpected(std::move(error));
    }
    return {};
  }

  // The variants that are sent where none is named.
  std::vector<const Variant*> usual() const {
    std::vector<const Variant*> out{&variant(signed_ ? VariantName::signed_anew : VariantName::recorded)};
    if (of_.scheme) out.push_back(&variant(VariantName::unsigned_));
    return out;
  }

  enum class Wish { meaningful, at_all };

  // Adds the trials of a variant, or says why there are none.
  Result<std::optional<Because>> add(const Variant& kind, Wish wish, std::vector<Trial>& out) {
    if (kind.id == VariantName::recorded) return add_recorded(kind, wish, out);
    if (!of_.scheme) return Because("nothing is signed: the capture names no scheme");
    if (kind.id == VariantName::unsigned_) return add_if_refused(trial(kind), out);
    if (kind.id == VariantName::duplicate && of_.scheme->name() == kKeyScheme)
      return Because("whoever has the key means every request");
    // What only the provider can sign is sent twice as it was recorded.
    if (kind.id == VariantName::duplicate && !signed_) return add_recorded(kind, wish, out);
    if (!signed_) return unsignable_;
    const webhook::Needs needs = of_.scheme->needs();
    switch (kind.id) {
    case VariantName::tampered_body:
      return add_tampered(kind, out);
    case VariantName::stale:
      return add_shifted(kind, of_.scheme->window().past, -1, out);
    case VariantName::future:
      return add_shifted(kind, of_.scheme->window().future, 1, out);
    case VariantName::missing_header:
      return add_missing(kind, out);
    case VariantName::wrong_key:
      return add_if_refused(trial(kind), out);
    case VariantName::wrong_url:
      if (!needs.url) return not_signed("the URL");
      return add_if_refused(trial(kind), out);
    case VariantName::reserialized_body:
      if (!needs.body) return not_signed("the bytes of the body");
      if (!reserialized(of_.message.body)) return Because("the body is not a JSON object or array");
      break;
    default:
      break;
    }
    out.push_back(trial(kind));
    return std::optional<Because>();
  }

private:
  Trial trial(const Variant& kind) const {
    Trial out;
    out.of = index_;
    out.variant = &kind;
    out.expectation = of_.expectations.of(kind);
    if (kind.expected == Expected::duplicate) out.second = of_.expectations.of_second();
    return out;
  }

  std::optional<Because> not_signed(std::string_view what) const {
    return fmt::format("{} is no part of what {} signs", what, of_.scheme->title());
  }

  bool verifies(const Message& message) const {
    const auto verdict = webhook::verify(*of_.scheme, message, of_.secrets, now_);
    return verdict && verdict->valid();
  }

  Result<bool> verifies(const Trial& trial) {
    CONVOTIC_TRY_ASSIGN(const Message message, compose_message(trial, of_, now_, random_));
    // Where it was sent is what is checked, whatever was signed.
    Message arrived = message;
    if (trial.variant->id == VariantName::wrong_url) arrived.url = signed_->url;
    return verifies(arrived);
  }

  Result<std::optional<Because>> add_if_refused(Trial trial, std::vector<Trial>& out) {
    CONVOTIC_TRY_ASSIGN(const bool valid, verifies(trial));
    if (valid) return Because("it is valid all the same");
    out.push_back(std::move(trial));
    return std::optional<Because>();
  }

  Result<std::optional<Because>> add_recorded(const Variant& kind, Wish wish, std::vector<Trial>& out) {
    std::optional<Because> because;
    if (of_.scheme && wish == Wish::meaningful) {
      if (of_.capture.exact == Capture::Exact::no) {
        because = fmt::format("these are not the bytes that were sent: {}", of_.capture.inexact_because);
      } else if (!of_.capture.redacted.empty()) {
        because = "parts of it were replaced when it was recorded";
      } else {
        const auto verdict = webhook::verify(*of_.scheme, of_.message, of_.secrets, now_);
        if (!verdict) because = verdict.error().message;
        if (verdict && !verdict->valid()) because = verdict->reason;
        if (verdict && verdict->outcome == webhook::Verdict::Outcome::stale)
          *because += "; --at recorded moves the clock";
      }
    }
    if (because) return because;
    out.push_back(trial(kind));
    out.back().made = Trial::Made::recorded;
    return because;
  }

  Result<std::optional<Because>> add_tampered(const Variant& kind, std::vector<Trial>& out) {
    if (of_.message.body.empty()) return Because("the body is empty");
    Trial trial = this->trial(kind);
    const std::vector<BodyEdit> edits = tamperings(signed_->body, kTamperings);
    for (; trial.tampering < edits.size(); ++trial.tampering) {
      const BodyEdit& edit = edits[trial.tampering];
      if (!spares_signature(of_.message.body, signed_->body, edit.offset, edit.length)) continue;
      Message message = *signed_;
      message.body = edited(signed_->body, edit);
      if (verifies(message)) continue;
      out.push_back(std::move(trial));
      return std::optional<Because>();
    }
    return not_signed("the body");
  }

  Result<std::optional<Because>> add_shifted(const Variant& kind, std::optional<seconds> bound, int sign,
                                             std::vector<Trial>& out) {
    if (!of_.scheme->needs().timestamp) return not_signed("a time");
    Trial trial = this->trial(kind);
    trial.offset = sign * (bound.value_or(kCustomary) + kBeyond);
    if (bound) return add_if_refused(std::move(trial), out);
    trial.bound = Trial::Bound::customary;
    out.push_back(std::move(trial));
    return std::optional<Because>();
  }

  Result<std::optional<Because>> add_missing(const Variant& kind, std::vector<Trial>& out) {
    const std::vector<std::string> headers = of_.scheme->headers();
    if (headers.size() < 2) return Because("without its only header it is unsigned");
    const std::size_t before = out.size();
    for (const std::string& header : headers) {
      Trial trial = this->trial(kind);
      trial.header = header;
      CONVOTIC_TRY(add_if_refused(std::move(trial), out));
    }
    if (out.size() == before) return Because("it is valid without any of its headers");
    return std::optional<Because>();
  }

  const Case& of_;
  const std::size_t index_;
  const base::UnixMillis now_;
  base::Random& random_;
  std::optional<Message> signed_;
  Because unsignable_;
};

std::vector<const Variant*> wanted(const Choice& choice, const CasePlanner& planner) {
  if (choice.set == Choice::Set::usual) return planner.usual();
  std::vector<const Variant*> out;
  for (const Variant& kind : all_variants())
    if (choice.set == Choice::Set::matrix ||
        std::find(choice.variants.begin(), choice.variants.end(), &kind) != choice.variants.end())
      out.push_back(&kind);
  return out;
}

Error nothing_left(const Plan& plan) {
  const LeftOut& first = plan.left_out.front();
  return Error{&kNoCaptures,
               fmt::format("nothing to send: no capture has a variant that was asked for; {} as {}: {}",
                           plan.cases[first.of].name, first.variant->name, first.because),
               "convotic replay --matrix sends all that are meaningful", std::nullopt};
}

}  // namespace

std::string Trial::title() const {
  if (!label.empty()) return label;
  if (!header.empty()) return fmt::format("{} {}", variant->title, header);
  if (offset == seconds(0)) return std::string(variant->title);
  const auto size = std::chrono::abs(offset);
  const bool minutes = size % seconds(60) == seconds(0);
  return fmt::format("{} ({}{} {})", variant->title, offset < seconds(0) ? "\u2212" : "+",
                     minutes ? size.count() / 60 : size.count(), minutes ? "min" : "s");
}

Result<Plan> make_plan(std::vector<Case> cases, const Choice& choice, const PlanTime& when,
                       base::Random& random) {
  Plan plan;
  plan.cases = std::move(cases);
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    CONVOTIC_TRY_ASSIGN(const auto shift, shift_for(plan.cases[i], when.time, when.now));
    CasePlanner planner(plan.cases[i], i, when.now + shift.count(), random);
    CONVOTIC_TRY(planner.prepare());
    const auto wish =
        choice.set == Choice::Set::matrix ? CasePlanner::Wish::meaningful : CasePlanner::Wish::at_all;
    for (const Variant* kind : wanted(choice, planner)) {
      CONVOTIC_TRY_ASSIGN(auto because, planner.add(*kind, wish, plan.trials));
      if (because) plan.left_out.push_back({i, kind, *std::move(because)});
    }
  }
  if (plan.trials.empty() && !plan.left_out.empty()) return base::Unexpected(nothing_left(plan));
  if (plan.trials.empty()) return base::fail(kNoCaptures, "nothing to send: there is no capture");
  return plan;
}

}  // namespace convotic::replay
