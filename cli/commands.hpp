#pragma once

#include "cli/context.hpp"
#include "core/base/result.hpp"

#include <functional>

namespace CLI {
class App;
}

namespace convotic::cli {

// A command: its part of the command line, and what to do when it was chosen. `run` is called after parsing.
struct Command {
  CLI::App* app;
  std::function<Result<base::ExitCode>(Context&)> run;
};

// One per file in cli/commands/, in the order of `convotic --help`. Add a command: its file, a line here, a
// line in app.cpp.
Command register_new(CLI::App& app);
Command register_dev(CLI::App& app);
Command register_replay(CLI::App& app);
Command register_lint(CLI::App& app);
Command register_trigger(CLI::App& app);
Command register_capture(CLI::App& app);
Command register_sign(CLI::App& app);
Command register_verify(CLI::App& app);
Command register_schemes(CLI::App& app);
Command register_explain(CLI::App& app);

// What `convotic --version` prints: convotic's own version, and the Node, esbuild and SQLite it found.
std::string version_text(const Context& context);

}  // namespace convotic::cli
