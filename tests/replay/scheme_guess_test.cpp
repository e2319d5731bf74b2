#include "replay/scheme_guess.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;

namespace {

// The scheme of a request with these headers, or the candidates.
std::string guessed(std::vector<http::Header> headers) {
  const auto guess = replay::guess_scheme(webhook::SchemeTable::builtin(), headers);
  std::string out = guess.scheme;
  for (const std::string& candidate : guess.candidates)
    out += " ?" + candidate;
  return out;
}

}  // namespace

TEST_CASE("A header that one provider has tells the scheme") {
  CHECK(guessed({{"Content-Type", "text/plain"}, {"stripe-signature", "t=1,v1=a"}}) == "stripe");
  CHECK(guessed({{"X-Slack-Signature", "v0=1"}, {"X-Slack-Request-Timestamp", "1"}}) == "slack");
  CHECK(guessed({{"X-DocuSign-Signature-1", "a"}}) == "docusign");
  CHECK(guessed({}) == "");
  CHECK(guessed({{"Content-Type", "text/plain"}}) == "");
}

TEST_CASE("Of several that use a header, the form of its value or another header tells") {
  CHECK(guessed({{"X-Hub-Signature", "sha1=a"}}) == "intercom");
  CHECK(guessed({{"X-Hub-Signature", "sha256=a"}}) == " ?bitbucket ?jira");
  CHECK(guessed({{"X-Hub-Signature", "sha256=a"}, {"X-Event-Key", "repo:push"}}) == "bitbucket");
  CHECK(guessed({{"X-Hub-Signature-256", "sha256=a"}}) == " ?github ?meta");
  CHECK(guessed({{"X-Hub-Signature-256", "sha256=a"},
                 {"x-github-event", "push"},
                 {"X-Hub-Signature", "sha1=a"}}) == "github");
  CHECK(guessed({{"webhook-signature", "v1a,a"}, {"webhook-id", "1"}, {"webhook-timestamp", "1"}}) ==
        "standard-webhooks-ed25519");
}

TEST_CASE("Of several that sign alike, the one that is nobody's in particular will do") {
  CHECK(guessed({{"svix-signature", "v1,a"}, {"svix-id", "1"}, {"svix-timestamp", "1"}}) == "svix");
  CHECK(guessed({{"X-Gitlab-Event", "Push Hook"},
                 {"webhook-signature", "v1,a"},
                 {"webhook-id", "1"},
                 {"webhook-timestamp", "1"}}) == "gitlab-signed");
}

TEST_CASE("The scheme that most headers fit is taken") {
  CHECK(guessed({{"Webhook-Signature", "a"}}) == "gocardless");
  CHECK(guessed({{"webhook-signature", "v1,a"}, {"webhook-id", "1"}, {"webhook-timestamp", "1"}}) ==
        "standard-webhooks");
}

TEST_CASE("Headers that anybody sends are no sign") {
  CHECK(guessed({{"Authorization", "Bearer a"}}) == "");
  CHECK(guessed({{"X-API-Key", "a"}, {"X-Signature", "a"}}) == "");
}

TEST_CASE(
    "A scheme that the project itself describes is told by headers that anybody sends, and before others") {
  const auto rows = base::JsonReader::parse("convotic.json", R"([
    {"name": "ours", "title": "Ours", "algorithm": "hmac-sha256", "content": "{body}",
     "signature": {"header": "X-Signature", "encoding": "hex"}},
    {"name": "hub", "title": "Hub", "algorithm": "hmac-sha256", "content": "{body}",
     "signature": {"header": "X-Hub-Signature-256", "assign": "=", "field": "sha256", "encoding": "hex"}}])")
                        .value()
                        .as_array()
                        .value();
  const auto schemes = webhook::SchemeTable::builtin().with(rows).value();
  const auto scheme_of = [&](std::vector<http::Header> headers) {
    return replay::guess_scheme(schemes, headers).scheme;
  };
  CHECK(scheme_of({{"X-Signature", "a"}}) == "ours");
  CHECK(scheme_of({{"X-Hub-Signature-256", "sha256=a"}, {"X-GitHub-Event", "push"}}) == "hub");
  CHECK(scheme_of({{"Stripe-Signature", "t=1,v1=a"}}) == "stripe");
}
