#include "tests/emulator/store/store_fixture.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

using namespace convotic::tests;

namespace {

constexpr const char* kSeed = R"({"contacts":[{"id":"ct_1"}],
  "workflows":[{"id":"wf_abc123","name":"Order placed"},{"id":"wf_draft","status":"draft"}]})";

}  // namespace

TEST_CASE("A published workflow is triggered and its execution is kept") {
  StoreFixture s;
  REQUIRE(s.seed(kSeed) == "ok");
  const std::string arguments =
      R"(["wf_abc123",{"payload":{"order":-0,"big":12345678901234567890123},"contactId":"ct_1"}])";
  const Json result = s.ok("workflows.trigger", arguments);
  const std::string id = result["executionId"];
  CHECK(id.starts_with("exec_"));
  CHECK(result.size() == 1);
  CHECK(s.effects() == "workflows.trigger wf_abc123 " + arguments + "\n");
  s.ok("workflows.trigger", R"(["wf_abc123"])");

  const SQLite::Database reader(s.file.string(), SQLite::OPEN_READONLY);
  SQLite::Statement rows(reader, "SELECT id, contact_id, payload, module FROM executions ORDER BY row");
  REQUIRE(rows.executeStep());
  CHECK(rows.getColumn(0).getString() == id);
  CHECK(rows.getColumn(1).getString() == "ct_1");
  CHECK(rows.getColumn(2).getString() == R"({"order":-0,"big":12345678901234567890123})");
  CHECK(rows.getColumn(3).getString() == "shop");
  REQUIRE(rows.executeStep());
  CHECK(rows.getColumn(1).isNull());
  CHECK(rows.getColumn(2).getString() == "null");
}

TEST_CASE("An unknown workflow is refused with how to add it") {
  StoreFixture s;
  CHECK(s.rejection("workflows.trigger", R"(["wf_abc123",{"payload":1}])") ==
        "NOT_FOUND: ctx.workflows.trigger: Workflow 'wf_abc123' not found; add it to a seed file: "
        R"({"workflows": [{"id": "wf_abc123"}]})");
  CHECK(s.effects().empty());
}

TEST_CASE("A workflow that cannot run is refused with the reason") {
  StoreFixture s;
  REQUIRE(s.seed(kSeed) == "ok");
  CHECK(s.rejection("workflows.trigger", R"(["wf_draft"])") ==
        "CONFLICT: ctx.workflows.trigger: Workflow 'wf_draft' is a draft and does not execute");
  CHECK(s.rejection("workflows.trigger", R"(["wf_abc123",{"contactId":"ct_2"}])") ==
        "NOT_FOUND: ctx.workflows.trigger: Contact 'ct_2' not found");
  CHECK(s.rejection("workflows.trigger", R"(["wf_abc123",{"paylod":1}])") ==
        "INVALID_REQUEST: ctx.workflows.trigger: argument 2 (options) has an unknown field 'paylod'; did you "
        "mean 'payload'?");
  CHECK(s.rejection("workflows.trigger", "[7]") ==
        "INVALID_REQUEST: ctx.workflows.trigger: argument 1 (workflowId) must be a non-empty string, not 7");
  CHECK(s.effects().empty());
}

TEST_CASE("Workflows are read one by one and listed in order") {
  StoreFixture s;
  REQUIRE(s.seed(kSeed) == "ok");
  const Json workflow = s.ok("workflows.get", R"(["wf_abc123"])");
  CHECK(
      workflow.dump() ==
      R"({"id":"wf_abc123","name":"Order placed","status":"published","trigger":{"type":"api_trigger","config":{}},)"
      R"("createdAt":"2026-03-30T14:22:00Z","updatedAt":"2026-03-30T14:22:00Z"})");
  CHECK(s.ok("workflows.get", R"(["wf_none"])").is_null());
  const Json all = s.ok("workflows.list", "[]");
  REQUIRE(all.size() == 2);
  CHECK(all[0] == workflow);
  CHECK(all[1]["name"] == "wf_draft");
  CHECK(s.rejection("workflows.list", "[1]") ==
        "INVALID_REQUEST: ctx.workflows.list: takes no arguments, but got 1");
}

TEST_CASE("A stored value comes back byte by byte") {
  StoreFixture s;
  const std::string value = GENERATE(
      as<std::string>(), "null", "true", "-0", "1.0", "1e+21", "9007199254740993",
      "123456789012345678901234567890", "0.1", R"("")", R"("\ud800 alone")", R"("\u0000\b\/ é 😀")", "[]",
      "{}", R"([1,[2,[3,{"a":[null]}]]])", R"({"b":1,"a":2,"":3,"a\\b":4})", R"({"twice":1,"twice":2})");
  CAPTURE(value);
  const std::string arguments = R"(["order:1",)" + value + "]";
  const CtxOutcome set = s.call("storage.set", arguments);
  CHECK_FALSE(set.error);
  CHECK(set.result.empty());
  CHECK(s.call("storage.get", R"(["order:1"])").result == value);
  CHECK(s.effects() == "storage.set order:1 " + arguments + "\n");
}

TEST_CASE("A value may nest 512 levels and no more") {
  StoreFixture s;
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  const std::string deepest = nested(512);
  CHECK_FALSE(s.call("storage.set", R"(["k",)" + deepest + "]").error);
  CHECK(s.call("storage.get", R"(["k"])").result == deepest);
  const std::string why = "INVALID_REQUEST: ctx.storage.set: an argument nests deeper than 512 levels";
  CHECK(s.rejection("storage.set", R"(["k",)" + nested(513) + "]") == why);
  CHECK(s.rejection("storage.set", R"(["k",)" + nested(1'000'000) + "]") == why);
  CHECK(s.rejection("storage.set", R"(["k",)" + std::string(1'000'000, '[')) == why);
  CHECK(s.call("storage.get", R"(["k"])").result == deepest);
}

TEST_CASE("Storage belongs to one module") {
  StoreFixture s;
  s.ok("storage.set", R"(["k",1])");
  CHECK(s.store->call({"other", 1, "storage.get", R"(["k"])"}).result == "null");
  CHECK(s.store->call({"other", 1, "storage.list", "[]"}).result == "[]");
  CHECK(s.store->call({"other", 1, "storage.delete", R"(["k"])"}).result == "false");
  CHECK(s.ok("storage.get", R"(["k"])") == 1);
}

TEST_CASE("A storage key is deleted once") {
  StoreFixture s;
  s.ok("storage.set", R"(["k",1])");
  ++s.request;
  CHECK(s.ok("storage.delete", R"(["k"])") == true);
  CHECK(s.ok("storage.delete", R"(["k"])") == false);
  CHECK(s.ok("storage.get", R"(["k"])").is_null());
  CHECK(s.effects() == "storage.delete k [\"k\"]\n");
}

TEST_CASE("Storage is listed by prefix in the order of the keys, special characters being nothing special") {
  StoreFixture s;
  for (const char* key : {"order:2", "order:10", "orders", "a%b", "a%", "azb", "order:1", "ü:1"})
    s.ok("storage.set", "[\"" + std::string(key) + "\",{\"k\":\"" + key + "\"}]");
  const auto keys = [&](std::string_view options) {
    std::string out;
    for (const Json& entry : s.ok("storage.list", "[" + std::string(options) + "]"))
      out += entry["key"].get<std::string>() + ' ';
    return out;
  };
  CHECK(keys(R"({"prefix":"order:"})") == "order:1 order:10 order:2 ");
  CHECK(keys(R"({"prefix":"order:","limit":2})") == "order:1 order:10 ");
  CHECK(keys(R"({"prefix":"a%"})") == "a% a%b ");
  CHECK(keys(R"({"prefix":"ü"})") == "ü:1 ");
  CHECK(keys("") == "a% a%b azb order:1 order:10 order:2 orders ü:1 ");
  CHECK(s.call("storage.list", R"([{"prefix":"a%b"}])").result == R"([{"key":"a%b","value":{"k":"a%b"}}])");
}

TEST_CASE("Storage keys that do not fit are refused") {
  StoreFixture s;
  CHECK(s.rejection("storage.get", R"([""])") ==
        R"(INVALID_REQUEST: ctx.storage.get: argument 1 (key) must be a non-empty string, not "")");
  CHECK(s.rejection("storage.set", R"(["k"])") ==
        "INVALID_REQUEST: ctx.storage.set: argument 2 (value) is missing");
  CHECK(s.rejection("storage.set", "[\"" + std::string(1025, 'k') + "\",1]") ==
        "INVALID_REQUEST: ctx.storage.set: argument 1 (key) must have at most 1024 bytes, not 1025");
  CHECK_FALSE(s.call("storage.set", "[\"" + std::string(1024, 'k') + "\",1]").error);
  CHECK(s.rejection("storage.list", R"(["order:"])") ==
        R"(INVALID_REQUEST: ctx.storage.list: argument 1 (options) must be an object, not "order:")");
}
