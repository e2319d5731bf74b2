#include "cli/app.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/run_cli.hpp"

using namespace convotic;
using tests::CliRun;
using tests::CliWorld;

namespace {

constexpr base::ErrorKind kKind{"some-kind", base::ExitCode::usage, ""};

constexpr const char* kHelp =
    "Scaffold, run, test and check Convotic custom modules on your own machine, offline.\n"
    "\n"
    "Usage: convotic <command> [flags]\n"
    "\n"
    "Commands\n"
    "  new                     Scaffold a module that runs, type-checks and passes its own tests\n"
    "  dev                     Run modules on a local emulator, with hot reload\n"
    "  replay                  Send recorded webhooks, signed and forged, and check what they change\n"
    "  lint                    Find wrong routes, and open endpoints that do not verify\n"
    "  trigger                 Send a module a realistic event of a provider's, signed\n"
    "  capture                 Import requests that other tools recorded, and look at captures\n"
    "  sign                    Sign a webhook as its provider would, with your own secret\n"
    "  verify                  Check the signature of a webhook, and say why one does not match\n"
    "  schemes                 List how providers sign their webhooks, or describe one\n"
    "  explain                 Say what an error means, or list them all\n"
    "\n"
    "Flags\n"
    "  -h, --help              Print this help\n"
    "  --version               Print the versions of convotic, Node, esbuild and SQLite\n";

void check_refused(const std::vector<std::string>& arguments, const std::string& err) {
  CliWorld world;
  const CliRun run = world.run(arguments);
  CHECK(run.exit == 2);
  CHECK(run.out.empty());
  CHECK(run.err == err);
}

std::string rendered(const Error& error) {
  return cli::render_error(error, base::Palette(base::Colour::never));
}

}  // namespace

TEST_CASE("Help goes to the standard output, with and without asking for it") {
  CliWorld world;
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{}, {"--help"}, {"-h"}}) {
    const CliRun run = world.run(arguments);
    CHECK(run.exit == 0);
    CHECK(run.out == kHelp);
    CHECK(run.err.empty());
  }
}

TEST_CASE("A command's help has its arguments, flags and examples") {
  CliWorld world;
  const CliRun run = world.run({"explain", "--help"});
  CHECK(run.exit == 0);
  CHECK(run.out == "Say what an error means, or list them all\n"
                   "\n"
                   "Usage: convotic explain [error] [flags]\n"
                   "\n"
                   "Arguments\n"
                   "  [error]                 What stands in error[...]; all of them where it is left out\n"
                   "\n"
                   "Flags\n"
                   "  -h, --help              Print this help\n"
                   "\n"
                   "Examples\n"
                   "  convotic explain port-in-use\n"
                   "  convotic explain\n");
}

TEST_CASE("An unknown command is answered with the nearest one and the list") {
  check_refused({"dve"},
                "convotic: error[unknown-command]: no command \"dve\"; did you mean \"dev\"?\n"
                "  help: commands: new, dev, replay, lint, trigger, capture, sign, verify, schemes, explain\n");
  check_refused({"publish", "--help"},
                "convotic: error[unknown-command]: no command \"publish\"\n"
                "  help: commands: new, dev, replay, lint, trigger, capture, sign, verify, schemes, explain\n");
}

TEST_CASE("An unknown flag is answered with the nearest one of its command") {
  check_refused(
      {"dev", "--prot", "1"},
      "convotic: error[unknown-flag]: convotic dev has no flag \"--prot\"; did you mean \"--port\"?\n"
      "  help: convotic dev --help lists what it takes\n");
  check_refused({"explain", "--prot=secret"},
                "convotic: error[unknown-flag]: convotic explain has no flag \"--prot\"\n"
                "  help: convotic explain --help lists what it takes\n");
  check_refused(
      {"--verison"},
      "convotic: error[unknown-flag]: convotic has no flag \"--verison\"; did you mean \"--version\"?\n"
      "  help: convotic --help lists what it takes\n");
}

TEST_CASE("An argument too many is quoted") {
  check_refused({"explain", "io", "usage"},
                "convotic: error[usage]: convotic explain does not take the argument \"usage\"\n"
                "  help: convotic explain --help lists what it takes\n");
}

TEST_CASE("A value that a flag cannot have is quoted with what it can") {
  CliWorld world;
  const CliRun run = world.run({"dev", "--port", "99999"});
  CHECK(run.exit == 2);
  CHECK(run.err.starts_with("convotic: error[bad-value]: "));
  CHECK(run.err.find("--port") != std::string::npos);
  CHECK(run.err.find("99999") != std::string::npos);
  CHECK(run.err.find("65535") != std::string::npos);
}

TEST_CASE("The flag --version names convotic and what it stands on, also where that is missing") {
  CliWorld world;
  const CliRun run = world.run({"--version"});
  CHECK(run.exit == 0);
  CHECK(run.err.empty());
  CHECK(run.out.starts_with("convotic 0.1.0\nnode     not found\nesbuild  not found\nsqlite   3."));
}

TEST_CASE("An error is its name, message, place, line with a caret, and help") {
  const Error error{&kKind, "unknown key \"prot\"", "did you mean \"port\"?",
                    base::span_at("convotic.json", "{\n\t\"prot\": 1\n}", 3, 6)};
  CHECK(rendered(error) == "convotic: error[some-kind]: unknown key \"prot\"\n"
                           "  convotic.json:2:2\n"
                           "  2 | \t\"prot\": 1\n"
                           "    | \t^^^^^^\n"
                           "  help: did you mean \"port\"?\n");
  CHECK(rendered({&kKind, "it failed", "", {}}) == "convotic: error[some-kind]: it failed\n");
  CHECK(rendered({&kKind, "it failed", "", base::SourceSpan{".env", 3, 1, 1, ""}}) ==
        "convotic: error[some-kind]: it failed\n  .env:3:1\n");
}

TEST_CASE("What an error quotes cannot drive the terminal") {
  CHECK(rendered({&kKind, "no \x1b[2J", "try \x07", base::span_at("\x1b.ts", "a\x1b[0m", 0, 1)}) ==
        "convotic: error[some-kind]: no \\x1b[2J\n"
        "  \\x1b.ts:1:1\n"
        "  1 | a\\x1b[0m\n"
        "    | ^\n"
        "  help: try \\x07\n");
}

TEST_CASE("Only the name and the word help are coloured") {
  CHECK(cli::render_error({&kKind, "it failed", "do this", {}}, base::Palette(base::Colour::always)) ==
        "convotic: \x1b[31merror[some-kind]\x1b[0m: it failed\n  \x1b[2mhelp:\x1b[0m do this\n");
}
