#include "replay/composition.hpp"
#include "replay/errors.hpp"
#include "replay/plan.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/replay_cases.hpp"

#include <fmt/format.h>

#include <algorithm>

using namespace convotic;
using namespace convotic::replay;
using tests::describe;
using tests::FakeRandom;
using tests::kReplayNow;
using tests::replay_case;
using Strings = std::vector<std::string>;

namespace {

constexpr Choice kMatrix{Choice::Set::matrix, {}};

Result<Plan> plan(std::vector<Case> cases, const Choice& choice = {}, ReplayTime time = {}) {
  FakeRandom random;
  return make_plan(std::move(cases), choice, {kReplayNow, time}, random);
}

Strings titles(const Plan& plan) {
  Strings out;
  for (const Trial& trial : plan.trials)
    out.push_back(trial.title());
  return out;
}

Strings left_out(const Plan& plan) {
  Strings out;
  for (const LeftOut& left : plan.left_out)
    out.push_back(fmt::format("{}: {}", left.variant->name, left.because));
  return out;
}

Choice named(VariantName name) {
  return {Choice::Set::named, {&variant(name)}};
}

Case stripe() {
  return replay_case("stripe", R"({"id":"evt_1","data":{"object":{"amount":4200}}})", "whsec_test_secret");
}

// A case of any built-in scheme, with a secret of its own and a body that it can sign.
Case any_case(const webhook::Scheme& scheme) {
  FakeRandom random;
  Case out =
      replay_case(scheme.name(), R"({"id":"evt_1","type":"order.paid","data":{"total":4200,"name":"Ada"}})",
                  webhook::new_secret(scheme, random));
  if (scheme.needs().parameters) {
    out.message.body = "Body=Hi&From=%2B1555";
    out.message.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  }
  return out;
}

}  // namespace

TEST_CASE("What is sent where nothing is asked for is the signed and the unsigned request") {
  CHECK(titles(plan({stripe()}).value()) == Strings{"signed", "unsigned"});
}

TEST_CASE("A capture without a scheme is sent as it was recorded, and in no other way") {
  const Plan plain = plan({replay_case("", "{}", "")}, kMatrix).value();
  CHECK(titles(plain) == Strings{"recorded"});
  CHECK(left_out(plain).front() == "signed: nothing is signed: the capture names no scheme");
  CHECK(titles(plan({replay_case("", "{}", "")}).value()) == Strings{"recorded"});
}

TEST_CASE("The matrix has everything that the scheme makes meaningful, and says why the rest is not") {
  const Plan matrix = plan({stripe()}, kMatrix).value();
  CHECK(titles(matrix) == Strings{"signed", "unsigned", "wrong key", "tampered body", "stale (−6 min)",
                                  "future (+6 min)", "duplicate", "re-serialised body"});
  CHECK(left_out(matrix) == Strings{"recorded: the header Stripe-Signature is missing",
                                    "wrong-url: the URL is no part of what Stripe signs",
                                    "missing-header: without its only header it is unsigned"});
}

TEST_CASE("Each header that the check needs is left out in turn") {
  const Plan svix = plan({replay_case("svix", R"({"a":1})", "whsec_Y29udm90aWNfdGVzdF9zZWNyZXQ=")},
                         named(VariantName::missing_header))
                        .value();
  CHECK(titles(svix) == Strings{"missing svix-signature", "missing svix-timestamp", "missing svix-id"});
}

TEST_CASE("A URL that is signed can be a wrong one, and what is signed with it is sent where it was to go") {
  const Plan square =
      plan({replay_case("square", R"({"a":1})", "square_test_key")}, named(VariantName::wrong_url)).value();
  CHECK(titles(square) == Strings{"wrong URL"});
  FakeRandom random;
  const webhook::Message message =
      compose_message(square.trials[0], square.cases[0], kReplayNow, random).value();
  CHECK(message.url == "https://api.convotic.com/v1/modules/shop/hook-elsewhere");
  CHECK(make_delivery(square.cases[0], message).path == "/hook");
  CHECK(elsewhere("https://a.example") == "https://a.example/elsewhere");
  CHECK(elsewhere("https://a.example/hook?x=1") == "https://a.example/hook-elsewhere?x=1");
  CHECK(elsewhere("https://a.example?x=/1") == "https://a.example/elsewhere?x=/1");
}

TEST_CASE("A time for which the provider sets no bound is stale after five minutes by custom") {
  const Plan zendesk =
      plan({replay_case("zendesk", R"({"a":1})", "zendesk_test_secret")}, named(VariantName::stale)).value();
  REQUIRE(titles(zendesk) == Strings{"stale (−6 min)"});
  CHECK(zendesk.trials[0].bound == Trial::Bound::customary);
  CHECK(plan({stripe()}, named(VariantName::stale)).value().trials[0].bound == Trial::Bound::provider);
}

TEST_CASE("A recorded request is sent where its signature holds") {
  Case recorded = stripe();
  FakeRandom random;
  recorded.message =
      webhook::sign(*recorded.scheme, recorded.message, recorded.secrets, {kReplayNow - 60'000, {}}, random)
          .value();
  CHECK(titles(plan({recorded}, kMatrix).value()).front() == "recorded");

  Case old = recorded;
  old.message =
      webhook::sign(*old.scheme, stripe().message, old.secrets, {kReplayNow - 412'000, {}}, random).value();
  const Plan stale = plan({old}, kMatrix).value();
  CHECK(titles(stale).front() == "signed");
  CHECK(left_out(stale).front().ends_with("; --at recorded moves the clock"));
  CHECK(titles(plan({old}, kMatrix, {ReplayTime::Kind::recorded, {}}).value()).front() == "recorded");

  recorded.capture.exact = Capture::Exact::no;
  recorded.capture.inexact_because = "the body was cut";
  CHECK(left_out(plan({recorded}, kMatrix).value()).front() ==
        "recorded: these are not the bytes that were sent: the body was cut");
  recorded.capture.exact = Capture::Exact::yes;
  recorded.capture.redacted = {"$.email"};
  CHECK(left_out(plan({recorded}, kMatrix).value()).front() ==
        "recorded: parts of it were replaced when it was recorded");
}

TEST_CASE("Whoever names a recorded request gets it sent, whatever its signature is") {
  CHECK(titles(plan({stripe()}, named(VariantName::recorded)).value()) == Strings{"recorded"});
}

TEST_CASE("What only the provider can sign is sent as it was recorded") {
  // RFC 8032, test 1: the public key.
  const Case discord = replay_case("discord", R"({"type":1})",
                                   "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  const Plan usual = plan({discord}).value();
  CHECK(titles(usual) == Strings{"recorded", "unsigned"});
  CHECK(
      left_out(plan({discord}, kMatrix).value())[1] ==
      "signed: this is a public key of Discord, which can only verify, or a private one that is not in PEM");
  const Plan twice = plan({discord}, named(VariantName::duplicate)).value();
  CHECK(twice.trials[0].made == Trial::Made::recorded);
}

TEST_CASE("Keyed routes are tried with their key, without it and with another") {
  const Plan keyed = plan({replay_case("convotic", R"({"a":1})", "cvtk_live_test")}, kMatrix).value();
  CHECK(titles(keyed) == Strings{"signed", "unsigned", "wrong key"});
  CHECK(left_out(keyed)[5] == "missing-header: without its only header it is unsigned");
  CHECK(left_out(keyed)[6] == "duplicate: whoever has the key means every request");
}

TEST_CASE("A body that the signature does not cover is not tampered with") {
  const Plan gitlab = plan({replay_case("gitlab", R"({"a":1})", "gitlab_token")}, kMatrix).value();
  CHECK(left_out(gitlab)[1] == "tampered-body: the body is no part of what GitLab secret token signs");
  Case empty = stripe();
  empty.message.body.clear();
  CHECK(left_out(plan({empty}, kMatrix).value())[1] == "tampered-body: the body is empty");
}

TEST_CASE("Nothing to send is an error, never a success") {
  CHECK(describe(plan({})) == "no-captures: nothing to send: there is no capture");
  CHECK(describe(plan({stripe(), stripe()}, named(VariantName::wrong_url))) ==
        "no-captures: nothing to send: no capture has a variant that was asked for; fixtures/stripe.json as "
        "wrong-url: "
        "the URL is no part of what Stripe signs\n"
        "  help: convotic replay --matrix sends all that are meaningful");
}

TEST_CASE("A request that its scheme cannot sign is an error that names the capture") {
  const std::string said = describe(plan({replay_case("mailgun", "not json", "mailgun_key")}));
  CHECK(said.starts_with("message-unfit: fixtures/mailgun.json: "));
}

TEST_CASE("Of every scheme what is signed verifies, and what is to be refused does not") {
  const webhook::SchemeTable table = webhook::SchemeTable::builtin();
  std::size_t signed_schemes = 0;
  for (const webhook::Scheme& scheme : table.all()) {
    CAPTURE(scheme.name());
    if (scheme.signable() == webhook::Signable::no || !scheme.needs().body) continue;
    const Plan all = plan({any_case(scheme)}, kMatrix).value();
    const Case& of = all.cases[0];
    FakeRandom random;
    ++signed_schemes;
    for (const Trial& trial : all.trials) {
      CAPTURE(trial.title());
      webhook::Message message = compose_message(trial, of, kReplayNow, random).value();
      const Delivery delivery = make_delivery(of, message);
      if (trial.variant->id == VariantName::wrong_url) message.url = of.message.url;
      const auto verdict = webhook::verify(scheme, message, of.secrets, kReplayNow);
      const bool accepted = verdict && verdict->valid();
      const bool meant =
          trial.variant->expected != Expected::refused || trial.bound == Trial::Bound::customary;
      CHECK(accepted == meant);
    }
    const Strings have = titles(all);
    for (const std::string must :
         {"signed", "unsigned", "wrong key", "tampered body", "duplicate", "re-serialised body"}) {
      const bool json_only = must == "re-serialised body" && scheme.needs().parameters;
      CAPTURE(must);
      CHECK((json_only || std::find(have.begin(), have.end(), must) != have.end()));
    }
    const bool timed =
        std::any_of(have.begin(), have.end(), [](const auto& title) { return title.starts_with("stale"); });
    CHECK(timed == scheme.needs().timestamp);
  }
  CHECK(signed_schemes >= 40);
}

TEST_CASE("A query that signing gives the URL is one of the request that is sent") {
  Case twilio = replay_case("twilio", R"({"a":1})", "twilio_token");
  twilio.capture.path = "/hook?x=1";
  twilio.message.url = "https://shop.example/hook?x=1";
  const Plan json = plan({twilio}, named(VariantName::signed_anew)).value();
  FakeRandom random;
  const Delivery delivery = compose(json.trials[0], json.cases[0], kReplayNow, random).value();
  CHECK(delivery.path.starts_with("/hook?x=1&bodySHA256="));
}
