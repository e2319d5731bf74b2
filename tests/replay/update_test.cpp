#include "replay/update.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_file_system.hpp"
#include "tests/support/fake_target.hpp"
#include "tests/support/replay_cases.hpp"

using namespace convotic;
using namespace convotic::replay;
using tests::answer;
using tests::FakeFileSystem;
using tests::kReplayNow;
using tests::replay_plan;
using Strings = std::vector<std::string>;

namespace {

const Effect kSet{"storage.set", "k", R"(["k",{"at":17,"id":"evt_1"}])"};
const Effect kSetLater{"storage.set", "k", R"(["k",{"at":18,"id":"evt_1"}])"};

// A file's text with or without expectations, as a person may have written it.
std::string file_with(const std::string& expect) {
  return "{ \"convotic\": \"capture/1\",\n"
         "  \"scheme\": \"stripe\", \"secrets\": [\"env:S\"],\n"
         "  \"path\":   \"/hook\",\n" +
         (expect.empty() ? "" : "  \"expect\": " + expect + ",\n") +
         "  \"body\": { \"text\": \"{\\\"id\\\":\\\"evt_1\\\"}\" } }\n";
}

struct World {
  FakeFileSystem files;

  Plan plan(const std::string& text, const std::vector<VariantName>& variants) {
    files.add("/p/a.json", text);
    Case of = tests::replay_case("stripe", R"({"id":"evt_1"})", "whsec_test_secret");
    of.capture = parse_capture("/p/a.json", text).value();
    of.expectations = read_expectations(of.capture.expect).value();
    return replay_plan({of}, variants);
  }
};

Run run_of(const Plan& plan, const std::vector<Exchange>& exchanges) {
  Run run;
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    Row row;
    row.runs = 1;
    for (std::size_t n = 0; n < plan.trials[i].times(); ++n)
      row.exchanges.push_back(exchanges.at(std::min(i + n, exchanges.size() - 1)));
    row.judgement = judge(plan.cases[0], plan.trials[i], row.exchanges, kReplayNow);
    row.failed = row.judgement.outcome == Outcome::failed ? 1 : 0;
    run.rows.push_back(std::move(row));
  }
  return run;
}

// The text that an update makes of a file; "unchanged" where there is none.
std::string updated(const std::string& expect, const std::vector<VariantName>& variants,
                    const std::vector<Exchange>& now, const std::vector<Exchange>& again = {}) {
  World world;
  const Plan plan = world.plan(file_with(expect), variants);
  const Run run = run_of(plan, now), second = again.empty() ? Run{} : run_of(plan, again);
  const auto updates = make_updates(plan, run, again.empty() ? nullptr : &second, world.files).value();
  return updates.empty() ? "unchanged" : updates.at(0).text;
}

Exchange at(int status, std::vector<Effect> effects, std::string body) {
  return {answer(status, std::move(effects), std::move(body)), {}};
}

const std::vector<VariantName> kSigned{VariantName::signed_anew};

}  // namespace

TEST_CASE("A capture that expects nothing gets status, body and effects, and stays as it is else") {
  CHECK(updated("", kSigned, {at(201, {kSet}, R"({"ok":true})")}) ==
        "{ \"convotic\": \"capture/1\",\n"
        "  \"scheme\": \"stripe\", \"secrets\": [\"env:S\"],\n"
        "  \"path\":   \"/hook\",\n"
        "  \"expect\": {\n"
        "    \"status\": 201,\n"
        "    \"body\": {\n"
        "      \"ok\": true\n"
        "    },\n"
        "    \"effects\": [\n"
        "      {\n"
        "        \"call\": \"storage.set\",\n"
        "        \"target\": \"k\",\n"
        "        \"arguments\": [\n"
        "          \"k\",\n"
        "          {\n"
        "            \"at\": 17,\n"
        "            \"id\": \"evt_1\"\n"
        "          }\n"
        "        ]\n"
        "      }\n"
        "    ]\n"
        "  },\n"
        "  \"body\": { \"text\": \"{\\\"id\\\":\\\"evt_1\\\"}\" } }\n");
}

TEST_CASE("What differs between two runs is not expected") {
  const std::string text = updated("", kSigned, {at(200, {kSet}, R"({"ok":true,"at":17})")},
                                   {at(200, {kSetLater}, R"({"ok":true,"at":18})")});
  CHECK(text.find("17") == std::string::npos);
  CHECK(text.find("\"ok\": true") != std::string::npos);
  CHECK(text.find("\"id\": \"evt_1\"") != std::string::npos);
}

TEST_CASE("What holds a secret is not expected, so that none gets into a capture") {
  const Effect told{"storage.set", "whsec_test_secret", R"(["k","whsec_test_secret",1])"};
  const std::string text =
      updated("", kSigned, {at(200, {told}, R"({"ok":true,"key":"its whsec_test_secret"})")});
  CHECK(text.find("secret\"") == std::string::npos);
  CHECK(text.find("whsec") == std::string::npos);
  CHECK(text.find("\"ok\": true") != std::string::npos);
  CHECK(text.find("\"call\": \"storage.set\"") != std::string::npos);
  Exchange answered = at(200, {}, R"({"a":"whsec_test_secret","b":2})");
  answered.answer->response.headers = {{"X-Key", "whsec_test_secret"}, {"X-Id", "7"}};
  CHECK(updated(
            R"({"headers": {"X-Key": "1", "X-Id": "1"}, "values": {"$.a": 1, "$.b": 1}, "effects": "none"})",
            kSigned, {answered}) == file_with("{\n"
                                              "    \"headers\": {\n"
                                              "      \"X-Id\": \"7\"\n"
                                              "    },\n"
                                              "    \"values\": {\n"
                                              "      \"$.b\": 2\n"
                                              "    },\n"
                                              "    \"effects\": \"none\"\n"
                                              "  }"));
}

TEST_CASE("Effects of which there were others the second time are not expected") {
  CHECK(updated("", kSigned, {at(200, {kSet}, "")}, {at(200, {kSet, kSet}, "")}).find("effects") ==
        std::string::npos);
  CHECK(updated("", kSigned, {at(200, {}, "")}).find("\"effects\": \"none\"") != std::string::npos);
}

TEST_CASE("What is still met stays as it was written, and what is not is replaced") {
  CHECK(updated(R"({"status": "2xx", "body": {"ok": true}, "maxMs": 500, "effects": ["storage.set"]})",
                kSigned, {at(200, {kSet}, R"({"ok":true,"id":1})")}) == "unchanged");
  CHECK(
      updated(
          R"({"status": 200, "headers": {"X-Id": "6", "Content-Type": "application/json"}, "values": {"$.a": 1, "$.b": 2, "$.c": 3}, "maxMs": 500})",
          kSigned,
          {at(202, {kSet}, R"({"a":1,"b":3})")}) == file_with("{\n"
                                                              "    \"status\": 202,\n"
                                                              "    \"headers\": {\n"
                                                              "      \"X-Id\": null,\n"
                                                              "      \"Content-Type\": \"application/json\"\n"
                                                              "    },\n"
                                                              "    \"values\": {\n"
                                                              "      \"$.a\": 1,\n"
                                                              "      \"$.b\": 3\n"
                                                              "    },\n"
                                                              "    \"maxMs\": 500\n"
                                                              "  }"));
}

TEST_CASE("What a variant says for itself is brought up to date by that variant alone") {
  CHECK(updated(R"({"status": 200, "variants": {"unsigned": {"status": 403}}})",
                {VariantName::signed_anew, VariantName::unsigned_},
                {at(200, {}, ""), at(401, {}, "")}) == file_with("{\n"
                                                                 "    \"status\": 200,\n"
                                                                 "    \"variants\": {\n"
                                                                 "      \"unsigned\": {\n"
                                                                 "        \"status\": 401\n"
                                                                 "      }\n"
                                                                 "    }\n"
                                                                 "  }"));
}

TEST_CASE("Of a duplicate the second delivery is what its own expectation is about") {
  CHECK(updated(R"({"body": {"n": 1}, "variants": {"duplicate": {"body": {"n": 1}}}})",
                {VariantName::duplicate}, {at(200, {}, R"({"n":1})"), at(200, {}, R"({"n":2})")}) ==
        file_with("{\n"
                  "    \"body\": {\n"
                  "      \"n\": 1\n"
                  "    },\n"
                  "    \"variants\": {\n"
                  "      \"duplicate\": {\n"
                  "        \"body\": {\n"
                  "          \"n\": 2\n"
                  "        }\n"
                  "      }\n"
                  "    }\n"
                  "  }"));
}

TEST_CASE("Nothing that should worry anybody becomes an expectation") {
  Exchange crashed = at(500, {}, "");
  crashed.answer->note = "the handler threw";
  CHECK(updated("", kSigned, {crashed}) == "unchanged");
  CHECK(updated("", kSigned, {at(503, {}, "")}) == "unchanged");
  CHECK(updated("", kSigned, {at(401, {}, "")}) == "unchanged");
  const std::string strict = R"({"variants": {"unsigned": {"status": 401}}})";
  CHECK(updated(strict, {VariantName::unsigned_}, {at(200, {}, "")}) == "unchanged");
  CHECK(updated(strict, {VariantName::unsigned_}, {at(403, {kSet}, "")}) == "unchanged");
}

TEST_CASE("An update says what it changes, and whether there was something before") {
  World world;
  const Plan plan = world.plan(file_with(R"({"status": 200})"), kSigned);
  const auto updates = make_updates(plan, run_of(plan, {at(202, {}, "")}), nullptr, world.files).value();
  REQUIRE(updates.size() == 1);
  CHECK(updates[0].kind == Update::Kind::changed);
  CHECK(updates[0].file == "/p/a.json");
  CHECK(updates[0].diff == Strings{"    \"scheme\": \"stripe\", \"secrets\": [\"env:S\"],",
                                   "    \"path\":   \"/hook\",", "-   \"expect\": {\"status\": 200},",
                                   "+   \"expect\": {", "+     \"status\": 202", "+   },",
                                   "    \"body\": { \"text\": \"{\\\"id\\\":\\\"evt_1\\\"}\" } }"});
}

TEST_CASE("A capture without a body gets its expectations at the end") {
  World world;
  const std::string text = "{\"convotic\": \"capture/1\", \"path\": \"/hook\", \"method\": \"GET\"}\n";
  const Plan plan = world.plan(text, kSigned);
  const auto updates = make_updates(plan, run_of(plan, {at(204, {}, "")}), nullptr, world.files).value();
  CHECK(updates.at(0).text == "{\"convotic\": \"capture/1\", \"path\": \"/hook\", \"method\": \"GET\",\n"
                              "  \"expect\": {\n"
                              "    \"status\": 204,\n"
                              "    \"effects\": \"none\"\n"
                              "  }}\n");
  CHECK(parse_capture("/p/a.json", updates[0].text));
}

TEST_CASE("After an update the run is judged by what is expected now") {
  World world;
  Plan plan = world.plan(file_with(R"({"status": 200})"), kSigned);
  Run run = run_of(plan, {at(202, {}, "")});
  CHECK(run.rows[0].judgement.outcome == Outcome::failed);
  const auto updates = make_updates(plan, run, nullptr, world.files).value();
  REQUIRE(judge_again(plan, run, updates));
  CHECK(run.rows[0].judgement.outcome == Outcome::passed);
  CHECK(run.rows[0].failed == 0);
}

TEST_CASE("What is updated is what the module has answered, of captures in files") {
  World world;
  const Plan plan = world.plan(file_with(""), {VariantName::signed_anew, VariantName::unsigned_});
  CHECK(updatable(plan, run_of(plan, {at(200, {}, ""), at(401, {}, "")})) == std::vector<std::size_t>{0, 1});
  CHECK(updatable(plan, run_of(plan, {at(401, {}, ""), at(200, {}, "")})).empty());
}
