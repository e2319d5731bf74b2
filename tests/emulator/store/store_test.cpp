#include "emulator/store/errors.hpp"
#include "tests/emulator/store/store_fixture.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <set>

using namespace convotic::tests;
using convotic::emulator::kStateUnusable;
using convotic::emulator::Store;

namespace {

// The message and hint of an open that must fail with kStateUnusable.
std::string open_failure(const std::filesystem::path& file) {
  const FakeClock clock;
  FakeRandom random;
  const auto opened = Store::open(file, clock, random);
  if (opened) return "opened";
  if (opened.error().kind != &kStateUnusable) return "another kind of error";
  return opened.error().message + (opened.error().hint.empty() ? "" : " | " + opened.error().hint);
}

// What the sqlite3 shell could do to the file meanwhile.
void in_another_connection(const std::filesystem::path& file, const std::string& sql) {
  SQLite::Database other(file.string(), SQLite::OPEN_READWRITE);
  other.exec(sql);
}

// Makes SQLite refuse the effect of one sort of call in a given way: what a failing disk would do, only on
// demand.
void refuse_effect(const StoreFixture& s, const char* call, const char* how) {
  in_another_connection(s.file,
                        fmt::format("CREATE TRIGGER refuse BEFORE INSERT ON effects WHEN NEW.call = '{}'"
                                    " BEGIN SELECT RAISE({}, 'no'); END",
                                    call, how));
}

}  // namespace

TEST_CASE("What was written is there after the store is opened again") {
  StoreFixture s;
  const Json contact = s.ok("contacts.create", R"([{"externalId":"c-1"}])");
  s.ok("storage.set", R"(["k",{"n":1}])");
  s.reopen();
  CHECK(s.ok("contacts.findByExternalId", R"(["c-1"])") == contact);
  CHECK(s.ok("storage.get", R"(["k"])").dump() == R"({"n":1})");
  CHECK(s.effects().find("storage.set k") != std::string::npos);
}

TEST_CASE("A batch that is committed is there; one that is not has not happened") {
  StoreFixture s;
  s.store->begin_batch();
  s.ok("storage.set", R"(["a",1])");
  CHECK(s.ok("storage.get", R"(["a"])") == 1);
  REQUIRE(s.store->commit_batch());
  s.store->begin_batch();
  s.ok("storage.set", R"(["b",1])");
  s.reopen();
  CHECK(s.ok("storage.get", R"(["a"])") == 1);
  CHECK(s.ok("storage.get", R"(["b"])").is_null());
  CHECK(s.effects() == "storage.set a [\"a\",1]\n");
}

TEST_CASE("Nobody else sees a batch before it is committed") {
  StoreFixture s;
  const SQLite::Database reader(s.file.string(), SQLite::OPEN_READONLY);
  const auto seen = [&] {
    SQLite::Statement count(reader, "SELECT (SELECT COUNT(*) FROM storage) + (SELECT COUNT(*) FROM effects)");
    count.executeStep();
    return count.getColumn(0).getInt();
  };
  s.store->begin_batch();
  s.ok("storage.set", R"(["a",1])");
  CHECK(seen() == 0);
  REQUIRE(s.store->commit_batch());
  CHECK(seen() == 2);
}

TEST_CASE("A call that is rejected leaves the rest of its batch as it is") {
  StoreFixture s;
  s.store->begin_batch();
  s.ok("storage.set", R"(["a",1])");
  CHECK(s.call("contacts.addTag", R"(["ct_x","t"])").error);
  CHECK(s.ok("storage.get", R"(["missing"])").is_null());
  s.ok("storage.set", R"(["b",2])");
  REQUIRE(s.store->commit_batch());
  s.reopen();
  CHECK(s.ok("storage.list", "[]").size() == 2);
}

TEST_CASE("Batches may be empty, and may only read") {
  StoreFixture s;
  s.store->begin_batch();
  CHECK(s.store->commit_batch());
  s.store->begin_batch();
  CHECK(s.ok("storage.get", R"(["a"])").is_null());
  CHECK(s.store->commit_batch());
}

TEST_CASE("A batch that has begun by reading writes even if another process has written meanwhile") {
  StoreFixture s;
  s.store->begin_batch();
  CHECK(s.ok("storage.get", R"(["a"])").is_null());
  in_another_connection(s.file, "INSERT INTO storage VALUES ('shop', 'theirs', '1', 0)");
  s.ok("storage.set", R"(["ours",2])");
  CHECK(s.ok("storage.get", R"(["theirs"])") == 1);
  REQUIRE(s.store->commit_batch());
  CHECK(s.ok("storage.list", "[]").size() == 2);
}

TEST_CASE("A change whose effect cannot be written is undone, in a batch and outside one") {
  StoreFixture s;
  refuse_effect(s, "contacts.create", "ABORT");
  const std::string why =
      fmt::format("INTERNAL_ERROR: ctx.contacts.create: the state file \"{}\" failed: no", s.file.string());
  CHECK(s.rejection("contacts.create", "[{}]") == why);
  s.store->begin_batch();
  s.ok("storage.set", R"(["a",1])");
  CHECK(s.rejection("contacts.create", "[{}]") == why);
  s.ok("storage.set", R"(["b",1])");
  REQUIRE(s.store->commit_batch());
  CHECK(s.ok("contacts.list", "[]").empty());
  CHECK(s.ok("storage.list", "[]").size() == 2);
}

TEST_CASE("When SQLite gives up a whole batch, its later calls and its commit fail, and nothing of it has "
          "happened") {
  StoreFixture s;
  refuse_effect(s, "contacts.create", "ROLLBACK");
  s.store->begin_batch();
  s.ok("storage.set", R"(["a",1])");
  CHECK(s.call("contacts.create", "[{}]").error);
  const CtxOutcome later = s.call("storage.set", R"(["b",1])");
  REQUIRE(later.error);
  CHECK(later.error->code == "INTERNAL_ERROR");
  const auto committed = s.store->commit_batch();
  REQUIRE_FALSE(committed);
  CHECK(committed.error().kind == &kStateUnusable);
  CHECK(committed.error().message == fmt::format("the state file \"{}\" failed: an earlier call of the same "
                                                 "batch made the database give up the batch",
                                                 s.file.string()));
  CHECK(s.ok("storage.list", "[]").empty());

  s.store->begin_batch();
  s.ok("storage.set", R"(["c",1])");
  CHECK(s.store->commit_batch());
  CHECK(s.ok("storage.list", "[]").size() == 1);
}

TEST_CASE("When a commit fails, none of the batch has happened") {
  StoreFixture s;
  in_another_connection(
      s.file,
      "CREATE TABLE promise (contact TEXT REFERENCES contacts (id) DEFERRABLE INITIALLY DEFERRED);"
      "CREATE TRIGGER break_it AFTER INSERT ON effects BEGIN INSERT INTO promise VALUES ('ct_none'); END");
  s.store->begin_batch();
  s.ok("storage.set", R"(["a",1])");
  CHECK_FALSE(s.store->commit_batch());
  CHECK(s.ok("storage.get", R"(["a"])").is_null());
  CHECK(s.rejection("storage.set", R"(["a",1])")
            .starts_with("INTERNAL_ERROR: ctx.storage.set: the state file"));
  CHECK(s.ok("storage.get", R"(["a"])").is_null());
}

TEST_CASE("A store in use is readable by other processes, and refused to a second writer with the pid of the "
          "first") {
  StoreFixture s;
  s.ok("storage.set", R"(["a",1])");
  CHECK(SQLite::Database(s.file.string(), SQLite::OPEN_READONLY)
            .execAndGet("SELECT value FROM storage")
            .getInt() == 1);
  CHECK(open_failure(s.file) ==
        fmt::format("\"{}\" is in use by process {} | stop that convotic first, or name another "
                    "file with --state NAME",
                    s.file.string(), ::getpid()));
  s.store.reset();
  CHECK(open_failure(s.file) == "opened");
}

TEST_CASE("The lock of a process that is gone holds nobody up") {
  const TempDir directory;
  directory.write("state.sqlite.lock", "999999\n");
  CHECK(open_failure(directory.path() / "state.sqlite") == "opened");
}

TEST_CASE("A file that is not a state file is refused and left alone") {
  const TempDir directory;
  const std::filesystem::path text = directory.write("notes.txt", std::string(5000, 'x'));
  CHECK(open_failure(text) ==
        fmt::format("\"{}\" is not a state file: it is not a SQLite database | name another file "
                    "with --state NAME",
                    text.string()));
  CHECK(read_file(text) == std::string(5000, 'x'));

  const std::filesystem::path foreign = directory.path() / "foreign.sqlite";
  SQLite::Database(foreign.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
      .exec("CREATE TABLE theirs (a)");
  const std::string before = read_file(foreign);
  CHECK(open_failure(foreign) ==
        fmt::format("\"{}\" is a SQLite database, but not a state file of convotic | name another "
                    "file with --state NAME",
                    foreign.string()));
  CHECK(read_file(foreign) == before);
}

TEST_CASE("A place where no file can be is refused") {
  const TempDir directory;
  CHECK(open_failure(directory.path()) ==
        fmt::format("\"{}\" is a directory, not a state file | name another file with "
                    "--state NAME",
                    directory.path().string()));
  directory.write("file", "");
  CHECK(open_failure(directory.path() / "file" / "state.sqlite") ==
        fmt::format("cannot create the directory \"{}\": Not a directory | check the permissions of the "
                    "directory above it",
                    (directory.path() / "file").string()));
  std::filesystem::create_directory(directory.path() / "state.sqlite.lock");
  CHECK(open_failure(directory.path() / "state.sqlite") ==
        fmt::format("cannot write \"{}.lock\": Is a directory | check the directory's permissions",
                    (directory.path() / "state.sqlite").string()));
}

TEST_CASE("A file or directory without write permission is refused") {
  StoreFixture s;
  s.store.reset();
  const std::filesystem::path locked = s.directory.path() / "locked";
  std::filesystem::create_directory(locked);
  using std::filesystem::perms;
  std::filesystem::permissions(s.directory.path(), perms::all);
  std::filesystem::permissions(s.file.string() + ".lock", perms::all);
  std::filesystem::permissions(s.file, perms::owner_read | perms::group_read | perms::others_read);
  std::filesystem::permissions(locked, perms::owner_read | perms::owner_exec | perms::others_read |
                                           perms::others_exec);

  // Permissions do not bind root: look as somebody else does.
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(3);
    if (open_failure(s.file) !=
        fmt::format("\"{}\" cannot be written | check the file's permissions, or name another file "
                    "with --state NAME",
                    s.file.string()))
      ::_exit(1);
    if (open_failure(locked / "state.sqlite") !=
        fmt::format("cannot write \"{}.lock\": Permission denied | check the directory's permissions",
                    (locked / "state.sqlite").string()))
      ::_exit(2);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("Missing directories are made, and an empty file is a fresh state") {
  const TempDir directory;
  CHECK(open_failure(directory.path() / "a" / "b" / "state.sqlite") == "opened");
  CHECK(open_failure(directory.write("empty.sqlite", "")) == "opened");
}

TEST_CASE("A state file that is damaged is refused, or fails call by call, with its path") {
  StoreFixture s;
  for (int i = 0; i < 200; ++i)
    s.ok("contacts.create", fmt::format(R"([{{"externalId":"c-{}"}}])", i));
  s.store.reset();
  std::string bytes = read_file(s.file);
  REQUIRE(bytes.size() > 20'000);

  std::string headless = bytes;
  headless.replace(100, 4000, std::string(4000, '\x5a'));
  s.directory.write("state.sqlite", headless);
  CHECK(open_failure(s.file) == fmt::format("the state file \"{}\" failed: database disk image is malformed "
                                            "| see that the disk has room and nobody "
                                            "else writes to it; `convotic state reset` starts afresh",
                                            s.file.string()));

  bytes.replace(4096, bytes.size() - 4096, std::string(bytes.size() - 4096, '\x5a'));
  s.directory.write("state.sqlite", bytes);
  CHECK(open_failure(s.file).starts_with(fmt::format("the state file \"{}\" failed: ", s.file.string())));
}

TEST_CASE("A state file from a newer convotic is refused and left alone") {
  StoreFixture s;
  s.store.reset();
  in_another_connection(s.file, "PRAGMA user_version = 99");
  CHECK(open_failure(s.file) ==
        fmt::format("\"{}\" was written by a newer convotic (schema 99, this one knows 2) | update "
                    "convotic, or name another file with --state NAME",
                    s.file.string()));
  CHECK(SQLite::Database(s.file.string()).execAndGet("PRAGMA user_version").getInt() == 99);
}

TEST_CASE("An unknown call is refused with the one that was meant") {
  StoreFixture s;
  CHECK(s.rejection("contacts.addTags", "[]") ==
        "INVALID_REQUEST: ctx.contacts.addTags: there is no such call; did you mean ctx.contacts.addTag?");
  CHECK(s.rejection("x", "[]") == "INVALID_REQUEST: ctx.x: there is no such call");
}

TEST_CASE("Arguments that are not a JSON array are refused") {
  StoreFixture s;
  for (const char* arguments : {"", "{}", "[", "[1,]", "\"a\"", "[\"\xff\"]"})
    CHECK(s.rejection("storage.get", arguments) ==
          "INVALID_REQUEST: ctx.storage.get: the arguments are not a JSON array");
}

TEST_CASE("A process that is killed in the middle of its batches loses no write that it has acknowledged") {
  const TempDir directory;
  const std::filesystem::path file = directory.path() / "state.sqlite";
  int acknowledged[2] = {};
  REQUIRE(::pipe(acknowledged) == 0);
  const pid_t writer = ::fork();
  if (writer == 0) {
    const FakeClock clock;
    FakeRandom random;
    auto store = Store::open(file, clock, random);
    if (!store) ::_exit(1);
    for (int next = 0;;) {
      (*store)->begin_batch();
      std::string lines;
      for (int i = 0; i < 16; ++i, ++next) {
        (void)(*store)->call({"shop", static_cast<std::uint64_t>(next + 1), "storage.set",
                              fmt::format("[\"k{}\",{}]", next, next)});
        lines += fmt::format("k{}\n", next);
      }
      if (!(*store)->commit_batch()) ::_exit(2);
      if (::write(acknowledged[1], lines.data(), lines.size()) < 0) ::_exit(3);
    }
  }
  ::close(acknowledged[1]);
  std::string told;
  char buffer[4096];
  for (ssize_t size = 0; (size = ::read(acknowledged[0], buffer, sizeof buffer)) > 0;) {
    told.append(buffer, static_cast<std::size_t>(size));
    if (told.size() > 20'000) ::kill(writer, SIGKILL);
  }
  ::close(acknowledged[0]);
  int status = 0;
  ::waitpid(writer, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGKILL);

  const FakeClock clock;
  FakeRandom random;
  const auto store = Store::open(file, clock, random);
  REQUIRE(store);
  std::size_t missing = 0, count = 0;
  for (std::size_t from = 0, end = 0; (end = told.find('\n', from)) != std::string::npos;
       from = end + 1, ++count) {
    const std::string key = told.substr(from, end - from);
    const CtxOutcome read = (*store)->call({"shop", 0, "storage.get", "[\"" + key + "\"]"});
    if (read.result != key.substr(1) || (*store)->effects_of(count + 1)->size() != 1) ++missing;
  }
  CHECK(count > 1000);
  CHECK(missing == 0);

  SQLite::Database reader(file.string(), SQLite::OPEN_READONLY);
  CHECK(reader.execAndGet("SELECT COUNT(*) FROM storage").getInt() ==
        reader.execAndGet("SELECT COUNT(*) FROM effects").getInt());
  CHECK(reader.execAndGet("SELECT COUNT(*) FROM storage").getInt() % 16 == 0);
  CHECK(reader.execAndGet("PRAGMA integrity_check").getString() == "ok");
}
