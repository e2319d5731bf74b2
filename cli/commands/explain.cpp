#include "cli/commands.hpp"
#include "cli/error_catalog.hpp"
#include "cli/errors.hpp"
#include "core/base/nearest.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace convotic::cli {
namespace {

struct ExplainOptions {
  std::string slug;
};

Result<base::ExitCode> run_explain(const ExplainOptions& options, Context& context) {
  std::vector<std::string> slugs;
  for (const ErrorKind* kind : error_catalog()) {
    slugs.emplace_back(kind->slug);
    if (!options.slug.empty() && options.slug != kind->slug) continue;
    context.out << fmt::format("{:18} exit {:<4} {}\n", kind->slug, static_cast<int>(kind->exit_code),
                               kind->summary);
    if (!options.slug.empty()) return ExitCode::ok;
  }
  if (options.slug.empty()) return ExitCode::ok;
  const auto close = base::nearest(options.slug, slugs);
  return base::fail(kBadValue,
                    fmt::format("no error \"{}\"{}", options.slug,
                                close ? fmt::format("; did you mean \"{}\"?", *close) : std::string()),
                    "convotic explain lists them all");
}

}  // namespace

Command register_explain(CLI::App& app) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* sub = app.add_subcommand("explain", "Say what an error means, or list them all");
  sub->add_option("error", options->slug, "What stands in error[...]; all of them where it is left out")
      ->type_name("[error]");
  sub->footer("Examples\n  convotic explain port-in-use\n  convotic explain");
  return {sub, [options](Context& context) { return run_explain(*options, context); }};
}

}  // namespace convotic::cli
