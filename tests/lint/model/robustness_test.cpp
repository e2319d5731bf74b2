#include "core/base/file_system.hpp"
#include "tests/lint/model/printed_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <filesystem>

using namespace convotic;

namespace {

const std::string kModule =
    "export default { name: \"m\", register(sdk) {\n"
    "sdk.registerRoute({ method: \"GET\", path: \"/\", handler: () => ({ status: 200 }) });\n"
    "} };\n";
const std::string kRoute = "  GET / auth=- handler=function at index.ts:2 "
                           "`{ method: \"GET\", path: \"/\", handler: () => ({ status: 200 }) }`\n";

std::string printed(const std::string& text) {
  return tests::printed(tests::model_of({{"index.ts", text}}));
}

}  // namespace

TEST_CASE("A file that registers nothing is not parsed") {
  const auto model = tests::model_of({{"index.ts", "const broken = ;"}});
  CHECK(tests::printed(model).empty());
  CHECK(model.files.size() == 1);
}

TEST_CASE("A file that is too large or no text is said not to be checked") {
  CHECK(printed(kModule + "//" + std::string(2'000'000, ' ')) ==
        "stop index.ts:1 the file was not checked: it has 2,000,134 bytes, more than the 2,000,000 that are "
        "read\n");
  CHECK(printed(kModule + std::string("\0", 1)) ==
        "stop index.ts:1 the file was not checked: it has a zero byte, so it is no text in UTF-8\n");
}

TEST_CASE("A file that cannot be read is said not to be checked") {
  tests::FakeFileSystem disk;
  const lint::Input input{"/p/index.ts", "index.ts"};
  const auto model = lint::build_model(disk, {&input, 1}, {}, 1);
  CHECK(tests::printed(model) ==
        "stop index.ts:1 the file was not checked: cannot read \"/p/index.ts\": No such file or directory\n");
}

TEST_CASE("A file of nearly 2 MB is checked") {
  CHECK(printed(kModule + "//" + std::string(1'990'000, ' ')) == "index.ts module m\n" + kRoute);
}

TEST_CASE("Line ends of Windows, a byte order mark and what is no UTF-8 change nothing") {
  std::string windows;
  for (const char c : kModule)
    windows += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(printed("\xef\xbb\xbf" + windows) == "index.ts module m\n" + kRoute);
  CHECK(printed(kModule + "// caf\xe9\n") == "index.ts module m\n" + kRoute);
}

TEST_CASE("What is nested too deeply is said not to be checked") {
  const std::string deep = "const x = " + std::string(20'000, '[') + std::string(20'000, ']') + ";\n";
  CHECK(printed(kModule + deep) ==
        "index.ts module m\n" + kRoute +
            "stop index.ts:4 what stands here is nested too deeply and was not checked\n");
  CHECK(printed(kModule + "const x = " + std::string(20'000, '(') + "1" + std::string(20'000, ')') + ";\n") ==
        "index.ts module m\n" + kRoute);
}

TEST_CASE("Functions and values that lead back to themselves end") {
  CHECK(printed("const a = b, b = a; const f = () => g(), g = () => f();\n"
                "class C extends C { x = new C(); }\n"
                "export default { name: a, register(sdk) { again(sdk); sdk.registerRoute({ method: f(), "
                "path: new C().x,"
                " handler: a }); } };\n"
                "function again(sdk) { again(sdk); }\n") ==
        "index.ts module ?\n  ? object auth=- handler=? at index.ts:3 "
        "`{ method: f(), path: new C().x, handler: a }`\n");
}

TEST_CASE("A module that registers without end is said to be cut off") {
  const auto model = tests::model_of(
      {{"index.ts",
        "const t = [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16];\n"
        "export default { name: \"m\", register(sdk) {\n"
        "for (const a of t) for (const b of t) for (const c of t) for (const d of t)\n"
        "  sdk.registerRoute({ method: \"GET\", path: \"/\" + a, handler: () => ({ status: 200 }) });\n"
        "} };\n"}});
  CHECK(model.modules[0].routes.size() == 2'000);
  REQUIRE(model.budget_stops.size() == 1);
  CHECK(model.budget_stops[0].what ==
        "the module registers more than 2,000 routes; those that come after this were not checked");
}

TEST_CASE("Links that lead to themselves are no files") {
  const tests::TempDir folder;
  namespace fs = std::filesystem;
  fs::create_symlink("loop.ts", folder.path() / "loop.ts");
  folder.write("index.ts", "import { x } from \"./loop\";\n" + kModule);
  const base::RealFileSystem files;
  const lint::Input input{folder.path() / "index.ts", "index.ts"};
  const auto model = lint::build_model(files, {&input, 1}, {}, 0);
  CHECK(model.modules.size() == 1);
  REQUIRE(model.unresolved_imports.size() == 1);
  CHECK(model.unresolved_imports[0].tried.front() == "loop.ts");
}

TEST_CASE("Many threads give what one does") {
  const tests::TempDir folder;
  std::vector<lint::Input> inputs;
  for (int n = 0; n < 40; ++n) {
    const std::string name = "m" + std::to_string(n) + ".ts";
    folder.write(name, kModule);
    inputs.push_back({folder.path() / name, name});
  }
  const base::RealFileSystem files;
  CHECK(tests::printed(lint::build_model(files, inputs, {}, 4)) ==
        tests::printed(lint::build_model(files, inputs, {}, 1)));
}

TEST_CASE("Branches exclude each other where one decision has them on two sides") {
  lint::Model model;
  model.branches = {{}, {0, 1, 0}, {0, 1, 1}, {2, 2, 0}, {2, 2, 1}, {0, 3, 0}};
  CHECK(lint::branches_exclude(model, 1, 2));
  CHECK(lint::branches_exclude(model, 1, 4));
  CHECK(lint::branches_exclude(model, 3, 4));
  CHECK_FALSE(lint::branches_exclude(model, 2, 3));
  CHECK_FALSE(lint::branches_exclude(model, 1, 5));
  CHECK_FALSE(lint::branches_exclude(model, 0, 1));
}
