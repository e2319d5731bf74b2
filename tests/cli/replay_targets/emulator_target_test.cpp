#include "cli/replay_targets/emulator_target.hpp"
#include "tests/cli/replay_targets/real_world.hpp"

#include <algorithm>
#include <atomic>

using namespace convotic;
using cli::EmulatorTarget;
using replay::Delivery;
using tests::answer_to;
using tests::describe;
using tests::open_route;
using tests::told;

namespace {

std::unique_ptr<EmulatorTarget> started(tests::RealWorld& world, const std::vector<std::string>& modules,
                                        const cli::EmulatorTargetOptions& options = {}) {
  auto target = EmulatorTarget::start(world.modules(modules), world.context, options);
  REQUIRE(describe(target) == "ok");
  return std::move(*target);
}

Delivery post(std::string path, std::string body = "", std::vector<http::Header> headers = {}) {
  return {"", "POST", std::move(path), std::move(headers), std::move(body)};
}

std::string late(EmulatorTarget& target) {
  std::string out;
  for (const auto& [delivery, effect] : target.settle().late)
    out += std::to_string(delivery) + told(effect) + "\n";
  return out;
}

constexpr const char* kCreate = "async (req, ctx) => { const { id } = await ctx.contacts.create(req.body); "
                                "return { status: 201, body: id }; }";

}  // namespace

TEST_CASE("A delivery reaches the module with its headers and comes back with its effects") {
  tests::RealWorld world;
  world.add_module("shop", open_route("/hook/:id", "async (req, ctx) => {"
                                                   "  await ctx.storage.set(req.params.id, req.body);"
                                                   "  return { status: 202, body: [req.query, req.headers] };"
                                                   "}"));
  const auto target = started(world, {"shop"});
  CHECK(target->capacity() == 16);
  CHECK(target->state() == replay::Target::State::ours);
  CHECK(target->url_of(post("/hook/7?x=1")) == "http://localhost/v1/modules/shop/hook/7?x=1");
  const auto answer = answer_to(*target, post("/hook/7?x=1", "{ \"a\" : 1 }",
                                              {{"Host", "shop.example"},
                                               {"Connection", "close"},
                                               {"Content-Length", "99"},
                                               {"X-Signature", "v1=caf\xe9"}}));
  CHECK(told(answer) ==
        R"(202 [{"x":"1"},{"host":"shop.example","content-length":"11","x-signature":"v1=café"}])"
        R"( [storage.set 7 ["7",{"a":1}]])");
  CHECK(answer->took.count() > 0);
  CHECK(answer->log.empty());
  CHECK(told(answer_to(*target, post("/hook/8", "1"))).find(R"("host":"localhost")") != std::string::npos);
}

TEST_CASE("What is not answered by the module comes with a note that says why") {
  tests::RealWorld world;
  world.add_module("shop", open_route("/hook", "() => { throw new Error('no'); }"));
  const auto target = started(world, {"shop"});
  const auto note = [&](Delivery delivery) {
    const auto answer = answer_to(*target, std::move(delivery));
    return std::to_string(answer->response.status) + " " + answer->note;
  };
  CHECK(note(post("/other")) == "404 no such route");
  CHECK(note({"nobody", "POST", "/hook", {}, ""}) == "404 no such module");
  CHECK(note(post("/hook", "", {{"X-Bad\r\n", "1"}})) ==
        "400 malformed: the header name \"X-Bad??\" is not a token");
  CHECK(note(post("/hook", std::string((10u << 20) + 1, 'x'))) == "413 the body is too large");
  CHECK(note(post("/hook")) == "500 the handler threw");
}

TEST_CASE("A delivery carries the key where a route wants one, and no other") {
  tests::RealWorld world;
  const std::string seen = "(req) => ({ status: 200, body: req.headers['x-api-key'] ?? 'none' })";
  world.add_module("shop", open_route("/open", seen) +
                               "sdk.registerRoute({ method: 'POST', path: '/keyed', handler: " + seen +
                               " });");
  const auto target = started(world, {"shop"});
  CHECK(told(answer_to(*target, post("/open"))) == "200 \"none\"");
  CHECK(told(answer_to(*target, post("/keyed"))) == "200 \"cvtk_live_replay\"");
  CHECK(told(answer_to(*target, post("/keyed", "", {{"x-api-key", "recorded"}}))) ==
        "200 \"cvtk_live_replay\"");
}

TEST_CASE("Warnings and errors of the module come with the delivery that they belong to") {
  tests::RealWorld world;
  world.add_module("shop", "console.error('while it loads');" +
                               open_route("/hook", "async (req, ctx) => { console.log('fine');"
                                                   "  ctx.logger.warn('careful', { order: req.body });"
                                                   "  console.error('bad'); throw new TypeError('no'); }"));
  const auto target = started(world, {"shop"});
  auto log = answer_to(*target, post("/hook", "7"))->log;
  REQUIRE(log.size() == 3);
  CHECK(log[0] == "warn: careful {\"order\":7}");
  CHECK(log[1] == "error: bad");
  CHECK(log[2].starts_with("error: POST /hook threw TypeError: no\n    at "));
  CHECK(answer_to(*target, post("/other"))->log.empty());
}

TEST_CASE("A module that ends itself is started again, and its last delivery says why") {
  tests::RealWorld world;
  world.add_module("shop", open_route("/exit", "() => process.exit(3)") +
                               open_route("/hook", "() => ({ status: 200, body: 'up' })"));
  const auto target = started(world, {"shop"});
  const auto answer = answer_to(*target, post("/exit"));
  CHECK(answer->response.status == 500);
  CHECK(answer->note == "The module's process ended; the log of convotic dev says why");
  REQUIRE(answer->log.size() == 1);
  CHECK(answer->log[0].starts_with("error: the module called process.exit(3)\n  at index.js:"));
  CHECK(told(answer_to(*target, post("/hook"))) == "200 \"up\"");
}

TEST_CASE("A reset empties the state, plants the seed and begins the ids again") {
  tests::RealWorld world;
  world.add_module("shop",
                   open_route("/create", kCreate) +
                       open_route("/count", "async (req, ctx) => ({ status: 200,"
                                            " body: (await ctx.contacts.list()).map((c) => c.id) })"));
  const auto target = started(world, {"shop"});
  const std::string first = answer_to(*target, post("/create", "{\"name\":\"Mia\"}"))->response.body;
  const std::string second = answer_to(*target, post("/create", "{\"name\":\"Noah\"}"))->response.body;
  CHECK(first != second);
  CHECK(describe(target->reset("", "")) == "ok");
  CHECK(told(answer_to(*target, post("/count"))) == "200 []");
  CHECK(answer_to(*target, post("/create", "{\"name\":\"Ada\"}"))->response.body == first);

  // A seed that has the id already: nobody is overwritten.
  CHECK(describe(target->reset("seed.json", "{\"contacts\":[{\"id\":" + first + ",\"name\":\"Mia\"}]}")) ==
        "ok");
  CHECK(answer_to(*target, post("/create", "{\"name\":\"Ada\"}"))->response.body == second);
  CHECK(answer_to(*target, post("/count"))->response.body.find(first) != std::string::npos);

  CHECK(describe(target->reset("seed.json", "{\"contacts\":[{\"idd\":1}]}")) ==
        "json-invalid: unknown key \"idd\"\n  help: did you mean \"id\"?\n"
        "  at seed.json:1:15, 5 bytes of \"{\"contacts\":[{\"idd\":1}]}\"");
}

TEST_CASE("What a module does after its answer is told with the delivery that it belongs to") {
  tests::RealWorld world;
  world.add_module("shop", open_route("/forget", "(req, ctx) => { void (async () => {"
                                                 "  await ctx.storage.set('a', req.body);"
                                                 "  await Promise.resolve();"
                                                 "  await ctx.storage.set('b', req.body);"
                                                 "  await ctx.storage.delete('a');"
                                                 "})(); return { status: 401 }; }") +
                               open_route("/quiet", "() => ({ status: 200 })"));
  const auto target = started(world, {"shop"});
  CHECK(told(answer_to(*target, post("/quiet"))) == "200 ");
  CHECK(late(*target).empty());
  const auto answer = answer_to(*target, post("/forget", "7"));
  CHECK(answer->response.status == 401);
  // The first call leaves together with the answer; when it is told of depends on nothing but their order.
  CHECK(told(answer) == "401  [storage.set a [\"a\",7]]");
  CHECK(late(*target) == "1 [storage.set b [\"b\",7]]\n1 [storage.delete a [\"a\"]]\n");
  CHECK(late(*target).empty());
  answer_to(*target, post("/quiet"));
  answer_to(*target, post("/forget", "8"));
  CHECK(late(*target) == "3 [storage.set b [\"b\",8]]\n3 [storage.delete a [\"a\"]]\n");
}

TEST_CASE(
    "What a module does for an earlier request after a reset has no effect, does not end it, and is told") {
  tests::RealWorld world;
  world.add_module(
      "shop", "let go; const gate = new Promise((resolve) => { go = resolve; });" +
                  open_route("/later", "(req, ctx) => { void gate.then(() => ctx.storage.set('late', 1));"
                                       " return { status: 200 }; }") +
                  open_route("/look", "async (req, ctx) => { go(); await null; await null;"
                                      " await ctx.storage.get('x');"
                                      " return { status: 200, body: await ctx.storage.get('late') }; }"));
  const auto target = started(world, {"shop"});
  CHECK(told(answer_to(*target, post("/later"))) == "200 ");
  CHECK(late(*target).empty());
  CHECK(describe(target->reset("", "")) == "ok");
  CHECK(told(answer_to(*target, post("/look"))) == "200 null");
  CHECK(late(*target) == "0 [storage.set  [\"late\",1]]\n");
  CHECK(told(answer_to(*target, post("/look"))) == "200 null");
}

TEST_CASE("A module that never comes to rest is not waited for for ever") {
  tests::RealWorld world;
  world.add_module("shop", open_route("/endless", "(req, ctx) => { void (async () => {"
                                                  "  for (;;) await ctx.storage.get('a'); })();"
                                                  " return { status: 200 }; }") +
                               open_route("/hook", "() => ({ status: 200, body: 'still here' })"));
  const auto target = started(world, {"shop"});
  CHECK(told(answer_to(*target, post("/endless"))) == "200 ");
  CHECK(late(*target).empty());
  CHECK(describe(target->reset("", "")) == "ok");
  CHECK(told(answer_to(*target, post("/hook"))) == "200 \"still here\"");
}

TEST_CASE("The clock of a module and of its state is moved together") {
  tests::RealWorld world;
  world.add_module(
      "shop",
      "const kept = Date.now;" +
          open_route("/now", "async (req, ctx) => { const c = await ctx.contacts.create({ name: 'a' });"
                             " return { status: 200, body: [new Date().getUTCFullYear(),"
                             "  new Date(kept()).getUTCFullYear(), Number(c.createdAt.slice(0, 4))] }; }"));
  cli::EmulatorTargetOptions options;
  options.clock = cli::EmulatorTargetOptions::Clock::movable;
  const auto target = started(world, {"shop"}, options);
  const base::UnixMillis at = 1'000'000'000'000;  // 2001
  CHECK(describe(target->shift_clock(std::chrono::milliseconds(at - world.clock.now()))) == "ok");
  CHECK(told(answer_to(*target, post("/now"))).starts_with("200 [2001,2001,2001]"));
  CHECK(describe(target->shift_clock(std::chrono::milliseconds(0))) == "ok");
  CHECK_FALSE(told(answer_to(*target, post("/now"))).starts_with("200 [2001,"));
}

TEST_CASE("A clock that is moved stays so when the module's process is replaced") {
  tests::RealWorld world;
  world.add_module("shop",
                   open_route("/exit", "() => process.exit(3)") +
                       open_route("/now", "() => ({ status: 200, body: new Date().getUTCFullYear() })"));
  const auto target = started(world, {"shop"});
  CHECK(describe(target->shift_clock(std::chrono::milliseconds(1'000'000'000'000 - world.clock.now()))) ==
        "ok");
  answer_to(*target, post("/exit"));
  CHECK(told(answer_to(*target, post("/now"))) == "200 2001");
}

TEST_CASE("Many deliveries are under way at once, each with its own answer and effects") {
  tests::RealWorld world;
  world.add_module("shop", open_route("/hook",
                                      "async (req, ctx) => { await ctx.storage.set('k' + req.body, req.body);"
                                      " return { status: 200, body: req.body }; }"));
  const auto target = started(world, {"shop"});
  constexpr int kMany = 500;
  std::vector<std::string> answers(kMany);
  std::atomic<int> left = kMany;
  std::promise<void> all;
  for (int i = 0; i < kMany; ++i)
    target->deliver(post("/hook", std::to_string(i)), [&, i](Result<replay::Answer> answer) {
      answers[static_cast<std::size_t>(i)] = told(answer);
      if (--left == 0) all.set_value();
    });
  REQUIRE(all.get_future().wait_for(tests::kDeadline) == std::future_status::ready);
  for (int i = 0; i < kMany; ++i) {
    const std::string n = std::to_string(i);
    CHECK(answers[static_cast<std::size_t>(i)] ==
          "200 " + n + " [storage.set k" + n + " [\"k" + n + "\"," + n + "]]");
  }
}

TEST_CASE("Two targets run the same module side by side, each with a state of its own") {
  tests::RealWorld world;
  world.add_module("shop", open_route("/create", kCreate));
  const auto one = started(world, {"shop"}), two = started(world, {"shop"});
  const std::string first = told(answer_to(*one, post("/create", "{\"externalId\":\"a\"}")));
  CHECK(first.starts_with("201 \"ct_"));
  CHECK(told(answer_to(*two, post("/create", "{\"externalId\":\"a\"}"))) == first);
  CHECK(told(answer_to(*one, post("/create", "{\"externalId\":\"a\"}"))).starts_with("500 "));
}

TEST_CASE("A request that names no module is for the only one, or refused") {
  tests::RealWorld world;
  world.add_module("a", open_route("/hook", "() => ({ status: 200, body: 'a' })"));
  world.add_module("b", open_route("/hook", "() => ({ status: 200, body: 'b' })"));
  const auto target = started(world, {"a", "b"});
  CHECK(told(answer_to(*target, post("/hook"))) ==
        "usage: the request names no module, and there are several\n  help: name one of a, b");
  CHECK(told(answer_to(*target, {"b", "POST", "/hook", {}, ""})) == "200 \"b\"");
}

TEST_CASE("A module that does not load keeps the target from starting, with the place") {
  tests::RealWorld world;
  world.add_module("good", open_route("/hook", "() => ({ status: 200 })"));
  world.add_module("bad", "nonsense();");
  CHECK(describe(EmulatorTarget::start(world.modules({"good", "bad"}), world.context, {})) ==
        "module-load: the module threw in register(): ReferenceError: nonsense is not defined\n"
        "  at bad/index.js:2:1, 1 bytes of \"nonsense();\"");
}

TEST_CASE("Deliveries that are under way when the target ends are told of, and nothing is left behind") {
  tests::RealWorld world;
  world.add_module("shop", open_route("/hang", "() => new Promise(() => {})"));
  auto target = started(world, {"shop"});
  std::string answer;
  target->deliver(post("/hang"), [&](Result<replay::Answer> result) { answer = told(result); });
  target.reset();
  CHECK(answer == "no-answer: the emulator was ended meanwhile");
  CHECK(std::filesystem::is_empty(world.dir.path() / "shop/.convotic/build"));
}
