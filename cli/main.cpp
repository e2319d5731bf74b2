#include "cli/app.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

extern char** environ;

namespace {

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (const auto equals = text.find('='); equals != std::string::npos)
      out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace convotic;
  std::ios::sync_with_stdio(false);
  base::RealFileSystem files;
  base::SystemClock clock;
  base::SystemRandom random;
  std::error_code code;
  cli::Context context{.files = files,
                       .clock = clock,
                       .random = random,
                       .environment = environment(),
                       .directory = std::filesystem::current_path(code),
                       .executable = std::filesystem::read_symlink("/proc/self/exe", code),
                       .in = std::cin,
                       .out = std::cout,
                       .err = std::cerr,
                       .out_descriptor = STDOUT_FILENO};
  const std::string no_color = context.variable("NO_COLOR"), term = context.variable("TERM");
  context.out_palette = base::Palette(base::colour_for(STDOUT_FILENO, no_color, term));
  context.err_palette = base::Palette(base::colour_for(STDERR_FILENO, no_color, term));
  if (base::is_terminal(STDIN_FILENO) && base::is_terminal(STDERR_FILENO))
    context.interactive = cli::Interactive::yes;
  if (base::is_terminal(STDERR_FILENO)) context.err_terminal = cli::Terminal::yes;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return static_cast<int>(cli::run_cli(arguments, context));
}
