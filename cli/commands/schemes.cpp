#include "cli/commands.hpp"
#include "cli/flag_choice.hpp"
#include "cli/scheme_report.hpp"
#include "cli/webhook_flags.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

namespace convotic::cli {
namespace {

using base::ExitCode;

struct SchemesOptions {
  std::string name;
  std::string format = "pretty";
};

Result<ExitCode> run_schemes(const SchemesOptions& options, Context& context) {
  CONVOTIC_TRY(check_choice("--format", options.format, {"pretty", "markdown", "json"}));
  CONVOTIC_TRY_ASSIGN(const webhook::SchemeTable table, known_schemes(context));
  std::vector<webhook::Scheme> chosen = table.all();
  if (!options.name.empty()) {
    CONVOTIC_TRY_ASSIGN(webhook::Scheme scheme, table.get(options.name));
    chosen = {std::move(scheme)};
  }
  if (options.format == "json")
    context.out << schemes_as_json(chosen);
  else if (options.format == "markdown")
    context.out << schemes_as_markdown(chosen);
  else if (options.name.empty())
    context.out << scheme_table(chosen, context.out_palette);
  else
    context.out << scheme_details(chosen.front(), context.out_palette);
  return ExitCode::ok;
}

}  // namespace

Command register_schemes(CLI::App& app) {
  auto options = std::make_shared<SchemesOptions>();
  CLI::App* sub = app.add_subcommand("schemes", "List how providers sign their webhooks, or describe one");
  sub->add_option("name", options->name, "The scheme to describe; all of them where it is left out")
      ->type_name("[NAME]");
  sub->add_option("--format", options->format, "pretty, markdown, or json for programs")->type_name("FORMAT");
  sub->footer("Examples\n"
              "  convotic schemes\n"
              "  convotic schemes stripe\n"
              "  convotic schemes --format json");
  return {sub, [options](Context& context) { return run_schemes(*options, context); }};
}

}  // namespace convotic::cli
