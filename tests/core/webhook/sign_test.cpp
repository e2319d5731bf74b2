#include "core/webhook/key_pair.hpp"
#include "core/webhook/signature.hpp"
#include "tests/core/webhook/own_scheme.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fakes.hpp"

#include <algorithm>

using namespace convotic;
using namespace convotic::webhook;
using tests::builtin;
using tests::describe;
using tests::show;

namespace {

constexpr base::UnixMillis kAt = 1'700'000'000'000;
const std::vector<Secret> kSecret{"convotic_test_secret"};

Result<Message> made(const std::string& scheme, const Message& message,
                     const std::vector<Secret>& secrets = kSecret, SignOptions options = {kAt, {}}) {
  tests::FakeRandom random;
  return sign(builtin(scheme), message, secrets, options, random);
}

std::string shown(const Result<Message>& message) {
  return message ? show(*message) : describe(message);
}

}  // namespace

TEST_CASE("A signature takes the place of the one that is there, and everything else stays") {
  const Message recorded{
      "POST",
      "https://shop.example/hook",
      {{"Host", "shop.example"}, {"stripe-signature", "t=1,v1=00"}, {"User-Agent", "Stripe/1.0"}},
      R"({"hello":"world"})"};
  CHECK(shown(made("stripe", recorded, {"whsec_convotic_test_secret"})) ==
        "POST https://shop.example/hook\nHost: shop.example\n"
        "stripe-signature: t=1700000000,v1=a626a858703416b6e3488c9a4e97b19f75a9e14883846751371c3b0c716d3572\n"
        "User-Agent: Stripe/1.0\n\n{\"hello\":\"world\"}");
}

TEST_CASE("Bodies are signed byte for byte, whatever they are") {
  for (const std::string& body :
       {std::string(), std::string("\0\xff\n", 3), std::string("{}\r\n"), std::string(1 << 20, 'x')}) {
    const auto message = made("github", {"POST", "", {}, body});
    REQUIRE(message);
    CHECK(message->body == body);
    CHECK(show(verify(builtin("github"), *message, kSecret, kAt)) == "valid");
  }
}

TEST_CASE("Several secrets give several signatures where the scheme has room for them") {
  const Message message{"POST", "", {}, R"({"hello":"world"})"};
  const std::vector<Secret> two{"whsec_convotic_test_secret", "whsec_other"};
  const auto stripe = made("stripe", message, two);
  REQUIRE(stripe);
  CHECK(stripe->headers.size() == 1);
  CHECK(stripe->headers[0].value.starts_with(
      "t=1700000000,v1=a626a858703416b6e3488c9a4e97b19f75a9e14883846751371c3b0c716d3572,v1="));
  for (const Secret& one : two)
    CHECK(show(verify(builtin("stripe"), *stripe, std::vector<Secret>{one}, kAt)) == "valid");

  const auto svix = made("svix", message, {"whsec_AAAA", "whsec_BBBB"}, {kAt, "msg_1"});
  REQUIRE(svix);
  CHECK(std::count(svix->headers.back().value.begin(), svix->headers.back().value.end(), ' ') == 1);

  // One header, one signature: the first secret's.
  CHECK(shown(made("github", message, {"convotic_test_secret", "other"})) == shown(made("github", message)));
}

TEST_CASE("Schemes with a header for each secret write as many, and take away those that are too many") {
  const Message recorded{"POST",
                         "",
                         {{"X-DocuSign-Signature-1", "a"},
                          {"A", "b"},
                          {"X-DocuSign-Signature-2", "c"},
                          {"x-docusign-signature-3", "d"}},
                         "{}"};
  const auto message = made("docusign", recorded, {"one", "two"});
  REQUIRE(message);
  CHECK(message->headers.size() == 3);
  CHECK(message->headers[0].name == "X-DocuSign-Signature-1");
  CHECK(message->headers[2].name == "X-DocuSign-Signature-2");
  CHECK(message->headers[0].value != message->headers[2].value);
  // Box has room for two.
  const auto box = made("box", {"POST", "", {}, "{}"}, {"one", "two", "three"});
  REQUIRE(box);
  CHECK(box->headers.size() == 5);
}

TEST_CASE("The id is the one that is given, or that the message bears, or a new one") {
  const auto id_of = [](const Result<Message>& message) {
    for (const http::Header& header : message->headers)
      if (header.name == "svix-id") return header.value;
    return std::string();
  };
  const std::vector<Secret> secret{"whsec_AAAA"};
  const Message with_id{"POST", "", {{"svix-id", "msg_old"}}, "{}"};
  CHECK(id_of(made("svix", with_id, secret, {kAt, "msg_given"})) == "msg_given");
  CHECK(id_of(made("svix", with_id, secret)) == "msg_old");
  const std::string fresh = id_of(made("svix", {"POST", "", {}, "{}"}, secret));
  CHECK(fresh.starts_with("msg_"));
  CHECK(fresh.size() == 28);
}

TEST_CASE("The name under which a header came is kept") {
  const auto message = made("shopify", {"POST", "", {{"shopify-hmac-sha256", "old"}}, "{}"});
  REQUIRE(message);
  CHECK(message->headers.size() == 1);
  CHECK(message->headers[0].name == "shopify-hmac-sha256");
  CHECK(message->headers[0].value != "old");
}

TEST_CASE("Signatures in the body change nothing else of it") {
  CHECK(shown(made("mailgun", {"POST",
                               "",
                               {},
                               "{ \"signature\": {\"timestamp\": \"1\", \"token\": \"tok\", \"signature\": "
                               "\"\"},\n \"n\": 1.0 }"})) ==
        "POST \n\n{ \"signature\": {\"timestamp\": \"1700000000\", \"token\": \"tok\", \"signature\": "
        "\"4c588d1ff8a3a9f1cf5308fa1bb0183232174636f764e695977341bc5883ff5b\"},\n \"n\": 1.0 }");
  CHECK(shown(made("mailgun", {"POST", "", {}, "a=1"})) ==
        "message-unfit: Mailgun puts its signature into a JSON body, and the body is none\n"
        "  help: give a body in the provider's own form");
  CHECK(shown(made("adyen", {"POST", "", {}, R"({"notificationItems":[]})"}, {"00"})) ==
        "message-unfit: Adyen payments puts a value at "
        "\"/notificationItems/*/NotificationRequestItem/additionalData/hmacSignature\", and the body has "
        "nothing there to put "
        "it into\n  help: give a body in the provider's own form");
}

TEST_CASE("Linear's time is put into the body where it stands there, and into a header otherwise") {
  const auto in_body = made("linear", {"POST", "", {}, R"({"a":1,"webhookTimestamp": 5})"});
  REQUIRE(in_body);
  CHECK(in_body->body == R"({"a":1,"webhookTimestamp": 1700000000000})");
  CHECK(in_body->headers.size() == 1);
  const auto in_header = made("linear", {"POST", "", {}, R"({"a":1})"});
  REQUIRE(in_header);
  CHECK(in_header->body == R"({"a":1})");
  CHECK(in_header->headers[0].value == "1700000000000");
}

TEST_CASE("A URL that bears a hash of the body gets the right one, once") {
  const Message message{
      "POST", "https://shop.example/hook?bodySHA256=00&x=1", {{"Content-Type", "application/json"}}, "{}"};
  const auto signed_message = made("twilio", message);
  REQUIRE(signed_message);
  CHECK(signed_message->url ==
        "https://shop.example/"
        "hook?x=1&bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
}

TEST_CASE("What cannot be signed says what is missing") {
  CHECK(shown(made("github", {"POST", "", {}, ""}, {})) ==
        "secret-invalid: there is no secret to sign GitHub with");
  CHECK(shown(made("square", {"POST", "", {}, ""})) ==
        "message-unfit: Square signs the URL, and there is none\n"
        "  help: give the URL that the provider was told: --url, or \"publicUrl\" of a capture");
  CHECK(shown(made("stripe", {"POST", "", {}, ""})).starts_with("secret-invalid: the secret of Stripe"));
  tests::FakeRandom random;
  const Secret half = Key::generate(KeyType::p256, random).public_pem();
  CHECK(shown(made("sendgrid", {"POST", "", {}, ""}, {half})).starts_with("not-signable: "));
}

TEST_CASE("A message without its signature is as somebody sends it who knows the URL only") {
  const Message recorded{"POST",
                         "https://x.example/",
                         {{"Content-Type", "application/json"},
                          {"svix-id", "a"},
                          {"SVIX-timestamp", "1"},
                          {"svix-signature", "v1,x"}},
                         R"({"signature":{"signature":"x","token":"t"},"webhookTimestamp":5})"};
  CHECK(show(without_signature(builtin("svix"), recorded)) ==
        "POST https://x.example/\nContent-Type: application/json\n\n" + recorded.body);
  CHECK(without_signature(builtin("mailgun"), recorded).body ==
        R"({"signature":{"token":"t"},"webhookTimestamp":5})");
  CHECK(without_signature(builtin("linear"), recorded).body == recorded.body);
  const Message docusign{
      "POST",
      "",
      {{"X-DocuSign-Signature-1", "a"}, {"x-docusign-signature-12", "b"}, {"X-DocuSign-Other", "c"}},
      ""};
  CHECK(show(without_signature(builtin("docusign"), docusign)) == "POST \nX-DocuSign-Other: c\n\n");
  const Message contentful{"POST",
                           "",
                           {{"x-contentful-signature", "a"},
                            {"x-contentful-timestamp", "1"},
                            {"x-contentful-signed-headers", "b"},
                            {"x", "y"}},
                           ""};
  CHECK(show(without_signature(builtin("contentful"), contentful)) == "POST \nx: y\n\n");
  CHECK(without_signature(builtin("hubspot-v1"), {"POST", "", {{"X-HubSpot-Signature-Version", "v1"}}, ""})
            .headers.empty());
}
