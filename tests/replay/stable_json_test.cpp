#include "replay/stable_json.hpp"
#include "tests/support/catch.hpp"

using convotic::replay::common_json;

namespace {
std::string common(std::string_view a, std::string_view b) {
  return common_json(a, b).value_or("nothing");
}
}  // namespace

TEST_CASE("What two JSON values have in common is what both are sure to have") {
  CHECK(common(R"({"id":"1","at":17,"ok":true})", R"({"ok":true,"id":"1","at":18})") ==
        R"({"id":"1","ok":true})");
  CHECK(common(R"({"a":{"b":1,"c":2}})", R"({"a":{"b":1,"c":3}})") == R"({"a":{"b":1}})");
  CHECK(common("[1,2,3]", "[1,2,4]") == "[1,2]");
  CHECK(common("[1,2]", "[1,2,4]") == "[1,2]");
  CHECK(common(R"([{"a":1,"t":5},7])", R"([{"a":1,"t":6},7])") == R"([{"a":1},7])");
  CHECK(common("1", "1.0") == "1");
  CHECK(common("null", "null") == "null");
}

TEST_CASE("What has nothing in common has nothing") {
  CHECK(common("1", "2") == "nothing");
  CHECK(common("[]", "{}") == "nothing");
  CHECK(common(R"("a")", "a") == "nothing");
}
