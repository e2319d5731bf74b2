#include "core/project/module_source.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fake_file_system.hpp"

using namespace convotic;
using project::find_module;
using tests::describe;
using tests::FakeFileSystem;

namespace {

// "directory entry", or the error.
std::string found(const FakeFileSystem& files, const std::filesystem::path& path) {
  const auto source = find_module(files, path);
  return source ? source->directory.string() + " " + source->entry.string() : describe(source);
}

}  // namespace

TEST_CASE("A folder's module is the first entry file that is there") {
  const char* names[] = {"index.cjs",    "index.mjs",     "index.js",      "index.cts",
                         "index.mts",    "index.ts",      "src/index.cjs", "src/index.mjs",
                         "src/index.js", "src/index.cts", "src/index.mts", "src/index.ts"};
  FakeFileSystem files;
  for (const std::string name : names) {
    files.add("/shop/" + name, "");
    CHECK(found(files, "/shop") == "/shop /shop/" + name);
  }
}

TEST_CASE("What package.json names as its main comes first, if it is there") {
  FakeFileSystem files;
  files.add("/shop/index.ts", "");
  files.add("/shop/package.json", R"({"main": "./lib/../lib/shop.ts"})");
  CHECK(found(files, "/shop") == "/shop /shop/index.ts");
  files.add("/shop/lib/shop.ts", "");
  CHECK(found(files, "/shop") == "/shop /shop/lib/shop.ts");
}

TEST_CASE("A package.json that says nothing of use is passed over") {
  for (const char* text :
       {"{", "[]", "{}", R"({"main": 7})", R"({"main": null})", R"({"main": ""})", R"({"main": "."})"}) {
    CAPTURE(text);
    FakeFileSystem files;
    files.add("/shop/index.ts", "");
    files.add("/shop/package.json", text);
    CHECK(found(files, "/shop") == "/shop /shop/index.ts");
  }
}

TEST_CASE("An entry file belongs to the nearest folder with a package.json, else to its own") {
  FakeFileSystem files;
  files.add("/projects/shop/src/deep/entry.ts", "");
  CHECK(found(files, "/projects/shop/src/deep/entry.ts") ==
        "/projects/shop/src/deep /projects/shop/src/deep/entry.ts");
  files.add("/projects/package.json", "{}");
  CHECK(found(files, "/projects/shop/src/deep/entry.ts") == "/projects /projects/shop/src/deep/entry.ts");
  files.add("/projects/shop/package.json", "{}");
  CHECK(found(files, "/projects/shop/src/deep/entry.ts") ==
        "/projects/shop /projects/shop/src/deep/entry.ts");
}

TEST_CASE("A folder without a module says what was looked for") {
  FakeFileSystem files;
  files.add("/shop/README.md", "");
  CHECK(found(files, "/shop") ==
        "module-not-found: \"/shop\" has no module: neither src/index.ts nor index.ts is there\n"
        "  help: name the entry file, or make a module with convotic new");
}

TEST_CASE("A path that is not there is answered with the nearest one that is") {
  FakeFileSystem files;
  files.add("/projects/orders/index.ts", "");
  CHECK(found(files, "/projects/odrers") == "module-not-found: there is no \"/projects/odrers\"\n"
                                            "  help: did you mean \"/projects/orders\"?");
  CHECK(found(files, "/projects/unlike") == "module-not-found: there is no \"/projects/unlike\"\n"
                                            "  help: convotic new makes a module");
  CHECK(found(files, "/gone/orders") == "module-not-found: there is no \"/gone/orders\"\n"
                                        "  help: convotic new makes a module");
}
