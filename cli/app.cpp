#include "cli/app.hpp"

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/help.hpp"
#include "core/base/nearest.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <ostream>

namespace convotic::cli {
namespace {

using base::ExitCode;

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(sub->get_name());
  return names;
}

std::vector<std::string> flag_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames())
      names.push_back("--" + name);
  return names;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  const auto close = base::nearest(word, candidates);
  return close ? fmt::format("; did you mean \"{}\"?", *close) : std::string();
}

Error unknown_command(const std::string& word, const CLI::App& app) {
  const std::vector<std::string> names = command_names(app);
  const std::string of = app.get_parent() == nullptr ? "" : full_name(app) + " has ";
  return Error{&kUnknownCommand, fmt::format("{}no command \"{}\"{}", of, word, suggestion(word, names)),
               fmt::format("commands: {}", fmt::join(names, ", ")), std::nullopt};
}

Error unexpected(const std::string& word, const CLI::App& command) {
  const std::string name = full_name(command);
  if (!word.starts_with("-") && !command_names(command).empty()) return unknown_command(word, command);
  const std::string hint = fmt::format("{} --help lists what it takes", name);
  if (!word.starts_with("-"))
    return Error{&kUsage, fmt::format("{} does not take the argument \"{}\"", name, word), hint,
                 std::nullopt};
  const std::string flag = word.substr(0, word.find('='));
  return Error{&kUnknownFlag,
               fmt::format("{} has no flag \"{}\"{}", name, flag, suggestion(flag, flag_names(command))),
               hint, std::nullopt};
}

// CLI11's own words, for what is neither an unknown command nor an unknown flag: "--port: Value abc ...".
Error from_parse_error(const CLI::ParseError& error, const CLI::App& command) {
  std::string message = error.what();
  std::replace(message.begin(), message.end(), '\n', ' ');
  const bool value = dynamic_cast<const CLI::ValidationError*>(&error) != nullptr ||
                     dynamic_cast<const CLI::ConversionError*>(&error) != nullptr;
  const std::string name = full_name(command);
  return Error{value ? &kBadValue : &kUsage, message, fmt::format("{} --help lists what it takes", name),
               std::nullopt};
}

// The innermost command that was named.
const CLI::App& chosen(const CLI::App& app) {
  const auto subs = app.get_subcommands();
  return subs.empty() ? app : chosen(*subs.front());
}

Result<ExitCode> run(std::span<const std::string> arguments, Context& context) {
  CLI::App app("Scaffold, run, test and check Convotic custom modules on your own machine, offline.",
               "convotic");
  use_house_help(app);
  app.require_subcommand(0, 1);
  // What comes later wins, so that a script's flags can be added to: npm run dev -- --port 0.
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  bool version = false;
  app.add_flag("--version", version, "Print the versions of convotic, Node, esbuild and SQLite");
  const std::vector<Command> commands{register_new(app),    register_dev(app),     register_replay(app),
                                      register_lint(app),   register_trigger(app), register_capture(app),
                                      register_sign(app),   register_verify(app),  register_schemes(app),
                                      register_explain(app)};

  // CLI11 would call a misspelt command an unexpected argument.
  if (!arguments.empty() && !arguments.front().starts_with("-")) {
    const auto names = command_names(app);
    if (std::find(names.begin(), names.end(), arguments.front()) == names.end())
      return base::Unexpected(unknown_command(arguments.front(), app));
  }
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    context.out << chosen(app).help();
    return ExitCode::ok;
  } catch (const CLI::ExtrasError&) {
    const std::vector<std::string> extras = app.remaining(true);
    return base::Unexpected(unexpected(extras.empty() ? std::string() : extras.front(), chosen(app)));
  } catch (const CLI::ParseError& error) {
    return base::Unexpected(from_parse_error(error, chosen(app)));
  }
  if (version) {
    context.out << version_text(context);
    return ExitCode::ok;
  }
  for (const Command& command : commands)
    if (command.app->parsed()) return command.run(context);
  context.out << app.help();
  return ExitCode::ok;
}

}  // namespace

std::string render_error(const Error& error, const base::Palette& palette) {
  std::string out = fmt::format("convotic: {}: {}\n", palette.bad(fmt::format("error[{}]", error.kind->slug)),
                                base::printable(error.message));
  if (error.where) {
    out += fmt::format("  {}\n", base::printable(base::format_place(*error.where)));
    out += base::printable(base::format_snippet(*error.where, "  "));
  }
  if (!error.hint.empty())
    out += fmt::format("  {} {}\n", palette.secondary("help:"), base::printable(error.hint));
  return out;
}

ExitCode run_cli(std::span<const std::string> arguments, Context& context) {
  try {
    const Result<ExitCode> result = run(arguments, context);
    context.out.flush();
    if (result) return *result;
    context.err << render_error(result.error(), context.err_palette);
    return result.error().kind->exit_code;
  } catch (const std::exception& error) {
    // Everything that can be foreseen is a Result; what arrives here is a mistake of ours.
    context.err << render_error(
        Error{&base::kInternal, error.what(), "please report this, with the command line", {}},
        context.err_palette);
    return ExitCode::internal;
  }
}

}  // namespace convotic::cli
