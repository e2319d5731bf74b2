#include "emulator/node_program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/temp_dir.hpp"

#include <sys/stat.h>

using namespace convotic;
using emulator::find_node;
using tests::describe;
using tests::TempDir;

namespace {

std::filesystem::path program(const TempDir& dir, std::string_view name) {
  const auto path = dir.write(name, "#!/bin/sh\n");
  ::chmod(path.c_str(), 0755);
  return path;
}

}  // namespace

TEST_CASE("The first node of the PATH that can be run is taken") {
  const TempDir dir;
  dir.write("a/node", "not executable");
  const auto b = program(dir, "b/node"), c = program(dir, "c/node");
  const std::string root = dir.path().string();
  CHECK(find_node("", root + "/gone::" + root + "/a:" + root + "/b:" + root + "/c").value() == b);
  CHECK(find_node("", root + "/c").value() == c);
}

TEST_CASE("A chosen Node wins over the PATH, and must be one that can be run") {
  const TempDir dir;
  const auto chosen = program(dir, "my-node"), other = program(dir, "bin/node");
  CHECK(find_node(chosen.string(), other.parent_path().string()).value() == chosen);
  const std::string gone = (dir.path() / "gone").string();
  CHECK(describe(find_node(gone, other.parent_path().string())) ==
        "node-missing: CONVOTIC_NODE is \"" + gone +
            "\", which cannot be run\n  help: set it to the path of a node program, or unset it");
}

TEST_CASE("Without a Node there is a next step") {
  for (const char* path : {"", ":", "/nonexistent", "/nonexistent:"}) {
    CAPTURE(path);
    CHECK(describe(find_node("", path)) == "node-missing: there is no node on the PATH\n"
                                           "  help: install Node 18 or newer, or set CONVOTIC_NODE");
  }
}
