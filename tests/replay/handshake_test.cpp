#include "core/webhook/digest.hpp"
#include "core/webhook/encoding.hpp"
#include "replay/composition.hpp"
#include "replay/errors.hpp"
#include "replay/handshake.hpp"
#include "replay/judgement.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fake_target.hpp"
#include "tests/support/replay_cases.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace convotic;
using namespace convotic::replay;
using tests::describe;
using tests::FakeRandom;
using tests::kReplayNow;
using Strings = std::vector<std::string>;

namespace {

Result<Plan> plan(const std::string& name, const std::string& secret = "handshake_test_secret") {
  FakeRandom random;
  HandshakeTo to;
  to.path = "/hook";
  to.url = "https://shop.example/hook";
  if (!secret.empty()) to.secrets = {secret};
  to.secret_names = {"env:SECRET"};
  return plan_handshake(find_handshake(name, kCaptureInvalid).value(), to, webhook::SchemeTable::builtin(),
                        kReplayNow, random);
}

Delivery sent(const Plan& plan, std::size_t trial) {
  FakeRandom random;
  const Trial& of = plan.trials.at(trial);
  return compose(of, plan.cases.at(of.of), kReplayNow, random).value();
}

std::string judged(const Plan& plan, std::size_t trial, http::Response response) {
  Answer answer = tests::answer(200);
  answer.response = std::move(response);
  const Trial& of = plan.trials.at(trial);
  const Judgement judgement =
      judge(plan.cases.at(of.of), of, std::vector<Exchange>{{answer, {}}}, kReplayNow);
  return fmt::format("{}: {}", name_of(judgement.outcome), judgement.summary);
}

std::string query_value(const std::string& path, const std::string& name) {
  const std::size_t at = path.find(name + "=") + name.size() + 1;
  return path.substr(at, path.find('&', at) - at);
}

}  // namespace

TEST_CASE("Every handshake can be planned, has a source, and a bad case or a word on why it has none") {
  const auto all = all_handshakes();
  CHECK(all.size() >= 18);
  CHECK(std::is_sorted(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; }));
  const webhook::SchemeTable table = webhook::SchemeTable::builtin();
  for (const Handshake& handshake : all) {
    CAPTURE(handshake.name);
    CHECK_FALSE(handshake.title.empty());
    CHECK_FALSE(handshake.source.empty());
    std::string secret;
    FakeRandom random;
    if (!handshake.secret.empty()) secret = "handshake_test_secret";
    if (handshake.scheme && handshake.scheme->as_string())
      secret = webhook::new_secret(table.get(handshake.scheme->as_string().value()).value(), random);
    const auto made = plan(handshake.name, secret);
    REQUIRE(describe(made) == "ok");
    const auto refused = std::count_if(made->trials.begin(), made->trials.end(), [](const Trial& trial) {
      return trial.variant->expected == Expected::refused;
    });
    CHECK((refused > 0 || !handshake.note.empty()));
    for (std::size_t i = 0; i < made->trials.size(); ++i) {
      const Delivery delivery = sent(*made, i);
      CAPTURE(delivery.path, delivery.body);
      CHECK_FALSE(made->trials[i].label.empty());
      CHECK(delivery.path.starts_with("/hook"));
      // Nothing is left to be filled in.
      CHECK(delivery.path.find('{') == std::string::npos);
      CHECK(delivery.body.find("{challenge}") == std::string::npos);
      CHECK((delivery.body.empty() || nlohmann::json::accept(delivery.body)));
    }
  }
}

TEST_CASE("Meta's handshake wants its challenge back, and a refusal of any other token") {
  const Plan meta = plan("meta", "my token").value();
  REQUIRE(meta.trials.size() == 3);
  const Delivery good = sent(meta, 0);
  CHECK(good.method == "GET");
  CHECK(good.path.starts_with("/hook?hub.mode=subscribe&hub.challenge=1"));
  CHECK(good.path.ends_with("&hub.verify_token=my%20token"));
  const std::string challenge = query_value(good.path, "hub.challenge");
  CHECK(judged(meta, 0, {200, {{"Content-Type", "text/html"}}, challenge}) == "passed: no effects");
  CHECK(judged(meta, 0, {200, {}, "\"" + challenge + "\""}) == "failed: body $ differs");
  CHECK(judged(meta, 0, {201, {}, challenge}) == "failed: expected 200");
  CHECK(judged(meta, 1, {403, {}, ""}) == "passed: no effects");
  CHECK(judged(meta, 1, {200, {}, challenge}) == "failed: accepted: expected 401–403");
  CHECK(query_value(sent(meta, 1).path, "hub.verify_token") != "my%20token");
}

TEST_CASE("Slack's challenge may come back as text, as a form or as JSON") {
  const Plan slack = plan("slack").value();
  const Delivery good = sent(slack, 0);
  const std::string challenge = nlohmann::json::parse(good.body)["challenge"];
  CHECK(judged(slack, 0, {200, {{"Content-Type", "text/plain"}}, challenge}) == "passed: no effects");
  CHECK(judged(slack, 0, {200, {}, "challenge=" + challenge}) == "passed: no effects");
  CHECK(judged(slack, 0,
               {200, {{"Content-Type", "application/json"}}, "{\"challenge\":\"" + challenge + "\"}"}) ==
        "passed: no effects");
  CHECK(judged(slack, 0, {200, {}, "ok"}) == "failed: body $ differs");
  const auto scheme = webhook::SchemeTable::builtin().get("slack").value();
  FakeRandom random;
  for (const auto& [trial, valid] :
       std::vector<std::pair<std::size_t, bool>>{{0, true}, {1, false}, {2, false}}) {
    const webhook::Message message =
        compose_message(slack.trials[trial], slack.cases[slack.trials[trial].of], kReplayNow, random).value();
    const std::vector<webhook::Secret> secrets{"handshake_test_secret"};
    CHECK(webhook::verify(scheme, message, secrets, kReplayNow)->valid() == valid);
  }
}

TEST_CASE("Zoom and X want an HMAC of what they send") {
  const Plan zoom = plan("zoom").value();
  const std::string token = nlohmann::json::parse(sent(zoom, 0).body)["payload"]["plainToken"];
  const std::string mac = webhook::hmac(webhook::Hash::sha256, "handshake_test_secret", token);
  const auto json = [](const nlohmann::json& body) {
    return http::Response{200, {{"Content-Type", "application/json"}}, body.dump()};
  };
  CHECK(judged(zoom, 0,
               json({{"plainToken", token},
                     {"encryptedToken", webhook::encode(webhook::Encoding::hex, mac)}})) ==
        "passed: no effects");
  CHECK(judged(zoom, 0, json({{"plainToken", token}, {"encryptedToken", token}})) ==
        "failed: body $.encryptedToken differs");

  const Plan x = plan("x").value();
  const std::string crc = query_value(sent(x, 0).path, "crc_token");
  const std::string wanted =
      "sha256=" + webhook::encode(webhook::Encoding::base64,
                                  webhook::hmac(webhook::Hash::sha256, "handshake_test_secret", crc));
  CHECK(judged(x, 0, json({{"response_token", wanted}})) == "passed: no effects");
}

TEST_CASE("Microsoft wants its token back decoded, as plain text") {
  const Plan graph = plan("microsoft-graph", "").value();
  const std::string path = sent(graph, 0).path;
  const std::string challenge = path.substr(path.rfind('+') + 1);
  const std::string token = "Validation: Testing client application reachability " + challenge;
  CHECK(judged(graph, 0, {200, {{"Content-Type", "text/plain; charset=utf-8"}}, token}) ==
        "passed: no effects");
  CHECK(judged(graph, 0, {200, {{"Content-Type", "application/json"}}, token}) ==
        "failed: header Content-Type differs");
  CHECK(judged(graph, 1, {400, {}, ""}) == "passed: no effects");
  CHECK(judged(graph, 1, {200, {{"Content-Type", "text/plain"}}, ""}) == "failed: expected 4xx");
}

TEST_CASE("Asana and RingCentral want a header back") {
  const Plan asana = plan("asana", "").value();
  const std::string secret = sent(asana, 0).headers.at(0).value;
  CHECK(judged(asana, 0, {204, {{"x-hook-secret", secret}}, ""}) == "passed: no effects");
  CHECK(judged(asana, 0, {204, {}, ""}) == "failed: header X-Hook-Secret differs");
}

TEST_CASE("A slow answer is a warning where the provider's limit is documented") {
  const Plan ring = plan("ringcentral", "").value();
  Answer slow = tests::answer(200);
  slow.response.headers = {{"Validation-Token", sent(ring, 0).headers.at(0).value}};
  slow.took = std::chrono::seconds(4);
  const Judgement judgement =
      judge(ring.cases[0], ring.trials[0], std::vector<Exchange>{{slow, {}}}, kReplayNow);
  CHECK(judgement.outcome == Outcome::warned);
  CHECK(judgement.findings.at(0).message ==
        "took 4000.0 ms: RingCentral waits 3000 ms and then takes it for failed");
}

TEST_CASE("A handshake that needs a secret says which, and a name that is none gets the nearest") {
  CHECK(describe(plan("meta", "")) ==
        "secret-missing: the handshake of Meta (Messenger, Instagram, WhatsApp) needs the "
        "verify token that you chose\n"
        "  help: --secret env:NAME, dotenv:NAME or file:PATH says where it is");
  const std::string unknown = describe(find_handshake("slak", kCaptureInvalid));
  CHECK(unknown.starts_with(
      "capture-invalid: no handshake \"slak\"; did you mean \"slack\"?\n  help: handshakes: asana, "));
}
