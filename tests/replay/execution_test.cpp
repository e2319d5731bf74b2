#include "replay/errors.hpp"
#include "replay/execution.hpp"
#include "replay/lane.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fake_target.hpp"
#include "tests/support/replay_cases.hpp"

#include <algorithm>
#include <set>

using namespace convotic;
using namespace convotic::replay;
using tests::answer;
using tests::describe;
using tests::FakeClock;
using tests::FakeRandom;
using tests::FakeTarget;
using tests::kReplayNow;
using tests::replay_case;
using tests::replay_plan;
using Strings = std::vector<std::string>;

namespace {

const Effect kSet{"storage.set", "k", R"(["k",1])"};

Case stripe(const std::string& path = "/hook") {
  Case out = replay_case("stripe", R"({"id":"evt_1"})", "whsec_test_secret");
  out.capture.path = path;
  return out;
}

bool is_signed(const Delivery& delivery) {
  return std::any_of(delivery.headers.begin(), delivery.headers.end(),
                     [](const http::Header& header) { return header.name == "Stripe-Signature"; });
}

// A module that does right: changes something for whoever signed, and nothing for others.
Result<Answer> correct(const Delivery& delivery, std::vector<Effect>&) {
  return is_signed(delivery) ? answer(200, {kSet}) : answer(401);
}

struct World {
  FakeClock clock{kReplayNow};
  FakeRandom random;
  Progress progress;
  std::stop_source stop;

  Result<Run> run(const Plan& plan, const std::vector<Target*>& targets, ExecutionOptions options = {}) {
    return Execution(plan, std::move(options), clock, random).run(targets, progress, stop.get_token());
  }
  Run run(const Plan& plan, FakeTarget& target, ExecutionOptions options = {}) {
    return run(plan, std::vector<Target*>{&target}, std::move(options)).value();
  }
};

Strings outcomes(const Run& run) {
  Strings out;
  for (const Row& row : run.rows)
    out.push_back(row.runs == 0 ? "not sent" : std::string(name_of(row.judgement.outcome)));
  return out;
}

ExecutionOptions kept(std::size_t jobs) {
  ExecutionOptions out;
  out.state = ExecutionOptions::State::keep;
  out.jobs = jobs;
  return out;
}

}  // namespace

TEST_CASE("Every trial begins with the seed") {
  World world;
  FakeTarget target(correct);
  Case seeded = stripe();
  seeded.seed = {"seed.json", R"({"contacts":[]})"};
  const Plan plan =
      replay_plan({seeded, stripe("/other")}, {VariantName::signed_anew, VariantName::unsigned_});
  const Run run = world.run(plan, target);
  CHECK(outcomes(run) == Strings{"passed", "passed", "passed", "passed"});
  CHECK(target.log() == Strings{"reset seed.json {\"contacts\":[]}", "deliver POST /hook", "settle",
                                "reset seed.json {\"contacts\":[]}", "deliver POST /hook", "settle", "reset",
                                "deliver POST /other", "settle", "reset", "deliver POST /other", "settle"});
  CHECK(run.deliveries == 4);
  CHECK(run.end == Run::End::complete);
  CHECK(world.progress.total == 4);
  CHECK(world.progress.done == 4);
  CHECK(world.progress.failed == 0);
}

TEST_CASE("A state that nothing has changed is not made anew") {
  World world;
  const Plan plan = replay_plan({stripe()}, {VariantName::unsigned_, VariantName::wrong_key});
  FakeTarget lazy([](const Delivery&, std::vector<Effect>&) -> Result<Answer> { return answer(401); });
  world.run(plan, lazy);
  CHECK(lazy.log() == Strings{"reset", "deliver POST /hook", "settle", "deliver POST /hook", "settle"});
}

TEST_CASE("A state of which nobody knows whether it was changed is made anew") {
  World world;
  FakeTarget silent([](const Delivery&, std::vector<Effect>&) -> Result<Answer> {
    Answer out = answer(401);
    out.effects.reset();
    return out;
  });
  const Plan plan = replay_plan({stripe()}, {VariantName::unsigned_, VariantName::wrong_key});
  world.run(plan, silent);
  CHECK(silent.log() ==
        Strings{"reset", "deliver POST /hook", "settle", "reset", "deliver POST /hook", "settle"});
}

TEST_CASE("A duplicate is sent twice in one state, the same bytes, the second after the first is answered") {
  World world;
  std::vector<std::string> signatures;
  int seen = 0;
  FakeTarget target([&](const Delivery& delivery, std::vector<Effect>&) -> Result<Answer> {
    for (const http::Header& header : delivery.headers)
      if (header.name == "Stripe-Signature") signatures.push_back(header.value);
    return ++seen == 1 ? answer(200, {kSet}) : answer(200);
  });
  const Run run = world.run(replay_plan({stripe()}, {VariantName::duplicate}), target);
  CHECK(outcomes(run) == Strings{"passed"});
  CHECK(target.log() == Strings{"reset", "deliver POST /hook", "settle", "deliver POST /hook", "settle"});
  REQUIRE(signatures.size() == 2);
  CHECK(signatures[0] == signatures[1]);
  CHECK(target.most_under_way() == 1);
  CHECK(run.deliveries == 2);
}

TEST_CASE("Effects after the answer are those of the delivery that made them") {
  World world;
  FakeTarget target([](const Delivery& delivery, std::vector<Effect>& late) -> Result<Answer> {
    if (!is_signed(delivery)) late.push_back(kSet);
    return is_signed(delivery) ? answer(200) : answer(401);
  });
  const Run run =
      world.run(replay_plan({stripe()}, {VariantName::signed_anew, VariantName::unsigned_}), target);
  CHECK(outcomes(run) == Strings{"passed", "failed"});
  CHECK(run.rows[1].judgement.summary == "storage.set ran after the answer");
}

TEST_CASE("What a module does after its first answer is not taken for the second's") {
  World world;
  int seen = 0;
  FakeTarget target([&](const Delivery&, std::vector<Effect>& late) -> Result<Answer> {
    if (++seen == 1) late.push_back(kSet);
    return answer(200);
  });
  const Run run = world.run(replay_plan({stripe()}, {VariantName::duplicate}), target);
  CHECK(outcomes(run) == Strings{"passed"});
  REQUIRE(run.rows[0].exchanges.size() == 2);
  CHECK(run.rows[0].exchanges[0].late.size() == 1);
  CHECK(run.rows[0].exchanges[1].late.empty());
}

TEST_CASE("Where a module still waits for something, no effects is not what is claimed") {
  World world;
  FakeTarget target([](const Delivery& delivery, std::vector<Effect>&) -> Result<Answer> {
    return answer(is_signed(delivery) ? 200 : 401);
  });
  target.rest = Target::Settled::Rest::unknown;
  const Run run =
      world.run(replay_plan({stripe()}, {VariantName::signed_anew, VariantName::unsigned_}), target);
  CHECK(outcomes(run) == Strings{"passed", "warned"});
  CHECK(run.rows[1].judgement.summary == "no effects yet; the module still waits for something");
  // And what the next trial begins with is made anew.
  CHECK(target.log() ==
        Strings{"reset", "deliver POST /hook", "settle", "reset", "deliver POST /hook", "settle"});
}

TEST_CASE("In one state everything is sent, as many at once as asked for, and nothing is made anew between") {
  World world;
  FakeTarget target(correct);
  target.hold(3);
  std::vector<Case> cases;
  for (int i = 0; i < 6; ++i)
    cases.push_back(stripe("/" + std::to_string(i)));
  cases[0].seed = {"own.json", "{}"};
  ExecutionOptions options = kept(3);
  options.seed = {"shared.json", "{}"};
  const Run run = world.run(replay_plan(std::move(cases), {VariantName::signed_anew, VariantName::unsigned_}),
                            target, options);
  CHECK(outcomes(run) == Strings(12, "passed"));
  CHECK(target.most_under_way() == 3);
  const Strings log = target.log();
  CHECK(log.front() == "reset shared.json {}");
  CHECK(std::count(log.begin(), log.end(), log.front()) == 1);
  CHECK(std::count(log.begin(), log.end(), "settle") == 1);
}

TEST_CASE("A target that has a queue is handed more, unless each is sent by itself or in its own time") {
  const auto most = [](std::size_t jobs, std::optional<double> rate) {
    World world;
    FakeTarget target(correct);
    target.may_wait = 2;
    const std::size_t expected = jobs == 1 || rate ? jobs : jobs + target.may_wait;
    target.hold(expected);
    std::vector<Case> cases;
    for (int i = 0; i < 30; ++i)
      cases.push_back(stripe("/" + std::to_string(i)));
    ExecutionOptions options = kept(jobs);
    options.rate = rate;
    const Run run = world.run(replay_plan(std::move(cases), {VariantName::signed_anew}), target, options);
    CHECK(outcomes(run) == Strings(30, "passed"));
    return target.most_under_way();
  };
  CHECK(most(1, {}) == 1);
  CHECK(most(3, {}) == 5);
  CHECK(most(3, 1e6) == 3);
}

TEST_CASE("A state that is not ours is never emptied") {
  World world;
  FakeTarget target(correct);
  target.owner = Target::State::foreign;
  world.run(replay_plan({stripe()}, {VariantName::signed_anew}), target);
  CHECK(target.log() == Strings{"deliver POST /hook", "settle"});
}

TEST_CASE("Of what is repeated the worst is told, and how often it was as bad") {
  World world;
  int count = 0;
  FakeTarget target([&](const Delivery&, std::vector<Effect>&) -> Result<Answer> {
    return ++count == 3 ? answer(500) : answer(200);
  });
  ExecutionOptions options;
  options.repeat = 5;
  const Run run = world.run(replay_plan({stripe()}, {VariantName::signed_anew}), target, options);
  CHECK(run.rows[0].runs == 5);
  CHECK(run.rows[0].failed == 1);
  CHECK(run.rows[0].judgement.summary == "answered: expected 2xx");
  CHECK(run.rows[0].exchanges.front().answer->response.status == 500);
  CHECK(world.progress.failed == 1);
}

TEST_CASE("The order is the plan's, or one that a number decides") {
  const Plan plan = replay_plan({stripe("/a"), stripe("/b"), stripe("/c")},
                                {VariantName::signed_anew, VariantName::unsigned_});
  ExecutionOptions options;
  CHECK(sending_order(plan, options) == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5});
  options.repeat = 2;
  CHECK(sending_order(plan, options) == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5});
  options.repeat = 1;
  options.shuffle = 7;
  const auto seven = sending_order(plan, options);
  CHECK(seven == sending_order(plan, options));
  CHECK(seven != std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5});
  options.shuffle = 8;
  CHECK(sending_order(plan, options) != seven);
  auto sorted = seven;
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5});
}

TEST_CASE("Deliveries leave no faster than they may") {
  Pace pace(100.0);
  const auto first = pace.next(), second = pace.next(), third = pace.next();
  CHECK(second - first == std::chrono::milliseconds(10));
  CHECK(third - second == std::chrono::milliseconds(10));
  Pace none(std::nullopt);
  CHECK(none.next() == none.next());
}

TEST_CASE("The clock of modules is moved as far as asked, and signatures with it") {
  World world;
  std::string signature;
  FakeTarget target([&](const Delivery& delivery, std::vector<Effect>&) -> Result<Answer> {
    for (const http::Header& header : delivery.headers)
      if (header.name == "Stripe-Signature") signature = header.value;
    return answer(200);
  });
  ExecutionOptions options;
  options.time.shift = std::chrono::minutes(6);
  world.run(replay_plan({stripe()}, {VariantName::signed_anew}), target, options);
  CHECK(target.log() == Strings{"reset", "shift 360000", "deliver POST /hook", "settle"});
  CHECK(signature.starts_with("t=" + std::to_string(kReplayNow / 1000 + 360) + ","));
}

TEST_CASE("Each capture can be sent at its own time") {
  World world;
  FakeTarget target(correct);
  Case early = stripe("/early"), late = stripe("/late");
  early.capture.origin.at = kReplayNow - 1000;
  late.capture.origin.at = kReplayNow - 500;
  ExecutionOptions options = kept(4);
  options.time.kind = ReplayTime::Kind::recorded;
  const Plan plan = replay_plan({early, late}, {VariantName::signed_anew, VariantName::unsigned_});
  world.run(plan, target, options);
  CHECK(target.log() == Strings{"reset", "shift -1000", "deliver POST /early", "deliver POST /early",
                                "settle", "shift -500", "deliver POST /late", "deliver POST /late",
                                "settle"});
  late.capture.origin.at.reset();
  const Plan timeless = replay_plan({late}, {VariantName::signed_anew});
  CHECK(describe(world.run(timeless, {&target}, options)) ==
        "capture-invalid: fixtures/stripe.json does not say when it was signed or received\n"
        "  help: --at takes a time as well, such as 2026-03-30T14:22:00Z");
}

TEST_CASE("A stop ends the sending, and what is known is told") {
  World world;
  FakeTarget target(correct);
  int delivered = 0;
  target.on_deliver = [&] {
    if (++delivered == 2) world.stop.request_stop();
  };
  const Plan plan =
      replay_plan({stripe("/a"), stripe("/b")}, {VariantName::signed_anew, VariantName::unsigned_});
  const Run run = world.run(plan, target);
  CHECK(outcomes(run) == Strings{"passed", "passed", "not sent", "not sent"});
  CHECK(run.end == Run::End::interrupted);
  CHECK(run.deliveries == 2);
}

TEST_CASE("A stop does not wait for a target that never answers") {
  World world;
  FakeTarget target(correct);
  target.hold(100);
  target.on_deliver = [&] { world.stop.request_stop(); };
  const Run run = world.run(replay_plan({stripe()}, {VariantName::signed_anew}), target);
  CHECK(outcomes(run) == Strings{"not sent"});
  CHECK(run.end == Run::End::interrupted);
  target.release();  // nobody is there to hear it
}

TEST_CASE("A target that cannot be made ready ends everything with its reason") {
  World world;
  FakeTarget target(correct);
  target.reset_error = Error{&kCaptureInvalid, "the seed is no good", "", std::nullopt};
  CHECK(describe(world.run(replay_plan({stripe()}, {VariantName::signed_anew}), {&target})) ==
        "capture-invalid: the seed is no good");
}

TEST_CASE("Several targets share the work, and each trial is sent once") {
  World world;
  FakeTarget a(correct), b(correct);
  std::vector<Case> cases;
  for (int i = 0; i < 40; ++i)
    cases.push_back(stripe("/" + std::to_string(i)));
  const Plan plan = replay_plan(std::move(cases), {VariantName::signed_anew});
  const Run run = world.run(plan, {&a, &b}).value();
  CHECK(outcomes(run) == Strings(40, "passed"));
  std::multiset<std::string> sent;
  for (const FakeTarget* target : {&a, &b})
    for (const std::string& line : target->log())
      if (line.starts_with("deliver")) sent.insert(line);
  CHECK(sent.size() == 40);
  CHECK(std::set<std::string>(sent.begin(), sent.end()).size() == 40);
}

TEST_CASE("An effect that comes when its trial has been judged is judged with it again") {
  World world;
  FakeTarget target([](const Delivery& delivery, std::vector<Effect>&) -> Result<Answer> {
    return is_signed(delivery) ? answer(200) : answer(401);
  });
  target.on_deliver = [&, count = 0]() mutable {
    // The first delivery's, told of while the second is under way.
    if (++count == 2) target.add_late(0, kSet);
  };
  const Run run = world.run(replay_plan({stripe("/a"), stripe("/b")}, {VariantName::unsigned_}), target);
  CHECK(outcomes(run) == Strings{"failed", "passed"});
  CHECK(run.rows[0].judgement.summary == "storage.set ran after the answer");
  CHECK(world.progress.failed == 1);
}

TEST_CASE("Deliveries without an answer fail, and the rest is sent") {
  World world;
  FakeTarget target([](const Delivery& delivery, std::vector<Effect>&) -> Result<Answer> {
    if (delivery.path == "/a") return base::fail(kConnectionFailed, "the server closed the connection");
    return answer(200);
  });
  const Run run = world.run(replay_plan({stripe("/a"), stripe("/b")}, {VariantName::signed_anew}), target);
  CHECK(outcomes(run) == Strings{"failed", "passed"});
  CHECK(run.rows[0].judgement.summary == "no answer: the server closed the connection");
}
