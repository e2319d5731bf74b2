#include "emulator/versions.hpp"

#include "core/base/event_loop.hpp"
#include "emulator/child_process.hpp"
#include "emulator/node_program.hpp"

#include <sqlite3.h>

namespace convotic::emulator {
namespace {

// Runs `program --version` on the loop and puts what it says into `out`.
class VersionQuestion {
public:
  VersionQuestion(base::EventLoop& loop, const std::filesystem::path& program, std::string& out, int& open) {
    ChildListener listener;
    listener.output = [&out](std::string_view bytes) { out += bytes; };
    listener.ended = [&loop, &out, &open](ExitStatus) {
      while (!out.empty() && out.back() == '\n')
        out.pop_back();
      if (out.empty()) out = "not found";
      if (--open == 0) loop.stop();
    };
    auto child = ChildProcess::spawn(
        loop, {program, {"--version"}, std::nullopt, {}, Channel::none, Session::ours}, std::move(listener));
    if (!child) {
      out = "not found";
      return;
    }
    child_ = std::move(*child);
    ++open;
  }

private:
  std::unique_ptr<ChildProcess> child_;
};

}  // namespace

Versions find_versions(const project::Installation& installation, const std::string& chosen_node,
                       const std::string& path) {
  Versions versions{"", "", ::sqlite3_libversion()};
  base::EventLoop loop;
  int open = 0;
  const auto node = find_node(chosen_node, path);
  const VersionQuestion esbuild(loop, installation.esbuild, versions.esbuild, open);
  const VersionQuestion ask_node(loop, node ? *node : std::filesystem::path("/nonexistent/node"),
                                 versions.node, open);
  if (open > 0) loop.run();
  return versions;
}

}  // namespace convotic::emulator
