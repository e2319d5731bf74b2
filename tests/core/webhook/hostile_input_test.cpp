#include "core/webhook/digest.hpp"
#include "core/webhook/encoding.hpp"
#include "core/webhook/signature.hpp"
#include "tests/core/webhook/own_scheme.hpp"
#include "tests/support/fakes.hpp"

// Messages that anybody can send, made to be misread or to keep whoever reads them busy. None of these tests
// measures time: where the work is not bounded, they do not end.

using namespace convotic;
using namespace convotic::webhook;
using tests::builtin;
using tests::show;

namespace {

constexpr base::UnixMillis kAt = 1'700'000'000'000;
const std::vector<Secret> kSecret{"convotic_test_secret"};
const std::vector<Secret> kHexSecret{"00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF"};
using Causes = std::vector<std::string>;

Message stripe(std::string body, const std::string& header = "t=1700000000,v1=" + std::string(64, '0')) {
  return {"POST", "", {{"Stripe-Signature", header}}, std::move(body)};
}

Causes stripe_causes(const Message& message) {
  return explain(builtin("stripe"), message, std::vector<Secret>{"whsec_convotic"}, kAt);
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i)
    out += text;
  return out;
}

std::string verdict(const std::string& scheme, std::string body, std::vector<http::Header> headers = {},
                    const std::vector<Secret>& secrets = kSecret) {
  return show(verify(builtin(scheme), {"POST", "", std::move(headers), std::move(body)}, secrets, kAt));
}

// A notification of Adyen's, signed unless `signature` is given.
std::string adyen_item(const std::string& account, const std::string& reference, std::string signature = {}) {
  if (signature.empty())
    signature =
        encode(Encoding::base64, hmac(Hash::sha256, *decode(Encoding::hex, kHexSecret.front()),
                                      "P1::" + account + ":" + reference + ":1000:EUR:AUTHORISATION:true"));
  return R"({"NotificationRequestItem":{"pspReference":"P1","merchantAccountCode":")" + account +
         R"(","merchantReference":")" + reference +
         R"(","amount":{"value":1000,"currency":"EUR"},"eventCode":"AUTHORISATION","success":"true",)" +
         R"("additionalData":{"hmacSignature":")" + signature + R"("}}})";
}

std::string adyen(const std::string& items) {
  return verdict("adyen", R"({"live":"false","notificationItems":[)" + items + "]}", {}, kHexSecret);
}

}  // namespace

TEST_CASE("A body that nests without end is given up, and not written in layouts of the square of its size") {
  for (const std::size_t depth : {2'000u, 400'000u}) {
    CAPTURE(depth);
    CHECK(stripe_causes(stripe(repeated("[", depth) + repeated("]", depth))) == Causes{});
  }
  CHECK(stripe_causes(stripe(repeated("{\"a\":[", 100'000) + "1" + repeated("]}", 100'000))) == Causes{});
}

TEST_CASE("A deep body is still told from its compact form") {
  const std::string body = repeated("[", 2'000) + repeated("]", 2'000);
  const std::string made =
      "v1=" + encode(Encoding::hex, hmac(Hash::sha256, "whsec_convotic", "1700000000." + body));
  CHECK(stripe_causes(stripe(repeated("[ ", 2'000) + repeated("]", 2'000), "t=1700000000," + made)) ==
        Causes{"it does match the body written compact: something parsed the JSON and wrote it anew"});
}

TEST_CASE("Large bodies that are long in every form are given up") {
  const std::string lines = repeated("\r\n", 512 * 1024);
  CHECK(stripe_causes(stripe(lines)) == Causes{});
  CHECK(stripe_causes(stripe("[" + repeated("\"\\u00e9/<\",", 90'000) + "1]")) == Causes{});
  CHECK(explain(builtin("twilio"),
                {"POST",
                 "https://x.example/",
                 {{"X-Twilio-Signature", std::string(27, 'A') + "="}},
                 repeated("a=1&", 256 * 1024)},
                kSecret, kAt) == Causes{});
}

TEST_CASE("Of hundreds of signatures in a header the first ones are explained, and all are verified") {
  const std::string right =
      "v1=" + encode(Encoding::hex, hmac(Hash::sha256, "whsec_convotic", "1700000000.{}\n"));
  const std::string wrong = "v1=" + std::string(64, '0') + ",";
  const auto header = [&](std::size_t before) { return "t=1700000000," + repeated(wrong, before) + right; };
  CHECK(stripe_causes(stripe("{}", header(15))) ==
        Causes{"it does match the body with a newline at its end: something cut \"\\n\" off on the way"});
  CHECK(stripe_causes(stripe("{}", header(16))) == Causes{});
  CHECK(show(verify(builtin("stripe"), stripe("{}\n", header(200)), std::vector<Secret>{"whsec_convotic"},
                    kAt)) == "valid");
}

TEST_CASE("Many elements of a body are walked through once") {
  std::string items;
  for (int i = 0; i < 20'000; ++i)
    items +=
        std::string(i == 0 ? "" : ",") + R"({"subscriptionId":"s","clientState":"convotic_test_secret"})";
  CHECK(verdict("microsoft-graph", "{\"value\":[" + items + "]}") == "valid");
  CHECK(verdict("microsoft-graph", "{\"value\":[" + items + R"(,{"clientState":"other"}]})") ==
        "mismatch: \"/value/*/clientState\" of the body is not what was agreed");
  CHECK(verdict("microsoft-graph", "{\"value\":[" + items + ",{}]}") ==
        "missing: the body has no signature at \"/value/*/clientState\"");

  std::string notifications = adyen_item("M", "0");
  for (int i = 1; i < 2'000; ++i)
    notifications += "," + adyen_item("M", std::to_string(i));
  CHECK(adyen(notifications) == "valid");
}

TEST_CASE("A form of many parts without an end is walked through once") {
  const Message message{"POST",
                        "",
                        {{"Content-Type", "multipart/form-data; boundary=b"}},
                        repeated("--b\r\n", 100'000) + "\r\n\r\n"};
  CHECK(show(verify(builtin("dropbox-sign"), message, kSecret, kAt)) ==
        "missing: the body is no JSON with a signature at \"/event/event_hash\"");
}

TEST_CASE("Each of Adyen's notifications must be signed") {
  const std::string signed_one = adyen_item("M", "1");
  const std::string no = "missing: the body has no signature at "
                         "\"/notificationItems/*/NotificationRequestItem/additionalData/hmacSignature\"";
  CHECK(adyen(signed_one) == "valid");
  CHECK(adyen(signed_one + "," + adyen_item("M", "2")) == "valid");
  const std::string of_another = adyen_item("M", "2", std::string(43, 'A') + "=");
  CHECK(adyen(signed_one + "," + of_another) == "mismatch: does not match these fields of the body");
  CHECK(adyen(of_another + "," + signed_one) == "mismatch: does not match these fields of the body");
  CHECK(adyen(signed_one + R"(,{"NotificationRequestItem":{"pspReference":"P2"}})") == no);
  CHECK(adyen(signed_one + ",null") == no);
  CHECK(adyen("") == no);
  CHECK(verdict("adyen", R"({"notificationItems":{"0":)" + signed_one + "}}", {}, kHexSecret) == no);
}

TEST_CASE("Each of Adyen's notifications is signed, in place of the signature that it has") {
  tests::FakeRandom random;
  const std::string old = std::string(43, 'A') + "=";
  const auto body = [](const std::string& items) { return "{\"notificationItems\":[" + items + "]}"; };
  const Message two{"POST", "", {}, body(adyen_item("M", "1", old) + ", " + adyen_item("M", "2", old))};
  CHECK(tests::must(sign(builtin("adyen"), two, kHexSecret, {kAt, {}}, random)).body ==
        body(adyen_item("M", "1") + ", " + adyen_item("M", "2")));
}

TEST_CASE("No field of Adyen's can pass for two, and none for another") {
  CHECK(adyen(adyen_item("M", "user:42")) == "valid");
  CHECK(adyen(adyen_item("M:user", "42")) ==
        "malformed: \"merchantAccountCode\" of the body has \":\" in it, which stands between the fields");
  std::string object = adyen_item("M", "1");
  object.replace(object.find("\"pspReference\""), 0, R"("originalReference":{"x":1},)");
  CHECK(adyen(object) == "malformed: \"originalReference\" of the body is an object or an array");
  std::string null = adyen_item("M", "1");
  null.replace(null.find("\"pspReference\""), 0, R"("originalReference":null,)");
  CHECK(adyen(null) == "valid");
}

TEST_CASE("A body that says twice what is checked is refused, wherever it says it") {
  std::string item = adyen_item("M", "1");
  const std::string twice = "malformed: \"";
  const auto with = [&](std::string_view before, std::string_view added) {
    std::string other = item;
    return adyen(other.insert(other.find(before), added));
  };
  CHECK(with("\"success\"", R"("success":"false",)") == "malformed: \"success\" is there twice in the body");
  CHECK(with("\"currency\"", R"("v\u0061lue":9,)") == "malformed: \"value\" is there twice in the body");
  CHECK(with("\"additionalData\"", R"("additionalData":{},)") ==
        "malformed: \"additionalData\" is there twice in the body");
  CHECK(with("\"eventCode\"", R"("other":1,"other":2,)") == "valid");
  CHECK(
      verdict("microsoft-graph", R"({"value":[{"clientState":"convotic_test_secret","clientState":"x"}]})") ==
      "malformed: \"clientState\" is there twice in the body");
  CHECK(
      verdict("mailgun", R"({"signature":{"timestamp":"1","token":"t","signature":"00"},"signature":{}})") ==
      "malformed: \"signature\" is there twice in the body");
}

TEST_CASE("An empty id, timestamp or token is missing") {
  const std::string mac = "v1," + encode(Encoding::base64, hmac(Hash::sha256, "convotic", ".1700000000.{}"));
  const auto svix = [&](const std::string& id, const std::string& timestamp) {
    return verdict("svix", "{}", {{"svix-id", id}, {"svix-timestamp", timestamp}, {"svix-signature", mac}},
                   {"whsec_Y29udm90aWM="});
  };
  CHECK(svix("", "1700000000") == "missing: the header svix-id is empty");
  CHECK(svix(" \t", "1700000000") == "missing: the header svix-id is empty");
  CHECK(svix("msg_1", "") == "missing: the header svix-timestamp is empty");
  CHECK(show(verify(builtin("stripe"), stripe("{}", "t=,v1=" + std::string(64, '0')),
                    std::vector<Secret>{"whsec_convotic"}, kAt)) ==
        "missing: \"t=\" of the header Stripe-Signature is empty");
  CHECK(verdict("mailgun", R"({"signature":{"timestamp":"1700000000","token":"","signature":"00"}})") ==
        "missing: \"/signature/token\" of the body is empty");
}

TEST_CASE("A signature of the future is valid where the scheme sets no bound, and there is a word for it") {
  const auto made = [](const std::string& scheme, base::UnixMillis at) {
    tests::FakeRandom random;
    const std::vector<Secret> secret{builtin(scheme).example_secret()};
    const Message message =
        tests::must(sign(builtin(scheme), {"POST", "", {}, "{}"}, secret, {at, {}}, random));
    return show(verify(builtin(scheme), message, secret, kAt)) + ", " +
           warning(builtin(scheme), message, kAt);
  };
  constexpr base::UnixMillis kDay = 86'400'000;
  CHECK(made("stripe", kAt) == "valid, ");
  CHECK(made("stripe", kAt + 300'000) == "valid, ");
  CHECK(made("stripe", kAt + 301'000) ==
        "valid, made 5 min 1 s ahead of the clock, and Stripe sets no bound to that");
  CHECK(made("stripe", kAt + 4'500 * kDay) ==
        "valid, made 4500 days ahead of the clock, and Stripe sets no bound to that");
  CHECK(made("zoom", kAt + kDay) == "valid, made 1 day ahead of the clock, and Zoom sets no bound to that");
  CHECK(made("svix", kAt + kDay) == "future: made 1 day ahead of the clock, and Svix allows 5 min, ");
  CHECK(made("github", kAt + kDay) == "valid, ");
}

TEST_CASE("A prefix alone is no secret") {
  const auto bare = check_secret(builtin("stripe"), "whsec_");
  REQUIRE_FALSE(bare);
  CHECK(bare.error().message ==
        "the secret of Stripe should be text that begins with \"whsec_\"; it is something else");
  CHECK(check_secret(builtin("stripe"), "whsec_x"));
}
