#include "replay/json_form.hpp"
#include "tests/support/catch.hpp"

#include <utility>

using namespace convotic::replay;
using Strings = std::vector<std::string>;

TEST_CASE("The scalars of a JSON text are found with their places and depths, names are not") {
  const std::string json = R"({"a": 1, "b": ["x", {"c": null}], "d" : -2.5e3})";
  Strings found;
  for (const JsonScalar& scalar : json_scalars(json))
    found.push_back(json.substr(scalar.offset, scalar.length) + "@" + std::to_string(scalar.depth));
  CHECK(found == Strings{"1@1", "\"x\"@2", "null@3", "-2.5e3@1"});
  CHECK(json_scalars("7").size() == 1);
  CHECK(json_scalars("[]").empty());
}

TEST_CASE("A colon after a string in an array of strings does not make it a name") {
  const std::string json = R"(["a:", "b\"", {"k": "v:"}])";
  Strings found;
  for (const JsonScalar& scalar : json_scalars(json))
    found.push_back(json.substr(scalar.offset, scalar.length));
  CHECK(found == Strings{"\"a:\"", "\"b\\\"\"", "\"v:\""});
}

TEST_CASE("JSON is spaced and escaped as other languages write it, and nothing else of it changes") {
  CHECK(spaced_json("{\"a\":1.0,\"b\":[true,\"é\"]}") == "{\"a\": 1.0, \"b\": [true, \"\\u00e9\"]}");
  CHECK(spaced_json("{ \"a\" :\n\"x, y: z\" }") == "{\"a\": \"x, y: z\"}");
  CHECK(spaced_json("[\"\xf0\x9f\x98\x80\"]") == "[\"\\ud83d\\ude00\"]");
}

TEST_CASE("What JSON.stringify(JSON.parse(text)) gives is known, as Node gives it") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {R"({ "a" : 1 })", R"({"a":1})"},
      {"1.0", "1"},
      {"-0", "0"},
      {"1e3", "1000"},
      {"123456789012345678901234567890", "1.2345678901234568e+29"},
      {"12345678901234567890", "12345678901234567000"},
      {"1e21", "1e+21"},
      {"100000000000000000000", "100000000000000000000"},
      {"0.000001", "0.000001"},
      {"0.0000001", "1e-7"},
      {"1.5e-10", "1.5e-10"},
      {"0.1", "0.1"},
      {"-12.50", "-12.5"},
      {"9007199254740993", "9007199254740992"},
      {R"("caf\u00e9 \/ \u0041")", "\"café / A\""},
      {R"("\u0001\b\f\n\r\t\"\\")", R"("\u0001\b\f\n\r\t\"\\")"},
      {"\"\x7f\xe2\x80\xa8\"", "\"\x7f\xe2\x80\xa8\""},
      {R"({"b":1,"10":2,"a":3,"9":4})", R"({"9":4,"10":2,"b":1,"a":3})"},
      {R"({"01":1,"1":2})", R"({"1":2,"01":1})"},
      {R"({"a":1,"b":2,"a":3})", R"({"a":3,"b":2})"},
      {"[[],{},null,true,false]", "[[],{},null,true,false]"},
  };
  for (const auto& [json, wanted] : rows) {
    CAPTURE(json);
    CHECK(stringified_json(json).value_or("nothing") == wanted);
  }
}

TEST_CASE("What cannot be told of JSON.stringify is not told") {
  CHECK_FALSE(stringified_json(R"("\ud83d")"));
  CHECK_FALSE(stringified_json("1e400"));
  CHECK_FALSE(stringified_json(std::string(501, '[') + std::string(501, ']')));
  CHECK(stringified_json(std::string(400, '[') + std::string(400, ']')));
  CHECK(lost_by_stringify(R"("\ud83d")").empty());
}

TEST_CASE("What JSON.stringify loses is named, each sort once") {
  CHECK(lost_by_stringify(R"({"a":1,"b":"é"})").empty());
  CHECK(lost_by_stringify(R"({"a": 1})") == Strings{"white space between values"});
  CHECK(lost_by_stringify("{\"a\":1}\n") == Strings{"white space between values"});
  CHECK(lost_by_stringify(R"({"a":"\u00e9","b":"\/"})") ==
        Strings{"characters that are written as escapes, such as \\u00e9 or \\/"});
  CHECK(lost_by_stringify(R"({"a":1.0,"b":2.50})") ==
        Strings{"numbers that JavaScript writes differently, such as 1.0"});
  CHECK(lost_by_stringify(R"({"b":1,"1":2})") ==
        Strings{"names that are numbers or come twice, which JavaScript puts in another order"});
  CHECK(lost_by_stringify(R"({"a":1,"a":2})") ==
        Strings{"names that are numbers or come twice, which JavaScript puts in another order"});
  CHECK(lost_by_stringify(R"({"2": 1.0, "1": "\/"})") ==
        Strings{"white space between values",
                "characters that are written as escapes, such as \\u00e9 or \\/",
                "numbers that JavaScript writes differently, such as 1.0",
                "names that are numbers or come twice, which JavaScript puts in another order"});
}
