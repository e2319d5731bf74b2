#include "core/webhook/json_fields.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::webhook;

TEST_CASE("A value is read as text, whatever its type") {
  const std::string json = R"({"a": {"b": ["x", 1000, true, null, {}, "\u00e9\n"]}, "c/d": "e", "": 1})";
  CHECK(read_field(json, "/a/b/0") == "x");
  CHECK(read_field(json, "/a/b/1") == "1000");
  CHECK(read_field(json, "/a/b/2") == "true");
  CHECK(read_field(json, "/a/b/5") == "\u00e9\n");
  CHECK(read_field(json, "/c~1d") == "e");
  CHECK(read_field(json, "/") == "1");
  CHECK(read_field("\"whole\"", "") == "whole");
  for (const char* pointer : {"/a/b/3", "/a/b/4", "/a/b/6", "/a", "/a/b", "/x", "/c~1d/x", "/a/b/x"}) {
    CAPTURE(pointer);
    CHECK(read_field(json, pointer) == std::nullopt);
  }
}

TEST_CASE("A star in a pointer stands for every element of an array") {
  const std::string json =
      R"({"value": [{"a": 1}, {}], "none": [], "object": {"0": {"a": 1}}, "*": [{"\u0061": [2]}]})";
  const auto values = [](const std::string& text, std::string_view pointer) {
    std::vector<std::string> out;
    for (const auto& range : find_places(text, pointer).values)
      out.push_back(range ? text.substr(range->offset, range->length) : "-");
    return out;
  };
  using Values = std::vector<std::string>;
  CHECK(values(json, "/value/*/a") == Values{"1", "-"});
  CHECK(values(json, "/value/*") == Values{R"({"a": 1})", "{}"});
  CHECK(values(json, "/none/*/a") == Values{});
  CHECK(values(json, "/object/*/a") == Values{});
  CHECK(values(json, "/missing/*/a") == Values{"-"});
  CHECK(values(json, "/value/0/a") == Values{"1"});
  CHECK(values(json, "/value/2/a") == Values{"-"});
  CHECK(values(json, "/object/0/a") == Values{"1"});
  CHECK(values("[[1,2],[3]]", "/*/*") == Values{"1", "2", "3"});
  CHECK(values("\xef\xbb\xbf [ \"x,]\" , {\"y\":[\"\\\"\"]} ] ", "/*") ==
        Values{"\"x,]\"", "{\"y\":[\"\\\"\"]}"});
  CHECK(values(" true ", "") == Values{"true"});
  CHECK(values("1", "/a") == Values{"-"});
}

TEST_CASE("A member that stands twice on the way of a pointer is found, however it is written") {
  const auto twice = [](std::string_view text, std::string_view pointer) {
    return find_places(text, pointer).twice;
  };
  CHECK(twice(R"({"a":{"b":1,"b":2}})", "/a/b") == "b");
  CHECK(twice(R"({"a":{"b":1,"\u0062":2}})", "/a/b") == "b");
  CHECK(twice(R"({"a":{"b":1},"a":{}})", "/a/b") == "a");
  CHECK(twice(R"({"v":[{"b":1},{"b":1,"b":1}]})", "/v/*/b") == "b");
  CHECK(twice(R"({"c/d":1,"c\/d":1})", "/c~1d") == "c/d");
  CHECK(twice(R"({"a":{"b":1,"c":2,"c":3}})", "/a/b") == std::nullopt);
  CHECK(twice(R"({"a":{"b":1,"x":{"b":2}}})", "/a/b") == std::nullopt);
  CHECK(twice(R"([{"b":1},{"b":1}])", "/*/b") == std::nullopt);
}

TEST_CASE("A pointer is split behind its last star") {
  using Pair = std::pair<std::string_view, std::string_view>;
  CHECK(split_at_star("/a/*/b/*/c") == Pair("/a/*/b/*", "/c"));
  CHECK(split_at_star("/a/*") == Pair("/a/*", ""));
  CHECK(split_at_star("/a/b") == Pair("", "/a/b"));
}

TEST_CASE("A value is replaced and every other byte stays") {
  const std::string json = "{ \"a\" : 1.50,\n\t\"b\": \"old\" , \"n\": 17 }\n";
  CHECK(with_field(json, "/b", "ne\"w") == "{ \"a\" : 1.50,\n\t\"b\": \"ne\\\"w\" , \"n\": 17 }\n");
  CHECK(with_field(json, "/n", "18") == "{ \"a\" : 1.50,\n\t\"b\": \"old\" , \"n\": 18 }\n");
  CHECK(with_field(json, "/n", "x") == "{ \"a\" : 1.50,\n\t\"b\": \"old\" , \"n\": \"x\" }\n");
  CHECK(with_field(json, "/n", "018") == "{ \"a\" : 1.50,\n\t\"b\": \"old\" , \"n\": \"018\" }\n");
  CHECK(with_field(json, "/b", "18") == "{ \"a\" : 1.50,\n\t\"b\": \"18\" , \"n\": 17 }\n");
}

TEST_CASE("A member that is missing is added, with the objects between") {
  CHECK(with_field("{}", "/a", "x") == R"({"a":"x"})");
  CHECK(with_field("{ }", "/a", "x") == R"({"a":"x" })");
  CHECK(with_field("{\"b\": 1\n}", "/a", "x") == "{\"b\": 1,\"a\":\"x\"\n}");
  CHECK(with_field(R"({"b":{}})", "/b/c/d", "x") == R"({"b":{"c":{"d":"x"}}})");
  CHECK(with_field(R"({"b":{}})", "/c~1d/e", "x") == R"({"b":{},"c/d":{"e":"x"}})");
  CHECK(with_field("[]", "/0", "x") == std::nullopt);
  CHECK(with_field("[1]", "/a", "x") == std::nullopt);
  CHECK(with_field(R"({"a":1})", "/a/b", "x") == std::nullopt);
  CHECK(with_field("1", "/a", "x") == std::nullopt);
}

TEST_CASE("A member is taken out with its comma") {
  CHECK(without_field(R"({"a":1})", "/a") == "{}");
  CHECK(without_field(R"({"a": 1, "b": 2, "c": 3})", "/a") == R"({"b": 2, "c": 3})");
  CHECK(without_field(R"({"a": 1, "b": 2, "c": 3})", "/b") == R"({"a": 1, "c": 3})");
  CHECK(without_field(R"({"a": 1, "b": 2, "c": 3})", "/c") == R"({"a": 1, "b": 2})");
  CHECK(without_field("{\"a\": 1 ,\n\"b\": {\"c\": [1]}\n}", "/b") == "{\"a\": 1 \n}");
  CHECK(without_field(R"({"x":{"a":"1,2","b":2}})", "/x/a") == R"({"x":{"b":2}})");
  for (const char* pointer : {"/x", "/a/0", "/b/x"}) {
    CAPTURE(pointer);
    CHECK(without_field(R"({"a":[1],"b":2})", pointer) == R"({"a":[1],"b":2})");
  }
}

TEST_CASE("JSON is told from what is not") {
  CHECK(is_json(" [1] "));
  CHECK_FALSE(is_json(""));
  CHECK_FALSE(is_json("{\"a\":1}x"));
}
