#include "core/project/installation.hpp"
#include "replay/report/report.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_target.hpp"
#include "tests/support/replay_cases.hpp"

using namespace convotic;
using namespace convotic::replay;
using tests::answer;
using tests::kReplayNow;
using tests::replay_case;
using tests::replay_plan;

namespace {

const Effect kUpdate{"contacts.update", "ct_1", R"(["ct_1",{"firstName":"Ada"}])"};
const base::Palette kPlain{base::Colour::never};

Case stripe(const std::string& name = "fixtures/order-paid.json") {
  Case out = replay_case("stripe", R"({"id":"evt_1","data":{"object":{"id":"pi_1"}}})", "whsec_test_secret");
  out.name = name;
  return out;
}

// A run in which every delivery gets what `module` says of its trial.
Run run_of(const Plan& plan, const std::function<std::vector<Exchange>(const Trial&)>& module) {
  Run run;
  for (const Trial& trial : plan.trials) {
    Row row;
    row.exchanges = module(trial);
    row.runs = 1;
    row.judgement = judge(plan.cases[trial.of], trial, row.exchanges, kReplayNow);
    row.failed = row.judgement.outcome == Outcome::failed ? 1 : 0;
    for (const Exchange& exchange : row.exchanges) {
      ++run.deliveries;
      if (exchange.answer) row.slowest = std::max(row.slowest, exchange.answer->took);
    }
    run.rows.push_back(std::move(row));
  }
  return run;
}

ReportFacts facts() {
  ReportFacts out;
  out.at = kReplayNow;
  out.took = std::chrono::milliseconds(41);
  out.target = "emulator";
  return out;
}

// A module that forgets the clock.
std::vector<Exchange> forgetful(const Trial& trial) {
  switch (trial.variant->id) {
  case VariantName::stale:
    return {{answer(200, {kUpdate}), {}}};
  case VariantName::duplicate:
    return {{answer(200, {kUpdate}), {}}, {answer(200), {}}};
  case VariantName::signed_anew:
    return {{answer(200, {kUpdate}), {}}};
  default:
    return {{answer(401), {}}};
  }
}

const std::vector<VariantName> kSome{VariantName::signed_anew, VariantName::unsigned_, VariantName::stale,
                                     VariantName::duplicate, VariantName::reserialized_body};

}  // namespace

TEST_CASE("The pretty report has a line a variant, details of what failed, and a closing line") {
  const Plan plan = replay_plan({stripe()}, kSome);
  const Report report = make_report(plan, run_of(plan, forgetful), facts());
  CHECK(write_pretty(report, kPlain) ==
        "fixtures/order-paid.json   stripe\n"
        "  signed              200  ✓   contacts.update\n"
        "  unsigned            401  ✓   no effects\n"
        "  stale (−6 min)      200  ✗   accepted: expected 401–403; contacts.update ran\n"
        "      contacts.update [\"ct_1\",{\"firstName\":\"Ada\"}]\n"
        "  duplicate           200  ✓   no further effects\n"
        "  re-serialised body  401  –   platform limit: a module cannot see the exact bytes "
        "(docs/replay.md#bytes)\n"
        "1 capture, 6 deliveries, 1 failed                                          41 ms\n"
        "stale: the signature's time is not compared with the clock, so a recorded request can be sent again "
        "for ever\n");
}

TEST_CASE("The pretty report of what is all right is short") {
  const Plan plan = replay_plan({stripe()}, {VariantName::signed_anew, VariantName::unsigned_});
  CHECK(write_pretty(make_report(plan, run_of(plan, forgetful), facts()), kPlain) ==
        "fixtures/order-paid.json   stripe\n"
        "  signed              200  ✓   contacts.update\n"
        "  unsigned            401  ✓   no effects\n"
        "1 capture, 2 deliveries, all as expected                                   41 ms\n");
}

TEST_CASE("Of many captures the pretty report shows those that are not as expected") {
  std::vector<Case> cases;
  for (int i = 0; i < 25; ++i)
    cases.push_back(stripe("fixtures/" + std::to_string(i) + ".json"));
  const Plan plan = replay_plan(std::move(cases), {VariantName::signed_anew});
  const Run run = run_of(plan, [](const Trial& trial) -> std::vector<Exchange> {
    return {{answer(trial.of == 7 ? 500 : 200), {}}};
  });
  CHECK(write_pretty(make_report(plan, run, facts()), kPlain) ==
        "fixtures/7.json   stripe\n"
        "  signed              500  ✗   answered: expected 2xx\n"
        "24 other captures as expected; --format json lists them\n"
        "25 captures, 25 deliveries, 1 failed                                       41 ms\n");
}

TEST_CASE("The pretty report says what was not sent, how often it was repeated, and what is unknown") {
  const Plan plan =
      replay_plan({stripe()}, {VariantName::signed_anew, VariantName::unsigned_, VariantName::wrong_key});
  Run run = run_of(plan, [](const Trial&) -> std::vector<Exchange> {
    Answer out = answer(200);
    out.effects.reset();
    return {{out, {}}};
  });
  run.rows[0].runs = 4;
  run.rows[1].runs = 4;
  run.rows[1].failed = 2;
  run.rows[2] = {};
  run.end = Run::End::interrupted;
  ReportFacts unknown = facts();
  unknown.target = "https://shop.example/hook";
  unknown.shuffle = 7;
  CHECK(write_pretty(make_report(plan, run, unknown), kPlain) ==
        "fixtures/order-paid.json   stripe\n"
        "  signed              200  ✓   effects unknown   ×4\n"
        "  unsigned            200  ✗   accepted: expected 401–403   2 of 4 times\n"
        "  wrong key              not sent\n"
        "1 capture, 3 deliveries, 1 failed, interrupted, 1 variant not sent         41 ms\n"
        "shuffled: --shuffle-seed 7\n"
        "https://shop.example/hook does not tell effects: refusal is judged by status alone\n"
        "unsigned: the route acts on requests that bear no signature\n");
}

TEST_CASE("Variants that were asked for and make no sense are shown with the reason") {
  const Plan plan = replay_plan({stripe()}, {VariantName::signed_anew, VariantName::wrong_url});
  ReportFacts shown = facts();
  shown.left_out = ReportFacts::LeftOut::shown;
  CHECK(write_pretty(make_report(plan, run_of(plan, forgetful), shown), kPlain)
            .find("  wrong URL           left out: the URL is no part of what Stripe signs\n") !=
        std::string::npos);
}

TEST_CASE("What a module or a server says cannot drive the terminal, and no secret is shown") {
  const Plan plan = replay_plan({stripe("fixtures/\x1b[31m.json")}, {VariantName::signed_anew});
  const Run run = run_of(plan, [](const Trial&) -> std::vector<Exchange> {
    Answer out = answer(500, {{"storage.set", "whsec_test_secret", R"(["whsec_test_secret"])"}});
    out.note = "threw \x1b[2J whsec_test_secret";
    out.log = {"error: the key is whsec_test_secret \x07"};
    return {{out, {}}};
  });
  ReportFacts with_secret = facts();
  with_secret.secrets = {"whsec_test_secret"};
  const Report report = make_report(plan, run, with_secret);
  for (const Reporter& reporter : all_reporters()) {
    CAPTURE(reporter.name);
    const std::string text = reporter.write(report, kPlain);
    CHECK(text.find("whsec_test_secret") == std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\x07') == std::string::npos);
    CHECK(text.find("[secret]") != std::string::npos);
  }
}

TEST_CASE("The JSON report is one object with everything in it") {
  const Plan plan = replay_plan({stripe()}, {VariantName::unsigned_, VariantName::wrong_url});
  const Run run = run_of(plan, [](const Trial&) -> std::vector<Exchange> {
    Answer out = answer(200, {kUpdate});
    out.log = {"warn: hm"};
    return {{out, {{"storage.set", "k", R"(["k",1])"}}}};
  });
  ReportFacts shuffled = facts();
  shuffled.shuffle = 7;
  CHECK(write_json(make_report(plan, run, shuffled), kPlain) == R"({
  "convotic": "replay/1",
  "version": ")" + std::string(project::kVersion) + R"(",
  "at": "2026-03-30T14:22:00.000Z",
  "target": "emulator",
  "shuffleSeed": 7,
  "captures": [
    {
      "name": "fixtures/order-paid.json",
      "scheme": "stripe",
      "module": null,
      "method": "POST",
      "path": "/hook",
      "variants": [
        {
          "variant": "unsigned",
          "header": null,
          "expected": "refused",
          "outcome": "failed",
          "statuses": [
            200
          ],
          "ms": 1.5,
          "effects": [
            {
              "call": "contacts.update",
              "target": "ct_1",
              "arguments": [
                "ct_1",
                {
                  "firstName": "Ada"
                }
              ],
              "late": false
            },
            {
              "call": "storage.set",
              "target": "k",
              "arguments": [
                "k",
                1
              ],
              "late": true
            }
          ],
          "summary": "accepted: expected 401–403; contacts.update ran; storage.set ran after the answer",
          "advice": "the route acts on requests that bear no signature",
          "findings": [
            {
              "kind": "status",
              "severity": "failure",
              "message": "accepted: expected 401–403",
              "detail": []
            },
            {
              "kind": "effects",
              "severity": "failure",
              "message": "what should be refused has effects",
              "detail": [
                "contacts.update [\"ct_1\",{\"firstName\":\"Ada\"}]"
              ]
            },
            {
              "kind": "late-effects",
              "severity": "failure",
              "message": "there are effects after the answer",
              "detail": [
                "storage.set [\"k\",1]"
              ]
            }
          ],
          "note": null,
          "log": [
            "warn: hm"
          ],
          "runs": 1,
          "failedRuns": 1
        }
      ],
      "leftOut": [
        {
          "variant": "wrong-url",
          "because": "the URL is no part of what Stripe signs"
        }
      ]
    }
  ],
  "summary": {
    "captures": 1,
    "deliveries": 1,
    "passed": 0,
    "limited": 0,
    "warned": 0,
    "failed": 1,
    "notSent": 0,
    "interrupted": false,
    "effectsKnown": true,
    "ms": 41
  }
}
)");
}

TEST_CASE("The JUnit report has a suite a capture and a test a variant") {
  const Plan plan = replay_plan({stripe("fixtures/<a>&b.json")}, kSome);
  CHECK(
      write_junit(make_report(plan, run_of(plan, forgetful), facts()), kPlain) ==
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"convotic replay\" tests=\"5\" failures=\"1\" errors=\"0\" time=\"0.041\">\n"
      "  <testsuite name=\"fixtures/&lt;a&gt;&amp;b.json\" tests=\"5\" failures=\"1\" errors=\"0\" "
      "skipped=\"1\" "
      "time=\"0.007\" timestamp=\"2026-03-30T14:22:00\">\n"
      "    <testcase name=\"signed\" classname=\"fixtures/&lt;a&gt;&amp;b.json\" time=\"0.002\"/>\n"
      "    <testcase name=\"unsigned\" classname=\"fixtures/&lt;a&gt;&amp;b.json\" time=\"0.002\"/>\n"
      "    <testcase name=\"stale\" classname=\"fixtures/&lt;a&gt;&amp;b.json\" time=\"0.002\">\n"
      "      <failure message=\"accepted: expected 401–403; contacts.update ran\" type=\"status\">accepted: "
      "expected "
      "401–403&#10;what should be refused has effects&#10;  contacts.update "
      "[&quot;ct_1&quot;,{&quot;firstName&quot;:&quot;Ada&quot;}]&#10;the signature's time is not compared "
      "with the "
      "clock, so a recorded request can be sent again for ever&#10;</failure>\n"
      "    </testcase>\n"
      "    <testcase name=\"duplicate\" classname=\"fixtures/&lt;a&gt;&amp;b.json\" time=\"0.002\"/>\n"
      "    <testcase name=\"reserialized-body\" classname=\"fixtures/&lt;a&gt;&amp;b.json\" time=\"0.002\">\n"
      "      <skipped message=\"platform limit: a module cannot see the exact bytes "
      "(docs/replay.md#bytes)\"/>\n"
      "    </testcase>\n"
      "  </testsuite>\n"
      "</testsuites>\n");
}
