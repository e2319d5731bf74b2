#pragma once

namespace CLI {
class App;
}

namespace convotic::cli {

// Gives `app`, and the subcommands added to it afterwards, the house's help: what it does, usage, then
// aligned tables of commands, arguments and flags, then examples.
void use_house_help(CLI::App& app);

}  // namespace convotic::cli
