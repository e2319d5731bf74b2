#include "replay/errors.hpp"
#include "replay/expectation.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"

using namespace convotic;
using base::JsonReader;
using replay::Expectation;
using replay::Expectations;
using replay::variant;
using replay::VariantName;
using tests::describe;
using Strings = std::vector<std::string>;

namespace {

Result<Expectations> read(const std::string& json) {
  return replay::read_expectations(JsonReader::parse("c.json", json).value());
}

std::string status_of(const std::string& json) {
  return replay::describe(read("{\"status\": " + json + "}").value().accepted.statuses);
}

}  // namespace

TEST_CASE("A capture without expectations expects nothing") {
  const Expectations none = replay::read_expectations(std::nullopt).value();
  CHECK(none.accepted.statuses.empty());
  CHECK_FALSE(none.accepted.body);
  CHECK_FALSE(none.accepted.effects);
  CHECK(none.variants.empty());
}

TEST_CASE("A status is a number, a hundred of them, a class, or a list") {
  CHECK(status_of("200") == "200");
  CHECK(status_of("\"2xx\"") == "2xx");
  CHECK(status_of("\"accepted\"") == "2xx");
  CHECK(status_of("\"refused\"") == "401–403");
  CHECK(status_of("[200, 204, \"4xx\"]") == "200 or 204 or 4xx");
}

TEST_CASE("Everything that can be expected is read") {
  const Expectations all = read(R"({
    "status": 201, "headers": {"Content-Type": "application/json", "X-Debug": null},
    "body": {"ok": true}, "values": {"$.items[0]": 1.5}, "maxMs": 500,
    "effects": ["contacts.create", {"call": "storage.set", "target": "k", "arguments": ["k", {"a": 1}]}],
    "variants": {"unsigned": {"status": 403, "effects": "none"}}
  })")
                               .value();
  const Expectation& e = all.accepted;
  CHECK(e.statuses.size() == 1);
  REQUIRE(e.headers.size() == 2);
  CHECK((e.headers[0].name == "Content-Type" && e.headers[0].value == "application/json"));
  CHECK((e.headers[1].name == "X-Debug" && !e.headers[1].value));
  CHECK(e.body == R"({"ok":true})");
  CHECK(e.values == std::vector<std::pair<std::string, std::string>>{{"$.items[0]", "1.5"}});
  CHECK(e.max_latency == std::chrono::milliseconds(500));
  REQUIRE(e.effects->size() == 2);
  CHECK(((*e.effects)[0].call == "contacts.create" && !(*e.effects)[0].target && !(*e.effects)[0].arguments));
  CHECK(((*e.effects)[1].target == "k" && (*e.effects)[1].arguments == R"(["k",{"a":1}])"));
  CHECK(all.variants.at("unsigned").effects->empty());
}

TEST_CASE("A body that is null is expected to be null") {
  CHECK(read(R"({"body": null})").value().accepted.body == "null");
}

TEST_CASE("Variants that are accepted expect what the capture does, but for what they say themselves") {
  const Expectations all = read(R"({"status": 200, "body": {"ok": true}, "effects": ["contacts.create"],
               "variants": {"recorded": {"status": 202}, "unsigned": {"body": {"error": "no"}},
                            "duplicate": {"body": {"duplicate": true}}}})")
                               .value();
  const auto text = [](const Expectation& e) {
    return replay::describe(e.statuses) + " " + e.body.value_or("-") + " " +
           (e.effects ? std::to_string(e.effects->size()) : "-");
  };
  CHECK(text(all.of(variant(VariantName::signed_anew))) == "200 {\"ok\":true} 1");
  CHECK(text(all.of(variant(VariantName::recorded))) == "202 {\"ok\":true} 1");
  CHECK(text(all.of(variant(VariantName::reserialized_body))) == " {\"ok\":true} 1");
  CHECK(text(all.of(variant(VariantName::unsigned_))) == " {\"error\":\"no\"} -");
  CHECK(text(all.of(variant(VariantName::stale))) == " - -");
  CHECK(text(all.of(variant(VariantName::duplicate))) == "200 {\"ok\":true} 1");
  CHECK(text(all.of_second()) == " {\"duplicate\":true} -");
}

TEST_CASE("What is no expectation is refused with its place") {
  CHECK(describe(read(R"({"stauts": 200})")) == "json-invalid: unknown key \"stauts\"\n"
                                                "  help: did you mean \"status\"?\n"
                                                "  at c.json:1:2, 8 bytes of \"{\"stauts\": 200}\"");
  CHECK(describe(read(R"({"status": 99})")) ==
        "capture-invalid: 99 is no HTTP status\n"
        "  help: a status is 200, \"2xx\", \"accepted\", \"refused\", or a list of these\n"
        "  at c.json:1:12, 2 bytes of \"{\"status\": 99}\"");
  CHECK(describe(read(R"({"status": "6xx"})")) ==
        "capture-invalid: \"6xx\" is no status\n"
        "  help: a status is 200, \"2xx\", \"accepted\", \"refused\", or a list of these\n"
        "  at c.json:1:12, 5 bytes of \"{\"status\": \"6xx\"}\"");
  CHECK(describe(read(R"({"status": []})")) ==
        "capture-invalid: a list of statuses must not be empty\n"
        "  help: a status is 200, \"2xx\", \"accepted\", \"refused\", or a list of these\n"
        "  at c.json:1:12, 2 bytes of \"{\"status\": []}\"");
  CHECK(describe(read(R"({"effects": "some"})")) ==
        "capture-invalid: effects cannot be \"some\"\n"
        "  help: they are \"none\", or a list such as [\"contacts.update\"]\n"
        "  at c.json:1:13, 6 bytes of \"{\"effects\": \"some\"}\"");
  CHECK(describe(read(R"({"effects": [{"cal": "x"}]})")) ==
        "json-invalid: unknown key \"cal\"\n"
        "  help: did you mean \"call\"?\n"
        "  at c.json:1:15, 5 bytes of \"{\"effects\": [{\"cal\": \"x\"}]}\"");
  CHECK(describe(read(R"({"maxMs": 0})")) == "capture-invalid: maxMs cannot be 0\n"
                                             "  help: it is milliseconds, such as 500\n"
                                             "  at c.json:1:11, 1 bytes of \"{\"maxMs\": 0}\"");
  CHECK(describe(read(R"({"values": {"id": 1}})")) ==
        "capture-invalid: \"id\" is no place in a JSON value\n"
        "  help: it looks like $.order.items[0].id, or $['a name'].id\n"
        "  at c.json:1:19, 1 bytes of \"{\"values\": {\"id\": 1}}\"");
  CHECK(describe(read(R"({"variants": {"unsignd": {}}})")) ==
        "capture-invalid: no variant \"unsignd\"; did you mean \"unsigned\"?\n"
        "  help: variants: recorded, signed, unsigned, wrong-key, tampered-body, stale, future, wrong-url, "
        "missing-header, duplicate, reserialized-body\n"
        "  at c.json:1:26, 2 bytes of \"{\"variants\": {\"unsignd\": {}}}\"");
  CHECK(describe(read(R"({"variants": {"unsigned": {"variants": {}}}})")) ==
        "json-invalid: unknown key \"variants\"\n"
        "  help: known keys: status, headers, body, values, maxMs, effects\n"
        "  at c.json:1:28, 10 bytes of \"{\"variants\": {\"unsigned\": {\"variants\": {}}}}\"");
}
