#include "replay/json_form.hpp"
#include "replay/tampering.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace convotic::replay;
using Strings = std::vector<std::string>;

namespace {

Strings tampered(const std::string& body) {
  Strings out;
  for (const BodyEdit& edit : tamperings(body, 32))
    out.push_back(edited(body, edit));
  return out;
}

}  // namespace

TEST_CASE("The deepest value of a JSON body is changed first, and each stays what it is") {
  CHECK(tampered(R"({"type":"order.paid","order":{"id":"1001","total":4200}})") ==
        Strings{R"({"type":"order.paid","order":{"id":"1002","total":4200}})",
                R"({"type":"order.paid","order":{"id":"1001","total":4201}})",
                R"({"type":"order.paie","order":{"id":"1001","total":4200}})"});
}

TEST_CASE("Every sort of value becomes another of its sort") {
  CHECK(tampered("[true]") == Strings{"[false]"});
  CHECK(tampered("[false]") == Strings{"[true]"});
  CHECK(tampered("[9]") == Strings{"[8]"});
  CHECK(tampered("[0]") == Strings{"[1]"});
  CHECK(tampered("[-1.5]") == Strings{"[-2.5]"});
  CHECK(tampered("[1e3]") == Strings{"[2e3]"});
  CHECK(tampered(R"(["Zz"])") == Strings{R"(["Zy"])"});
  CHECK(tampered(R"(["a\u00e9"])") == Strings{R"(["b\u00e9"])"});
  CHECK(tampered("[\"é\"]") == Strings{"[\"éx\"]"});
  CHECK(tampered(R"(["\n"])") == Strings{R"(["\nx"])"});
  CHECK(tampered("7") == Strings{"8"});
}

TEST_CASE("A JSON body without values gets one") {
  CHECK(tampered("{}") == Strings{R"({"tampered":true})"});
  CHECK(tampered("[ ]") == Strings{"[true ]"});
  CHECK(tampered(R"({"a":null})") == Strings{R"({"tampered":true,"a":null})"});
  CHECK(tampered(R"({"a":""})") == Strings{R"({"tampered":true,"a":""})"});
  CHECK(tampered("null") == Strings{"1"});
}

TEST_CASE("Bodies that are not JSON are changed in one character") {
  CHECK(tampered("a=1&b=x%41") == Strings{"a=1&b=y%41"});
  CHECK(tampered("plain text.") == Strings{"plain texu."});
  CHECK(tampered(std::string("\x00\xff", 2)) == Strings{std::string("\x00\xfe", 2)});
  CHECK(tampered("\\") == Strings{"]"});
  CHECK(tampered("").empty());
}

TEST_CASE("There are no more changes than asked for, and each is of a value of its own") {
  const std::string body = "[1,2,3,4,5]";
  CHECK(tamperings(body, 3).size() == 3);
  CHECK(tamperings(body, 0).empty());
}

TEST_CASE("Whatever JSON is changed stays JSON, and another value") {
  for (const std::string body :
       {R"({"a":{"b":[1,"\u0041",{"c":"d\\"}]},"e":0.5})", R"("\\\"")", "[[[]]]", R"([{"a":null}])"}) {
    CAPTURE(body);
    const auto before = nlohmann::json::parse(body);
    for (const std::string& after : tampered(body)) {
      CAPTURE(after);
      REQUIRE(is_json(after));
      CHECK(nlohmann::json::parse(after) != before);
    }
  }
}

TEST_CASE("The same JSON is written in another way") {
  const auto again = [](const std::string& body) { return reserialized(body).value_or("nothing"); };
  CHECK(again(R"({"a":1,"b":"é"})") == R"({"a": 1, "b": "\u00e9"})");
  CHECK(again(R"({"a": 1})") == R"({"a":1})");
  CHECK(again("{}") == "{ }");
  CHECK(again("[1]") == "[ 1]");
  CHECK(again("\"text\"") == "nothing");
  CHECK(again("a=1") == "nothing");
  CHECK(again("") == "nothing");
}
