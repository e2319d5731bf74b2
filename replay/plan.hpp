#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "replay/case.hpp"
#include "replay/replay_time.hpp"
#include "replay/target.hpp"
#include "replay/variant.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace convotic::replay {

// One way of sending one case: a line of the report.
struct Trial {
  std::size_t of = 0;  // index of its case in the plan
  const Variant* variant = nullptr;
  std::string label;  // in place of the variant's title, of handshakes
  enum class Made {
    anew,
    recorded
  } made = Made::anew;             // whether it is signed anew where its variant is signed
  std::string header;              // that is left out, of missing-header
  std::size_t tampering = 0;       // which change of the body, of tampered-body
  std::chrono::seconds offset{0};  // from the clock to the time that is signed, of stale and future
  // Who says that such a time is to be refused: the provider's own library or documentation, or custom, where
  // they set no bound.
  enum class Bound { provider, customary } bound = Bound::provider;
  Expectation expectation;  // of the first delivery
  Expectation second;       // of the second, of duplicate

  // "stale (−6 min)", "missing svix-id": what reports for people say.
  std::string title() const;
  // How often it is sent.
  std::size_t times() const { return variant->expected == Expected::duplicate ? 2 : 1; }
};

// A variant that is not meaningful for a case.
struct LeftOut {
  std::size_t of = 0;
  const Variant* variant = nullptr;
  std::string because;  // one clause
};

// Which variants are wanted.
struct Choice {
  enum class Set {
    usual,   // signed and unsigned; what cannot be signed, as it was recorded
    matrix,  // all that are meaningful
    named,   // `variants`, and nothing else
  } set = Set::usual;
  std::vector<const Variant*> variants;
};

// What is to be sent.
struct Plan {
  std::vector<Case> cases;
  std::vector<Trial> trials;  // by case, then in the order of all_variants()
  std::vector<LeftOut> left_out;
};

// When a plan is made, and what time it will be for modules.
struct PlanTime {
  base::UnixMillis now = 0;
  ReplayTime time;
};

// Every variant that is to be refused has been checked to be one: convotic's own verification refuses it.
// Fails as webhook::sign and shift_for do, and with kNoCaptures where nothing is left to send.
Result<Plan> make_plan(std::vector<Case> cases, const Choice& choice, const PlanTime& when,
                       base::Random& random);

// The request of a trial, with the clock at `now`. Fails as webhook::sign does.
Result<Delivery> compose(const Trial& trial, const Case& of, base::UnixMillis now, base::Random& random);

}  // namespace convotic::replay
