#pragma once

#include "cli/context.hpp"
#include "core/base/error.hpp"

#include <span>
#include <string>

namespace convotic::cli {

// Runs one command line (without the program's name). Prints to `context.out` and `context.err` only; the one
// place where errors are printed and exit codes are chosen.
base::ExitCode run_cli(std::span<const std::string> arguments, Context& context);

// An error as people see it:
//
//     convotic: error[port-in-use]: 127.0.0.1:8787 is taken by node (pid 4121)
//       src/index.ts:14:9
//       14 | const id = event.id
//          |       ^^
//       help: convotic dev --port 8788
std::string render_error(const base::Error& error, const base::Palette& palette);

}  // namespace convotic::cli
