#include "tests/emulator/store/store_fixture.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

using namespace convotic::tests;

namespace {

// Every row of the tables a seed can fill.
std::string dump(const StoreFixture& s) {
  const SQLite::Database reader(s.file.string(), SQLite::OPEN_READONLY);
  std::string out;
  for (const char* table : {"contacts", "conversations", "messages", "workflows", "storage"}) {
    SQLite::Statement rows(reader, std::string("SELECT * FROM ") + table + " ORDER BY 1, 2");
    while (rows.executeStep()) {
      out += table;
      for (int i = 0; i < rows.getColumnCount(); ++i)
        out += "|" + rows.getColumn(i).getString();
      out += '\n';
    }
  }
  return out;
}

// The first ```json block after a heading of docs/state.md.
std::string documented_example() {
  const std::string page = read_file(CONVOTIC_SOURCE_DIR "/docs/state.md");
  const std::size_t start = page.find("```json\n", page.find("## Seed")) + 8;
  return page.substr(start, page.find("```", start) - start);
}

}  // namespace

TEST_CASE("The example of docs/state.md is a seed that loads, twice with the same outcome") {
  StoreFixture s;
  const auto planted = s.store->seed("seed.json", documented_example());
  REQUIRE(planted);
  CHECK(planted->contacts == 2);
  CHECK(planted->conversations == 1);
  CHECK(planted->messages == 2);
  CHECK(planted->workflows == 1);
  CHECK(planted->storage_entries == 1);
  const std::string once = dump(s);
  REQUIRE(s.seed(documented_example()) == "ok");
  CHECK(dump(s) == once);
  CHECK(s.effects().empty());

  const Json contact = s.ok("contacts.findByExternalId", R"(["cust-42"])");
  CHECK(contact["id"] == "ct_mia001");
  const Json conversation = s.ok("conversations.findByContactId", R"(["ct_mia001"])");
  const Json messages = s.ok("messages.list", "[" + conversation["id"].dump() + "]");
  REQUIRE(messages.size() == 2);
  CHECK(messages[0]["sender"].dump() == R"({"id":"ct_mia001","name":"Mia Keller"})");
  CHECK(messages[1]["sender"].dump() == R"({"id":"agent_01","name":"Support Bot"})");
  CHECK(conversation["lastMessageAt"] == messages[1]["timestamp"]);
}

TEST_CASE("A seed replaces what has the same id or external id and leaves the rest") {
  StoreFixture s;
  const std::string id =
      s.ok("contacts.create", R"([{"externalId":"c-1","email":"old@x","phone":"1"}])")["id"];
  const std::string conversation = s.ok("conversations.create", R"([{"contactId":")" + id + R"("}])")["id"];
  s.ok("contacts.create", R"([{"externalId":"c-2"}])");
  s.clock.advance(60'000);
  REQUIRE(s.seed(R"({"contacts":[{"externalId":"c-1","email":"new@x"}]})") == "ok");
  const Json contact = s.ok("contacts.findByExternalId", R"(["c-1"])");
  CHECK(contact["id"] == id);
  CHECK(contact["email"] == "new@x");
  CHECK(contact["phone"].is_null());
  CHECK(contact["createdAt"] == "2026-03-30T14:22:00Z");
  CHECK(s.ok("conversations.findByContactId", R"([")" + id + R"("])")["id"] == conversation);
  CHECK(s.ok("contacts.list", "[]").size() == 2);
}

TEST_CASE("Entries without an id get the same one every time, and twins get different ones") {
  StoreFixture s;
  const char* text = R"({"contacts":[{"name":"A"},{"name":"A"},{"name":"B"}],"workflows":[{"name":"W"}]})";
  REQUIRE(s.seed(text) == "ok");
  const Json first = s.ok("contacts.list", "[]");
  CHECK(first.size() == 3);
  REQUIRE(s.seed(text) == "ok");
  CHECK(s.ok("contacts.list", "[]") == first);
  CHECK(s.ok("workflows.list", "[]").size() == 1);
}

TEST_CASE("A seed's fields are all kept") {
  StoreFixture s;
  REQUIRE(s.seed(R"({
    "contacts": [{"id":"ct_1","name":"N","firstName":"F","lastName":"L","email":"e","phone":"p","platform":"line",
                  "platformUserId":"u","avatarUrl":"https://a","tags":["t"],"attributes":{"a":{"b":[1,2]}},
                  "createdAt":"2026-01-01T00:00:00Z","lastMessageAt":"2026-02-01T00:00:00Z"}],
    "conversations": [{"id":"conv_1","contactId":"ct_1","platform":"telegram","status":"closed",
                       "createdAt":"2026-01-02T00:00:00Z","closedAt":"2026-01-03T00:00:00Z"}],
    "messages": [{"id":"msg_1","conversationId":"conv_1","content":{"type":"image","url":"https://i","caption":"c"},
                  "sender":{"id":"agent_7","name":"Kim"},"direction":"outbound","timestamp":"2026-01-02T01:00:00Z"}],
    "workflows": [{"id":"wf_1","name":"W","status":"draft","trigger":{"type":"keyword","config":{"keywords":["hi"]}}}],
    "storage": {"shop": {"k": [1, null]}, "other": {"k": 2}}})") == "ok");
  CHECK(
      s.ok("contacts.get", R"(["ct_1"])").dump() ==
      R"({"id":"ct_1","externalId":null,"name":"N","firstName":"F","lastName":"L","email":"e","phone":"p",)"
      R"("platform":"line","platformUserId":"u","avatarUrl":"https://a","tags":["t"],"attributes":{"a":{"b":[1,2]}},)"
      R"("lastMessageAt":"2026-02-01T00:00:00Z","createdAt":"2026-01-01T00:00:00Z",)"
      R"("updatedAt":"2026-03-30T14:22:00Z"})");
  CHECK(s.ok("conversations.get", R"(["conv_1"])").dump() ==
        R"({"id":"conv_1","contactId":"ct_1","platform":"telegram","status":"closed",)"
        R"("createdAt":"2026-01-02T00:00:00Z","updatedAt":"2026-03-30T14:22:00Z",)"
        R"("lastMessageAt":"2026-01-02T01:00:00Z","closedAt":"2026-01-03T00:00:00Z"})");
  CHECK(
      s.ok("messages.list", R"(["conv_1"])").dump() ==
      R"([{"id":"msg_1","conversationId":"conv_1","platform":"telegram","direction":"outbound",)"
      R"("sender":{"id":"agent_7","name":"Kim"},"content":{"type":"image","url":"https://i","caption":"c"},)"
      R"("timestamp":"2026-01-02T01:00:00Z"}])");
  CHECK(s.ok("workflows.get", R"(["wf_1"])")["trigger"].dump() ==
        R"({"type":"keyword","config":{"keywords":["hi"]}})");
  CHECK(s.call("storage.get", R"(["k"])").result == "[1,null]");
}

TEST_CASE("A seed with a mistake is refused at its place, and nothing of it is kept") {
  StoreFixture s;
  const auto check = [&](std::string text, std::string_view why) {
    CHECK(s.seed(std::move(text)) == why);
    CHECK(dump(s).empty());
  };
  check("{\n  \"contacts\": [}\n",
        "seed.json:2:16: not valid JSON: unexpected '}'; expected '[', '{', or a literal");
  check("[]", "seed.json:1:1: the document must be an object, not an array");
  check(R"({"contact":[]})", R"(seed.json:1:2: unknown key "contact" | did you mean "contacts"?)");
  check("{\"contacts\":[{\"id\":\"ct_1\"},\n{\"emial\":1}]}",
        R"(seed.json:2:2: unknown key "emial" | did you mean "email"?)");
  check(R"({"contacts":[{"id":"1"}]})", R"(seed.json:1:20: the id "1" must start with "ct_")");
  check(R"({"contacts":[{"id":"ct_"}]})", R"(seed.json:1:20: the id "ct_" must start with "ct_")");
  check(R"({"contacts":[{"id":"ct_1","externalId":"a"},{"id":"ct_2","externalId":"a"}]})",
        R"(seed.json:1:45: the externalId "a" belongs to the contact "ct_1" already)");
  check(R"({"contacts":[{"externalId":7}]})",
        R"(seed.json:1:28: "/contacts/0/externalId" must be a string, not 7)");
  check(R"({"contacts":[{"externalId":""}]})", R"(seed.json:1:28: "externalId" must not be empty)");
  check(R"({"contacts":[{"tags":["a",""]}]})", "seed.json:1:27: a tag must not be empty");
  check(R"({"contacts":[{"attributes":[]}]})",
        R"(seed.json:1:28: "/contacts/0/attributes" must be an object, not an array)");
  check(R"({"contacts":[{"createdAt":"today"}]})",
        R"(seed.json:1:27: "today" is not a time | write it as 2026-03-30T14:22:00Z)");
  check(R"({"conversations":[{}]})",
        R"(seed.json:1:19: a conversation needs either "contactId" or "contactExternalId")");
  check(R"({"conversations":[{"contactExternalId":"c-9"}]})",
        R"(seed.json:1:40: there is no contact with the externalId "c-9" | list it under "contacts")");
  check(R"({"contacts":[{"id":"ct_1"}],"conversations":[{"contactId":"ct_1","status":"done"}]})",
        R"(seed.json:1:75: "status" must be one of open, closed, not "done")");
  check(R"({"messages":[{"text":"a"}]})",
        R"(seed.json:1:14: "conversationId" is missing from "/messages/0")");
  check(
      R"({"messages":[{"conversationId":"conv_1","text":"a"}]})",
      R"(seed.json:1:32: there is no conversation with the id "conv_1" | list it under "conversations" with that id)");
  const std::string with_conversation =
      R"({"contacts":[{"id":"ct_1"}],"conversations":[{"id":"conv_1","contactId":"ct_1"}],"messages":[)";
  check(with_conversation + R"({"conversationId":"conv_1"}]})",
        R"(seed.json:1:94: a message needs either "text" or "content")");
  check(with_conversation + R"({"conversationId":"conv_1","content":{"type":"image"}}]})",
        "seed.json:1:131: the content: 'url' is missing");
  check(R"({"workflows":[{"trigger":{}}]})",
        R"(seed.json:1:26: "type" is missing from "/workflows/0/trigger")");
  check(R"({"storage":{"shop":1}})", R"(seed.json:1:20: "/storage/shop" must be an object, not 1)");
  check(R"({"storage":{"shop":{"":1}}})", "seed.json:1:24: a storage key must have 1 to 1024 bytes, not 0");
  check(R"({"storage":{"shop":{"k":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}}}",
        R"("seed.json" nests deeper than 512 levels)");
}

TEST_CASE("Whatever an empty seed says, it is not an error") {
  StoreFixture s;
  CHECK(s.seed("{}") == "ok");
  CHECK(s.seed(R"({"contacts":[],"storage":{},"messages":null})") == "ok");
}
