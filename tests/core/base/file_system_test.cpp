#include "core/base/file_system.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/temp_dir.hpp"

#include <sys/stat.h>

#include <atomic>
#include <thread>

using namespace convotic;
using base::RealFileSystem;
using tests::describe;
using tests::TempDir;
namespace fs = std::filesystem;

namespace {

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

std::string quoted(const fs::path& path) {
  return '"' + path.string() + '"';
}

}  // namespace

TEST_CASE("What is written can be read, byte for byte") {
  const TempDir dir;
  RealFileSystem files;
  std::string bytes;
  for (int i = 0; i < 300'000; ++i)
    bytes += static_cast<char>(i * 7);
  REQUIRE(files.write(dir.path() / "a.bin", bytes));
  CHECK(files.read(dir.path() / "a.bin").value() == bytes);
  REQUIRE(files.write(dir.path() / "a.bin", ""));
  CHECK(files.read(dir.path() / "a.bin").value().empty());
}

TEST_CASE("Writing replaces the file and leaves nothing else behind") {
  const TempDir dir;
  RealFileSystem files;
  const fs::path file = dir.write("a.txt", "old");
  const fs::path old = dir.path() / "old-name";
  fs::create_hard_link(file, old);
  REQUIRE(files.write(file, "new"));
  CHECK(tests::read_file(old) == "old");  // another file, not the same one written over
  CHECK(files.list(dir.path()).value() == std::vector<std::string>{"a.txt", "old-name"});
}

TEST_CASE("Whoever reads while a file is written sees the old bytes or the new ones") {
  const TempDir dir;
  RealFileSystem files;
  const std::string a(100'000, 'a'), b(70'000, 'b');
  const fs::path file = dir.write("a.txt", a);
  std::atomic<bool> done = false;
  std::atomic<int> mixed = 0;
  std::thread reader([&] {
    while (!done) {
      const auto seen = RealFileSystem().read(file);
      if (!seen || (*seen != a && *seen != b)) ++mixed;
    }
  });
  for (int i = 0; i < 50; ++i)
    CHECK(files.write(file, i % 2 == 0 ? b : a));
  done = true;
  reader.join();
  CHECK(mixed == 0);
}

TEST_CASE("A replaced file keeps its mode, and a new one gets the usual mode less the umask") {
  const TempDir dir;
  RealFileSystem files;
  const fs::path script = dir.write("run", "old");
  REQUIRE(::chmod(script.c_str(), 0750) == 0);
  REQUIRE(files.write(script, "new"));
  CHECK(mode_of(script) == 0750);

  const mode_t before = ::umask(0027);
  const auto written = files.write(dir.path() / "fresh", "x");
  CHECK(::umask(before) == 0027);  // ours, untouched
  REQUIRE(written);
  CHECK(mode_of(dir.path() / "fresh") == 0640);
}

TEST_CASE("A failed access quotes the path and gives the system's reason") {
  const TempDir dir;
  RealFileSystem files;
  const fs::path missing = dir.path() / "missing", file = dir.write("file", "x");
  CHECK(describe(files.read(missing)) ==
        "io: cannot read " + quoted(missing) + ": No such file or directory");
  CHECK(describe(files.read(dir.path())) == "io: cannot read " + quoted(dir.path()) + ": Is a directory");
  CHECK(describe(files.list(missing)) ==
        "io: cannot list " + quoted(missing) + ": No such file or directory");
  CHECK(describe(files.list(file)) == "io: cannot list " + quoted(file) + ": Not a directory");
  CHECK(describe(files.write(missing / "a", "x")) ==
        "io: cannot write " + quoted(missing / "a") + ": No such file or directory");
  CHECK(describe(files.make_directories(file / "a")) ==
        "io: cannot create the directory " + quoted(file / "a") + ": Not a directory");
  CHECK(describe(files.make_directories(file)) ==
        "io: cannot create the directory " + quoted(file) + ": Not a directory");
  CHECK(describe(files.make_symlink("anything", file)) ==
        "io: cannot create the link " + quoted(file) + ": File exists");
}

TEST_CASE("A write that fails leaves no temporary file and the old content") {
  const TempDir dir;
  RealFileSystem files;
  fs::create_directory(dir.path() / "taken");
  CHECK(describe(files.write(dir.path() / "taken", "x")) ==
        "io: cannot write " + quoted(dir.path() / "taken") + ": Is a directory");
  CHECK(files.list(dir.path()).value() == std::vector<std::string>{"taken"});
}

TEST_CASE("Directories are made with their parents, and one that is there is fine") {
  const TempDir dir;
  RealFileSystem files;
  REQUIRE(files.make_directories(dir.path() / "a/b/c"));
  REQUIRE(files.make_directories(dir.path() / "a/b/c"));
  CHECK(files.is_directory(dir.path() / "a/b/c"));
}

TEST_CASE("A link replaces a link, and a dangling one is there all the same") {
  const TempDir dir;
  RealFileSystem files;
  const fs::path link = dir.path() / "link";
  REQUIRE(files.make_symlink("nowhere", link));
  CHECK(files.exists(link));
  CHECK(files.is_symlink(link));
  CHECK_FALSE(files.is_symlink(dir.path()));
  CHECK_FALSE(files.is_file(link));
  dir.write("target", "x");
  REQUIRE(files.make_symlink("target", link));
  CHECK(fs::read_symlink(link) == "target");
  CHECK(files.is_file(link));
  CHECK(files.read(link).value() == "x");
}

TEST_CASE("Files, directories and what is missing are told apart, and a listing is sorted") {
  const TempDir dir;
  RealFileSystem files;
  dir.write("b", "x");
  dir.write("a/inside", "x");
  dir.write(".hidden", "x");
  CHECK(files.is_file(dir.path() / "b"));
  CHECK_FALSE(files.is_directory(dir.path() / "b"));
  CHECK(files.is_directory(dir.path() / "a"));
  CHECK_FALSE(files.is_file(dir.path() / "a"));
  CHECK_FALSE(files.exists(dir.path() / "c"));
  CHECK_FALSE(files.exists(dir.path() / "b" / "below-a-file"));
  CHECK(files.list(dir.path()).value() == std::vector<std::string>{".hidden", "a", "b"});
}

TEST_CASE("Writing through a link replaces what it leads to, and leaves the link") {
  const TempDir dir;
  RealFileSystem files;
  const fs::path target = dir.path() / "target", link = dir.path() / "link";
  REQUIRE(files.write(target, "old"));
  REQUIRE(files.make_symlink("target", link));
  REQUIRE(files.write(link, "new"));
  CHECK(files.is_symlink(link));
  CHECK(files.read(target).value() == "new");
}

TEST_CASE("A pipe is written to, and not replaced by a file") {
  const TempDir dir;
  RealFileSystem files;
  const fs::path pipe = dir.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::string read;
  std::thread reader([&] { read = files.read(pipe).value(); });
  const auto written = files.write(pipe, "through the pipe");
  reader.join();
  CHECK(written);
  CHECK(read == "through the pipe");
  CHECK(fs::is_fifo(pipe));
}
