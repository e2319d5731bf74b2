#include "cli/capture_commands.hpp"
#include "cli/commands.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace convotic::cli {

Command register_capture(CLI::App& app) {
  CLI::App* sub =
      app.add_subcommand("capture", "Import requests that other tools recorded, and look at captures");
  sub->require_subcommand(0, 1);
  const std::vector<Command> commands{register_capture_import(*sub), register_capture_show(*sub)};
  sub->footer("Examples\n"
              "  convotic capture import shop.har\n"
              "  convotic capture show fixtures/order-paid.json");
  return {sub, [sub, commands](Context& context) -> Result<base::ExitCode> {
            for (const Command& command : commands)
              if (command.app->parsed()) return command.run(context);
            context.out << sub->help();
            return base::ExitCode::ok;
          }};
}

}  // namespace convotic::cli
