#include "cli/dev_session.hpp"
#include "cli/replay_targets/live_target.hpp"
#include "emulator/emulator.hpp"
#include "tests/cli/replay_targets/real_world.hpp"

#include <unistd.h>

using namespace convotic;
using cli::DevSession;
using cli::LiveTarget;
using replay::Delivery;
using tests::answer_to;
using tests::describe;
using tests::open_route;
using tests::told;

namespace {

class NoEvents final : public emulator::EventSink {
public:
  void on_request(const emulator::RequestEvent&) override {}
  void on_late_effect(const emulator::LateEffectEvent&) override {}
  void on_log(const emulator::LogEvent&) override {}
  void on_reload(const emulator::ReloadEvent&) override {}
};

// What `convotic dev` is to others: an emulator that listens, with its state and its session in a folder.
struct RunningDev {
  RunningDev(tests::RealWorld& world, const std::string& module) : local(world.modules({module})) {
    const auto folder = cli::make_state_folder(local, world.context).value();
    emulator::EmulatorOptions options;
    options.modules = local.modules;
    options.supervisor = cli::supervisor_options(local, {}, world.context).value();
    session.token = options.delivery_token = "the-token-of-this-run";
    session.api_key = options.api_key = "cvtk_live_test";
    session.state = folder / "state.sqlite";
    options.state = session.state;
    options.rate_limit = 3;
    options.server.emplace();
    emulator =
        emulator::Emulator::start(std::move(options), events, world.context.clock, world.random).value();
    session.url = emulator->url();
    session.port = emulator->port();
    session.pid = ::getpid();
    session.modules = {{module, local.modules.front().directory}};
    file.emplace(cli::DevSessionFile::write(world.files, folder, session).value());
  }

  cli::LocalModules local;
  NoEvents events;
  DevSession session;
  std::unique_ptr<emulator::Emulator> emulator;
  std::optional<cli::DevSessionFile> file;
};

std::unique_ptr<LiveTarget> target_of(tests::RealWorld& world, const RunningDev& dev,
                                      std::size_t connections = 1) {
  auto target = LiveTarget::find(dev.local, world.context, {.connections = connections});
  REQUIRE(describe(target) == "ok");
  return std::move(*target);
}

Delivery post(std::string path, std::string body = "", std::vector<http::Header> headers = {}) {
  return {"", "POST", std::move(path), std::move(headers), std::move(body)};
}

constexpr const char* kSeen = "(req) => ({ status: 200, body: req.headers })";

}  // namespace

TEST_CASE("A delivery to a running convotic dev tells its effects, and the module sees nothing of how") {
  tests::RealWorld world;
  world.add_module("shop", open_route("/hook", "async (req, ctx) => { await ctx.storage.set('a', req.body);"
                                               " return { status: 202, body: req.headers }; }"));
  RunningDev dev(world, "shop");
  const auto target = target_of(world, dev);
  CHECK(target->state() == replay::Target::State::foreign);
  CHECK(target->url_of(post("/hook?x=1")) == dev.session.url + "/v1/modules/shop/hook?x=1");
  const auto answer = answer_to(*target, post("/hook", "7", {{"Host", "shop.example"}, {"X-Sig", "1"}}));
  CHECK(told(answer) ==
        R"(202 {"host":"shop.example","x-sig":"1","content-length":"1"} [storage.set a ["a",7]])");
  CHECK(answer->took.count() > 0);
  for (const http::Header& header : answer->response.headers)
    CHECK_FALSE(header.name.starts_with("X-Convotic"));
  CHECK(target->settle().empty());
}

TEST_CASE("Why the platform answered is told as well") {
  tests::RealWorld world;
  world.add_module("shop", open_route("/hook", "() => { throw new Error('no'); }"));
  RunningDev dev(world, "shop");
  const auto target = target_of(world, dev);
  CHECK(answer_to(*target, post("/hook"))->note == "the handler threw");
  CHECK(answer_to(*target, post("/other"))->note == "no such route");
  CHECK(answer_to(*target, {"nobody", "POST", "/hook", {}, ""})->note == "no such module");
}

TEST_CASE("A delivery has the key of the running convotic dev where a route wants one, and no rate limit") {
  tests::RealWorld world;
  world.add_module("shop", "sdk.registerRoute({ method: 'POST', path: '/keyed', handler: " +
                               std::string(kSeen) + " });" + open_route("/open", kSeen));
  RunningDev dev(world, "shop");
  const auto target = target_of(world, dev);
  for (int i = 0; i < 4; ++i)
    CHECK(told(answer_to(*target, post("/keyed"))).find(R"("x-api-key":"cvtk_live_test")") !=
          std::string::npos);
  CHECK(told(answer_to(*target, post("/keyed", "", {{"X-API-Key", "redacted"}})))
            .find(R"("x-api-key":"cvtk_live_test")") != std::string::npos);
  CHECK(told(answer_to(*target, post("/open"))).find("x-api-key") == std::string::npos);
  Delivery bare = post("/keyed");
  bare.key = Delivery::Key::as_it_is;
  CHECK(answer_to(*target, bare)->note == "no valid key");
}

TEST_CASE("Changes after the answer are told when the module has settled") {
  tests::RealWorld world;
  world.add_module("shop",
                   open_route("/forget", "(req, ctx) => { void (async () => {"
                                         "  await ctx.storage.set('a', 1); await ctx.storage.set('b', 2);"
                                         "  await ctx.storage.set('c', 3); })(); return { status: 401 }; }"));
  RunningDev dev(world, "shop");
  const auto target = target_of(world, dev);
  answer_to(*target, {"nobody", "POST", "/", {}, ""});
  const auto answer = answer_to(*target, post("/forget"));
  // How many of them have come by the time the answer is read is not ours to say.
  std::string all = told(answer);
  for (const auto& [delivery, effect] : target->settle()) {
    CHECK(delivery == 1);
    all += told(effect);
  }
  CHECK(all == R"(401  [storage.set a ["a",1]] [storage.set b ["b",2]] [storage.set c ["c",3]])");
  CHECK(target->settle().empty());
}

TEST_CASE("Several deliveries are under way at once") {
  tests::RealWorld world;
  world.add_module("shop", "let waiting = []; " +
                               open_route("/meet", "() => new Promise((resolve) => { waiting.push(resolve);"
                                                   " if (waiting.length === 3) for (const go of waiting)"
                                                   " go({ status: 200, body: 'met' }); })"));
  RunningDev dev(world, "shop");
  const auto target = target_of(world, dev, 3);
  CHECK(target->capacity() == 3);
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 3; ++i) {
    auto promise = std::make_shared<std::promise<std::string>>();
    answers.push_back(promise->get_future());
    target->deliver(post("/meet"),
                    [promise](Result<replay::Answer> answer) { promise->set_value(told(answer)); });
  }
  for (auto& answer : answers) {
    REQUIRE(answer.wait_for(tests::kDeadline) == std::future_status::ready);
    CHECK(answer.get() == "200 \"met\"");
  }
}

TEST_CASE("A convotic dev that has gone meanwhile is told") {
  tests::RealWorld world;
  world.add_module("shop", open_route("/hook", kSeen));
  auto dev = std::make_unique<RunningDev>(world, "shop");
  const auto target = target_of(world, *dev);
  const std::string name = "127.0.0.1:" + std::to_string(dev->session.port);
  dev.reset();
  CHECK(told(answer_to(*target, post("/hook"))) ==
        "connection-failed: cannot connect to " + name +
            ": Connection refused\n  help: see that the server runs, and at this address");
  CHECK(target->settle().empty());
}

TEST_CASE("Another convotic dev in its place answers, and what it changes is not known") {
  tests::RealWorld world;
  world.add_module("shop", open_route("/hook", kSeen));
  RunningDev dev(world, "shop");
  dev.session.token = "of-an-earlier-run";
  dev.file.emplace(
      cli::DevSessionFile::write(world.files, cli::state_folder(dev.local), dev.session).value());
  const auto target = target_of(world, dev);
  const auto answer = answer_to(*target, post("/hook"));
  CHECK(answer->response.status == 200);
  CHECK_FALSE(answer->effects);
  CHECK(answer->response.body.find("of-an-earlier-run") != std::string::npos);  // a header like any other
}

TEST_CASE("Its state and its clock are not ours, and only one module needs no name") {
  tests::RealWorld world;
  world.add_module("shop", open_route("/hook", kSeen));
  RunningDev dev(world, "shop");
  dev.session.modules = {{"shop", "/shop"}, {"rest", "/rest"}};
  dev.file.emplace(
      cli::DevSessionFile::write(world.files, cli::state_folder(dev.local), dev.session).value());
  const auto target = target_of(world, dev);
  CHECK(describe(target->reset("", "")) == "ok");
  CHECK(describe(target->shift_clock(std::chrono::milliseconds(0))) == "ok");
  CHECK(describe(target->shift_clock(std::chrono::milliseconds(5))) ==
        "usage: the clock of a running convotic dev cannot be moved\n"
        "  help: leave out --live, and that of the emulator is moved");
  CHECK(told(answer_to(*target, post("/hook"))) ==
        "usage: the request names no module, and convotic dev runs several\n  help: name one of shop, rest");
}

TEST_CASE("Without a running convotic dev there is nothing to send to") {
  tests::RealWorld world;
  world.add_module("shop", open_route("/hook", kSeen));
  const auto local = world.modules({"shop"});
  const std::string missing = "not-running: no convotic dev is running for \"" +
                              (world.dir.path() / "shop").string() +
                              "\"\n  help: start convotic dev there, or leave out --live";
  CHECK(describe(LiveTarget::find(local, world.context, {})) == missing);
  // One that was killed left this behind.
  const auto folder = cli::make_state_folder(local, world.context).value();
  DevSession gone{"http://127.0.0.1:1", 1, 0x3fffffff, folder / "state.sqlite", "key", "token",
                  {{"shop", folder}}};
  const auto file = cli::DevSessionFile::write(world.files, folder, gone).value();
  CHECK(describe(LiveTarget::find(local, world.context, {})) == missing);
}
