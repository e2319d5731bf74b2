#include "replay/errors.hpp"
#include "replay/judgement.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_target.hpp"
#include "tests/support/replay_cases.hpp"

#include <fmt/format.h>

using namespace convotic;
using namespace convotic::replay;
using base::JsonReader;
using tests::answer;
using tests::kReplayNow;
using tests::replay_case;
using tests::replay_trial;

namespace {

const Effect kUpdate{"contacts.update", "ct_1", R"(["ct_1",{"firstName":"Ada"}])"};
const Effect kSet{"storage.set", "k", R"(["k",1])"};

Case stripe(const std::string& expect = "") {
  Case out = replay_case("stripe", R"({"id":"evt_1","data":{"object":{"id":"pi_1"}}})", "whsec_test_secret");
  if (!expect.empty())
    out.expectations = read_expectations(JsonReader::parse("c.json", expect).value()).value();
  return out;
}

// All of a judgement as one text: outcome, summary, advice, then the findings with what is below them.
std::string text(const Judgement& judgement) {
  std::string out = fmt::format("{}: {}\n", name_of(judgement.outcome), judgement.summary);
  if (!judgement.advice.empty()) out += "advice: " + judgement.advice + "\n";
  for (const Finding& finding : judgement.findings) {
    out += fmt::format("{} {}: {}\n", name_of(finding.severity), name_of(finding.kind), finding.message);
    for (const std::string& detail : finding.detail)
      out += "  " + detail + "\n";
  }
  return out;
}

std::string judged(const Case& of, VariantName name, std::vector<Exchange> exchanges) {
  return text(judge(of, replay_trial(of, name), exchanges, kReplayNow));
}

std::string judged(VariantName name, std::vector<Exchange> exchanges) {
  return judged(stripe(), name, std::move(exchanges));
}

Exchange at(int status, std::vector<Effect> effects = {}, std::vector<Effect> late = {}) {
  return {answer(status, std::move(effects)), std::move(late)};
}

Exchange unknown(int status) {
  Answer out = answer(status);
  out.effects.reset();
  return {out, {}};
}

}  // namespace

TEST_CASE("What is to be accepted passes with any 2xx, and its effects are told") {
  CHECK(judged(VariantName::signed_anew, {at(200, {kUpdate, kSet, kSet})}) ==
        "passed: contacts.update, storage.set ×2\n");
  CHECK(judged(VariantName::signed_anew, {at(204)}) == "passed: no effects\n");
  CHECK(judged(VariantName::signed_anew, {at(200, {kUpdate}, {kSet})}) ==
        "passed: contacts.update, storage.set\n");
  CHECK(judged(VariantName::recorded, {unknown(202)}) == "passed: effects unknown\n");
}

TEST_CASE("What is to be refused passes with 401 to 403 and no effects") {
  for (const int status : {401, 402, 403})
    CHECK(judged(VariantName::unsigned_, {at(status)}) == "passed: no effects\n");
  CHECK(judged(VariantName::unsigned_, {unknown(401)}) == "passed: effects unknown\n");
}

TEST_CASE("What is accepted and should not be fails, with what it changed") {
  CHECK(judged(VariantName::unsigned_, {at(200, {kUpdate})}) ==
        "failed: accepted: expected 401–403; contacts.update ran\n"
        "advice: the route acts on requests that bear no signature\n"
        "failure status: accepted: expected 401–403\n"
        "failure effects: what should be refused has effects\n"
        "  contacts.update [\"ct_1\",{\"firstName\":\"Ada\"}]\n");
  CHECK(judged(VariantName::stale, {at(200)}) == "failed: accepted: expected 401–403\n"
                                                 "advice: the signature's time is not compared with the "
                                                 "clock, so a recorded request can be sent again for "
                                                 "ever\n"
                                                 "failure status: accepted: expected 401–403\n");
}

TEST_CASE("A refusal that has changed something fails, before or after its answer") {
  CHECK(judged(VariantName::wrong_key, {at(401, {kUpdate})}) ==
        "failed: contacts.update ran\n"
        "advice: the module changes something although it refuses: check the signature before anything else\n"
        "failure effects: what should be refused has effects\n"
        "  contacts.update [\"ct_1\",{\"firstName\":\"Ada\"}]\n");
  CHECK(judged(VariantName::wrong_key, {at(401, {}, {kSet})}) ==
        "failed: storage.set ran after the answer\n"
        "advice: the module goes on after it has refused: return at once\n"
        "failure late-effects: there are effects after the answer\n"
        "  storage.set [\"k\",1]\n");
}

TEST_CASE("400 is no refusal, and how to allow it is said") {
  CHECK(judged(VariantName::unsigned_, {at(400)}) ==
        "failed: answered: expected 401–403\n"
        "failure status: answered: expected 401–403, got 400\n"
        "note reason: 400 refuses as well, but senders take it for a bad request, not a bad signature; to "
        "allow it: "
        "\"expect\": {\"variants\": {\"unsigned\": {\"status\": 400}}}\n");
  CHECK(judged(stripe(R"({"variants": {"unsigned": {"status": 400}}})"), VariantName::unsigned_, {at(400)}) ==
        "passed: no effects\n");
}

TEST_CASE("A refusal that is allowed with another status still may not change anything") {
  CHECK(judged(stripe(R"({"variants": {"unsigned": {"status": 400}}})"), VariantName::unsigned_,
               {at(400, {kSet})}) == "failed: storage.set ran\n"
                                     "failure effects: what should be refused has effects\n"
                                     "  storage.set [\"k\",1]\n");
  CHECK(judged(stripe(R"({"variants": {"unsigned": {"status": 400, "effects": ["storage.set"]}}})"),
               VariantName::unsigned_, {at(400, {kSet})}) == "passed: storage.set\n");
}

TEST_CASE("An answer of the platform fails with its reason and the module's last words") {
  Answer crashed = answer(500, {kUpdate});
  crashed.note = "the handler threw";
  crashed.log = {"error: TypeError: boom\n    at handler (src/index.ts:14:9)"};
  CHECK(judged(VariantName::signed_anew, {{crashed, {}}}) ==
        "failed: answered: expected 2xx (the platform: the handler threw)\n"
        "failure platform: answered: expected 2xx (the platform: the handler threw), got 500\n"
        "  log: error: TypeError: boom\n"
        "           at handler (src/index.ts:14:9)\n");
  crashed.log.clear();
  for (int i = 1; i <= 12; ++i)
    crashed.log.push_back(std::to_string(i));
  const Judgement many = judge(stripe(), replay_trial(stripe(), VariantName::unsigned_),
                               std::vector<Exchange>{{crashed, {}}}, 0);
  CHECK(many.findings.front().detail.size() == 10);
  CHECK(many.findings.front().detail.front() == "log: 3");
}

TEST_CASE("No answer fails with why there is none") {
  const Exchange none{base::fail(kNoAnswer, "no answer within 30 s"), {}};
  CHECK(judged(VariantName::unsigned_, {none}) == "failed: no answer: no answer within 30 s\n"
                                                  "failure no-answer: no answer within 30 s\n");
}

TEST_CASE("A signature that is refused though it is right is explained") {
  CHECK(judged(VariantName::signed_anew, {at(401)}) ==
        "failed: refused: expected 2xx\n"
        "failure status: refused: expected 2xx, got 401\n"
        "note reason: convotic's own check accepts this request: hmac-sha256 of \"{timestamp}.{body}\", with "
        "env:SECRET\n");
  Case spaced = stripe();
  spaced.message.body = R"({"id": "evt_1"})";
  CHECK(judged(spaced, VariantName::signed_anew, {at(401)}) ==
        "failed: refused: expected 2xx\n"
        "failure status: refused: expected 2xx, got 401\n"
        "note reason: the body has white space between values: JSON.stringify(req.body) does not give them "
        "back, so a "
        "signature made from it cannot match (docs/replay.md#bytes)\n"
        "note reason: convotic's own check accepts this request: hmac-sha256 of \"{timestamp}.{body}\", with "
        "env:SECRET\n");
}

TEST_CASE("A recorded signature that is refused is explained by what is wrong with it") {
  Case recorded = stripe();
  tests::FakeRandom random;
  recorded.message =
      webhook::sign(*recorded.scheme, recorded.message, recorded.secrets, {kReplayNow - 412'000, {}}, random)
          .value();
  CHECK(judged(recorded, VariantName::recorded, {at(401)}).find("--at recorded moves the clock") !=
        std::string::npos);
}

TEST_CASE("Of a duplicate the second delivery has to be accepted and change nothing") {
  CHECK(judged(VariantName::duplicate, {at(200, {kUpdate}), at(200)}) == "passed: no further effects\n");
  CHECK(judged(VariantName::duplicate, {at(200, {kUpdate}), at(200, {kUpdate, kSet})}) ==
        "failed: contacts.update, storage.set ran again\n"
        "advice: the id of an event is not remembered, so what is delivered twice is done twice\n"
        "failure effects: the second delivery has effects\n"
        "  contacts.update [\"ct_1\",{\"firstName\":\"Ada\"}]\n"
        "  storage.set [\"k\",1]\n");
  CHECK(judged(VariantName::duplicate, {at(200, {kUpdate}), at(409)}) ==
        "failed: the second time answered: expected 2xx\n"
        "failure status: the second time answered: expected 2xx, got 409\n");
  CHECK(judged(VariantName::duplicate, {unknown(200), unknown(200)}) == "passed: effects unknown\n");
}

TEST_CASE("Of a duplicate whose first delivery fails only that is told") {
  CHECK(judged(VariantName::duplicate, {at(500), at(500, {kSet})}) ==
        "failed: answered: expected 2xx\n"
        "failure status: answered: expected 2xx, got 500\n");
}

TEST_CASE("What a duplicate answers the second time can be expected") {
  const Case of =
      stripe(R"({"body": {"ok": true}, "variants": {"duplicate": {"body": {"duplicate": true}}}})");
  const Exchange first{answer(200, {kUpdate}, R"({"ok":true})"), {}},
      second{answer(200, {}, R"({"duplicate":false})"), {}};
  CHECK(judged(of, VariantName::duplicate, {first, second}) ==
        "failed: body $.duplicate differs\n"
        "failure answer: body $.duplicate is not as expected\n"
        "  - true\n"
        "  + false\n");
}

TEST_CASE("A body that no module can check is a limit where it is refused, and a pass where it is not") {
  CHECK(judged(VariantName::reserialized_body, {at(401)}) ==
        "limited: platform limit: a module cannot see the exact bytes (docs/replay.md#bytes)\n"
        "limit limit: the platform gives modules req.body parsed, so that none can see the bytes that were "
        "signed\n");
  CHECK(judged(VariantName::reserialized_body, {at(200, {kUpdate})}) == "passed: contacts.update\n");
  CHECK(judged(VariantName::reserialized_body, {at(401, {kSet})}) ==
        "failed: storage.set ran\n"
        "advice: the module changes something although it refuses: check the signature before anything else\n"
        "limit limit: the platform gives modules req.body parsed, so that none can see the bytes that were "
        "signed\n"
        "failure effects: what should be refused has effects\n"
        "  storage.set [\"k\",1]\n");
  CHECK(judged(VariantName::reserialized_body, {at(500)}) ==
        "failed: answered: expected 2xx\n"
        "failure status: answered: expected 2xx, got 500\n");
}

TEST_CASE("A limit does not have the effects that are expected of a pass") {
  // Nor the status.
  CHECK(judged(stripe(R"({"status": 200, "effects": ["contacts.update"]})"), VariantName::reserialized_body,
               {at(401)})
            .starts_with("limited: "));
}

TEST_CASE("A time that only custom would refuse is a warning where it is accepted") {
  const Case zendesk = replay_case("zendesk", R"({"id":"1"})", "zendesk_test_secret");
  Trial trial = replay_trial(zendesk, VariantName::stale);
  trial.bound = Trial::Bound::customary;
  CHECK(text(judge(zendesk, trial, std::vector<Exchange>{at(200, {kUpdate})}, kReplayNow)) ==
        "warned: accepted: Zendesk sets no bound\n"
        "warning window: accepted: Zendesk sets no bound, and five minutes are customary\n");
  CHECK(text(judge(zendesk, trial, std::vector<Exchange>{at(401)}, kReplayNow)) == "passed: no effects\n");
  trial.expectation.statuses = {kRefused};
  CHECK(text(judge(zendesk, trial, std::vector<Exchange>{at(200)}, kReplayNow)) ==
        "failed: expected 401–403\n"
        "failure status: expected 401–403, got 200\n");
}

TEST_CASE("Answers and effects that are not as expected are shown as small differences") {
  const Case of = stripe(R"({"status": 201, "headers": {"X-Id": "7"}, "body": {"order": {"id": "1001"}},
                             "effects": [{"call": "contacts.update", "arguments": ["ct_1", {"firstName": "Eva"}]}]})");
  CHECK(judged(of, VariantName::signed_anew, {{answer(201, {kUpdate}, R"({"order":{"id":"1002"}})"), {}}}) ==
        "failed: header X-Id differs; body $.order.id differs; effects differ\n"
        "failure answer: header X-Id is not as expected\n"
        "  - \"7\"\n"
        "  + nothing\n"
        "failure answer: body $.order.id is not as expected\n"
        "  - \"1001\"\n"
        "  + \"1002\"\n"
        "failure effects: the effects are not as expected\n"
        "  - contacts.update [\"ct_1\",{\"firstName\":\"Eva\"}]\n"
        "  + contacts.update [\"ct_1\",{\"firstName\":\"Ada\"}]\n");
  CHECK(judged(of, VariantName::signed_anew, {at(200)}) == "failed: expected 201\n"
                                                           "failure status: expected 201, got 200\n");
}

TEST_CASE("Effects after the answer count as effects") {
  const Case of = stripe(R"({"effects": ["contacts.update", "storage.set"]})");
  CHECK(judged(of, VariantName::signed_anew, {at(200, {kUpdate}, {kSet})}) ==
        "passed: contacts.update, storage.set\n");
}

TEST_CASE("Answers that take too long fail where the capture says so, and warn where the provider does") {
  Exchange slow = at(200);
  slow.answer->took = std::chrono::microseconds(620'500);
  CHECK(judged(stripe(R"({"maxMs": 500})"), VariantName::signed_anew, {slow}) ==
        "failed: took over 500 ms\n"
        "failure latency: took 620.5 ms, expected at most 500 ms\n");
  Case hasty = stripe();
  hasty.deadline = std::chrono::milliseconds(500);
  CHECK(judged(hasty, VariantName::signed_anew, {slow}) ==
        "warned: slower than Stripe waits\n"
        "warning deadline: took 620.5 ms: Stripe waits 500 ms and then takes it for failed\n");
}
