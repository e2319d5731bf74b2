#include "emulator/store/journal_reader.hpp"
#include "tests/emulator/store/store_fixture.hpp"
#include "tests/support/describe_error.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

using namespace convotic;
using namespace convotic::tests;
using emulator::JournalReader;
using emulator::KeptRequest;
using emulator::kKeptBody;
using emulator::kKeptBytes;
using emulator::kKeptRequests;
using emulator::ReceivedRequest;
using emulator::RequestRecord;
using emulator::RequestWanted;

namespace {

RequestRecord received(std::uint64_t id, int status, std::string body) {
  RequestRecord record{id, 1000, "shop", "POST", "/v1/modules/shop/hook?a=1", "/hook", status, 1234, 0};
  record.received = ReceivedRequest{"Content-Type: text/plain\nX-Sig: caf\xe9\n", body, body.size()};
  return record;
}

struct ReaderFixture : StoreFixture {
  void record(const std::vector<RequestRecord>& requests) {
    if (const auto recorded = store->record(requests, {}); !recorded)
      throw std::runtime_error(recorded.error().message);
  }
  std::unique_ptr<JournalReader> reader() { return JournalReader::open(file).value(); }
  // The id of the latest request that is wanted; 0 where there is none.
  std::uint64_t latest(const RequestWanted& wanted = {}) {
    const auto found = reader()->latest(wanted).value();
    return found ? found->record.id : 0;
  }
  std::string ids() {
    const SQLite::Database database(file.string(), SQLite::OPEN_READONLY);
    SQLite::Statement rows(database, "SELECT request FROM received ORDER BY request");
    std::string out;
    while (rows.executeStep())
      out += (out.empty() ? "" : " ") + rows.getColumn(0).getString();
    return out;
  }
};

constexpr RequestWanted kFailed{RequestWanted::Outcome::failed, "", ""};

}  // namespace

TEST_CASE("The latest request comes out of the journal byte for byte as it was received") {
  ReaderFixture s;
  const std::string body("\0\xff{\"a\": 1.0}\r\n", 14);
  s.record({received(7, 202, body)});
  const auto found = s.reader()->latest({}).value();
  REQUIRE(found);
  CHECK(found->record.id == 7);
  CHECK(found->record.at == 1000);
  CHECK(found->record.module == "shop");
  CHECK(found->record.method == "POST");
  CHECK(found->record.target == "/v1/modules/shop/hook?a=1");
  CHECK(found->record.route == "/hook");
  CHECK(found->record.status == 202);
  CHECK(found->received.headers == "Content-Type: text/plain\nX-Sig: caf\xe9\n");
  CHECK(found->received.body == body);
  CHECK(found->received.body_size == 14);
}

TEST_CASE("An empty body is kept, and one that is not kept is told apart from it") {
  ReaderFixture s;
  s.record({received(1, 200, "")});
  CHECK(s.reader()->latest({}).value()->received.body == "");
  RequestRecord large = received(2, 200, "");
  large.received->body.reset();
  large.received->body_size = kKeptBody + 1;
  s.record({large});
  const auto found = s.reader()->latest({}).value();
  CHECK_FALSE(found->received.body);
  CHECK(found->received.body_size == kKeptBody + 1);
}

TEST_CASE("A request is found by how it ended, its module and its route") {
  ReaderFixture s;
  CHECK(s.latest() == 0);
  RequestRecord other = received(4, 200, "x");
  other.module = "orders";
  other.route = "/orders/:id";
  RequestRecord bare = received(6, 500, "x");
  bare.received.reset();  // refused before its body was read
  s.record({received(1, 500, "x"), received(2, 400, "x"), received(3, 399, "x"), other, received(5, 200, "x"),
            bare});
  CHECK(s.latest() == 5);
  CHECK(s.latest(kFailed) == 2);
  CHECK(s.latest({RequestWanted::Outcome::any, "orders", ""}) == 4);
  CHECK(s.latest({RequestWanted::Outcome::any, "shop", "/hook"}) == 5);
  CHECK(s.latest({RequestWanted::Outcome::any, "", "/orders/:id"}) == 4);
  CHECK(s.latest({RequestWanted::Outcome::failed, "orders", ""}) == 0);
}

TEST_CASE("Contents are kept of the latest requests, and of the latest that failed") {
  ReaderFixture s;
  s.record({received(1, 500, "x"), received(2, 500, "x")});
  std::vector<RequestRecord> many;
  for (std::uint64_t id = 3; id < 3 + kKeptRequests + 5; ++id)
    many.push_back(received(id, 200, "x"));
  s.record(many);
  CHECK(s.ids().starts_with("1 2 8 9 "));
  CHECK(s.latest(kFailed) == 2);
  CHECK(s.latest() == kKeptRequests + 7);
}

TEST_CASE("The oldest contents go when there is too much of them, but for the latest") {
  ReaderFixture s;
  const std::string megabyte(kKeptBody, 'x');
  std::vector<RequestRecord> many;
  for (std::uint64_t id = 1; id <= kKeptBytes / kKeptBody + 2; ++id)
    many.push_back(received(id, 200, megabyte));
  s.record(many);
  CHECK(s.ids().starts_with("4 5 "));  // headers count as well
  s.record({received(50, 200, std::string(kKeptBytes + 1, 'x'))});
  CHECK(s.ids() == "50");
}

TEST_CASE("Contents are forgotten with their request") {
  ReaderFixture s;
  s.record({received(1, 500, "x")});
  RequestRecord late = received(emulator::kJournalRequests + 1, 200, "x");
  s.record({late});
  CHECK(s.ids() == "10001");
}

TEST_CASE("A reader sees what another connection has committed, and effects at once") {
  ReaderFixture s;
  const auto reader = s.reader();
  CHECK(reader->effects_of(1).value().empty());
  s.ok("storage.set", R"(["a",1])");
  const auto effects = reader->effects_of(1).value();
  REQUIRE(effects.size() == 1);
  CHECK(effects[0].call == "storage.set");
  s.record({received(2, 200, "x")});
  CHECK(reader->latest({}).value()->record.id == 2);
}

TEST_CASE("A state that nobody is writing to can be read, and one that is of an earlier convotic is brought "
          "up to date "
          "by writing to it") {
  ReaderFixture s;
  s.ok("storage.set", R"(["a",1])");
  s.store.reset();
  CHECK(s.reader()->effects_of(1).value().size() == 1);
  {
    SQLite::Database database(s.file.string(), SQLite::OPEN_READWRITE);
    database.exec("DROP TABLE received; PRAGMA user_version = 1");
  }
  CHECK(describe(JournalReader::open(s.file)) ==
        fmt::format("state-unusable: \"{}\" was written by an older convotic (schema 1, this one knows 2)\n"
                    "  help: convotic dev brings it up to date",
                    s.file.string()));
  s.store = s.open();
  CHECK(s.ok("storage.get", R"(["a"])") == 1);
  s.record({received(2, 200, "x")});
  CHECK(s.latest() == 2);
}

TEST_CASE("What is no state file is refused in words") {
  TempDir dir;
  const std::string missing = (dir.path() / "state.sqlite").string();
  CHECK(describe(JournalReader::open(missing)) ==
        "state-unusable: there is no state file \"" + missing + "\"\n  help: convotic dev writes it");
  const std::string text = dir.write("text.sqlite", "no database, but long enough to be one").string();
  CHECK(describe(JournalReader::open(text)) ==
        "state-unusable: the state file \"" + text + "\" cannot be read: file is not a database");
  const std::string foreign = (dir.path() / "foreign.sqlite").string();
  SQLite::Database(foreign, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE a (b)");
  CHECK(describe(JournalReader::open(foreign)) == "state-unusable: \"" + foreign +
                                                      "\" is not a state file of convotic\n"
                                                      "  help: name another file with --state NAME");
}
