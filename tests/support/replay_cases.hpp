#pragma once

#include "core/webhook/scheme.hpp"
#include "replay/plan.hpp"
#include "tests/support/fakes.hpp"

#include <string>
#include <utility>

namespace convotic::tests {

inline constexpr base::UnixMillis kReplayNow = 1'774'880'520'000;  // what FakeClock shows

// A case of a built-in scheme, as if it had been read from a file.
inline replay::Case replay_case(const std::string& scheme, std::string body, webhook::Secret secret) {
  replay::Case out;
  out.name = "fixtures/" + (scheme.empty() ? "plain" : scheme) + ".json";
  out.capture.file = out.name;
  out.capture.path = "/hook";
  out.capture.scheme = scheme;
  out.capture.body = body;
  out.message = {"POST",
                 "https://api.convotic.com/v1/modules/shop/hook",
                 {{"Content-Type", "application/json"}},
                 std::move(body)};
  out.capture.headers = out.message.headers;
  if (scheme.empty()) return out;
  out.scheme = webhook::SchemeTable::builtin().get(scheme).value();
  out.provider = out.scheme->title();
  out.deadline = out.scheme->deadline();
  out.secrets = {std::move(secret)};
  out.secret_names = {"env:SECRET"};
  return out;
}

// A trial of it, by itself.
inline replay::Trial replay_trial(const replay::Case& of, replay::VariantName name) {
  replay::Trial out;
  out.variant = &replay::variant(name);
  out.expectation = of.expectations.of(*out.variant);
  if (out.times() == 2) out.second = of.expectations.of_second();
  return out;
}

inline replay::Plan replay_plan(std::vector<replay::Case> cases,
                                const std::vector<replay::VariantName>& variants) {
  FakeRandom random;
  replay::Choice choice{replay::Choice::Set::named, {}};
  for (const replay::VariantName name : variants)
    choice.variants.push_back(&replay::variant(name));
  return replay::make_plan(std::move(cases), choice, {kReplayNow, {}}, random).value();
}

}  // namespace convotic::tests
