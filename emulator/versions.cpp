#include "emulator/versions.hpp"

#include "core/base/event_loop.hpp"
#include "emulator/child_process.hpp"
#include "emulator/node_program.hpp"

#include <sqlite3.h>

namespace convotic::emulator {
namespace {

constexpr const char* kNotFound = "not found";
// A program that has not said its version by then will not.
constexpr std::chrono::seconds kPatience{3};

// What `program --version` says.
std::string ask(const std::filesystem::path& program) {
  base::EventLoop loop;
  std::string out;
  ChildListener listener;
  listener.output = [&out](std::string_view bytes) { out += bytes; };
  listener.ended = [&loop](ExitStatus) { loop.stop(); };
  base::Timer patience(loop, [&loop] { loop.stop(); });
  patience.start(kPatience);
  const auto child = ChildProcess::spawn(
      loop, {program, {"--version"}, std::nullopt, {}, Channel::none, Session::ours}, std::move(listener));
  if (child) loop.run();
  while (!out.empty() && out.back() == '\n')
    out.pop_back();
  return out.empty() ? kNotFound : out;
}

}  // namespace

Versions find_versions(const project::Installation& installation, const std::string& chosen_node,
                       const std::string& path) {
  const auto node = find_node(chosen_node, path);
  std::error_code code;
  // esbuild is part of the installation, so its version is known without starting it.
  const bool has_esbuild = std::filesystem::exists(installation.esbuild, code);
  return {node ? ask(*node) : kNotFound, has_esbuild ? CONVOTIC_ESBUILD_VERSION : kNotFound,
          ::sqlite3_libversion()};
}

}  // namespace convotic::emulator
