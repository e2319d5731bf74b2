#include "tests/emulator/store/store_fixture.hpp"
#include "tests/support/describe_error.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

using namespace convotic;
using namespace convotic::tests;
using emulator::LogRecord;
using emulator::RequestRecord;

TEST_CASE("A store in memory does what one in a file does, and leaves nothing behind") {
  FakeClock clock;
  const auto store = Store::open_in_memory(clock).value();
  const CtxOutcome set = store->call({"shop", 1, "storage.set", R"(["a",1])"});
  CHECK_FALSE(set.error);
  CHECK(store->call({"shop", 2, "storage.get", R"(["a"])"}).result == "1");
  CHECK(store->effects_of(1).value().size() == 1);
  CHECK(store->next_request_id() == 2);
  CHECK_FALSE(std::filesystem::exists(":memory:"));
  CHECK_FALSE(std::filesystem::exists(":memory:.lock"));
}

TEST_CASE("A reset takes everything out, and puts the seed in") {
  StoreFixture state;
  REQUIRE(
      state.seed(
          R"({"contacts":[{"id":"ct_1","name":"Mia"}],"conversations":[{"id":"conv_1","contactId":"ct_1"}],
    "messages":[{"conversationId":"conv_1","text":"hi"}],"workflows":[{"id":"wf_1"}]})") == "ok");
  state.ok("workflows.trigger", R"(["wf_1",{"contactId":"ct_1"}])");
  state.ok("storage.set", R"(["a",1])");
  REQUIRE(state.store->record(std::vector<RequestRecord>{{1, 0, "shop", "GET", "/", "/", 200, 1, 0}},
                              std::vector<LogRecord>{{0, 1, "shop", "info", "x"}}));
  REQUIRE(state.store->reset("seed.json", R"({"contacts":[{"id":"ct_2","name":"Noah"}]})"));
  SQLite::Database database(state.file.string());
  std::string counts;
  for (const char* table : {"contacts", "conversations", "messages", "workflows", "executions", "storage",
                            "requests", "effects", "logs"})
    counts += std::string(table) + " " +
              database.execAndGet(std::string("SELECT COUNT(*) FROM ") + table).getString() + "\n";
  CHECK(counts == "contacts 1\nconversations 0\nmessages 0\nworkflows 0\nexecutions 0\nstorage 0\n"
                  "requests 0\neffects 0\nlogs 0\n");
  CHECK(state.ok("contacts.get", R"(["ct_2"])")["name"] == "Noah");
  CHECK(state.store->next_request_id() == 2);  // numbers of requests are never used twice
}

TEST_CASE("A reset whose seed is wrong changes nothing") {
  StoreFixture state;
  state.ok("storage.set", R"(["a",1])");
  CHECK(describe(state.store->reset("seed.json", R"({"contacts":[7]})")) ==
        "json-invalid: \"/contacts/0\" must be an object, not 7\n"
        "  at seed.json:1:14, 1 bytes of \"{\"contacts\":[7]}\"");
  CHECK(state.ok("storage.get", R"(["a"])") == 1);
}

TEST_CASE(
    "Ids of a store in memory depend on their kind and how many there were, and begin again at a reset") {
  FakeClock clock;
  const auto store = Store::open_in_memory(clock).value();
  const auto id = [&](std::string_view name, const std::string& arguments) {
    return store->call({"shop", 1, name, arguments}).effect.value().target;
  };
  const std::string mia = id("contacts.create", R"([{"name":"Mia"}])");
  // The same in every run and every release: expectations name them.
  CHECK(mia == "ct_qylmxwyati");
  const std::string noah = id("contacts.create", R"([{"name":"Noah"}])");
  CHECK(noah != mia);
  REQUIRE(store->reset("", ""));
  CHECK(id("contacts.create", R"([{"name":"Ada"}])") == mia);
  const std::string conversation = id("conversations.create", "[{\"contactId\":\"" + mia + "\"}]");
  CHECK(conversation.starts_with("conv_"));
  CHECK(id("contacts.create", R"([{"name":"Eve"}])") == noah);
  // What a seed has named so is not overwritten.
  REQUIRE(store->reset("seed.json", "{\"contacts\":[{\"id\":\"" + mia + "\",\"name\":\"Mia\"}]}"));
  CHECK(id("contacts.create", R"([{"name":"Ada"}])") == noah);
}
