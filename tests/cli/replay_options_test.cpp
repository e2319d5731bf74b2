#include "cli/replay_options.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fake_file_system.hpp"
#include "tests/support/fakes.hpp"

#include <functional>
#include <sstream>

using namespace convotic;
using namespace convotic::cli;
using tests::describe;

namespace {

struct World {
  tests::FakeFileSystem files;
  tests::FakeClock clock;
  tests::FakeRandom random;
  std::istringstream in;
  std::ostringstream out, err;
  Context context{.files = files,
                  .clock = clock,
                  .random = random,
                  .environment = {},
                  .directory = "/p",
                  .executable = "/opt/convotic/bin/convotic",
                  .in = in,
                  .out = out,
                  .err = err};

  Result<ReplayOrder> read(const std::function<void(ReplayOptions&)>& change = [](ReplayOptions&) {}) {
    ReplayOptions options;
    change(options);
    return read_order(options, context);
  }
  std::string refusal(const std::function<void(ReplayOptions&)>& change) { return describe(read(change)); }
};

std::string contradiction(const std::string& a, const std::string& b) {
  return "usage: " + a + " and " + b + " contradict each other\n  help: leave one of them out";
}

}  // namespace

TEST_CASE("Without flags the usual variants are sent now and told to people") {
  World world;
  const ReplayOrder order = world.read().value();
  CHECK(order.choice.set == replay::Choice::Set::usual);
  CHECK(order.time.kind == replay::ReplayTime::Kind::shifted);
  CHECK(order.time.shift.count() == 0);
  CHECK(order.reporter->name == "pretty");
  CHECK_FALSE(order.shuffle);
}

TEST_CASE("Variants are chosen by name, or all of them") {
  World world;
  CHECK(world.read([](ReplayOptions& o) { o.matrix = true; })->choice.set == replay::Choice::Set::matrix);
  const ReplayOrder named = world.read([](ReplayOptions& o) { o.variants = {"stale", "signed"}; }).value();
  CHECK(named.choice.set == replay::Choice::Set::named);
  CHECK(named.choice.variants.size() == 2);
  CHECK(named.choice.variants[0]->name == "stale");
}

TEST_CASE("The time of modules is a moment, or that of each capture") {
  World world;
  CHECK(world.read([](ReplayOptions& o) { o.at = "+6m"; })->time.shift == std::chrono::minutes(6));
  CHECK(world.read([](ReplayOptions& o) { o.at = "2026-03-30T14:21:00Z"; })->time.shift ==
        std::chrono::minutes(-1));
  CHECK(world.read([](ReplayOptions& o) { o.at = "recorded"; })->time.kind ==
        replay::ReplayTime::Kind::recorded);
  CHECK(world.refusal([](ReplayOptions& o) { o.at = "soon"; })
            .starts_with("time-invalid: \"soon\" is not a time\n"));
}

TEST_CASE("A random order has a number that can be given again") {
  World world;
  const auto made = world.read([](ReplayOptions& o) { o.shuffle = true; })->shuffle;
  REQUIRE(made);
  CHECK(*made < 1'000'000);
  CHECK(world.read([](ReplayOptions& o) { o.shuffle_seed = 7; })->shuffle == 7u);
}

TEST_CASE("Flags that contradict each other are named") {
  World world;
  CHECK(world.refusal([](ReplayOptions& o) { o.live = true, o.url = "http://x/"; }) ==
        contradiction("--live", "--url"));
  CHECK(world.refusal([](ReplayOptions& o) { o.matrix = true, o.variants = {"signed"}; }) ==
        contradiction("--matrix", "--variant"));
  CHECK(world.refusal([](ReplayOptions& o) { o.last = true, o.failed = true; }) ==
        contradiction("--last", "--failed"));
  CHECK(world.refusal([](ReplayOptions& o) { o.update = true, o.last = true; }) ==
        contradiction("--update", "--last"));
  CHECK(world.refusal([](ReplayOptions& o) { o.url = "http://x/", o.seed = "s.json"; }) ==
        contradiction("--url", "--seed"));
  CHECK(world.refusal([](ReplayOptions& o) {
    o.handshakes = {"meta"}, o.handshake_path = "/x", o.matrix = true;
  }) == contradiction("--matrix", "--handshake"));
  CHECK(world.refusal([](ReplayOptions& o) { o.paths = {"a.json"}, o.last = true; }) ==
        "usage: \"a.json\" is named, and --last says what to send\n  help: leave one of them out");
}

TEST_CASE("A handshake goes to a path, and a path is for a handshake") {
  World world;
  const std::string help =
      "\n  help: convotic replay --handshake slack --path /webhook --secret dotenv:SLACK_SIGNING_SECRET";
  CHECK(world.refusal([](ReplayOptions& o) { o.handshakes = {"meta"}; }) ==
        "usage: --handshake needs the --path that it is sent to" + help);
  CHECK(world.refusal([](ReplayOptions& o) { o.handshake_path = "/x"; }) ==
        "usage: --path is for --handshake, which is not given" + help);
}

TEST_CASE("A format that is none is answered with those there are") {
  World world;
  CHECK(world.refusal([](ReplayOptions& o) { o.format = "jsn"; }) ==
        "bad-value: --format cannot be \"jsn\"; did you mean \"json\"?\n  help: it is one of pretty, json, "
        "junit");
}
