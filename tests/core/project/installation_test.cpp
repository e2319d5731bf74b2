#include "core/project/installation.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::project;

TEST_CASE("The companions lie where an installed prefix has them, relative to the program") {
  const Installation installation = locate_installation("/opt/convotic/bin/convotic");
  CHECK(installation.runner == "/opt/convotic/share/convotic/runner.cjs");
  CHECK(installation.launcher == "/opt/convotic/libexec/convotic/launch-runner");
  CHECK(installation.esbuild == "/opt/convotic/libexec/convotic/esbuild");
  CHECK(installation.sdk == "/opt/convotic/share/convotic/block-sdk");
  CHECK(installation.node_modules == "/opt/convotic/share/convotic/node_modules");
}

TEST_CASE("The version has three numbers") {
  int dots = 0;
  for (const char c : kVersion) {
    if (c == '.') ++dots;
    CHECK(((c >= '0' && c <= '9') || c == '.'));
  }
  CHECK(dots == 2);
}
