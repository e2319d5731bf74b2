#include "core/base/json_layout.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using base::JsonLayout;
using base::lay_out;
using base::layout_of;

TEST_CASE("JSON is laid out as serialisers do it") {
  const std::string json = R"( {"a" :[1 , {"b":null} ],
    "c":{ },"d" : [ ]})";
  CHECK(lay_out(json, JsonLayout::compact) == R"({"a":[1,{"b":null}],"c":{},"d":[]})");
  CHECK(lay_out(json, JsonLayout::spaced) == R"({"a": [1, {"b": null}], "c": {}, "d": []})");
  CHECK(lay_out(json, JsonLayout::indented_2) == R"({
  "a": [
    1,
    {
      "b": null
    }
  ],
  "c": {},
  "d": []
})");
  CHECK(lay_out("[[1]]", JsonLayout::indented_4) == "[\n    [\n        1\n    ]\n]");
  CHECK(lay_out("[1,\"x\"]", JsonLayout::indented_2, 4) == "[\n      1,\n      \"x\"\n    ]");
}

TEST_CASE("Tokens stay byte for byte") {
  const std::string tokens =
      R"({"1.0":1.0,"e":-1E+05,"big":123456789012345678901234567890,"esc":"\u00e9\/\"\\","a":1,"a":2,"s":" x : , { "})";
  for (const JsonLayout layout :
       {JsonLayout::compact, JsonLayout::spaced, JsonLayout::indented_2, JsonLayout::indented_4})
    CHECK(lay_out(lay_out(tokens, layout), JsonLayout::compact) == tokens);
}

TEST_CASE("The layout of a text is the one that gives it again") {
  CHECK(layout_of(R"({"a":[1,2]})") == JsonLayout::compact);
  CHECK(layout_of(R"({"a": [1, 2]})") == JsonLayout::spaced);
  CHECK(layout_of("{\n  \"a\": 1\n}") == JsonLayout::indented_2);
  CHECK(layout_of("{\n    \"a\": 1\n}") == JsonLayout::indented_4);
  CHECK_FALSE(layout_of("{\n\t\"a\": 1\n}"));
  CHECK_FALSE(layout_of("{\"a\" :1}"));
  CHECK_FALSE(layout_of("{\r\n  \"a\": 1\r\n}"));
  CHECK_FALSE(layout_of("[1]\n"));
}

TEST_CASE("A layout that is longer than is allowed is given up, however deeply a text nests") {
  using base::lay_out_within;
  CHECK(lay_out_within("[1]", JsonLayout::indented_2, 7) == "[\n  1\n]");
  CHECK(lay_out_within("[1]", JsonLayout::indented_2, 6) == std::nullopt);
  const std::string deep = std::string(400'000, '[') + std::string(400'000, ']');
  CHECK(lay_out_within(deep, JsonLayout::indented_4, 8 * deep.size()) == std::nullopt);
  CHECK(layout_of(deep) == JsonLayout::compact);
  CHECK_FALSE(layout_of(" " + deep));
}

TEST_CASE("A layout has a name") {
  for (const char* name : {"compact", "spaced", "indented-2", "indented-4"})
    CHECK(base::layout_name(base::layout_called(name).value()) == name);
  CHECK_FALSE(base::layout_called("pretty"));
}
