#include "emulator/child_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/run_loop.hpp"
#include "tests/support/temp_dir.hpp"

#include <csignal>

using namespace convotic;
using namespace convotic::emulator;
using tests::describe;

namespace {

// What a child did until its end.
struct Life {
  std::string out, err, channel;
  std::vector<ExitStatus> ends;
};

// A child and what it does. The callbacks note it; `on_channel` is called after each note.
struct Child {
  explicit Child(ChildOptions options) {
    ChildListener listener;
    listener.output = [this](std::string_view bytes) { life.out += bytes; };
    listener.errors = [this](std::string_view bytes) { life.err += bytes; };
    listener.channel = [this](std::string_view bytes) {
      life.channel += bytes;
      if (on_channel) on_channel();
    };
    listener.ended = [this](ExitStatus status) {
      life.ends.push_back(status);
      loop.stop();
    };
    process = ChildProcess::spawn(loop, options, std::move(listener));
  }

  base::EventLoop loop;
  Life life;
  std::function<void()> on_channel;
  Result<std::unique_ptr<ChildProcess>> process;
};

ChildOptions shell(std::string script) {
  ChildOptions options;
  options.program = "/bin/sh";
  options.arguments = {"-c", std::move(script)};
  return options;
}

Life live(ChildOptions options) {
  Child child(std::move(options));
  REQUIRE(child.process);
  REQUIRE(tests::run_loop(child.loop));
  CHECK(child.life.ends.size() == 1);
  return child.life;
}

}  // namespace

TEST_CASE("A child's output comes whole before its end, each stream for itself") {
  const Life life = live(shell("printf out; printf err >&2; printf ' more'; exit 3"));
  CHECK(life.out == "out more");
  CHECK(life.err == "err");
  CHECK(describe(life.ends.at(0)) == "exited with code 3");
  CHECK(live(shell("head -c 3000000 /dev/zero")).out.size() == 3'000'000);
}

TEST_CASE("A child's end is told by code or by signal") {
  CHECK(describe(live(shell("exit 0")).ends.at(0)) == "exited with code 0");
  CHECK(describe(live(shell("kill -9 $$")).ends.at(0)) == "was ended by signal 9 (Killed)");
  CHECK(describe(live(shell("kill -SEGV $$")).ends.at(0)) == "was ended by signal 11 (Segmentation fault)");
}

TEST_CASE("A child gets its arguments, environment and folder as they are given, and no input") {
  const tests::TempDir dir;
  ChildOptions options = shell("printf '%s|' \"$@\" \"$A\" \"$HOME\"; pwd; cat");
  options.arguments.insert(options.arguments.end(), {"sh", "two words", "", "$A"});
  options.environment.emplace().emplace_back("A", "a=b c");
  options.directory = dir.path();
  CHECK(live(options).out ==
        "two words||$A|a=b c||" + std::filesystem::canonical(dir.path()).string() + "\n");
}

TEST_CASE("A child without an environment of its own inherits ours") {
  ::setenv("CONVOTIC_CHILD_TEST", "here", 1);
  CHECK(live(shell("printf %s \"$CONVOTIC_CHILD_TEST\"")).out == "here");
  ::unsetenv("CONVOTIC_CHILD_TEST");
}

TEST_CASE("The channel carries bytes both ways, more than a socket holds at once") {
  ChildOptions options = shell("head -c 2000000 <&3 >&3; exit 5");
  options.channel = Channel::socket_on_fd_3;
  Child child(options);
  REQUIRE(child.process);
  std::string bytes;
  for (int i = 0; i < 2'000'000; ++i)
    bytes += static_cast<char>(i * 31);
  for (std::size_t at = 0; at < bytes.size(); at += 500'000) {
    (*child.process)->outgoing() += bytes.substr(at, 500'000);
    (*child.process)->flush();
  }
  REQUIRE(tests::run_loop(child.loop));
  CHECK(child.life.channel == bytes);
  CHECK(describe(child.life.ends.at(0)) == "exited with code 5");
}

TEST_CASE("Bytes for a child that has gone are dropped") {
  ChildOptions options = shell("exit 0");
  options.channel = Channel::socket_on_fd_3;
  Child child(options);
  REQUIRE(child.process);
  REQUIRE(tests::run_loop(child.loop));
  (*child.process)->outgoing() += "too late";
  (*child.process)->flush();
  CHECK((*child.process)->outgoing().empty());
  (*child.process)->kill(SIGTERM);  // nothing to kill, no harm done
}

TEST_CASE("A child can be sent a signal, and sits in a session of its own where that is asked for") {
  ChildOptions options =
      shell("trap 'echo caught; exit 7' TERM; echo ready >&3; while :; do read x <&3; done");
  options.channel = Channel::socket_on_fd_3;
  options.session = Session::own;
  Child child(options);
  REQUIRE(child.process);
  CHECK((*child.process)->pid() > 0);
  child.on_channel = [&] {
    CHECK(::getsid((*child.process)->pid()) == (*child.process)->pid());
    (*child.process)->kill(SIGTERM);
    (*child.process)->outgoing() += "go on\n";  // a shell looks at its traps between commands
    (*child.process)->flush();
  };
  REQUIRE(tests::run_loop(child.loop));
  CHECK(child.life.out == "caught\n");
  CHECK(describe(child.life.ends.at(0)) == "exited with code 7");
}

TEST_CASE("Destruction kills a child and leaves no zombie") {
  int pid = 0;
  {
    Child child(shell("while :; do :; done"));
    REQUIRE(child.process);
    pid = (*child.process)->pid();
    CHECK(::kill(pid, 0) == 0);
  }  // the loop reaps it before it is gone itself
  CHECK(::kill(pid, 0) != 0);
  CHECK(errno == ESRCH);
}

TEST_CASE("A child may be destroyed from within its callbacks") {
  ChildOptions options = shell("echo ready >&3; while :; do :; done");
  options.channel = Channel::socket_on_fd_3;
  Child child(options);
  REQUIRE(child.process);
  child.on_channel = [&] {
    child.process->reset();
    child.loop.stop();
  };
  REQUIRE(tests::run_loop(child.loop));
  CHECK(child.life.channel == "ready\n");
  CHECK(child.life.ends.empty());
}

TEST_CASE("The end is told although a grandchild holds the output open") {
  ChildOptions options = shell("(read x <&3) & exit 2");  // until our end of the channel is closed
  options.channel = Channel::socket_on_fd_3;
  const Life life = live(options);
  CHECK(describe(life.ends.at(0)) == "exited with code 2");
}

TEST_CASE("A program that cannot be started is an error with its name and the reason") {
  ChildOptions options;
  options.program = "/nonexistent/program";
  CHECK(describe(Child(options).process) ==
        "io: cannot start \"/nonexistent/program\": no such file or directory");
  options.program = "/etc/passwd";
  CHECK(describe(Child(options).process) == "io: cannot start \"/etc/passwd\": permission denied");
}
