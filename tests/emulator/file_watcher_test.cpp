#include "emulator/file_watcher.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/run_loop.hpp"
#include "tests/support/temp_dir.hpp"

#include <sys/resource.h>

using namespace convotic;
using emulator::FileWatcher;
using tests::TempDir;
namespace fs = std::filesystem;
using Paths = std::set<fs::path>;

namespace {

// Watches below a folder; `next` is what the watcher tells after `change`.
struct Watching {
  Watching() {
    dir.write("src/a.ts", "a");
    dir.write("src/b.ts", "b");
    dir.write("other/c.ts", "c");
  }

  Paths next(const std::function<void()>& change) {
    loop.post(change);
    REQUIRE(tests::run_loop(loop));
    return std::exchange(told, {});
  }
  fs::path path(const char* name) const { return dir.path() / name; }

  TempDir dir;
  base::EventLoop loop;
  Paths told;
  FileWatcher watcher{loop, [this](Paths files) {
                        told = std::move(files);
                        loop.stop();
                      }};
};

}  // namespace

TEST_CASE("A file that is written into, replaced or removed is told") {
  Watching w;
  w.watcher.watch({w.path("src/a.ts"), w.path("src/b.ts")}, FileWatcher::Which::listed);
  CHECK(w.next([&] { w.dir.write("src/a.ts", "changed"); }) == Paths{w.path("src/a.ts")});
  CHECK(w.next([&] {
    fs::rename(w.dir.write("src/.b.ts.swp", "new"), w.path("src/b.ts"));  // as editors save
  }) == Paths{w.path("src/b.ts")});
  CHECK(w.next([&] { fs::remove(w.path("src/b.ts")); }) == Paths{w.path("src/b.ts")});
  CHECK(w.next([&] { w.dir.write("src/b.ts", "again"); }) == Paths{w.path("src/b.ts")});
}

TEST_CASE("What changes together is told together") {
  Watching w;
  w.watcher.watch({w.path("src/a.ts"), w.path("src/b.ts"), w.path("other/c.ts")}, FileWatcher::Which::listed);
  CHECK(w.next([&] {
    for (const char* name : {"src/a.ts", "other/c.ts", "src/b.ts", "src/a.ts"})
      w.dir.write(name, "new");
  }) == Paths{w.path("other/c.ts"), w.path("src/a.ts"), w.path("src/b.ts")});
}

TEST_CASE("Only listed files are told, or everything in their folders") {
  Watching w;
  w.watcher.watch({w.path("src/a.ts")}, FileWatcher::Which::listed);
  CHECK(w.next([&] {
    w.dir.write("src/b.ts", "unlisted");
    w.dir.write("other/c.ts", "elsewhere");
    w.dir.write("src/a.ts", "listed");
  }) == Paths{w.path("src/a.ts")});
  w.watcher.watch({w.path("src/a.ts")}, FileWatcher::Which::everything);
  CHECK(w.next([&] { w.dir.write("src/new.ts", "appeared"); }) == Paths{w.path("src/new.ts")});
}

TEST_CASE("A file that is not there yet is told when it appears") {
  Watching w;
  w.watcher.watch({w.path("src/later.ts"), w.path("gone/x.ts")}, FileWatcher::Which::listed);
  CHECK(w.next([&] { w.dir.write("src/later.ts", "now"); }) == Paths{w.path("src/later.ts")});
}

TEST_CASE("Watching something else ends watching what was watched before") {
  Watching w;
  w.watcher.watch({w.path("src/a.ts")}, FileWatcher::Which::listed);
  w.watcher.watch({w.path("other/c.ts")}, FileWatcher::Which::listed);
  CHECK(w.next([&] {
    w.dir.write("src/a.ts", "no longer");
    w.dir.write("other/c.ts", "now");
  }) == Paths{w.path("other/c.ts")});
}

TEST_CASE("A folder that was removed and made again is watched once watching is renewed") {
  Watching w;
  w.watcher.watch({w.path("src/a.ts")}, FileWatcher::Which::listed);
  CHECK(w.next([&] { fs::remove_all(w.path("src")); }) == Paths{w.path("src/a.ts")});
  w.dir.write("src/a.ts", "back");
  w.watcher.watch({w.path("src/a.ts")}, FileWatcher::Which::listed);
  CHECK(w.next([&] { w.dir.write("src/a.ts", "changed"); }) == Paths{w.path("src/a.ts")});
}

TEST_CASE("A folder that the system refuses to watch is told") {
  TempDir dir;
  dir.write("a.ts", "a");
  base::EventLoop loop;
  std::string refused;
  FileWatcher watcher(
      loop, [](Paths) {},
      [&](const fs::path& folder, const char* why) { refused = folder.string() + ": " + why; });
  // Without a descriptor there is no inotify.
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit none = before;
  none.rlim_cur = 0;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  watcher.watch({dir.path() / "a.ts"}, FileWatcher::Which::listed);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(refused == dir.path().string() + ": too many open files");
}
