#include "replay/capture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fake_file_system.hpp"
#include "tests/support/temp_dir.hpp"

using namespace convotic;
using replay::find_captures;
using tests::describe;
using tests::FakeFileSystem;

namespace {

const std::string kCapture = "{\"convotic\":\t\"capture/1\", \"path\": \"/hook\"}";

// The files that were found, or the error.
std::string found(const base::FileSystem& files, const std::vector<std::filesystem::path>& paths) {
  const auto captures = find_captures(files, paths);
  if (!captures) return describe(captures);
  std::string out;
  for (const replay::Capture& capture : *captures)
    out += capture.file.string() + " ";
  return out;
}

}  // namespace

TEST_CASE("Captures are found at any depth, in order, and once") {
  FakeFileSystem files;
  for (const char* name :
       {"/p/fixtures/b.json", "/p/fixtures/a/z.json", "/p/fixtures/a.json", "/p/other.json"})
    files.add(name, kCapture);
  CHECK(found(files, {"/p/fixtures"}) == "/p/fixtures/a/z.json /p/fixtures/a.json /p/fixtures/b.json ");
  CHECK(found(files, {"/p/other.json", "/p/fixtures/b.json", "/p/fixtures/", "/p/./fixtures"}) ==
        "/p/fixtures/a/z.json /p/fixtures/a.json /p/fixtures/b.json /p/other.json ");
}

TEST_CASE("What is in a folder and is no capture is passed over") {
  FakeFileSystem files;
  files.add("/p/a.json", kCapture);
  files.add("/p/seed.json", "{\"contacts\": []}");
  files.add("/p/broken.json", "{");
  files.add("/p/convotic.json", "{\"convotic\": 1, \"note\": \"\\\"convotic\\\": \\\"capture/1\\\"\"}");
  files.add("/p/notes.md", kCapture);
  files.add("/p/.git/a.json", kCapture);
  files.add("/p/.hidden.json", kCapture);
  files.add("/p/node_modules/x/a.json", kCapture);
  files.add_directory("/p/folder.json");
  CHECK(found(files, {"/p"}) == "/p/a.json ");
}

TEST_CASE("A folder that is a link is not followed, a file that is one is read") {
  const tests::TempDir dir;
  dir.write("fixtures/a.json", kCapture);
  std::filesystem::create_directory_symlink(dir.path() / "fixtures", dir.path() / "fixtures" / "again");
  std::filesystem::create_symlink(dir.path() / "fixtures" / "a.json", dir.path() / "fixtures" / "b.json");
  const std::string folder = (dir.path() / "fixtures").string();
  CHECK(found(base::RealFileSystem(), {folder}) == folder + "/a.json " + folder + "/b.json ");
}

TEST_CASE("No capture is an error, not an empty list") {
  FakeFileSystem files;
  files.add("/p/empty/x.md", "");
  files.add("/p/others/a.json", "{}");
  files.add("/p/others/b.json", "[");
  const std::string hint =
      "\n  help: convotic capture import makes captures, and convotic dev --record DIR does";
  CHECK(found(files, {"/p/empty"}) == "no-captures: \"/p/empty\" has no captures in it" + hint);
  CHECK(found(files, {"/p/others"}) ==
        "no-captures: \"/p/others\" has no captures in it: none of its 2 JSON files is one" + hint);
  CHECK(found(files, {"/p/fixtures"}) == "no-captures: there is no \"/p/fixtures\"" + hint);
  CHECK(found(files, {"/p/emty"}) ==
        "no-captures: there is no \"/p/emty\"\n  help: did you mean \"/p/empty\"?");
}

TEST_CASE("A capture that is wrong is told, wherever it lies") {
  FakeFileSystem files;
  files.add("/p/a.json", kCapture);
  files.add("/p/b.json", "{\"convotic\": \"capture/1\", \"pth\": \"/x\"}");
  CHECK(found(files, {"/p"}) ==
        "json-invalid: unknown key \"pth\"\n  help: did you mean \"path\"?\n"
        "  at /p/b.json:1:27, 5 bytes of \"{\"convotic\": \"capture/1\", \"pth\": \"/x\"}\"");
  files.add("/q/c.json", "{\"convotic\": \"capture/2\"}");
  CHECK(found(files, {"/q"}) ==
        "capture-invalid: the format \"capture/2\" is not \"capture/1\", the only one that is known\n"
        "  help: a newer convotic may have made it\n"
        "  at /q/c.json:1:14, 11 bytes of \"{\"convotic\": \"capture/2\"}\"");
  files.add("/r/seed.json", "{\"contacts\": []}");
  CHECK(found(files, {"/r/seed.json"}) ==
        "capture-invalid: \"/r/seed.json\" is not a capture: it has no \"convotic\": \"capture/1\"\n"
        "  help: convotic capture import makes captures of what other tools recorded");
}

TEST_CASE("Ten thousand captures in a folder are read") {
  const tests::TempDir dir;
  for (int i = 0; i < 10'000; ++i)
    dir.write("fixtures/" + std::to_string(i % 100) + "/" + std::to_string(i) + ".json", kCapture);
  const auto captures = find_captures(base::RealFileSystem(), {dir.path() / "fixtures"});
  REQUIRE(describe(captures) == "ok");
  CHECK(captures->size() == 10'000);
}
