#include "cli/scaffold.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/run_cli.hpp"
#include "tests/support/temp_dir.hpp"

#include <cstdlib>
#include <filesystem>

using namespace convotic;
using cli::Plan;
using cli::Template;
namespace fs = std::filesystem;

namespace {

std::vector<Template> templates() {
  auto all = cli::load_templates();
  REQUIRE(all);
  REQUIRE(all->size() >= 4);
  return *all;
}

bool has_below(const Plan& plan, const std::string& folder) {
  const auto first = plan.files.lower_bound(folder);
  return first != plan.files.end() && first->first.starts_with(folder);
}

std::string joined(const Plan& plan) {
  std::string out;
  for (const auto& [path, contents] : plan.files)
    if (!path.starts_with("vendor/")) out += path + "\n" + contents + "\n";
  return out;
}

// Runs a shell command; its exit code and what it printed.
std::pair<int, std::string> shell(const std::string& command, const fs::path& output) {
  const int status = std::system((command + " > '" + output.string() + "' 2>&1").c_str());
  return {WEXITSTATUS(status), tests::read_file(output)};
}

}  // namespace

TEST_CASE("Every template has what a project needs") {
  for (const Template& one : templates()) {
    CAPTURE(one.name);
    const Plan plan = cli::plan_project(one, "shop-hooks", cli::sdk_files());
    for (const char* path :
         {".env", ".env.example", ".github/workflows/convotic.yml", ".gitignore", "README.md", "package.json",
          "src/index.ts", "test/emulator.mjs", "tsconfig.json", "vendor/block-sdk/package.json",
          "vendor/block-sdk/index.d.ts"}) {
      CAPTURE(path);
      CHECK(plan.files.contains(path));
    }
    CHECK(joined(plan).find(".test.mjs\n") != std::string::npos);
    CHECK(joined(plan).find("__") == std::string::npos);
    CHECK_FALSE(one.description.empty());
    CHECK(one.description.size() <= 60);
  }
}

TEST_CASE("Every note of a template is about a file or folder that it writes") {
  for (const Template& one : templates()) {
    const Plan plan = cli::plan_project(one, "shop-hooks", cli::sdk_files());
    for (const auto& [path, note] : one.notes) {
      CAPTURE(one.name, path);
      CHECK((plan.files.contains(path) || (path.ends_with('/') && has_below(plan, path))));
    }
  }
}

TEST_CASE("No template depends on a machine or a registry") {
  for (const Template& one : templates()) {
    CAPTURE(one.name);
    const std::string text = joined(cli::plan_project(one, "shop-hooks", {}));
    for (const char* word : {"//registry", "/home/", "/tmp/"}) {
      CAPTURE(word);
      CHECK(text.find(word) == std::string::npos);
    }
  }
}

TEST_CASE("Every template type-checks without npm install and without a network", "[e2e]") {
  const fs::path toolkit = fs::path(CONVOTIC_SOURCE_DIR) / "node_modules";
  REQUIRE(fs::exists(toolkit / "typescript" / "lib" / "tsc.js"));
  const tests::TempDir temp;
  // An installation whose only companions are the repository's own TypeScript and Node types.
  fs::create_directories(temp.path() / "toolkit" / "share" / "convotic");
  fs::create_symlink(toolkit, temp.path() / "toolkit" / "share" / "convotic" / "node_modules");

  for (const Template& one : templates()) {
    CAPTURE(one.name);
    base::RealFileSystem disk;
    tests::CliWorld world;
    world.files = &disk;
    world.directory = temp.path();
    world.executable = temp.path() / "toolkit" / "bin" / "convotic";
    const tests::CliRun run = world.run({"new", one.name, "--template", one.name});
    REQUIRE(run.exit == 0);
    CHECK(run.err.empty());

    const fs::path project = temp.path() / one.name;
    const auto [exit, output] =
        shell("cd '" + project.string() + "' && node_modules/.bin/tsc --noEmit", temp.path() / "tsc.txt");
    CHECK(output.empty());
    CHECK(exit == 0);
  }
}

TEST_CASE("A mistake in a scaffold's path parameter does not type-check", "[e2e]") {
  const fs::path toolkit = fs::path(CONVOTIC_SOURCE_DIR) / "node_modules";
  const tests::TempDir temp;
  fs::create_directories(temp.path() / "toolkit" / "share" / "convotic");
  fs::create_symlink(toolkit, temp.path() / "toolkit" / "share" / "convotic" / "node_modules");
  base::RealFileSystem disk;
  tests::CliWorld world;
  world.files = &disk;
  world.directory = temp.path();
  world.executable = temp.path() / "toolkit" / "bin" / "convotic";
  REQUIRE(world.run({"new", "orders", "--template", "route"}).exit == 0);

  const fs::path entry = temp.path() / "orders" / "src" / "index.ts";
  std::string source = tests::read_file(entry);
  const std::size_t at = source.find("req.params.orderId");
  REQUIRE(at != std::string::npos);
  temp.write("orders/src/index.ts", source.replace(at, 18, "req.params.orderID"));
  const auto [exit, output] =
      shell("cd '" + (temp.path() / "orders").string() + "' && node_modules/.bin/tsc --noEmit --pretty false",
            temp.path() / "tsc.txt");
  CHECK(exit == 2);
  CHECK(output.find("'orderID' does not exist on type '{ orderId: string; }'") != std::string::npos);
}
