#include "cli/git_changes.hpp"

#include "core/base/event_loop.hpp"
#include "emulator/child_process.hpp"
#include "lint/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

struct Output {
  std::string text;
  std::string errors;
  emulator::ExitStatus status;
};

Result<Output> run_git(const fs::path& directory, std::vector<std::string> arguments) {
  base::EventLoop loop;
  Output output;
  emulator::ChildOptions options;
  options.program = "git";
  options.arguments = std::move(arguments);
  options.directory = directory;
  emulator::ChildListener listener;
  listener.output = [&](std::string_view bytes) { output.text += bytes; };
  listener.errors = [&](std::string_view bytes) { output.errors += bytes; };
  listener.ended = [&](emulator::ExitStatus status) {
    output.status = status;
    loop.stop();
  };
  {
    const auto child = emulator::ChildProcess::spawn(loop, options, std::move(listener));
    if (!child)
      return base::fail(lint::kDiffUnknown, fmt::format("git does not start: {}", child.error().message),
                        "--since needs git on PATH");
    loop.run();
  }
  return output;
}

Result<std::string> ask_git(const fs::path& directory, std::vector<std::string> arguments) {
  CONVOTIC_TRY_ASSIGN(Output output, run_git(directory, std::move(arguments)));
  if (output.status.code == 0 && output.status.signal == 0) return std::move(output.text);
  const std::string first = output.errors.substr(0, output.errors.find('\n'));
  return base::fail(lint::kDiffUnknown,
                    first.empty() ? "git failed: " + describe(output.status) : "git: " + first,
                    "name a commit, branch or tag of this repository, as in --since origin/main");
}

}  // namespace

Result<lint::ChangedLines> changes_since(const std::string& revision, const fs::path& directory) {
  if (revision.empty() || revision.starts_with('-'))
    return base::fail(lint::kDiffUnknown, fmt::format("\"{}\" is no revision", revision),
                      "name a commit, branch or tag, as in --since origin/main");
  CONVOTIC_TRY_ASSIGN(std::string top, ask_git(directory, {"rev-parse", "--show-toplevel"}));
  while (top.ends_with('\n'))
    top.pop_back();
  // What a user's configuration would change in the form of the output is given.
  CONVOTIC_TRY_ASSIGN(const std::string diff,
                      ask_git(top, {"diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv",
                                    "--no-renames", "--src-prefix=a/", "--dst-prefix=b/", revision, "--"}));
  lint::ChangedLines changes;
  CONVOTIC_TRY(lint::read_diff(diff, top, changes));
  CONVOTIC_TRY_ASSIGN(const std::string untracked,
                      ask_git(top, {"ls-files", "--others", "--exclude-standard", "-z"}));
  for (std::size_t at = 0; at < untracked.size();) {
    const std::size_t end = std::min(untracked.find('\0', at), untracked.size());
    changes.add_file(fs::path(top) / untracked.substr(at, end - at));
    at = end + 1;
  }
  return changes;
}

}  // namespace convotic::cli
