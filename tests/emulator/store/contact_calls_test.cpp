#include "tests/emulator/store/store_fixture.hpp"

using namespace convotic::tests;

TEST_CASE("A contact that was created is found by its external id") {
  StoreFixture s;
  const Json created =
      s.ok("contacts.create", R"([{"externalId":"c-1","firstName":"Mia","email":"mia@example.com"}])");
  CHECK(s.ok("contacts.findByExternalId", R"(["c-1"])") == created);
  CHECK(s.ok("contacts.get", Json::array({created["id"]}).dump()) == created);
  CHECK(s.effects() == "contacts.create " + created["id"].get<std::string>() +
                           R"( [{"externalId":"c-1","firstName":"Mia","email":"mia@example.com"}])" + "\n");
}
