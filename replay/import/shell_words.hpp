#pragma once

#include "core/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace convotic::replay {

// One command of a command line, taken apart and never run.
struct ShellCommand {
  std::vector<std::string> words;
  std::string input;                 // of a here document, which is its standard input
  std::vector<std::string> unknown;  // what only a shell can fill in: "$TOKEN", "$(date)"; it stays as it is
};

// Takes the text of a POSIX shell or bash apart: '…', "…", $'…', backslashes, line continuations, comments,
// here documents; ; & | and line ends part commands, and redirections are left out. Fails with kImportFailed
// where a quote is not closed.
Result<std::vector<ShellCommand>> shell_commands(std::string_view text);

// Whether the text is for the Windows command line, as browsers copy it: carets before quotes or line ends.
bool is_windows_command(std::string_view text);

// Takes such a text apart: ^ as cmd.exe has it, then quotes and backslashes as programs get them (the rules
// of Microsoft's C runtime).
std::vector<ShellCommand> windows_commands(std::string_view text);

}  // namespace convotic::replay
