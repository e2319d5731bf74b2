#include "cli/dev_session.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/temp_dir.hpp"

#include <unistd.h>

using namespace convotic;
using cli::DevSession;
using cli::DevSessionFile;
using cli::find_dev_session;

namespace {

DevSession session() {
  return {"http://127.0.0.1:8787", 8787,    ::getpid(),         "/shop/.convotic/state.sqlite",
          "cvtk_live_\"x\"",       "token", {{"orders", "/shop/orders"}, {"hooks", "/shop/hooks"}}};
}

}  // namespace

TEST_CASE("A session is written for its owner alone, read back whole, and gone with the object") {
  tests::TempDir dir;
  base::RealFileSystem files;
  const auto path = dir.path() / "dev.json";
  {
    const auto file = DevSessionFile::write(files, dir.path(), session()).value();
    CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::all) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    const auto found = find_dev_session(files, dir.path()).value();
    REQUIRE(found);
    CHECK(found->url == "http://127.0.0.1:8787");
    CHECK(found->port == 8787);
    CHECK(found->pid == ::getpid());
    CHECK(found->state == "/shop/.convotic/state.sqlite");
    CHECK(found->api_key == "cvtk_live_\"x\"");
    CHECK(found->token == "token");
    CHECK(found->modules ==
          std::vector<DevSession::Module>{{"orders", "/shop/orders"}, {"hooks", "/shop/hooks"}});
  }
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK_FALSE(find_dev_session(files, dir.path()).value());
}

TEST_CASE("A session that another has taken the place of leaves its file alone") {
  tests::TempDir dir;
  base::RealFileSystem files;
  auto first = std::make_unique<DevSessionFile>(DevSessionFile::write(files, dir.path(), session()).value());
  DevSession other = session();
  other.token = "another";
  const auto second = DevSessionFile::write(files, dir.path(), other).value();
  first.reset();
  CHECK(find_dev_session(files, dir.path()).value()->token == "another");
}

TEST_CASE("A session of a process that is gone is none") {
  tests::TempDir dir;
  base::RealFileSystem files;
  DevSession gone = session();
  gone.pid = 0x3fffffff;  // more than the kernel hands out
  const auto file = DevSessionFile::write(files, dir.path(), gone).value();
  CHECK_FALSE(find_dev_session(files, dir.path()).value());
}

TEST_CASE("A file that is no session is refused with the place") {
  tests::TempDir dir;
  base::RealFileSystem files;
  const std::string name = dir.write("dev.json", R"({"url":"http://127.0.0.1:1","port":"8787"})").string();
  CHECK(tests::describe(find_dev_session(files, dir.path())) ==
        "json-invalid: \"/port\" must be a whole number, not \"8787\"\n  at " + name +
            ":1:36, 6 bytes of \"{\"url\":\"http://127.0.0.1:1\",\"port\":\"8787\"}\"");
}
