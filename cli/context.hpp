#pragma once

#include "core/base/clock.hpp"
#include "core/base/file_system.hpp"
#include "core/base/random.hpp"
#include "core/base/terminal.hpp"

#include <filesystem>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>

namespace convotic::cli {

// Whether somebody sits in front of the terminal who can be asked.
enum class Interactive { no, yes };

// Whether words go to a terminal, which can be drawn on.
enum class Terminal { no, yes };

// The outside world of a command, built once in main.cpp and by every test of a command.
struct Context {
  base::FileSystem& files;
  const base::Clock& clock;
  base::Random& random;
  std::map<std::string, std::string> environment;
  std::filesystem::path directory;   // where the command was started; relative arguments are relative to it
  std::filesystem::path executable;  // convotic itself; its companions lie beside it
  std::istream& in;
  std::ostream& out;                                 // results: for machines where --format says so
  std::ostream& err;                                 // words for people
  std::optional<int> out_descriptor = std::nullopt;  // behind `out`, where there is one
  base::Palette out_palette{base::Colour::never};
  base::Palette err_palette{base::Colour::never};
  Interactive interactive = Interactive::no;
  Terminal err_terminal = Terminal::no;

  // The variable's value, or empty where it is not set.
  std::string variable(const std::string& name) const {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  }
};

}  // namespace convotic::cli
