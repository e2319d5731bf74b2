#include "replay/comparison.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using namespace convotic::replay;
using Strings = std::vector<std::string>;

namespace {

http::Response json(const std::string& body) {
  return {200, {{"Content-Type", "application/json"}}, body};
}

Expectation body(const std::string& text) {
  Expectation out;
  out.body = text;
  return out;
}

// "what: expected | got" of each.
Strings all(const std::vector<Mismatch>& mismatches) {
  Strings out;
  for (const auto& [what, expected, got] : mismatches)
    out.push_back(what + ": " + expected + " | " + got);
  return out;
}

Strings compare(const std::string& expected, const std::string& got) {
  return all(compare_answer(body(expected), json(got)));
}

std::string effects(const std::vector<ExpectedEffect>& expected, const std::vector<Effect>& got) {
  const auto mismatch = compare_effects(expected, got);
  return mismatch ? mismatch->expected + " | " + mismatch->got : "same";
}

}  // namespace

TEST_CASE("A body holds what is expected of it, and may hold more") {
  CHECK(compare(R"({"a":1})", R"({"b":2,"a":1})").empty());
  CHECK(compare(R"({"a":{"b":[1,{"c":2}]}})", R"({"a":{"b":[1,{"c":2,"d":3},4]}})").empty());
  CHECK(compare("[]", "[1]").empty());
  CHECK(compare("{}", R"({"a":1})").empty());
  CHECK(compare("1", "1.0").empty());
  CHECK(compare("null", "null").empty());
}

TEST_CASE("The first thing that differs in a body is named with its place") {
  CHECK(compare(R"({"order":{"id":"1001"}})", R"({"order":{"id":"1002"}})") ==
        Strings{"body $.order.id: \"1001\" | \"1002\""});
  CHECK(compare(R"({"order":{"id":"1001"}})", R"({"order":{}})") ==
        Strings{"body $.order.id: \"1001\" | nothing"});
  CHECK(compare("[1,2]", "[1]") == Strings{"body $[1]: 2 | nothing"});
  CHECK(compare(R"({"a":[1]})", R"({"a":{"0":1}})") == Strings{"body $.a: [1] | {\"0\":1}"});
  CHECK(compare(R"({"a":null})", "{}") == Strings{"body $.a: null | nothing"});
  CHECK(compare("\"1\"", "1") == Strings{"body $: \"1\" | 1"});
}

TEST_CASE("A body that is not JSON is text") {
  const http::Response text{200, {{"Content-Type", "text/plain"}}, "1158201444"};
  CHECK(compare_answer(body("\"1158201444\""), text).empty());
  CHECK(all(compare_answer(body("1158201444"), text)) == Strings{"body $: 1158201444 | \"1158201444\""});
  CHECK(compare_answer(body("\"\""), {204, {}, ""}).empty());
  CHECK(all(compare_answer(body("\"x\""), {200, {}, "\xff"})) == Strings{"body $: \"x\" | \"\xef\xbf\xbd\""});
}

TEST_CASE("An object is one whatever its content type says") {
  CHECK(compare_answer(body(R"({"a":1})"), {200, {}, R"({"a":1})"}).empty());
}

TEST_CASE("One of several bodies is enough") {
  Expectation any = body("\"abc\"");
  any.other_bodies = {R"({"challenge":"abc"})"};
  CHECK(compare_answer(any, json(R"({"challenge":"abc"})")).empty());
  CHECK(all(compare_answer(any, json(R"({"challenge":"abd"})"))) ==
        Strings{"body $: \"abc\" | {\"challenge\":\"abd\"}"});
}

TEST_CASE("A value at a place is exactly the one expected") {
  Expectation values;
  values.values = {
      {"$.errors", "[]"}, {"$.items[1].id", "7"}, {"$.gone", "1"}, {"$.same", R"({"b":1,"a":2})"}};
  CHECK(all(compare_answer(values, json(R"({"errors":["x"],"items":[0,{"id":8}],"same":{"a":2,"b":1}})"))) ==
        Strings{"body $.errors: [] | [\"x\"]", "body $.items[1].id: 7 | 8", "body $.gone: 1 | nothing"});
}

TEST_CASE("Headers are the same, in any case, and can be expected to be absent") {
  Expectation headers;
  headers.headers = {{"content-type", "application/json"}, {"Set-Cookie", std::nullopt}, {"X-A", "1, 2"}};
  http::Response response{
      200, {{"Content-Type", "application/json; charset=utf-8"}, {"x-a", "1"}, {"X-A", "2"}}, ""};
  CHECK(compare_answer(headers, response).empty());
  response.headers = {{"Content-Type", "application/jsonp"}, {"set-cookie", "a=b"}};
  CHECK(all(compare_answer(headers, response)) ==
        Strings{"header content-type: \"application/json\" | \"application/jsonp\"",
                "header Set-Cookie: nothing | \"a=b\"", "header X-A: \"1, 2\" | nothing"});
}

TEST_CASE("A content type that is expected with parameters has them") {
  Expectation headers;
  headers.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
  CHECK(compare_answer(headers, {200, {{"Content-Type", "text/plain"}}, ""}).size() == 1);
}

TEST_CASE("Long values are cut where they are shown, between characters") {
  std::string long_text = "\"";
  for (int i = 0; i < 150; ++i)
    long_text += "é";
  long_text += "\"";
  const auto mismatches = compare_answer(body("1"), json(long_text));
  REQUIRE(mismatches.size() == 1);
  CHECK(mismatches[0].got.ends_with("é… (302 bytes)"));
}

TEST_CASE("Effects are the whole list, in its order") {
  const Effect create{"contacts.create", "ct_1", R"([{"externalId":"42","name":"Ada"}])"};
  const Effect tag{"contacts.addTag", "ct_1", R"(["ct_1","paid"])"};
  const Effect set{"storage.set", "k", R"(["k",{"a":1,"b":2}])"};
  const ExpectedEffect creates{"contacts.create", std::nullopt, R"([{"externalId":"42"}])"};
  CHECK(effects({}, {}) == "same");
  CHECK(effects({creates, {"contacts.addTag", "ct_1", std::nullopt}}, {create, tag}) == "same");
  CHECK(effects({{"storage.set", "k", R"(["k",{"b":2}])"}}, {set}) == "same");
  CHECK(effects({}, {set}) == "none | storage.set [\"k\",{\"a\":1,\"b\":2}]");
  CHECK(effects({creates}, {}) == "contacts.create [{\"externalId\":\"42\"}] | none");
  CHECK(effects({{"storage.set", "j", std::nullopt}}, {set}) ==
        "storage.set of j | storage.set [\"k\",{\"a\":1,\"b\":2}]");
}

TEST_CASE("Of effects that differ, those that do not are left out") {
  const Effect a{"a.b", "", "[]"}, b{"b.c", "", "[]"}, c{"c.d", "", "[]"}, d{"d.e", "", "[]"};
  const auto named = [](const char* call) { return ExpectedEffect{call, std::nullopt, std::nullopt}; };
  CHECK(effects({named("a.b"), named("b.c"), named("d.e")}, {a, c, d}) == "b.c | c.d []");
  CHECK(effects({named("a.b"), named("d.e")}, {a, c, d}) == "none | c.d []");
  CHECK(effects({named("b.c"), named("a.b")}, {a, b}) == "b.c\na.b | a.b []\nb.c []");
}

TEST_CASE("An effect is told with its call and its arguments") {
  CHECK(describe(Effect{"contacts.update", "ct_1", R"(["ct_1",{"firstName":"Ada"}])"}) ==
        R"(contacts.update ["ct_1",{"firstName":"Ada"}])");
}
