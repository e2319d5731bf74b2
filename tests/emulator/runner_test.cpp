#include "core/base/event_loop.hpp"
#include "emulator/errors.hpp"
#include "emulator/runner.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fake_runners.hpp"
#include "tests/support/run_loop.hpp"

#include <algorithm>

using namespace convotic;
using namespace convotic::emulator;
using tests::describe;
using tests::fake_runner;

namespace {

// A runner with a note of everything it reports, a line each. `run_to` runs until a note begins so.
class Scene final : public RunnerListener {
public:
  explicit Scene(const RunnerOptions& options) {
    auto started = Runner::start(loop, options, *this);
    REQUIRE(describe(started) == "ok");
    runner = std::move(*started);
  }
  explicit Scene(const std::string& name) : Scene(fake_runner(name)) {}

  void run_to(std::string beginning) {
    wanted_ = std::move(beginning);
    const auto already = [this](const std::string& note) { return note.starts_with(wanted_); };
    if (std::none_of(notes.begin(), notes.end(), already)) REQUIRE(tests::run_loop(loop));
  }
  void load(const std::string& entry) { runner->load({"/bundle.mjs", entry, "/", {}, {}, {}, {}}); }
  void invoke(const std::string& command) {
    runner->send({FrameKind::invoke, 7, R"({"route":0})", command});
    runner->flush();
  }

  base::EventLoop loop;
  std::vector<std::string> notes;
  std::unique_ptr<Runner> runner;

private:
  void note(std::string text) {
    notes.push_back(std::move(text));
    if (!wanted_.empty() && notes.back().starts_with(wanted_)) loop.stop();
  }
  void runner_loaded(Runner&, LoadedHead head) override { note("loaded " + head.name); }
  void runner_load_failed(Runner&, Error error) override { note("load failed " + describe(error)); }
  void runner_frame(Runner&, const Frame& frame) override {
    note("frame " + std::to_string(static_cast<int>(frame.kind)) + " " + std::string(frame.body));
  }
  void runner_batch_end(Runner&) override { note("batch end"); }
  void runner_log(Runner&, std::uint32_t invocation, LogHead log) override {
    note("log " + std::to_string(invocation) + " " + log.level + " " + log.source + " " + log.message +
         log.fields);
  }
  void runner_ended(Runner&, Error why) override { note("ended " + describe(why)); }

  std::string wanted_;
};

using Notes = std::vector<std::string>;

// What ends a good runner that is told `command`.
std::string end_after(const std::string& command) {
  Scene scene("good");
  scene.load("/shop");
  scene.run_to("loaded");
  scene.invoke(command);
  scene.run_to("ended");
  return scene.notes.back();
}

}  // namespace

TEST_CASE("A runner says hello, is loaded, answers and leaves when told to") {
  Scene scene("good");
  CHECK(scene.runner->state() == Runner::State::booting);
  CHECK(scene.runner->pid() > 0);
  scene.run_to("batch end");
  CHECK(scene.runner->state() == Runner::State::spare);
  scene.load("/shop");
  CHECK(scene.runner->state() == Runner::State::loading);
  scene.run_to("loaded");
  CHECK(scene.runner->state() == Runner::State::serving);
  scene.invoke("echo hi");
  scene.run_to("frame 6");
  scene.runner->drain();
  CHECK(scene.runner->state() == Runner::State::draining);
  scene.run_to("ended");
  CHECK(scene.runner->state() == Runner::State::gone);
  CHECK(scene.notes == Notes{"batch end", "loaded fake", "batch end", "frame 6 hi", "batch end",
                             "ended runner-stopped: the runner exited with code 0"});
}

TEST_CASE("A module that is given to a runner while it boots is loaded after its hello") {
  Scene scene("slow_hello");
  scene.load("/shop");
  CHECK(scene.runner->state() == Runner::State::booting);
  scene.run_to("loaded slow");
  CHECK(scene.notes.front() == "batch end");  // some of its hello
  CHECK(scene.runner->state() == Runner::State::serving);
}

TEST_CASE("A program that ends before its hello is reported with the first line of what it said") {
  Scene scene("crash_before_hello");
  scene.run_to("ended");
  CHECK(scene.notes == Notes{"log 0 error stderr node: bad option", "log 0 error stderr more words",
                             "ended node-missing: \"" CONVOTIC_NODE
                             "\" exited with code 9 before it was ready: node: bad option\n"
                             "  help: convotic needs Node 18 or newer; node --version shows which it is"});
}

TEST_CASE("A program that never says hello is killed when its time is up") {
  RunnerOptions options = fake_runner("hang_before_hello");
  options.hello_timeout = std::chrono::milliseconds(30);
  Scene scene(options);
  scene.run_to("ended");
  CHECK(scene.notes.back() == "ended node-missing: \"" CONVOTIC_NODE "\" did not start within 30 ms\n"
                              "  help: check that it is Node 18 or newer");
}

TEST_CASE("A runner of another protocol is refused, naming both") {
  Scene scene("wrong_version");
  scene.run_to("ended");
  CHECK(scene.notes == Notes{"batch end", "ended runner-protocol: the runner speaks protocol 2, convotic 1\n"
                                          "  help: reinstall convotic"});
}

TEST_CASE("What is not the protocol ends the runner with what was wrong") {
  const std::string broken = "ended runner-protocol: the runner broke its protocol: ";
  const std::string hint = "\n  help: does the module write to file descriptor 3?";
  {
    Scene scene("garbage");
    scene.run_to("ended");
    CHECK(scene.notes.back() == broken + "a frame of 542393671 bytes is over the limit of 268435456" + hint);
  }
  {
    Scene scene("unknown_frame");
    scene.run_to("ended");
    CHECK(scene.notes == Notes{"batch end", broken + "unknown frame kind 99" + hint});
  }
  {
    Scene scene("broken_hello");
    scene.run_to("ended");
    CHECK(scene.notes.back().starts_with(broken + "a runner sent a broken frame of kind 1: "));
  }
  CHECK(end_after("garbage") == broken + "a frame of 1936287860 bytes is over the limit of 268435456" + hint);
  CHECK(end_after("hosts_frame") == broken + "frame kind 5 is the host's to send" + hint);
}

TEST_CASE("A module that cannot be loaded is reported with the place in its source") {
  const std::string place = "\n  at /gone/src/index.ts:14:9, 1 bytes of \"\"";
  const auto failure = [](const std::string& reason) {
    Scene scene("good");
    scene.load("/fails/" + reason);
    scene.run_to("ended");
    const auto& notes = scene.notes;
    REQUIRE(notes.size() >= 2);
    return *std::find_if(notes.begin(), notes.end(),
                         [](const std::string& note) { return note.starts_with("load failed"); });
  };
  CHECK(failure("import_threw") ==
        "load failed module-load: the module threw while it was imported: TypeError: order is undefined" +
            place);
  CHECK(failure("register_threw") ==
        "load failed module-load: the module threw in register(): TypeError: order is undefined" + place);
  CHECK(failure("bad_registration") == "load failed module-load: order is undefined" + place);
}

TEST_CASE("A runner that ends while it loads has failed to load, once") {
  Scene scene("good");
  scene.load("/exits");
  scene.run_to("ended");
  CHECK(scene.notes == Notes{"batch end", "load failed module-load: the runner exited with code 4",
                             "ended runner-stopped: the runner exited with code 4"});
}

TEST_CASE("What a module prints comes line by line, and what it logs with its invocation") {
  Scene scene("good");
  scene.load("/shop");
  scene.run_to("loaded");
  scene.notes.clear();
  scene.invoke("print");
  scene.run_to("frame 6");
  scene.invoke("log hello");
  scene.run_to("log 7");
  scene.runner->drain();
  scene.run_to("ended");
  std::string printed, logged;
  for (const std::string& note : scene.notes) {
    if (note.starts_with("log 0")) printed += note + "\n";
    if (note.starts_with("log 7")) logged += note + "\n";
  }
  CHECK(printed.find("log 0 info stdout one\nlog 0 info stdout two\n") != std::string::npos);
  CHECK(printed.find("log 0 error stderr bad\n") != std::string::npos);
  CHECK(printed.find("log 0 info stdout three\n") != std::string::npos);  // without a newline
  CHECK(logged == "log 7 info logger hello{\"a\":1}\n");
}

TEST_CASE("The end of a module's process says how it came about") {
  const std::string place = "\n  at /gone/src/index.ts:14:9, 1 bytes of \"\"";
  CHECK(end_after("exit") == "ended runner-stopped: the module called process.exit(3)" + place);
  CHECK(end_after("reject") ==
        "ended runner-stopped: the module left a rejected promise unhandled: TypeError: order is undefined");
  CHECK(end_after("uncaught") ==
        "ended runner-stopped: the module threw outside of any handler: TypeError: order is undefined");
  CHECK(end_after("die") == "ended runner-stopped: the runner was ended by signal 9 (Killed)");
  CHECK(end_after("heap") == "ended runner-stopped: the module ran out of memory (limit 512 MB)\n"
                             "  help: convotic dev --memory sets the limit");
}

TEST_CASE("A runner that is killed ends with the reason it was killed for, the first one") {
  Scene scene("good");
  scene.load("/shop");
  scene.run_to("loaded");
  scene.invoke("block");
  scene.runner->kill(Error{&kRunnerStopped, "it blocked", "", {}});
  scene.runner->kill(Error{&kRunnerStopped, "another reason", "", {}});
  scene.run_to("ended");
  CHECK(scene.notes.back() == "ended runner-stopped: it blocked");
}

TEST_CASE("A node that cannot be started is an error at once") {
  base::EventLoop loop;
  RunnerOptions options;
  options.node = "/nonexistent/node";
  class Nobody final : public RunnerListener {
    void runner_loaded(Runner&, LoadedHead) override {}
    void runner_load_failed(Runner&, Error) override {}
    void runner_frame(Runner&, const Frame&) override {}
    void runner_batch_end(Runner&) override {}
    void runner_log(Runner&, std::uint32_t, LogHead) override {}
    void runner_ended(Runner&, Error) override {}
  } nobody;
  CHECK(describe(Runner::start(loop, options, nobody)) ==
        "io: cannot start \"/nonexistent/node\": no such file or directory");
}

TEST_CASE("The launcher starts the same runner, and one that cannot start says why") {
  RunnerOptions options = fake_runner("good");
  options.launcher = CONVOTIC_LAUNCHER;
  {
    Scene scene(options);
    scene.run_to("batch end");
    CHECK(scene.runner->state() == Runner::State::spare);
  }
  options.node = "/nonexistent/node";
  Scene scene(options);
  scene.run_to("ended");
  CHECK(scene.notes.back() ==
        "ended node-missing: \"/nonexistent/node\" exited with code 127 before it was ready: "
        "/nonexistent/node: No such file or directory\n"
        "  help: convotic needs Node 18 or newer; node --version shows which it is");
}
