#include "lint/effect_names.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::lint;

TEST_CASE("A name that goes on to change something is no reading") {
  const Config config;
  for (const char* name : {"get", "getAll", "findByExternalId", "listOpen", "search_index", "countByStage",
                           "hasTag", "exists", "getSettings", "findUpdatedSince", "getAddress"}) {
    CAPTURE(name);
    CHECK(only_reads(config, name));
  }
  for (const char* name : {"set", "create", "findOrCreate", "getOrSet", "getAndDelete", "find_or_create",
                           "searchAndTrigger", "countThenPush", "remove"}) {
    CAPTURE(name);
    CHECK_FALSE(only_reads(config, name));
  }
}

TEST_CASE("What the configuration names as it is, is believed") {
  Config config;
  config.effects_read.push_back("findOrCreate");
  CHECK(only_reads(config, "findOrCreate"));
  CHECK_FALSE(only_reads(config, "findAndUpdate"));
}

TEST_CASE("A star in a pattern stands for anything") {
  CHECK(name_matches("ctx.*.*", "ctx.storage.set"));
  CHECK(name_matches("*.storage.set", "ctx.storage.set"));
  CHECK(name_matches("get*", "get"));
  CHECK_FALSE(name_matches("get*", "forget"));
  CHECK_FALSE(name_matches("", "a"));
}
