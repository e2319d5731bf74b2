#pragma once

#include <string>

namespace CLI {
class App;
}

namespace convotic::cli {

// Gives `app`, and the subcommands added to it afterwards, the house's help: what it does, usage, then
// aligned tables of commands, arguments and flags, then examples.
void use_house_help(CLI::App& app);

// A command with those it is below: "convotic capture import".
std::string full_name(const CLI::App& command);

}  // namespace convotic::cli
