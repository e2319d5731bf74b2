#include "tests/emulator/store/store_fixture.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

using namespace convotic::tests;
using convotic::emulator::kJournalRequests;
using convotic::emulator::LogRecord;
using convotic::emulator::RequestRecord;

namespace {

RequestRecord request(std::uint64_t id) {
  return {id, 1000, "shop", "POST", "/orders?a=1", "/orders", 200, 1234, 2};
}

struct JournalFixture : StoreFixture {
  void record(const std::vector<RequestRecord>& requests, const std::vector<LogRecord>& logs = {}) {
    if (const auto recorded = store->record(requests, logs); !recorded)
      throw std::runtime_error(recorded.error().message);
  }
  std::string query(const std::string& sql) {
    const SQLite::Database reader(file.string(), SQLite::OPEN_READONLY);
    SQLite::Statement rows(reader, sql);
    std::string out;
    while (rows.executeStep()) {
      for (int i = 0; i < rows.getColumnCount(); ++i)
        out += (i > 0 ? "|" : "") + rows.getColumn(i).getString();
      out += '\n';
    }
    return out;
  }
};

}  // namespace

TEST_CASE("Requests and log lines are kept as they are recorded") {
  JournalFixture s;
  s.record({request(1), request(2)}, {{1001, 2, "shop", "info", "hello"}, {1002, 0, "shop", "warn", "late"}});
  CHECK(s.query("SELECT * FROM requests") == "1|1000|shop|POST|/orders?a=1|/orders|200|1234|2\n"
                                             "2|1000|shop|POST|/orders?a=1|/orders|200|1234|2\n");
  CHECK(s.query("SELECT at, request, module, level, message FROM logs") ==
        "1001|2|shop|info|hello\n1002|0|shop|warn|late\n");
}

TEST_CASE("Request ids go on where the journal ends, also after a crash before the request was recorded") {
  JournalFixture s;
  CHECK(s.store->next_request_id() == 1);
  s.record({request(7)});
  CHECK(s.store->next_request_id() == 8);
  s.reopen();
  CHECK(s.store->next_request_id() == 8);
  s.request = 12;
  s.ok("storage.set", R"(["k",1])");
  s.reopen();
  CHECK(s.store->next_request_id() == 13);
}

TEST_CASE("The effects of a request are its own, in order") {
  JournalFixture s;
  for (const int i : {1, 2, 3}) {
    s.request = 5;
    s.ok("storage.set", fmt::format(R"(["five-{}",{}])", i, i));
    s.request = 6;
    s.ok("storage.set", fmt::format(R"(["six-{}",{}])", i, i));
  }
  CHECK(
      s.effects() ==
      "storage.set six-1 [\"six-1\",1]\nstorage.set six-2 [\"six-2\",2]\nstorage.set six-3 [\"six-3\",3]\n");
  CHECK(s.query("SELECT request, sequence, at FROM effects WHERE request = 5") ==
        "5|1|1774880520000\n5|2|1774880520000\n5|3|1774880520000\n");
  CHECK(s.store->effects_of(99)->empty());
}

TEST_CASE("Effects of calls outside of a request are kept under request 0") {
  JournalFixture s;
  s.request = 0;
  s.ok("storage.set", R"(["a",1])");
  s.ok("storage.set", R"(["b",1])");
  CHECK(s.effects() == "storage.set a [\"a\",1]\nstorage.set b [\"b\",1]\n");
  CHECK(s.store->next_request_id() == 1);
}

TEST_CASE("The oldest requests are forgotten with their effects and logs, and nothing else") {
  JournalFixture s;
  s.request = 0;
  s.ok("storage.set", R"(["loose",1])");
  s.request = 1;
  s.ok("storage.set", R"(["old",1])");
  s.request = 2;
  s.ok("storage.set", R"(["kept",1])");
  s.record({},
           {{1, 0, "shop", "info", "loose"}, {1, 1, "shop", "info", "old"}, {1, 2, "shop", "info", "kept"}});
  std::vector<RequestRecord> requests;
  for (std::uint64_t id = 1; id <= kJournalRequests; ++id)
    requests.push_back(request(id));
  s.record(requests);
  CHECK(s.query("SELECT MIN(id), COUNT(*) FROM requests") == "1|10000\n");
  s.record({request(kJournalRequests + 1)});
  CHECK(s.query("SELECT MIN(id), COUNT(*) FROM requests") == "2|10000\n");
  CHECK(s.query("SELECT target FROM effects ORDER BY request") == "loose\nkept\n");
  CHECK(s.query("SELECT message FROM logs ORDER BY row") == "loose\nkept\n");
  CHECK(s.ok("storage.get", R"(["old"])") == 1);
}

TEST_CASE("What happens outside of requests does not pile up either") {
  JournalFixture s;
  s.request = 0;
  s.store->begin_batch();
  for (std::size_t i = 0; i < kJournalRequests + 5; ++i)
    s.ok("storage.set", R"(["k",1])");
  REQUIRE(s.store->commit_batch());
  std::vector<LogRecord> logs(100'003, LogRecord{1, 0, "shop", "info", "tick"});
  s.record({}, logs);
  CHECK(s.query("SELECT MIN(sequence), COUNT(*) FROM effects") == "6|10000\n");
  CHECK(s.query("SELECT MIN(row), COUNT(*) FROM logs") == "4|100000\n");
  s.ok("storage.set", R"(["k",1])");
  CHECK(s.query("SELECT MAX(sequence) FROM effects") == "10006\n");
}

TEST_CASE("Records within a batch are committed with it") {
  JournalFixture s;
  s.store->begin_batch();
  s.ok("storage.set", R"(["k",1])");
  s.record({request(1)});
  CHECK(s.query("SELECT COUNT(*) FROM requests").starts_with("0"));
  REQUIRE(s.store->commit_batch());
  CHECK(s.query("SELECT COUNT(*) FROM requests").starts_with("1"));
}
