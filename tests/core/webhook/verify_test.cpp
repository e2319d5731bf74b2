#include "core/webhook/key_pair.hpp"
#include "core/webhook/signature.hpp"
#include "tests/core/webhook/own_scheme.hpp"
#include "tests/support/fakes.hpp"

using namespace convotic;
using namespace convotic::webhook;
using tests::builtin;
using tests::show;

namespace {

constexpr base::UnixMillis kAt = 1'700'000'000'000;
const std::string kBody = R"({"hello":"world"})";
const std::vector<Secret> kSecret{"convotic_test_secret"};
const std::vector<Secret> kWhsec{"whsec_convotic_test_secret"};
// From the vectors: HMAC-SHA256 of kBody in hex and base64, and of "1700000000." + kBody for Stripe.
const std::string kHex = "b2a4a1abbf19bce2b36519684c46c47d5859178d98011b6d27d5f44b42bfa0a5";
const std::string kBase64 = "sqShq78ZvOKzZRloTEbEfVhZF42YARttJ9X0S0K/oKU=";
const std::string kStripe = "a626a858703416b6e3488c9a4e97b19f75a9e14883846751371c3b0c716d3572";
const std::string kWrong(64, '0');

std::string verdict(const std::string& scheme, std::vector<http::Header> headers,
                    const std::vector<Secret>& secrets = kSecret, base::UnixMillis at = kAt) {
  return show(verify(builtin(scheme), {"POST", "", std::move(headers), kBody}, secrets, at));
}

std::string stripe(const std::string& header, base::UnixMillis at = kAt) {
  return verdict("stripe", {{"stripe-signature", header}}, kWhsec, at);
}

}  // namespace

TEST_CASE("A signature that is not there is missing, by the name of its header") {
  CHECK(verdict("github", {}) == "missing: the header X-Hub-Signature-256 is missing");
  CHECK(verdict("box", {}) == "missing: the header BOX-SIGNATURE-PRIMARY is missing");
  CHECK(verdict("docusign", {}) == "missing: the header X-DocuSign-Signature-1 is missing");
  CHECK(verdict("mailgun", {}) == "missing: the body has no signature at \"/signature/signature\"");
  CHECK(show(verify(builtin("mailgun"), {"POST", "", {}, "a=1"}, kSecret, kAt)) ==
        "missing: the body is no JSON with a signature at \"/signature/signature\"");
}

TEST_CASE("A timestamp or id that is not there is missing too") {
  CHECK(verdict("slack", {{"X-Slack-Signature", "v0=" + kHex}}) ==
        "missing: the header X-Slack-Request-Timestamp is missing");
  CHECK(verdict("svix", {{"svix-signature", "v1," + kBase64}, {"svix-timestamp", "1700000000"}},
                {"whsec_AAAA"}) == "missing: the header svix-id is missing");
  CHECK(stripe("v1=" + kStripe) == "malformed: the header Stripe-Signature has no \"t=\" in it");
  CHECK(show(verify(builtin("mailgun"), {"POST", "", {}, R"({"signature":{"signature":"00"}})"}, kSecret,
                    kAt)) == "missing: the body has nothing at \"/signature/timestamp\"");
}

TEST_CASE("Any signature of a list may be right") {
  CHECK(stripe("t=1700000000,v1=" + kWrong + ",v1=" + kStripe) == "valid");
  CHECK(stripe("t=1700000000,v1=" + kStripe + ",v1=" + kWrong) == "valid");
  CHECK(stripe(" v1=" + kStripe + " , t=1700000000 ") == "valid");
  CHECK(stripe("t=1700000000,v1=" + kWrong) == "mismatch: does not match these bytes");
}

TEST_CASE("Any of the secrets may be the one") {
  CHECK(verdict("github", {{"X-Hub-Signature-256", "sha256=" + kHex}}, {"old", kSecret.front()}) == "valid");
  CHECK(verdict("github", {{"X-Hub-Signature-256", "sha256=" + kHex}}, {"old", "older"}) ==
        "mismatch: does not match these bytes");
}

TEST_CASE("Versions that the scheme does not know are ignored, and alone are not enough") {
  CHECK(stripe("t=1700000000,v0=" + kWrong + ",v1=" + kStripe + ",v2=x") == "valid");
  CHECK(stripe("t=1700000000,v0=" + kStripe) ==
        "unsupported: the header Stripe-Signature has no \"v1=\", only \"v0=\"");
  CHECK(verdict("github", {{"X-Hub-Signature-256", "sha1=" + kHex}}) ==
        "unsupported: the header X-Hub-Signature-256 has no \"sha256=\", only \"sha1=\"");
  CHECK(verdict("intercom", {{"X-Hub-Signature", "sha256=" + kHex}}) ==
        "unsupported: the header X-Hub-Signature has no \"sha1=\", only \"sha256=\"");
  CHECK(verdict("paddle", {{"Paddle-Signature", "ts=1700000000;h2=" + kHex}}) ==
        "unsupported: the header Paddle-Signature has no \"h1=\", only \"h2=\"");
  CHECK(verdict("standard-webhooks", {{"webhook-signature", "v1a," + kBase64}}, {"whsec_AAAA"}) ==
        "unsupported: the header webhook-signature has no \"v1,\", only \"v1a,\"");
}

TEST_CASE("What does not look like the scheme's signature is malformed") {
  CHECK(verdict("github", {{"X-Hub-Signature-256", kHex}}) ==
        "malformed: the header X-Hub-Signature-256 has no \"sha256=\" in it");
  CHECK(verdict("github", {{"X-Hub-Signature-256", ""}}) ==
        "malformed: the header X-Hub-Signature-256 has no \"sha256=\" in it");
  CHECK(verdict("github", {{"X-Hub-Signature-256", "sha256=xyz"}}) ==
        "malformed: the signature \"xyz\" is not hex");
  CHECK(verdict("github", {{"X-Hub-Signature-256", "sha256=00ff"}}) ==
        "malformed: the signature \"00ff\" has 2 bytes, and hmac-sha256 has 32");
  CHECK(verdict("shopify", {{"X-Shopify-Hmac-Sha256", kHex + "0"}}) ==
        "malformed: the signature \"b2a4a1abbf19bce2b36519684c46c47d58591...\" is not base64");
  CHECK(verdict("shopify", {{"X-Shopify-Hmac-Sha256", ""}}) ==
        "malformed: the header X-Shopify-Hmac-Sha256 has no signature in it");
}

TEST_CASE("Base64 is split at the first separator only") {
  CHECK(verdict("typeform", {{"Typeform-Signature", "sha256=" + kBase64}}) == "valid");
  CHECK(verdict("typeform", {{"Typeform-Signature", "sha256=" + kBase64 + "="}}).starts_with("malformed: "));
}

TEST_CASE("Hexadecimal digits are accepted in either case") {
  std::string upper = kHex;
  for (char& c : upper)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  CHECK(verdict("github", {{"X-Hub-Signature-256", "sha256=" + upper}}) == "valid");
}

TEST_CASE("A timestamp is digits, nothing else") {
  for (const std::string text : {"12abc", "NaN", "-1700000000", "+1700000000", "1.7e9", "1700000000.0",
                                 "0x6553F100", "17000000001700", "Tue"}) {
    CAPTURE(text);
    CHECK(stripe("t=" + text + ",v1=" + kStripe) ==
          "malformed: the timestamp is \"" + text + "\", not Unix time in seconds");
  }
  CHECK(stripe("t=,v1=" + kStripe) == "missing: \"t=\" of the header Stripe-Signature is empty");
  CHECK(stripe("t=1700000000,t=1700000001,v1=" + kStripe) ==
        "malformed: the header Stripe-Signature has more than one \"t=\" in it");
  CHECK(verdict("slack", {{"X-Slack-Signature", "v0=" + kHex}, {"X-Slack-Request-Timestamp", "soon"}}) ==
        "malformed: the header X-Slack-Request-Timestamp is \"soon\", not Unix time in seconds");
  CHECK(verdict("zendesk", {{"X-Zendesk-Webhook-Signature", kBase64},
                            {"X-Zendesk-Webhook-Signature-Timestamp", "1700000000"}}) ==
        "malformed: the header X-Zendesk-Webhook-Signature-Timestamp is \"1700000000\", not a time in ISO "
        "8601");
  CHECK(show(verify(builtin("mailgun"),
                    {"POST", "", {}, R"({"signature":{"signature":"00","timestamp":"x"}})"}, kSecret, kAt)) ==
        "malformed: \"/signature/timestamp\" of the body is \"x\", not Unix time in seconds");
}

TEST_CASE("An old signature is stale to the millisecond, and says by how much") {
  const std::string header = "t=1700000000,v1=" + kStripe;
  CHECK(stripe(header, kAt + 300'000) == "valid");
  CHECK(stripe(header, kAt + 300'001) == "stale: made 5 min ago, and Stripe allows 5 min");
  CHECK(stripe(header, kAt + 372'000) == "stale: made 6 min 12 s ago, and Stripe allows 5 min");
  CHECK(stripe(header, kAt + 3 * 3'600'000 + 300'000) ==
        "stale: made 3 h 5 min ago, and Stripe allows 5 min");
  CHECK(stripe(header, kAt + 50ll * 86'400'000) == "stale: made 50 days ago, and Stripe allows 5 min");
  // A wrong one is wrong, however old.
  CHECK(stripe("t=1700000000,v1=" + kWrong, kAt + 900'000) == "mismatch: does not match these bytes");
}

TEST_CASE("A signature from the future is refused where the scheme refuses it") {
  const std::vector<http::Header> headers{
      {"webhook-signature", "v1,aOTazo+v3ve3ss6uF1kbU5NCTozCK5k3vwLU2PWsAgg="},
      {"webhook-id", "msg_1"},
      {"webhook-timestamp", "1700000000"}};
  const std::vector<Secret> secret{"whsec_Y29udm90aWNfdGVzdF9zZWNyZXQ="};
  CHECK(verdict("standard-webhooks", headers, secret, kAt - 300'000) == "valid");
  CHECK(verdict("standard-webhooks", headers, secret, kAt - 340'000) ==
        "future: made 5 min 40 s ahead of the clock, and Standard Webhooks allows 5 min");
  // Stripe's own library looks at old ones only.
  CHECK(stripe("t=1700000000,v1=" + kStripe, kAt - 3'600'000) == "valid");
}

TEST_CASE("A header that is there twice, or is endless, is refused") {
  CHECK(verdict("github",
                {{"X-Hub-Signature-256", "sha256=" + kHex}, {"x-hub-signature-256", "sha256=" + kHex}}) ==
        "malformed: the header X-Hub-Signature-256 is there twice");
  CHECK(verdict("github", {{"X-Hub-Signature-256", "sha256=" + std::string(20'000, '0')}}) ==
        "malformed: the header X-Hub-Signature-256 is longer than 16384 bytes");
}

TEST_CASE("A header may have another name, and several may have a number") {
  CHECK(verdict("shopify", {{"Shopify-Hmac-SHA256", kBase64}}) == "valid");
  CHECK(verdict("docusign", {{"x-docusign-signature-2", kBase64},
                             {"X-DocuSign-Signature-1", std::string(43, 'A') + "="}}) == "valid");
  CHECK(verdict("docusign", {{"X-DocuSign-Signature-x", kBase64}}) ==
        "missing: the header X-DocuSign-Signature-1 is missing");
  CHECK(verdict("docusign", {{"X-DocuSign-Signature-", kBase64}}).starts_with("missing: "));
}

TEST_CASE("Tokens that are sent as they are must be the same to the last byte, and are never shown") {
  CHECK(verdict("gitlab", {{"X-Gitlab-Token", "convotic_test_secret"}}) == "valid");
  for (const std::string token : {"convotic_test_secreT", "convotic_test_secre", "x"})
    CHECK(verdict("gitlab", {{"X-Gitlab-Token", token}}) ==
          "mismatch: the header X-Gitlab-Token is not what was agreed");
  CHECK(verdict("bearer-token", {{"Authorization", "Bearer convotic_test_secret"}}) == "valid");
  CHECK(verdict("bearer-token", {{"Authorization", "Basic convotic_test_secret"}}) ==
        "unsupported: the header Authorization has no \"Bearer \", only \"Basic \"");
  CHECK(verdict("okta", {{"authorization", "convotic_test_secret"}}) == "valid");
}

TEST_CASE("A token in the body must be right in every element") {
  const auto graph = [](const std::string& body) {
    return show(
        verify(builtin("microsoft-graph"), {"POST", "", {}, body}, std::vector<Secret>{"state"}, kAt));
  };
  CHECK(graph(R"({"value":[{"clientState":"state"},{"clientState":"state"}]})") == "valid");
  CHECK(graph(R"({"value":[{"clientState":"state"},{"clientState":"other"}]})") ==
        "mismatch: \"/value/*/clientState\" of the body is not what was agreed");
  CHECK(graph(R"({"value":[{"clientState":"state"},{}]})") ==
        "missing: the body has no signature at \"/value/*/clientState\"");
  CHECK(graph(R"({"value":[]})") == "missing: the body has no signature at \"/value/*/clientState\"");
}

TEST_CASE("What contradicts the scheme beside the signature is unsupported, what is left out is not") {
  const std::vector<Secret> secret{"yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"};
  CHECK(
      verdict("hubspot-v1", {{"X-HubSpot-Signature", kHex}, {"X-HubSpot-Signature-Version", "v2"}}, secret) ==
      "unsupported: the header X-HubSpot-Signature-Version is \"v2\", and this scheme's is \"v1\"");
  CHECK(verdict("hubspot-v1", {{"X-HubSpot-Signature", kHex}}, secret) ==
        "mismatch: does not match these bytes");
  tests::FakeRandom random;
  CHECK(show(verify(builtin("aws-sns"), {"POST", "", {}, R"({"Signature":"AAAA","SignatureVersion":"1"})"},
                    std::vector<Secret>{Key::generate(KeyType::rsa, random).public_pem()}, kAt)) ==
        "unsupported: \"/SignatureVersion\" of the body is \"1\", and this scheme's is \"2\"");
}

TEST_CASE("A URL is signed as the provider was given it, with or without its port where that is allowed") {
  tests::FakeRandom random;
  const Scheme scheme = builtin("twilio");
  const Message message{"POST",
                        "https://shop.example/hook?x=1",
                        {{"Content-Type", "application/x-www-form-urlencoded"}},
                        "a=1"};
  const Message made = tests::must(sign(scheme, message, kSecret, {kAt, {}}, random));
  const auto at_url = [&](std::string url) {
    Message other = made;
    other.url = std::move(url);
    return show(verify(scheme, other, kSecret, kAt));
  };
  CHECK(at_url("https://shop.example/hook?x=1") == "valid");
  CHECK(at_url("https://shop.example:443/hook?x=1") == "valid");
  CHECK(at_url("https://shop.example:8443/hook?x=1") ==
        "mismatch: does not match these parameters and this URL");
  CHECK(at_url("https://shop.example/hook") == "mismatch: does not match these parameters and this URL");
  CHECK(at_url("") == "message-unfit: Twilio signs the URL, and there is none");
}

TEST_CASE("What the URL says of a JSON body must be there and be true") {
  tests::FakeRandom random;
  const Scheme scheme = builtin("twilio");
  const Message message{"POST", "https://shop.example/hook", {{"Content-Type", "application/json"}}, kBody};
  Message made = tests::must(sign(scheme, message, kSecret, {kAt, {}}, random));
  CHECK(made.url == "https://shop.example/"
                    "hook?bodySHA256=93a23971a914e5eacbf0a8d25154cda309c3c1c72fbb9914d47c60f3cb681588");
  CHECK(show(verify(scheme, made, kSecret, kAt)) == "valid");
  made.body += " ";
  CHECK(show(verify(scheme, made, kSecret, kAt)) ==
        "mismatch: \"bodySHA256\" of the URL does not match these bytes");

  // A signature of the URL alone says nothing of a body.
  Message empty = message;
  empty.body.clear();
  const Message of_nothing = tests::must(sign(scheme, empty, kSecret, {kAt, {}}, random));
  CHECK(show(verify(scheme, of_nothing, kSecret, kAt)) == "valid");
  Message smuggled = of_nothing;
  smuggled.body = kBody;
  CHECK(show(verify(scheme, smuggled, kSecret, kAt)) ==
        "missing: the URL has no parameter \"bodySHA256\", and the body is no form");
}

TEST_CASE("Where only the listed headers are signed, the time must be one of them") {
  tests::FakeRandom random;
  const Scheme scheme = builtin("contentful");
  const std::vector<Secret> secret{std::string(64, 'a')};
  Message message{"POST",
                  "https://shop.example/hook",
                  {{"x-contentful-signed-headers", "x-contentful-signed-headers"}},
                  kBody};
  const Message made = tests::must(sign(scheme, message, secret, {kAt, {}}, random));
  CHECK(show(verify(scheme, made, secret, kAt)) ==
        "malformed: the header x-contentful-signed-headers does not list x-contentful-timestamp");
  message.headers.clear();
  Message good = tests::must(sign(scheme, message, secret, {kAt, {}}, random));
  CHECK(show(verify(scheme, good, secret, kAt)) == "valid");
  std::erase_if(good.headers,
                [](const http::Header& header) { return header.name == "x-contentful-signed-headers"; });
  CHECK(show(verify(scheme, good, secret, kAt)) ==
        "missing: the header x-contentful-signed-headers is missing");
}

TEST_CASE("Linear's time is that of the body, and the header's only where the body has none") {
  const auto linear = [](std::vector<http::Header> headers, const std::string& body, base::UnixMillis at) {
    const Scheme scheme = builtin("linear");
    tests::FakeRandom random;
    Message message{"POST", "", {}, body};
    const Message made = tests::must(sign(scheme, message, kSecret, {kAt, {}}, random));
    headers.insert(headers.end(), made.headers.begin(), made.headers.end());
    return show(verify(scheme, {"POST", "", headers, made.body}, kSecret, at));
  };
  CHECK(linear({{"Linear-Timestamp", "1"}}, R"({"webhookTimestamp": 5})", kAt) == "valid");
  CHECK(linear({}, "{}", kAt + 61'000) == "stale: made 1 min 1 s ago, and Linear allows 1 min");
  CHECK(linear({}, R"({"webhookTimestamp": 5})", kAt - 61'000) ==
        "future: made 1 min 1 s ahead of the clock, and Linear allows 1 min");
}

TEST_CASE("Without a secret there is no verdict") {
  CHECK(verdict("github", {{"X-Hub-Signature-256", "sha256=" + kHex}}, {}) ==
        "secret-invalid: there is no secret to verify GitHub with");
  CHECK(verdict("stripe", {}, {"sk_live_x"}).starts_with("secret-invalid: "));
}

TEST_CASE("The time of signing is read where it is readable") {
  const auto at = [](const std::string& header) {
    return signed_at(builtin("stripe"), {"POST", "", {{"Stripe-Signature", header}}, ""});
  };
  CHECK(at("t=1700000000,v1=x") == kAt);
  CHECK(at("v1=x") == std::nullopt);
  CHECK(at("t=x") == std::nullopt);
  CHECK(signed_at(builtin("github"), {}) == std::nullopt);
  CHECK(signed_at(builtin("box"),
                  {"POST", "", {{"BOX-DELIVERY-TIMESTAMP", "2023-11-14T14:13:20-08:00"}}, ""}) == kAt);
  CHECK(signed_at(builtin("mailgun"), {"POST", "", {}, R"({"signature":{"timestamp":1700000000}})"}) == kAt);
}
