#include "cli/help.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace convotic::cli {
namespace {

constexpr std::size_t kColumn = 26;  // where descriptions start

std::string row(const std::string& left, const std::string& right) {
  if (left.size() + 4 > kColumn) return fmt::format("  {}\n{:{}}{}\n", left, "", kColumn, right);
  return fmt::format("  {:{}}{}\n", left, kColumn - 2, right);
}

class HouseFormatter final : public CLI::FormatterBase {
public:
  std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const override {
    std::string out = app->get_description() + "\n\nUsage: " + full_name(*app);
    std::string arguments, commands, flags;
    for (const CLI::App* sub : app->get_subcommands([](const CLI::App*) { return true; }))
      commands += row(sub->get_name(), first_sentence(sub->get_description()));
    for (const CLI::Option* option : app->get_options()) {
      if (option->get_positional()) {
        const std::string label = option->get_type_name();
        out += " " + label;
        arguments += row(label, option->get_description());
      } else {
        flags += row(flag_label(*option), option->get_description());
      }
    }
    out += commands.empty() ? "" : " <command>";
    out += flags.empty() ? "\n" : " [flags]\n";
    if (!commands.empty()) out += "\nCommands\n" + commands;
    if (!arguments.empty()) out += "\nArguments\n" + arguments;
    if (!flags.empty()) out += "\nFlags\n" + flags;
    if (const std::string footer = app->get_footer(); !footer.empty()) out += "\n" + footer + "\n";
    return out;
  }

private:
  static std::string first_sentence(const std::string& text) { return text.substr(0, text.find('\n')); }

  static std::string flag_label(const CLI::Option& option) {
    std::string label;
    for (const std::string& name : option.get_snames())
      label += "-" + name + ", ";
    for (const std::string& name : option.get_lnames())
      label += "--" + name;
    if (option.get_items_expected_max() > 0) label += " " + option.get_type_name();
    return label;
  }
};

}  // namespace

std::string full_name(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? command.get_name() : full_name(*parent) + " " + command.get_name();
}

void use_house_help(CLI::App& app) {
  app.formatter(std::make_shared<HouseFormatter>());
  app.set_help_flag("-h,--help", "Print this help");
}

}  // namespace convotic::cli
