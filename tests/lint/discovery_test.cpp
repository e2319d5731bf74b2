#include "lint/discovery.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fake_file_system.hpp"

using namespace convotic;

namespace {

const lint::RunFolders kFolders{"/shop", "/shop"};

std::vector<std::string> found(const tests::FakeFileSystem& files,
                               const std::vector<std::filesystem::path>& paths,
                               const lint::Config& config = {}) {
  const auto inputs = lint::find_inputs(files, kFolders, paths, config);
  REQUIRE(inputs);
  std::vector<std::string> names;
  for (const lint::Input& input : *inputs)
    names.push_back(input.shown);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("Below a folder every script counts, less what is built, declared, tested or installed") {
  tests::FakeFileSystem files;
  for (const char* name : {"a.ts", "b.mts", "c.cts", "d.tsx", "e.js", "f.mjs", "g.cjs", "h.jsx", "README.md",
                           "types.d.ts", "a.test.ts", "a.spec.js", "dist/a.js", "node_modules/x/index.js",
                           ".cache/x.js", "deep/down/here.ts", "coverage/x.js"})
    files.add(std::filesystem::path("/shop") / name, "");
  CHECK(found(files, {"/shop"}) ==
        Names{"a.ts", "b.mts", "c.cts", "d.tsx", "deep/down/here.ts", "e.js", "f.mjs", "g.cjs", "h.jsx"});
}

TEST_CASE("include and exclude choose below folders, and a file that is named is always checked") {
  tests::FakeFileSystem files;
  for (const char* name : {"src/a.ts", "src/gen/b.ts", "lib/c.ts", "src/a.test.ts"})
    files.add(std::filesystem::path("/shop") / name, "");
  lint::Config config;
  config.include = {"src/**"};
  config.exclude = {"**/gen/**"};
  CHECK(found(files, {"/shop"}, config) == Names{"src/a.ts"});
  CHECK(found(files, {"/shop/src/a.test.ts", "/shop/src/gen/b.ts", "/shop/src"}, config) ==
        Names{"src/a.test.ts", "src/gen/b.ts", "src/a.ts"});
}

TEST_CASE("A file is checked once, however often it is named, and links to folders are not followed") {
  tests::FakeFileSystem files;
  files.add("/shop/src/a.ts", "");
  REQUIRE(files.make_symlink("/shop", "/shop/src/loop"));
  CHECK(found(files, {"/shop", "/shop/src/a.ts", "/shop/src"}) == Names{"src/a.ts"});
}

TEST_CASE("Files above where convotic was started are shown as such") {
  tests::FakeFileSystem files;
  files.add("/other/a.ts", "");
  CHECK(found(files, {"/other"}) == Names{"../other/a.ts"});
}

TEST_CASE("Nothing to check is an error that says where was looked") {
  tests::FakeFileSystem files;
  files.add("/shop/README.md", "");
  const auto none = lint::find_inputs(files, kFolders, {"/shop"}, {});
  CHECK(tests::describe(none) ==
        "no-sources: there is no file to check in \".\"\n"
        "  help: it looks for .ts, .mts, .cts, .tsx, .js, .mjs, .cjs and .jsx, less what is excluded");
  const auto missing = lint::find_inputs(files, kFolders, {"/shop/nope"}, {});
  CHECK(tests::describe(missing) == "no-sources: \"nope\" is neither a file nor a folder\n"
                                    "  help: name files or folders of modules, or nothing for this folder");
}
