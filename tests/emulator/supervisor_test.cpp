#include "emulator/errors.hpp"
#include "emulator/supervisor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/temp_dir.hpp"

using namespace convotic;
using tests::TempDir;

namespace {

class NoEvents final : public emulator::EventSink {
public:
  void on_request(const emulator::RequestEvent&) override {}
  void on_late_effect(const emulator::LateEffectEvent&) override {}
  void on_log(const emulator::LogEvent&) override {}
  void on_reload(const emulator::ReloadEvent&) override {}
};

// Loads src/index.ts of the folder with the real Node and esbuild; how that went.
emulator::StartReport loaded(const TempDir& dir, std::chrono::milliseconds patience,
                             const std::filesystem::path& esbuild = CONVOTIC_ESBUILD) {
  emulator::SupervisorOptions options;
  const std::filesystem::path launcher = CONVOTIC_LAUNCHER;
  options.installation = project::locate_installation(launcher.parent_path() / "../../bin/convotic");
  options.runner.node = CONVOTIC_NODE;
  options.runner.launcher = launcher;
  options.runner.program = launcher.parent_path() / "../../share/convotic/runner.cjs";
  options.installation.esbuild = esbuild;
  options.installation.sdk = std::filesystem::path(CONVOTIC_SOURCE_DIR) / "sdk";
  options.module.load_timeout = patience;
  NoEvents events;
  tests::FakeClock clock;
  emulator::Supervisor supervisor(options, {{dir.path(), dir.path() / "src/index.ts"}}, events, clock);
  return supervisor.wait_until_settled();
}

}  // namespace

TEST_CASE("A module that never finishes loading is given up, and its process with it",
          "[emulator][supervisor]") {
  TempDir dir;
  dir.write("src/index.ts",
            "setInterval(() => {}, 1000);\nawait new Promise(() => {});\nexport default {};\n");
  const emulator::StartReport report = loaded(dir, std::chrono::milliseconds(1000));
  REQUIRE(report.failures.size() == 1);
  const Error& error = report.failures[0].error;
  CHECK(error.kind == &emulator::kModuleLoad);
  CHECK(error.message == "the module did not finish loading within 1 s");
  CHECK(error.hint == "look for a top-level await or a register() that never ends");
}

TEST_CASE("A module that loads in time is settled without a failure", "[emulator][supervisor]") {
  TempDir dir;
  dir.write("src/index.ts", "export default { name: \"shop\", register() {} };\n");
  CHECK(loaded(dir, std::chrono::seconds(30)).failures.empty());
}

TEST_CASE("A file that is saved while it is bundled is bundled again") {
  TempDir dir;
  dir.write("src/index.ts", "import { name } from \"./name\";\nexport default { name, register() {} };\n");
  dir.write("src/name.ts", "export const name = \"\";\n");
  // The save comes when esbuild has read the file and before it is watched. An empty name would not load.
  const std::filesystem::path esbuild =
      dir.write("esbuild", "#!/bin/sh\ncd \"" + dir.path().string() +
                               "\"\n\"" CONVOTIC_ESBUILD "\" \"$@\"\ncode=$?\n"
                               "[ -e runs ] || echo 'export const name = \"shop\"' > src/name.ts\n"
                               "echo run >> runs\nexit $code\n");
  std::filesystem::permissions(esbuild, std::filesystem::perms::owner_all);
  CHECK(loaded(dir, std::chrono::seconds(30), esbuild).failures.empty());
  CHECK(tests::read_file(dir.path() / "runs") == "run\nrun\n");
}
