#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/prompt.hpp"
#include "cli/scaffold.hpp"
#include "cli/shell_word.hpp"
#include "cli/webhook_template/webhook_template.hpp"
#include "core/base/nearest.hpp"
#include "core/project/installation.hpp"
#include "core/project/module_name.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <ostream>

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

// What most people want to see first; offered where a template is asked for.
constexpr std::string_view kSuggestedTemplate = "route";
// The one that --provider goes with.
constexpr std::string_view kWebhookTemplate = "signed-webhook";

struct NewOptions {
  std::string name;
  std::string template_name;
  std::string provider;
  std::string directory;
  bool dry_run = false;
  bool list = false;
};

std::vector<std::string> names_of(const std::vector<Template>& templates) {
  std::vector<std::string> names;
  for (const Template& one : templates)
    names.push_back(one.name);
  return names;
}

void print_list(const std::vector<Template>& templates, std::ostream& out) {
  std::size_t width = 0;
  for (const Template& one : templates)
    width = std::max(width, one.name.size());
  for (const Template& one : templates)
    out << fmt::format("{:{}}   {}\n", one.name, width, one.description);
}

// The command line that was meant, with what is missing filled in.
std::string corrected(const NewOptions& options, std::string_view name, std::string_view template_name) {
  std::string line = fmt::format("convotic new {}", name);
  if (!template_name.empty()) line += fmt::format(" --template {}", template_name);
  if (!options.provider.empty()) line += fmt::format(" --provider {}", shell_word(options.provider));
  if (!options.directory.empty()) line += fmt::format(" --dir {}", shell_word(options.directory));
  return line;
}

Result<void> settle_name(NewOptions& options, Context& context) {
  if (options.name.empty() && context.interactive == Interactive::no)
    return base::fail(kUsage, "convotic new needs the name of the module",
                      corrected(options, "shop-hooks",
                                options.template_name.empty() ? kSuggestedTemplate : options.template_name));
  if (!options.name.empty()) {
    auto checked = project::check_module_name(options.name, kBadValue);
    if (!checked) {
      Error error = std::move(checked).error();
      error.hint = corrected(options, project::nearest_module_name(options.name), options.template_name);
      return base::Unexpected(std::move(error));
    }
    return {};
  }
  std::string suggestion;
  for (;;) {
    CONVOTIC_TRY_ASSIGN(options.name, ask_text(context, "Name of the module", suggestion));
    const auto checked = project::check_module_name(options.name, kBadValue);
    if (checked) return {};
    context.err << base::printable(checked.error().message) << '\n';
    suggestion = project::nearest_module_name(options.name);
  }
}

Result<const Template*> settle_template(NewOptions& options, const std::vector<Template>& templates,
                                        Context& context) {
  const std::vector<std::string> names = names_of(templates);
  if (options.template_name.empty() && !options.provider.empty()) options.template_name = kWebhookTemplate;
  if (options.template_name.empty()) {
    if (context.interactive == Interactive::no)
      return base::fail(kUsage, fmt::format("convotic new needs a template: {}", fmt::join(names, ", ")),
                        corrected(options, options.name, kSuggestedTemplate));
    std::vector<std::pair<std::string, std::string>> choices;
    for (const Template& one : templates)
      choices.emplace_back(one.name, one.description);
    const auto suggested = std::find(names.begin(), names.end(), kSuggestedTemplate) - names.begin();
    CONVOTIC_TRY_ASSIGN(options.template_name,
                        ask_choice(context, "Template", choices, static_cast<std::size_t>(suggested)));
  }
  const auto found = std::find(names.begin(), names.end(), options.template_name);
  if (found != names.end()) return &templates[static_cast<std::size_t>(found - names.begin())];
  const auto close = base::nearest(options.template_name, names);
  return base::fail(kBadValue,
                    fmt::format("no template \"{}\"{}", options.template_name,
                                close ? fmt::format("; did you mean \"{}\"?", *close) : std::string()),
                    fmt::format("templates: {}", fmt::join(names, ", ")));
}

// The template, or the one that is made of it for a provider.
Result<Template> settle_provider(const NewOptions& options, const Template& general) {
  if (options.provider.empty()) return general;
  if (general.name != kWebhookTemplate)
    return base::fail(
        kUsage,
        fmt::format("--provider goes with --template {}, not with {}", kWebhookTemplate, general.name),
        corrected(options, options.name, kWebhookTemplate));
  return webhook_template(general, options.provider);
}

// Rows of a path and what there is to say of it, aligned.
std::string table(const std::vector<std::pair<std::string, std::string>>& rows,
                  const base::Palette& palette) {
  std::size_t width = 0;
  for (const auto& [path, note] : rows)
    width = std::max(width, path.size());
  std::string out;
  for (const auto& [path, note] : rows)
    out += note.empty() ? fmt::format("  {}\n", path)
                        : fmt::format("  {:{}}   {}\n", path, width, palette.secondary(note));
  return out;
}

// Everything in the plan, by path.
std::vector<std::pair<std::string, std::string>> tree_of(const Plan& plan, const Template& chosen) {
  std::map<std::string, std::string> rows;
  for (const auto& [path, contents] : plan.files)
    rows.emplace(path, "");
  for (const auto& [path, target] : plan.links)
    rows.emplace(path, "-> " + target.string());
  for (const auto& [path, note] : chosen.notes)
    if (const auto row = rows.find(path); row != rows.end()) row->second = note;
  return {rows.begin(), rows.end()};
}

Result<ExitCode> run_new(NewOptions options, Context& context) {
  CONVOTIC_TRY_ASSIGN(const std::vector<Template> templates, load_templates());
  if (options.list) {
    print_list(templates, context.out);
    return ExitCode::ok;
  }
  CONVOTIC_TRY(settle_name(options, context));
  CONVOTIC_TRY_ASSIGN(const Template* general, settle_template(options, templates, context));
  CONVOTIC_TRY_ASSIGN(const Template chosen, settle_provider(options, *general));

  Plan plan = plan_project(chosen, options.name, sdk_files());
  const project::Installation installation = project::locate_installation(context.executable);
  auto types = plan_types(context.files, installation.node_modules);
  if (types) {
    plan.files.merge(types->files);
    plan.links.merge(types->links);
  }

  fs::path shown = fs::path(options.directory.empty() ? options.name : options.directory).lexically_normal();
  if (!shown.has_filename()) shown = shown.parent_path();  // "hooks/"
  const fs::path folder = context.directory / shown;
  CONVOTIC_TRY_ASSIGN(const auto obstacle, find_obstacle(context.files, folder, plan));
  if (obstacle) {
    const fs::path taken = *obstacle == folder ? shown : shown / obstacle->lexically_relative(folder);
    return base::fail(
        kModuleExists,
        fmt::format("\"{}\" is already there; nothing was written", taken.lexically_normal().string()),
        "--dir names another folder");
  }

  const std::string heading = (shown / "").string();
  if (options.dry_run) {
    context.out << fmt::format("Would create {}\n", heading)
                << table(tree_of(plan, chosen), context.out_palette);
  } else {
    CONVOTIC_TRY(write_plan(context.files, folder, plan));
    context.out << fmt::format("Created {}\n", context.out_palette.good(heading))
                << table(chosen.notes, context.out_palette);
  }
  if (!types)
    context.err << "convotic: this installation has no TypeScript to link; run npm install before npm run "
                   "typecheck\n";
  if (!options.dry_run)
    context.out << (shown == "." ? "Next:  convotic dev\n"
                                 : fmt::format("Next:  cd {} && convotic dev\n", shell_word(shown.string())));
  return ExitCode::ok;
}

}  // namespace

Command register_new(CLI::App& app) {
  auto options = std::make_shared<NewOptions>();
  CLI::App* sub =
      app.add_subcommand("new", "Scaffold a module that runs, type-checks and passes its own tests");
  sub->add_option("name", options->name, "The module's name: a-z, 0-9 and \"-\", as it stands in its URLs")
      ->type_name("[NAME]");
  sub->add_option("--template", options->template_name, "What to begin with; --list shows them")
      ->type_name("NAME");
  sub->add_option("--provider", options->provider,
                  "With signed-webhook: whose webhooks, such as stripe; convotic schemes lists them")
      ->type_name("NAME");
  sub->add_option("--dir", options->directory, "The folder to create; ./NAME where it is left out")
      ->type_name("DIR");
  sub->add_flag("--dry-run", options->dry_run, "Print what would be written, and write nothing");
  sub->add_flag("--list", options->list, "List the templates");
  sub->footer("Examples\n"
              "  convotic new orders --template route\n"
              "  convotic new hooks --template signed-webhook --provider stripe\n"
              "  convotic new hooks --template signed-webhook --dir modules/hooks\n"
              "  convotic new orders --template route --dry-run\n"
              "  convotic new --list");
  return {sub, [options](Context& context) { return run_new(*options, context); }};
}

}  // namespace convotic::cli
