#pragma once

#include "cli/app.hpp"
#include "tests/support/fake_file_system.hpp"
#include "tests/support/fakes.hpp"

#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace convotic::tests {

// What a command line did, as a shell and a person would see it.
struct CliRun {
  int exit;
  std::string out;
  std::string err;
};

// The world of a command line run inside the test's process. No colours, no environment, nothing real unless
// put in.
struct CliWorld {
  FakeFileSystem fake_files;
  base::FileSystem* files = &fake_files;  // a RealFileSystem for tests that need the disk
  FakeClock clock;
  FakeRandom random;
  std::map<std::string, std::string> environment;
  std::filesystem::path directory = "/projects";
  std::filesystem::path executable = "/opt/convotic/bin/convotic";
  std::string in;  // what is typed, or piped in
  cli::Interactive interactive = cli::Interactive::no;

  CliWorld() { fake_files.add_directory("/projects"); }
  CliWorld(const CliWorld&) = delete;  // `files` points into it
  CliWorld& operator=(const CliWorld&) = delete;

  CliRun run(const std::vector<std::string>& arguments) {
    std::istringstream input(in);
    std::ostringstream out, err;
    cli::Context context{.files = *files,
                         .clock = clock,
                         .random = random,
                         .environment = environment,
                         .directory = directory,
                         .executable = executable,
                         .in = input,
                         .out = out,
                         .err = err,
                         .interactive = interactive};
    const base::ExitCode exit = cli::run_cli(arguments, context);
    return {static_cast<int>(exit), out.str(), err.str()};
  }
};

}  // namespace convotic::tests
