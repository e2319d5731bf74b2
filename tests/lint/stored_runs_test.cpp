#include "lint/lint.hpp"
#include "lint/stored_runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_file_system.hpp"
#include "tests/support/lint_sources.hpp"

using namespace convotic;
using lint::LintResult;

namespace {

const std::string kIndex = "import { path } from \"./path\";\n" +
                           tests::route_with("method: \"get\", path, handler: async () => ({ status: 200 })");

// A project on a disk in memory.
struct Project {
  tests::FakeFileSystem files;
  lint::LintOptions options;

  Project() {
    files.add("/p/index.ts", kIndex);
    files.add("/p/path/index.ts", "export const path = \"a\";\n");
    options.folders = {"/p", "/p"};
    options.paths = {"/p/index.ts"};
    options.threads = 1;
  }

  // "stored" or "analysed", then what was found.
  std::vector<std::string> run(const std::string& build = "1") {
    lint::StoredRuns stored(files, "/p/.convotic/lint", build);
    options.stored = &stored;
    const auto result = lint::lint(files, options);
    REQUIRE(result);
    std::vector<std::string> out = tests::lines_of(*result);
    out.insert(out.begin(), result->origin == LintResult::Origin::stored ? "stored" : "analysed");
    return out;
  }
};

std::vector<std::string> as(std::vector<std::string> lines, const char* origin) {
  lines.front() = origin;
  return lines;
}

}  // namespace

TEST_CASE("A run is the same when it comes from the store") {
  Project project;
  const auto first = project.run();
  REQUIRE(first.size() == 3);
  CHECK(first.front() == "analysed");
  CHECK(project.run() == as(first, "stored"));
}

TEST_CASE("Everything that a run asked of the disk has to be as it was") {
  Project project;
  project.run();
  SECTION("the file") {
    project.files.add("/p/index.ts", kIndex + "\n");
  }
  SECTION("what it imports") {
    project.files.add("/p/path/index.ts", "export const path = \"/a\";\n");
  }
  SECTION("a file that is found before another one now") {
    project.files.add("/p/path.ts", "export const path = \"a\";\n");
  }
  CHECK(project.run().front() == "analysed");
  CHECK(project.run().front() == "stored");
}

TEST_CASE("Another program, place or configuration has runs of its own") {
  Project project;
  project.run();
  CHECK(project.run("2").front() == "analysed");
  project.run();
  project.options.config.globals = {"x"};
  CHECK(project.run().front() == "analysed");
  project.options.config.globals.clear();
  project.options.folders.directory = "/";
  CHECK(project.run().front() == "analysed");
}

TEST_CASE("Severities are weighed afterwards, so they do not count") {
  Project project;
  project.run();
  project.options.standards.min_confidence = lint::Confidence::high;
  CHECK(project.run().front() == "stored");
}

TEST_CASE("A file of the store that is cut off or changed is as good as none") {
  Project project;
  const auto first = project.run();
  for (const auto& [path, text] : std::map<std::string, std::string>(project.files.files())) {
    if (!path.starts_with("/p/.convotic/")) continue;
    for (const std::size_t length : {std::size_t{0}, std::size_t{10}, text.size() / 2, text.size() - 1}) {
      project.files.add(path, text.substr(0, length));
      CHECK(project.run() == first);
    }
  }
}

TEST_CASE("What cannot be kept is an error of the disk") {
  Project project;
  project.files.fail_at("/p/.convotic/lint", "No space left on device");
  lint::StoredRuns stored(project.files, "/p/.convotic/lint", "1");
  project.options.stored = &stored;
  const auto result = lint::lint(project.files, project.options);
  REQUIRE_FALSE(result);
  CHECK(result.error().message == "cannot make_directories \"/p/.convotic/lint\": No space left on device");
}
