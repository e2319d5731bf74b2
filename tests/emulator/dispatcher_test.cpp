#include "emulator/dispatcher.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fake_runners.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/run_loop.hpp"
#include "tests/support/temp_dir.hpp"

#include <sys/resource.h>

#include <csignal>
#include <map>

using namespace convotic;
using namespace convotic::emulator;
using std::chrono::milliseconds;
using tests::describe;

namespace {

using Answer = std::shared_ptr<Invocation>;

// A dispatcher with a store and a good runner, on a loop of its own.
class Scene final : public RunnerListener {
public:
  explicit Scene(milliseconds timeout = tests::kDeadline * 2)
      : timeout_(timeout), store(Store::open(dir.path() / "state.sqlite", clock, random).value()),
        dispatcher(loop, timeout, hooks()) {
    dispatcher.use(*store);
    runner = Runner::start(loop, tests::fake_runner("good"), *this).value();
    runner->load({"/bundle.mjs", "/shop", "/", {}, {}, {}, {}});
    run_until([this] { return runner->state() == Runner::State::serving; });
  }

  // Hands the runner an invocation of `command`.
  Answer invoke(const std::string& command) {
    auto invocation = std::make_shared<Invocation>();
    invocation->request = ++last_request_;
    invocation->head = R"(,"params":{},"query":{},"headers":{},"request":"req_1"})";
    invocation->body = command;
    invocation->label = "POST /" + command.substr(0, command.find(' '));
    invocation->deadline = std::chrono::steady_clock::now() + timeout_;
    invocation->done = [this, number = invocation->request] { ++answers[number]; };
    dispatcher.invoke(*runner, "shop", invocation);
    runner->flush();
    return invocation;
  }

  // Runs the loop until `done`, which is asked after everything that happens.
  void run_until(std::function<bool()> done) {
    done_ = std::move(done);
    if (!done_()) REQUIRE(tests::run_loop(loop));
    done_ = nullptr;
  }

  // "status body (note) [effects]" once there is an answer.
  std::string answer_to(const Answer& invocation) {
    run_until([&] { return answers[invocation->request] > 0; });
    std::string out = std::to_string(invocation->response.status) + " " + invocation->response.body;
    if (!invocation->note.empty()) out += " (" + invocation->note + ")";
    for (const Effect& effect : invocation->effects)
      out += " [" + effect.call + " " + effect.target + " " + effect.arguments + "]";
    return out;
  }
  std::string answer_to(const std::string& command) { return answer_to(invoke(command)); }

  base::EventLoop loop;
  std::vector<std::string> logs;  // "request level message"
  std::vector<std::string> late;  // "request call target"
  std::string blocked;
  std::map<std::uint64_t, int> answers;  // how often each request was answered

private:
  const milliseconds timeout_;

public:
  tests::TempDir dir;
  tests::FakeClock clock;
  tests::FakeRandom random;
  std::unique_ptr<Store> store;
  Dispatcher dispatcher;
  std::unique_ptr<Runner> runner;

private:
  Dispatcher::Hooks hooks() {
    return {[this](Runner&, std::uint64_t request, LogEvent event) {
              logs.push_back(std::to_string(request) + " " + event.level + " " + event.message);
            },
            [this](Runner&, std::uint64_t request, Effect effect) {
              late.push_back(std::to_string(request) + " " + effect.call + " " + effect.target);
            },
            [this](Runner&, Error why) {
              blocked = describe(why);
              check();
            },
            [](Runner&) {}};
  }
  void check() {
    if (done_ && done_()) loop.stop();
  }
  void runner_loaded(Runner&, LoadedHead) override { check(); }
  void runner_load_failed(Runner&, Error) override {}
  void runner_frame(Runner& from, const Frame& frame) override { dispatcher.frame(from, frame); }
  void runner_batch_end(Runner& from) override {
    dispatcher.batch_end(from);
    check();
  }
  void runner_log(Runner&, std::uint32_t, LogHead head) override {
    logs.push_back(head.message);
    check();
  }
  void runner_ended(Runner& from, Error) override {
    dispatcher.runner_gone(from, "It ended");
    check();
  }

  std::function<bool()> done_;
  std::uint64_t last_request_ = 0;
};

std::string internal(const std::string& message, const std::string& note) {
  return R"(500 {"error":{"code":"INTERNAL_ERROR","message":")" + message + "\"}} (" + note + ")";
}

using Logs = std::vector<std::string>;

}  // namespace

TEST_CASE("An invocation goes to the runner and its response comes back as it is") {
  Scene scene;
  const Answer first = scene.invoke("echo \x01\xc3\xa9 bytes"), second = scene.invoke("echo two");
  CHECK(scene.answer_to(second) == "200 two");
  CHECK(scene.answer_to(first) == "200 \x01\xc3\xa9 bytes");
  REQUIRE(first->response.headers.size() == 1);
  CHECK(first->response.headers[0].name == "content-type");
  CHECK(scene.logs.empty());
}

TEST_CASE("A handler that fails is answered for in general words, and the log has the particulars") {
  Scene scene;
  CHECK(scene.answer_to("throw") ==
        internal("The handler threw an error; the log of convotic dev has its stack", "the handler threw"));
  CHECK(scene.answer_to("throw_bare").starts_with("500 "));
  CHECK(scene.answer_to("bad_response") ==
        internal("The handler returned no valid response; the log of convotic dev says why",
                 "no valid response"));
  CHECK(scene.logs == Logs{"1 error POST /throw threw TypeError: order is undefined\n"
                           "    at handler (/gone/src/index.ts:14:9)",
                           "2 error POST /throw_bare threw TypeError: order is undefined",
                           "3 error POST /bad_response returned no valid response: status is 7"});
}

TEST_CASE("A body that is not JSON is the caller's fault") {
  Scene scene;
  CHECK(scene.answer_to("invalid_json") ==
        R"(400 {"error":{"code":"INVALID_REQUEST","message":"Request body is not valid JSON: at 7"}})"
        " (the body is not valid JSON)");
  CHECK(scene.logs.empty());
}

TEST_CASE("A frame that lacks what the protocol promises is answered with 500") {
  Scene scene;
  CHECK(scene.answer_to("broken_response") == internal("The runner broke its protocol", "broken response"));
  CHECK(scene.answer_to("broken_failure") == internal("The runner broke its protocol", "broken failure"));
  CHECK(scene.answer_to("broken_call") == "200 INTERNAL_ERROR");
}

TEST_CASE("A ctx call reaches the store, and its effect belongs to the request") {
  Scene scene;
  CHECK(scene.answer_to("ask storage.set a 1") == "200 {} [storage.set a [\"a\",\"1\"]]");
  CHECK(scene.answer_to("ask storage.get a") == "200 {}\"1\"");
  CHECK(scene.answer_to("set b") == "200 set [storage.set b [\"b\",1]]");
  CHECK(scene.store->effects_of(1).value().size() == 1);
  CHECK(scene.store->effects_of(3).value().at(0).target == "b");
  CHECK(scene.answer_to("ask no.such").starts_with("200 {\"error\":{\"code\":"));
}

TEST_CASE("A call that comes after the answer still changes the state, and counts as the request's in the "
          "journal") {
  Scene scene;
  CHECK(scene.answer_to("afterwards late") == "200 answered");
  scene.run_until([&] { return !scene.logs.empty(); });
  CHECK(scene.logs == Logs{"reply {}"});
  CHECK(scene.late == Logs{"1 storage.set late"});
  REQUIRE(scene.store->effects_of(1).value().size() == 1);
  CHECK(scene.store->effects_of(1).value().at(0).target == "late");
  CHECK(scene.answer_to("ask storage.get late") == "200 {}2");
}

TEST_CASE("A handler that does not answer in time is answered for, and its late response is ignored") {
  Scene scene(milliseconds(40));
  const Answer held = scene.invoke("hold");
  CHECK(scene.answer_to(held) == internal("The handler did not answer within 0.04 s", "timeout"));
  CHECK(scene.logs == Logs{"1 error POST /hold did not answer within 0.04 s"});
  // The pong and the late response have come before this one is answered.
  const Answer next = scene.invoke("echo next");
  CHECK(scene.answer_to(next) == "200 next");
  CHECK(held->response.status == 500);
  CHECK(scene.answers == std::map<std::uint64_t, int>{{1, 1}, {2, 1}});
  CHECK(scene.blocked.empty());
}

TEST_CASE("A runner that does not answer a ping is told to be blocked") {
  Scene scene(milliseconds(40));
  const Answer stuck = scene.invoke("block"), behind = scene.invoke("echo behind");
  scene.run_until([&] { return !scene.blocked.empty(); });
  CHECK(scene.blocked == "runner-stopped: the module blocks the event loop; its runner was replaced\n"
                         "  help: look for a loop that never awaits");
  CHECK(scene.answer_to(stuck) == internal("The handler did not answer within 0.04 s", "timeout"));
  CHECK(scene.answer_to(behind) == internal("The handler did not answer within 0.04 s", "timeout"));
}

TEST_CASE("What a runner leaves behind when it ends is answered with why") {
  Scene scene;
  const Answer held = scene.invoke("hold"), fatal = scene.invoke("die");
  CHECK(scene.answer_to(held) == internal("It ended", "It ended"));
  CHECK(scene.answer_to(fatal) == internal("It ended", "It ended"));
}

TEST_CASE("Everything is answered at the end, and nothing twice") {
  Scene scene;
  const Answer a = scene.invoke("hold"), b = scene.invoke("hold");
  scene.dispatcher.answer_all("The server is stopping");
  CHECK(scene.answer_to(a) == internal("The server is stopping", "The server is stopping"));
  CHECK(scene.answer_to(b) == internal("The server is stopping", "The server is stopping"));
  scene.dispatcher.answer_all("again");
  CHECK(scene.answers == std::map<std::uint64_t, int>{{1, 1}, {2, 1}});
}

TEST_CASE("What a runner logs is attributed to the request of its invocation") {
  Scene scene;
  const Answer held = scene.invoke("hold");
  CHECK(scene.dispatcher.request_of(*scene.runner, 1) == held->request);
  CHECK(scene.dispatcher.request_of(*scene.runner, 99) == 0);
  CHECK(scene.answer_to("echo x") == "200 x");
  CHECK(scene.dispatcher.request_of(*scene.runner, 2) == 2);  // it may still log
}

TEST_CASE("Where the state cannot be written, the module is told so and no effect is claimed") {
  Scene scene;
  CHECK(scene.answer_to("set a") == "200 set [storage.set a [\"a\",1]]");
  // From here on no file of this process may grow: what a full disk is to a program.
  struct rlimit before {};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit none { 0, before.rlim_max };
  ::setrlimit(RLIMIT_FSIZE, &none);
  const std::string asked = scene.answer_to("ask storage.set b " + std::string(10'000, 'x'));
  const std::string answered = scene.answer_to("set c");
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);
  CHECK(asked.starts_with(
      R"(200 {"error":{"code":"INTERNAL_ERROR","message":"the state could not be written: )"));
  CHECK(asked.find("[storage.set") == std::string::npos);
  CHECK(answered == "200 set");
  REQUIRE(scene.logs.size() == 2);
  CHECK(scene.logs[0].starts_with("0 error the state could not be written: "));
  CHECK(scene.answer_to("ask storage.get b") == "200 {}null");
  CHECK(scene.answer_to("ask storage.set d 1") == "200 {} [storage.set d [\"d\",\"1\"]]");
}

TEST_CASE("What was sent to the runner is not kept") {
  Scene scene;
  const Answer invocation = scene.invoke("echo hello");
  CHECK(invocation->body.empty());
  CHECK(invocation->head.empty());
  scene.answer_to(invocation);
}

TEST_CASE("An invocation whose time ends before that of those sent earlier is answered in its time") {
  Scene scene;
  const Answer patient = scene.invoke("hold");
  auto hasty = std::make_shared<Invocation>();
  hasty->request = 99;
  hasty->head = R"(,"params":{},"query":{},"headers":{},"request":"req_99"})";
  hasty->body = "hold";
  hasty->label = "POST /hold";
  hasty->deadline = std::chrono::steady_clock::now() + milliseconds(20);
  hasty->done = [&scene] { ++scene.answers[99]; };
  scene.dispatcher.invoke(*scene.runner, "shop", hasty);
  scene.runner->flush();
  scene.run_until([&] { return scene.answers[99] > 0; });
  CHECK(hasty->note == "timeout");
  // Without its place in the line it would have been given up with the other, in a minute.
  CHECK(patient->note.empty());
}

TEST_CASE("Settling waits for what a runner does for requests that are answered, call by call") {
  Scene scene;
  CHECK(scene.answer_to("chain 5") == "200 answered");
  bool settled = false;
  scene.dispatcher.settle([&](emulator::Settled) { settled = true; });
  scene.run_until([&] { return settled; });
  CHECK(scene.late == Logs{"1 storage.set chain5", "1 storage.set chain4", "1 storage.set chain3",
                           "1 storage.set chain2", "1 storage.set chain1"});
}

TEST_CASE("Settling is over at once where nothing runs, and with the runner where that ends") {
  Scene scene;
  int settled = 0;
  scene.dispatcher.settle([&](emulator::Settled) { ++settled; });
  CHECK(settled == 1);
  CHECK(scene.answer_to("echo x") == "200 x");
  scene.dispatcher.settle([&](emulator::Settled) { ++settled; });
  scene.dispatcher.settle([&](emulator::Settled) { ++settled; });
  CHECK(settled == 1);
  scene.runner->kill(Error{&base::kInternal, "over", "", {}});
  scene.run_until([&] { return settled == 3; });
}

TEST_CASE("A runner that blocks while it is waited for is told to be blocked") {
  Scene scene;
  const Answer stuck = scene.invoke("block");
  scene.dispatcher.settle([](emulator::Settled) {});
  scene.run_until([&] { return !scene.blocked.empty(); });
  CHECK(scene.blocked.starts_with("runner-stopped: the module blocks the event loop"));
  scene.dispatcher.answer_all("over");
}

TEST_CASE("A request that is still running does not keep others from being settled") {
  Scene scene;
  const Answer held = scene.invoke("hold_on");
  CHECK(scene.answer_to("echo x") == "200 x");
  bool settled = false;
  scene.dispatcher.settle([&](emulator::Settled) { settled = true; });
  scene.run_until([&] { return settled; });
  CHECK(scene.answers == std::map<std::uint64_t, int>{{2, 1}});
  scene.dispatcher.answer_all("over");
}

TEST_CASE("Calls on behalf of abandoned requests are told, and neither carried out nor answered") {
  Scene scene;
  CHECK(scene.answer_to("at_ping a") == "200 answered");
  CHECK(scene.answer_to("at_ping b") == "200 answered");
  scene.dispatcher.abandon_before(2);
  bool settled = false;
  scene.dispatcher.settle([&](emulator::Settled) { settled = true; });
  scene.run_until([&] { return settled; });
  CHECK(scene.late == Logs{"1 storage.set ", "2 storage.set b"});  // told, and not carried out
  CHECK(scene.store->effects_of(1).value().empty());
  CHECK(scene.answer_to("ask storage.get a") == "200 {}null");
}
