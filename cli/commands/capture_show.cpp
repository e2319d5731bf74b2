#include "cli/capture_commands.hpp"
#include "cli/capture_facts.hpp"
#include "cli/errors.hpp"
#include "cli/flag_choice.hpp"
#include "replay/capture.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace convotic::cli {
namespace {

struct ShowOptions {
  std::string file;
  std::string format = "pretty";
};

Result<base::ExitCode> run_show(const ShowOptions& options, Context& context) {
  CONVOTIC_TRY(check_choice("--format", options.format, {"pretty", "json"}));
  if (options.file.empty())
    return base::fail(kUsage, "convotic capture show needs the file of a capture",
                      "convotic capture show fixtures/order-paid.json");
  const std::filesystem::path file = (context.directory / options.file).lexically_normal();
  CONVOTIC_TRY_ASSIGN(std::string text, context.files.read(file));
  CONVOTIC_TRY_ASSIGN(replay::Capture capture, replay::parse_capture(file, std::move(text)));
  CONVOTIC_TRY_ASSIGN(const CaptureFacts facts, capture_facts(std::move(capture), context));
  if (options.format == "json")
    print_capture_json(facts, context);
  else
    print_capture(facts, context);
  return base::ExitCode::ok;
}

}  // namespace

Command register_capture_show(CLI::App& capture) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App* sub = capture.add_subcommand("show", "Say what a capture is, and whether its signature is right");
  sub->add_option("file", options->file, "The capture")->type_name("FILE");
  sub->add_option("--format", options->format, "pretty, or json for programs (default pretty)")
      ->type_name("FORMAT");
  sub->footer("Secrets are never shown; a header that is one says \"redacted\".\n\n"
              "Examples\n"
              "  convotic capture show fixtures/order-paid.json\n"
              "  convotic capture show fixtures/order-paid.json --format json");
  return {sub, [options](Context& context) { return run_show(*options, context); }};
}

}  // namespace convotic::cli
