#include "replay/json_place.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::replay;

TEST_CASE("Places in a JSON value are read, and written the same") {
  for (const std::string text : {"$", "$.order.id", "$.items[0].sku", "$['a name'].b", "$['it\\'s']['']",
                                 "$.naïve[12][3]", "$['1a']"}) {
    CAPTURE(text);
    const auto place = parse_json_place(text);
    REQUIRE(place);
    CHECK(format_json_place(*place) == text);
  }
  CHECK(parse_json_place("$[\"a\"][7]") == JsonPlace{std::string("a"), std::size_t{7}});
}

TEST_CASE("What is no place is none") {
  for (const std::string text : {"", "order", ".a", "$a", "$.", "$..a", "$.a b", "$[", "$[]", "$[-1]", "$[1",
                                 "$[*]", "$['a", "$['a'", "$['a\\", "$[99999999999999999999]"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_json_place(text));
  }
}
