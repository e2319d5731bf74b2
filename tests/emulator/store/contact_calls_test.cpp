#include "tests/emulator/store/store_fixture.hpp"

using namespace convotic::tests;

namespace {

std::string new_contact(StoreFixture& s, std::string_view fields = R"({"externalId":"c-1"})") {
  const std::string id = s.ok("contacts.create", "[" + std::string(fields) + "]")["id"];
  ++s.request;
  return id;
}

}  // namespace

TEST_CASE("A contact that is created has every field of a contact and an id with the documented prefix") {
  StoreFixture s;
  const Json contact =
      s.ok("contacts.create", R"([{"externalId":"c-1","firstName":"Mia","email":"mia@example.com"}])");
  const std::string id = contact["id"];
  CHECK(id.size() == 13);
  CHECK(id.starts_with("ct_"));
  CHECK(contact.dump() ==
        R"({"id":")" + id +
            R"(","externalId":"c-1","name":"Mia","firstName":"Mia","lastName":null,)"
            R"("email":"mia@example.com","phone":null,"platform":"custom","platformUserId":null,)"
            R"("avatarUrl":null,"tags":[],"attributes":{},"lastMessageAt":null,)"
            R"("createdAt":"2026-03-30T14:22:00Z","updatedAt":"2026-03-30T14:22:00Z"})");
  CHECK(s.effects() == "contacts.create " + id +
                           R"( [{"externalId":"c-1","firstName":"Mia","email":"mia@example.com"}])" + "\n");
}

TEST_CASE("A contact is created with tags, attributes and the platform's fields") {
  StoreFixture s;
  const Json contact =
      s.ok("contacts.create", R"([{"name":"M","lastName":"N","phone":"1","avatarUrl":"https://a/b",
      "platform":"line","platformUserId":"line_u1","tags":["b","a","b"],"attributes":{"x":1,"gone":null}}])");
  CHECK(contact["name"] == "M");
  CHECK(contact["platform"] == "line");
  CHECK(contact["platformUserId"] == "line_u1");
  CHECK(contact["tags"].dump() == R"(["b","a"])");
  CHECK(contact["attributes"].dump() == R"({"x":1})");
}

TEST_CASE("A contact's name is what is best known of it") {
  StoreFixture s;
  const auto name = [&](std::string_view fields) {
    return s.ok("contacts.create", "[" + std::string(fields) + "]")["name"].get<std::string>();
  };
  CHECK(name(R"({"name":"Given","firstName":"F"})") == "Given");
  CHECK(name(R"({"firstName":"F","lastName":"L"})") == "F L");
  CHECK(name(R"({"lastName":"L","email":"e"})") == "L");
  CHECK(name(R"({"email":"e","phone":"p"})") == "e");
  CHECK(name(R"({"phone":"p","externalId":"y"})") == "p");
  CHECK(name(R"({"externalId":"x"})") == "x");
  CHECK(name("{}").starts_with("ct_"));
}

TEST_CASE("An external id is found as a string and as a number") {
  StoreFixture s;
  const Json contact = s.ok("contacts.create", R"([{"externalId":4711}])");
  CHECK(contact["externalId"] == "4711");
  CHECK(s.ok("contacts.findByExternalId", "[4711]") == contact);
  CHECK(s.ok("contacts.findByExternalId", R"(["4711"])") == contact);
  CHECK(s.ok("contacts.findByExternalId", R"(["47110"])").is_null());
  CHECK(s.effects().find("find") == std::string::npos);
}

TEST_CASE("A second contact with the same external id is refused with the id of the first") {
  StoreFixture s;
  const std::string id = new_contact(s);
  const std::string other = new_contact(s, "{}");
  CHECK(s.rejection("contacts.create", R"([{"externalId":"c-1"}])") ==
        "CONFLICT: ctx.contacts.create: Contact '" + id + "' already has the externalId 'c-1'");
  CHECK(s.rejection("contacts.update", R"([")" + other + R"(",{"externalId":"c-1"}])") ==
        "CONFLICT: ctx.contacts.update: Contact '" + id + "' already has the externalId 'c-1'");
  CHECK(s.ok("contacts.update", R"([")" + id + R"(",{"externalId":"c-1"}])")["externalId"] == "c-1");
}

TEST_CASE("An update changes the fields it names and no others") {
  StoreFixture s;
  const std::string id = new_contact(s, R"({"firstName":"Mia","email":"m@x","phone":"1"})");
  s.clock.advance(60'000);
  const std::string arguments = R"([")" + id + R"(",{"email":"new@x","phone":null}])";
  const Json contact = s.ok("contacts.update", arguments);
  CHECK(contact["firstName"] == "Mia");
  CHECK(contact["email"] == "new@x");
  CHECK(contact["phone"].is_null());
  CHECK(contact["createdAt"] == "2026-03-30T14:22:00Z");
  CHECK(contact["updatedAt"] == "2026-03-30T14:23:00Z");
  CHECK(s.ok("contacts.get", R"([")" + id + R"("])") == contact);
  CHECK(s.effects() == "contacts.update " + id + " " + arguments + "\n");
}

TEST_CASE("Attributes are merged: new ones last, null takes one out, nested ones are replaced") {
  StoreFixture s;
  const std::string id = new_contact(s, R"({"attributes":{"a":{"deep":1},"b":2,"c":3}})");
  const Json contact =
      s.ok("contacts.update",
           R"([")" + id + R"(",{"attributes":{"c":4,"b":null,"d":5,"a":{"other":1},"e":null}}])");
  CHECK(contact["attributes"].dump() == R"({"a":{"other":1},"c":4,"d":5})");
}

TEST_CASE("An update without changes changes nothing") {
  StoreFixture s;
  const std::string id = new_contact(s);
  s.clock.advance(60'000);
  CHECK(s.ok("contacts.update", R"([")" + id + R"(",{}])")["updatedAt"] == "2026-03-30T14:22:00Z");
  CHECK(s.effects().empty());
}

TEST_CASE("Tags are added once and removed once") {
  StoreFixture s;
  const std::string id = new_contact(s);
  const std::string vip = R"([")" + id + R"(","vip"])";
  CHECK(s.ok("contacts.addTag", vip)["tags"].dump() == R"(["vip"])");
  CHECK(s.ok("contacts.addTag", vip)["tags"].dump() == R"(["vip"])");
  CHECK(s.ok("contacts.addTag", R"([")" + id + R"(","a \"quoted\" one"])")["tags"][1] == "a \"quoted\" one");
  CHECK(s.ok("contacts.removeTag", vip)["tags"].size() == 1);
  CHECK(s.ok("contacts.removeTag", vip)["tags"].size() == 1);
  CHECK(s.effects() == "contacts.addTag " + id + " " + vip + "\ncontacts.addTag " + id + R"( [")" + id +
                           R"(","a \"quoted\" one"])" + "\ncontacts.removeTag " + id + " " + vip + "\n");
}

TEST_CASE("A deleted contact is gone with its conversations and their messages") {
  StoreFixture s;
  const std::string id = new_contact(s);
  const std::string conversation = s.ok("conversations.create", R"([{"contactId":")" + id + R"("}])")["id"];
  s.ok("messages.send", R"([")" + conversation + R"(",{"text":"hi"}])");
  s.request = 100;
  CHECK(s.ok("contacts.delete", R"([")" + id + R"("])") == true);
  CHECK(s.ok("contacts.delete", R"([")" + id + R"("])") == false);
  CHECK(s.ok("contacts.get", R"([")" + id + R"("])").is_null());
  CHECK(s.ok("conversations.get", R"([")" + conversation + R"("])").is_null());
  CHECK(s.effects() == "contacts.delete " + id + R"( [")" + id + "\"]\n");
}

TEST_CASE("Contacts are listed by their last message, by platform, and 20 at most unless asked") {
  StoreFixture s;
  for (int i = 0; i < 25; ++i)
    new_contact(s, R"({"platform":")" + std::string(i % 5 == 0 ? "line" : "whatsapp") + "\"}");
  const std::string first = new_contact(s, R"({"platform":"instagram"})");
  new_contact(s);
  const std::string conversation =
      s.ok("conversations.create", R"([{"contactId":")" + first + R"("}])")["id"];
  s.ok("messages.send", R"([")" + conversation + R"(",{"text":"hi"}])");

  const Json all = s.ok("contacts.list", "[]");
  CHECK(all.size() == 20);
  CHECK(all[0]["id"] == first);
  CHECK(all[1]["externalId"] == "c-1");
  CHECK(s.ok("contacts.list", R"([{"platform":"line"}])").size() == 5);
  CHECK(s.ok("contacts.list", R"([{"limit":100}])").size() == 27);
  CHECK(s.ok("contacts.list", R"([{"limit":1,"platform":null}])").size() == 1);
  CHECK(s.ok("contacts.list", "[null]").size() == 20);
}

TEST_CASE("Calls about a contact that does not exist name it") {
  StoreFixture s;
  CHECK(s.rejection("contacts.update", R"(["ct_x",{"email":"e"}])") ==
        "NOT_FOUND: ctx.contacts.update: Contact 'ct_x' not found");
  CHECK(s.rejection("contacts.addTag", R"(["ct_x","t"])") ==
        "NOT_FOUND: ctx.contacts.addTag: Contact 'ct_x' not found");
  CHECK(s.rejection("contacts.removeTag", R"(["ct_x","t"])") ==
        "NOT_FOUND: ctx.contacts.removeTag: Contact 'ct_x' not found");
  CHECK(s.effects().empty());
}

TEST_CASE("Arguments of contact calls that do not fit are refused with what they are") {
  StoreFixture s;
  const auto check = [&](std::string_view name, std::string_view arguments, std::string_view why) {
    CHECK(s.rejection(name, arguments) ==
          "INVALID_REQUEST: ctx." + std::string(name) + ": " + std::string(why));
  };
  check("contacts.findByExternalId", "[]", "argument 1 (externalId) is missing");
  check("contacts.findByExternalId", "[null]",
        "argument 1 (externalId) must be a non-empty string or a number, not null");
  check("contacts.findByExternalId", R"([""])",
        R"(argument 1 (externalId) must be a non-empty string or a number, not "")");
  check("contacts.findByExternalId", R"([["a"]])",
        "argument 1 (externalId) must be a non-empty string or a number, not an array");
  check("contacts.findByExternalId", R"(["a","b"])", "takes 1 argument (externalId), but got 2");
  check("contacts.addTag", R"(["ct_x",7])", "argument 2 (tag) must be a non-empty string, not 7");
  check("contacts.addTag", R"(["ct_x",""])", R"(argument 2 (tag) must be a non-empty string, not "")");
  check("contacts.addTag", R"(["ct_x"])", "argument 2 (tag) is missing");
  check("contacts.addTag", R"(["ct_x","a","b"])", "takes 2 arguments (contactId, tag), but got 3");
  check("contacts.update", R"([{"id":"ct_x"},{}])",
        "argument 1 (contactId) must be a non-empty string, not an object");
  check("contacts.update", R"(["ct_x","email"])", R"(argument 2 (changes) must be an object, not "email")");
  check("contacts.update", R"(["ct_x",null])", "argument 2 (changes) must be an object, not null");
  check("contacts.update", R"(["ct_x",{"emial":"e"}])",
        "argument 2 (changes) has an unknown field 'emial'; did you mean 'email'?");
  check("contacts.update", R"(["ct_x",{"q":1}])",
        "argument 2 (changes) has an unknown field 'q'; known fields: externalId, name, firstName, lastName, "
        "email, "
        "phone, avatarUrl, attributes");
  check("contacts.create", R"([{"tags":"vip"}])",
        R"(argument 1 (contact): 'tags' must be an array of non-empty strings, not "vip")");
  check("contacts.create", R"([{"tags":["a",""]}])",
        R"(argument 1 (contact): 'tags' must hold non-empty strings, not "")");
  check("contacts.create", R"([{"attributes":[1]}])",
        "argument 1 (contact): 'attributes' must be an object, not an array");
  check("contacts.create", R"([{"firstName":7}])",
        "argument 1 (contact): 'firstName' must be a string, not 7");
  check("contacts.create", R"([{"externalId":{}}])",
        "argument 1 (contact): 'externalId' must be a non-empty string or a number, not an object");
  check("contacts.create", R"([{"platform":""}])",
        R"(argument 1 (contact): 'platform' must be a non-empty string, not "")");
  check("contacts.list", R"([{"limit":0}])", "Parameter 'limit' must be between 1 and 100");
  check("contacts.list", R"([{"limit":101}])", "Parameter 'limit' must be between 1 and 100");
  check("contacts.list", R"([{"limit":99999999999999999999}])",
        "Parameter 'limit' must be between 1 and 100");
  check("contacts.list", R"([{"limit":1.5}])",
        "argument 1 (options): 'limit' must be a whole number, not 1.5");
  check("contacts.list", R"([{"limit":"9"}])",
        R"(argument 1 (options): 'limit' must be a whole number, not "9")");
  check("contacts.list", R"([{"limti":9}])",
        "argument 1 (options) has an unknown field 'limti'; did you mean 'limit'?");
  check("contacts.list", "[5]", "argument 1 (options) must be an object, not 5");
  CHECK(s.effects().empty());
  CHECK(s.ok("contacts.list", "[]").empty());
}

TEST_CASE("Trailing undefined arguments count as not given") {
  StoreFixture s;
  CHECK(s.ok("contacts.findByExternalId", R"(["a",null,null])").is_null());
}
