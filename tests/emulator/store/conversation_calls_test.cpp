#include "tests/emulator/store/store_fixture.hpp"

using namespace convotic::tests;

namespace {

struct ConversationFixture : StoreFixture {
  std::string contact = ok("contacts.create", R"([{"externalId":"c-1","platform":"line"}])")["id"];
  std::string conversation = create();

  ConversationFixture() { request = 2; }
  std::string create() { return ok("conversations.create", R"([{"contactId":")" + contact + R"("}])")["id"]; }
  std::string quoted(const std::string& id, std::string_view more = "") {
    return "[\"" + id + "\"" + (more.empty() ? "" : "," + std::string(more)) + "]";
  }
  std::string find() {
    const Json found = ok("conversations.findByContactId", quoted(contact));
    return found.is_null() ? "null" : found["id"].get<std::string>();
  }
};

}  // namespace

TEST_CASE("A conversation that is created is open and on its contact's platform") {
  ConversationFixture s;
  s.request = 1;
  CHECK(s.conversation.starts_with("conv_"));
  CHECK(s.conversation.size() == 15);
  CHECK(s.ok("conversations.get", s.quoted(s.conversation)).dump() ==
        R"({"id":")" + s.conversation + R"(","contactId":")" + s.contact +
            R"(","platform":"line","status":"open","createdAt":"2026-03-30T14:22:00Z",)"
            R"("updatedAt":"2026-03-30T14:22:00Z","lastMessageAt":null,"closedAt":null})");
  CHECK(s.effects().ends_with("conversations.create " + s.conversation + R"( [{"contactId":")" + s.contact +
                              "\"}]\n"));
  CHECK(s.ok("conversations.create",
             R"([{"contactId":")" + s.contact + R"(","platform":"whatsapp"}])")["platform"] == "whatsapp");
}

TEST_CASE("The open conversation with the latest activity is the one that is found") {
  ConversationFixture s;
  CHECK(s.find() == s.conversation);
  s.clock.advance(1000);
  const std::string later = s.create();
  CHECK(s.find() == later);
  s.clock.advance(1000);
  s.ok("messages.send", s.quoted(s.conversation, R"({"text":"hi"})"));
  CHECK(s.find() == s.conversation);
  s.ok("conversations.close", s.quoted(s.conversation));
  CHECK(s.find() == later);
  s.ok("conversations.close", s.quoted(later));
  CHECK(s.find() == "null");
  CHECK(s.ok("conversations.findByContactId", R"(["ct_unknown"])").is_null());
}

TEST_CASE("A conversation is closed once and can be opened again") {
  ConversationFixture s;
  s.clock.advance(60'000);
  const Json closed = s.ok("conversations.close", s.quoted(s.conversation));
  CHECK(closed["status"] == "closed");
  CHECK(closed["closedAt"] == "2026-03-30T14:23:00Z");
  CHECK(closed["updatedAt"] == "2026-03-30T14:23:00Z");
  CHECK(s.ok("conversations.close", s.quoted(s.conversation)) == closed);
  const std::string reopening = s.quoted(s.conversation, R"({"status":"open"})");
  CHECK(s.ok("conversations.update", reopening)["closedAt"].is_null());
  s.ok("conversations.update", s.quoted(s.conversation, "{}"));
  CHECK(s.effects() == "conversations.close " + s.conversation + " " + s.quoted(s.conversation) +
                           "\nconversations.update " + s.conversation + " " + reopening + "\n");
  CHECK(s.ok("conversations.update", s.quoted(s.conversation, R"({"platform":"telegram"})"))["platform"] ==
        "telegram");
}

TEST_CASE("Conversations are listed by contact and status, the most recently active first") {
  ConversationFixture s;
  s.clock.advance(1000);
  const std::string later = s.create();
  const std::string other = s.ok("contacts.create", "[{}]")["id"];
  s.clock.advance(1000);
  s.ok("conversations.create", R"([{"contactId":")" + other + R"("}])");
  s.ok("conversations.close", s.quoted(s.conversation));
  CHECK(s.ok("conversations.list", "[]").size() == 3);
  const Json of_contact = s.ok("conversations.list", R"([{"contactId":")" + s.contact + R"("}])");
  REQUIRE(of_contact.size() == 2);
  CHECK(of_contact[0]["id"] == later);
  CHECK(s.ok("conversations.list", R"([{"status":"closed"}])").size() == 1);
  CHECK(s.ok("conversations.list", R"([{"limit":1,"status":"open","contactId":")" + s.contact + R"("}])")
            .size() == 1);
}

TEST_CASE("A message that is sent is the module's and is listed") {
  ConversationFixture s;
  s.clock.advance(60'000);
  const std::string arguments = s.quoted(s.conversation, R"({"text":"Thanks \ud83d\ude00"})");
  const Json message = s.ok("messages.send", arguments);
  const std::string id = message["id"];
  CHECK(id.starts_with("msg_"));
  CHECK(message.dump() ==
        R"({"id":")" + id + R"(","conversationId":")" + s.conversation +
            R"(","platform":"line","direction":"outbound","sender":{"id":"agent_shop","name":"shop"},)"
            R"("content":{"type":"text","text":"Thanks 😀"},"timestamp":"2026-03-30T14:23:00Z"})");
  CHECK(s.effects() == "messages.send " + s.conversation + " " + arguments + "\n");
  CHECK(s.ok("messages.list", s.quoted(s.conversation)) == Json::array({message}));
  CHECK(s.ok("conversations.get", s.quoted(s.conversation))["lastMessageAt"] == "2026-03-30T14:23:00Z");
  CHECK(s.ok("contacts.get", s.quoted(s.contact))["lastMessageAt"] == "2026-03-30T14:23:00Z");
}

TEST_CASE("Images, videos and files are sent with a url and a caption") {
  ConversationFixture s;
  const auto content = [&](std::string_view message) {
    return s.ok("messages.send", s.quoted(s.conversation, message))["content"].dump();
  };
  CHECK(content(R"({"type":"text","text":"t"})") == R"({"type":"text","text":"t"})");
  CHECK(content(R"({"type":"image","url":"https://x/i"})") == R"({"type":"image","url":"https://x/i"})");
  CHECK(content(R"({"caption":"c","type":"video","url":"https://x/v"})") ==
        R"({"type":"video","url":"https://x/v","caption":"c"})");
  CHECK(content(R"({"type":"file","url":"https://x/f","caption":null})") ==
        R"({"type":"file","url":"https://x/f"})");
}

TEST_CASE("Messages are listed oldest first, within the times and the limit that are asked for") {
  ConversationFixture s;
  for (int i = 0; i < 60; ++i) {
    s.ok("messages.send", s.quoted(s.conversation, R"({"text":")" + std::to_string(i) + R"("})"));
    s.clock.advance(1000);
  }
  const auto list = [&](std::string_view options) {
    return s.ok("messages.list", s.quoted(s.conversation, options));
  };
  CHECK(list("{}").size() == 50);
  CHECK(list("{}")[0]["content"]["text"] == "0");
  CHECK(list(R"({"limit":100})").size() == 60);
  const Json window = list(R"({"from":"2026-03-30T14:22:10Z","to":"2026-03-30T23:22:12+09:00"})");
  REQUIRE(window.size() == 3);
  CHECK(window[0]["content"]["text"] == "10");
  CHECK(window[2]["content"]["text"] == "12");
}

TEST_CASE("Calls about a conversation that does not exist or is closed name it") {
  ConversationFixture s;
  s.ok("conversations.close", s.quoted(s.conversation));
  ++s.request;
  const std::string id = s.conversation;
  CHECK(s.rejection("messages.send", s.quoted(id, R"({"text":"hi"})")) ==
        "CONFLICT: ctx.messages.send: Conversation '" + id + "' is closed");
  CHECK(s.rejection("messages.send", R"(["conv_x",{"text":"hi"}])") ==
        "NOT_FOUND: ctx.messages.send: Conversation 'conv_x' not found");
  CHECK(s.rejection("messages.list", R"(["conv_x"])") ==
        "NOT_FOUND: ctx.messages.list: Conversation 'conv_x' not found");
  CHECK(s.rejection("conversations.update", R"(["conv_x",{}])") ==
        "NOT_FOUND: ctx.conversations.update: Conversation 'conv_x' not found");
  CHECK(s.rejection("conversations.close", R"(["conv_x"])") ==
        "NOT_FOUND: ctx.conversations.close: Conversation 'conv_x' not found");
  CHECK(s.rejection("conversations.create", R"([{"contactId":"ct_x"}])") ==
        "NOT_FOUND: ctx.conversations.create: Contact 'ct_x' not found");
  CHECK(s.effects().empty());
}

TEST_CASE("Arguments of conversation and message calls that do not fit are refused with what they are") {
  ConversationFixture s;
  const auto check = [&](std::string_view name, std::string_view arguments, std::string_view why) {
    CHECK(s.rejection(name, arguments) ==
          "INVALID_REQUEST: ctx." + std::string(name) + ": " + std::string(why));
  };
  check("conversations.findByContactId", "[1]", "argument 1 (contactId) must be a non-empty string, not 1");
  check("conversations.get", "[]", "argument 1 (conversationId) is missing");
  check("conversations.create", "[{}]", "argument 1 (conversation): 'contactId' is missing");
  check("conversations.create", R"([{"contactID":"x"}])",
        "argument 1 (conversation) has an unknown field 'contactID'; did you mean 'contactId'?");
  check("conversations.update", R"(["conv_x",{"status":"done"}])",
        R"(argument 2 (changes): 'status' must be "open" or "closed", not "done")");
  check("conversations.list", R"([{"status":1}])", "argument 1 (options): 'status' must be a string, not 1");
  check("messages.send", R"(["conv_x","hi"])", R"(argument 2 (message) must be an object, not "hi")");
  check("messages.send", R"(["conv_x",{}])", "argument 2 (message): 'text' is missing");
  check("messages.send", R"(["conv_x",{"text":""}])",
        R"(argument 2 (message): 'text' must be a non-empty string, not "")");
  check("messages.send", R"(["conv_x",{"txt":"a"}])",
        "argument 2 (message) has an unknown field 'txt'; did you mean 'text'?");
  check("messages.send", R"(["conv_x",{"type":"audio","url":"u"}])",
        R"(argument 2 (message): 'type' must be "text", "image", "video" or "file", not "audio")");
  check("messages.send", R"(["conv_x",{"type":"image"}])", "argument 2 (message): 'url' is missing");
  check("messages.send", R"(["conv_x",{"type":"image","url":"u","text":"t"}])",
        "argument 2 (message) has an unknown field 'text'; known fields: type, url, caption");
  check("messages.list", R"(["conv_x",{"limit":500}])", "Parameter 'limit' must be between 1 and 100");
  check("messages.list", R"(["conv_x",{"from":"yesterday"}])",
        R"(argument 2 (options): 'from' must be a time such as 2026-03-30T14:22:00Z, not "yesterday")");
  CHECK(s.effects().empty());
}
