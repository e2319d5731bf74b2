#include "tests/support/catch.hpp"
#include "tests/support/run_cli.hpp"

using namespace convotic;
using tests::CliRun;
using tests::CliWorld;

TEST_CASE("explain lists every error with its exit code") {
  CliWorld world;
  const CliRun run = world.run({"explain"});
  CHECK(run.exit == 0);
  CHECK(run.err.empty());
  CHECK(run.out ==
        "io                 exit 1    A file or system call failed\n"
        "json-invalid       exit 2    A JSON file is malformed or has unexpected content\n"
        "time-invalid       exit 2    A time is written in a form that convotic does not read\n"
        "internal           exit 70   A bug in convotic\n"
        "listen             exit 1    The server cannot listen on the address\n"
        "config-invalid     exit 2    convotic.json has content that convotic does not understand\n"
        "module-not-found   exit 2    No module was found where one was looked for\n"
        "dotenv-invalid     exit 2    A line of .env cannot be understood\n"
        "scheme-unknown     exit 2    There is no signature scheme of that name\n"
        "scheme-invalid     exit 2    A signature scheme of convotic.json cannot be understood\n"
        "secret-invalid     exit 2    A secret does not have the form that its scheme needs\n"
        "not-signable       exit 2    Only the provider can make signatures of this scheme\n"
        "message-unfit      exit 2    A request lacks something that its scheme signs\n"
        "port-in-use        exit 1    The port is taken by another process\n"
        "state-unusable     exit 1    The state file cannot be opened, is in use, or is not one\n"
        "node-missing       exit 2    Node is not installed, too old, or does not start\n"
        "tool-missing       exit 70   A file that belongs to convotic is missing\n"
        "module-build       exit 1    The module does not compile\n"
        "module-load        exit 1    The module compiles but cannot be loaded or registered\n"
        "module-name        exit 1    The module's name cannot be part of a URL, or two modules share it\n"
        "route-path         exit 1    A route's path is not valid\n"
        "route-duplicate    exit 1    Two routes of a module answer the same requests\n"
        "runner-protocol    exit 70   A runner does not speak the host's protocol\n"
        "runner-stopped     exit 1    A runner ended, was blocked, or ran out of memory\n"
        "capture-invalid    exit 2    A capture has content that convotic does not understand\n"
        "no-captures        exit 2    No capture was found where one was looked for\n"
        "sample-unknown     exit 2    There is no sample event of that name\n"
        "import-failed      exit 2    A recorded request of another tool could not be read\n"
        "secret-missing     exit 2    A secret that a capture refers to is not set\n"
        "no-answer          exit 1    A delivery was sent and not answered\n"
        "connection-failed  exit 1    A server could not be reached, or broke the connection off\n"
        "no-sources         exit 2    No file to check was found where one was looked for\n"
        "rule-unknown       exit 2    There is no rule of that name\n"
        "baseline-invalid   exit 2    A baseline has content that convotic does not understand\n"
        "diff-unknown       exit 2    What has changed since a revision cannot be told\n"
        "unknown-command    exit 2    There is no command of that name\n"
        "unknown-flag       exit 2    The command has no such flag\n"
        "bad-value          exit 2    A flag or argument has a value it cannot have\n"
        "usage              exit 2    The command line is incomplete or contradicts itself\n"
        "already-exists     exit 2    A file or folder that would be written is already there\n"
        "not-running        exit 2    There is no convotic dev to talk to\n");
}

TEST_CASE("explain with a name says what that one means") {
  CliWorld world;
  const CliRun run = world.run({"explain", "port-in-use"});
  CHECK(run.exit == 0);
  CHECK(run.out == "port-in-use        exit 1    The port is taken by another process\n");
  CHECK(run.err.empty());
}

TEST_CASE("explain of a name that is none offers the nearest one") {
  CliWorld world;
  const CliRun close = world.run({"explain", "port-inuse"});
  CHECK(close.exit == 2);
  CHECK(close.out.empty());
  CHECK(close.err == "convotic: error[bad-value]: no error \"port-inuse\"; did you mean \"port-in-use\"?\n"
                     "  help: convotic explain lists them all\n");
  CHECK(world.run({"explain", "xyz"}).err == "convotic: error[bad-value]: no error \"xyz\"\n"
                                             "  help: convotic explain lists them all\n");
}
